import { ALPINE_BRANCHES, alpineId } from '../../../shared/domain/matching/alpine/release.ts';
import { FEED_TITLES } from '../../../shared/domain/matching/ecosystem.ts';
import type { Advisory, AlpineEntry } from '../../../shared/domain/vulnerability/rows.ts';
import { FeedFault, type Feed, type FeedFile, type Needs, type RowReader } from '../feed.ts';
import { fields, needed, own } from '../fields.ts';
import { JsonSplitter, type Piece } from '../split-json.ts';

const REPOSITORIES = ['main', 'community'] as const;
/** One package with all that was ever fixed in it. */
const MAX_PACKAGE = 4 * 1024 ** 2;
const MAX_IDS = 10_000;

type Row = Advisory<AlpineEntry>;

/** https://secdb.alpinelinux.org: for each branch and repository, the packages with the versions that closed something. */
export const alpineSecdb: Feed<Row> = {
  id: 'alpine-secdb',
  title: FEED_TITLES['alpine-secdb'],
  files: ALPINE_BRANCHES.flatMap((branch) => REPOSITORIES.map((repository) => fileOf(branch, repository))),
  maxBytes: 64 * 1024 ** 2,
  staleAfterDays: 7,
  reader,
};

function fileOf(branch: string, repository: string): FeedFile {
  const folder = branch === 'edge' ? branch : `v${branch}`;
  return {
    name: `alpine-${branch}-${repository}.json`,
    release: alpineId(branch),
    url: `https://secdb.alpinelinux.org/${folder}/${repository}.json`,
  };
}

function reader(file: string, needs: Needs): RowReader<Row> {
  const json = new JsonSplitter(2, MAX_PACKAGE);
  const [, branch = '', repository = ''] = /^alpine-(.+)-([a-z]+)\.json$/.exec(file) ?? [];
  const wanted = needs.releases.includes(alpineId(branch));
  let listed = false;
  const take = ({ path, value }: Piece): Row[] => {
    const [name = ''] = path;
    const said = typeof value === 'string' ? value.replace(/^v/, '') : '';
    if (name === 'distroversion' && said !== branch) throw new FeedFault(name, `${said.slice(0, 40)}, where ${branch} was expected`);
    if (name === 'reponame' && said !== repository) throw new FeedFault(name, `${said.slice(0, 40)}, where ${repository} was expected`);
    if (name !== 'packages' || path.length !== 2) return [];
    listed = true;
    const entries = readPackage(value, repository, path.join(' > '));
    return wanted ? entries.map(([origin, body]) => ({ feed: alpineSecdb.id, release: alpineId(branch), package: origin, body })) : [];
  };
  return {
    push: (bytes) => json.push(bytes).flatMap(take),
    end: () => {
      const rows = json.end().flatMap(take);
      if (!listed) throw new FeedFault('packages', 'no package');
      return rows;
    },
    edition: () => ({ version: null, date: null }),
  };
}

function readPackage(value: unknown, repository: string, place: string): [origin: string, body: AlpineEntry][] {
  const from = fields(own(fields(value, place), 'pkg'), `${place} > pkg`);
  const origin = needed(from, 'name', `${place} > pkg`);
  const fixes = own(from, 'secfixes');
  if (fixes === undefined || fixes === null) return [];
  return Object.entries(fields(fixes, `${place} > secfixes`)).flatMap(([fixed, ids]) =>
    readIds(ids, `${origin} > ${fixed}`).map((cve): [string, AlpineEntry] => [origin, { cve, fixed, repository }]),
  );
}

/** "CVE-2019-14697", or with other names of the same: "CVE-2017-2616 XSA-207 (+ regression fix)". The first one stands for it. */
function readIds(value: unknown, place: string): string[] {
  if (value === null) return [];
  if (!Array.isArray(value) || value.length > MAX_IDS || place.length > 256) throw new FeedFault(place, 'a list of CVEs was expected');
  const ids = value.map((one) => {
    if (typeof one !== 'string' || one.length > 512) throw new FeedFault(place, 'a CVE was expected');
    return one.trim().split(/\s+/)[0] ?? '';
  });
  return [...new Set(ids.filter((id) => /^[A-Za-z][A-Za-z0-9._:-]{2,60}$/.test(id)))];
}
