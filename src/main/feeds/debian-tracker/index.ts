import { debianRelease } from '../../../shared/domain/matching/debian/release.ts';
import { FEED_TITLES } from '../../../shared/domain/matching/ecosystem.ts';
import type { Advisory, DebianEntry } from '../../../shared/domain/vulnerability/rows.ts';
import { compareDpkgVersions } from '../../../shared/domain/versions/dpkg.ts';
import { FeedFault, type Feed, type Needs, type RowReader } from '../feed.ts';
import { fields, isCve, needed, own, textOf, type Fields } from '../fields.ts';
import { JsonSplitter, type Piece } from '../split-json.ts';

/**
 * The Debian security tracker, https://security-tracker.debian.org/tracker/data/json: source package, CVE, releases.
 * About 70 MB; only the releases that are asked for become rows.
 */
export const debianTracker: Feed<Row> = {
  id: 'debian-tracker',
  title: FEED_TITLES['debian-tracker'],
  files: [{ name: 'debian-tracker.json', url: 'https://security-tracker.debian.org/tracker/data/json' }],
  maxBytes: 512 * 1024 ** 2,
  staleAfterDays: 2,
  reader: (_file, needs) => reader(needs),
};

type Row = Advisory<DebianEntry>;
interface Wanted {
  readonly id: string;
  readonly codename: string;
}

/** One CVE with its description and all releases; the largest known has 40 kB. */
const MAX_ENTRY = 1024 ** 2;

function reader(needs: Needs): RowReader<Row> {
  const json = new JsonSplitter(2, MAX_ENTRY);
  const wanted = needs.releases.flatMap((id) => {
    const codename = debianRelease(id)?.codename;
    return codename ? [{ id, codename }] : [];
  });
  let entries = 0;
  const rows = (pieces: readonly Piece[]): Row[] => {
    entries += pieces.filter(({ path }) => isCve(path[1] ?? '')).length;
    return pieces.flatMap((piece) => readEntry(piece, wanted));
  };
  return {
    push: (bytes) => rows(json.push(bytes)),
    end: () => {
      const last = rows(json.end());
      // An empty document is no good news: it would read as "nothing is vulnerable".
      if (!entries) throw new FeedFault('the document', 'no entry');
      return last;
    },
    edition: () => ({ version: null, date: null }),
  };
}

function readEntry({ path, value }: Piece, wanted: readonly Wanted[]): Row[] {
  const [source = '', cve = ''] = path;
  const place = path.join(' > ');
  if (path.length !== 2 || source.length > 128) throw new FeedFault(place, 'a source package with its CVEs was expected');
  if (!isCve(cve)) return [];
  const releases = fields(own(fields(value, place), 'releases'), `${place} > releases`);
  return wanted
    .filter(({ codename }) => Object.hasOwn(releases, codename))
    .map(({ id, codename }) => ({
      feed: debianTracker.id,
      release: id,
      package: source,
      body: readRelease(cve, fields(releases[codename], `${place} > ${codename}`), `${place} > ${codename}`),
    }));
}

function readRelease(cve: string, from: Fields, place: string): DebianEntry {
  const status = needed(from, 'status', place);
  if (status !== 'resolved' && status !== 'open' && status !== 'undetermined')
    throw new FeedFault(place, `unknown status ${status.slice(0, 40)}`);
  const fixed = textOf(from, 'fixed_version', place);
  if (status === 'resolved' && fixed === null) throw new FeedFault(place, 'resolved without a version');
  const reason = textOf(from, 'nodsa_reason', place);
  return {
    cve,
    status,
    fixed: status === 'resolved' ? fixed : null,
    urgency: textOf(from, 'urgency', place) ?? '',
    nodsa: textOf(from, 'nodsa', place, 4000),
    nodsaReason: reason === 'ignored' || reason === 'postponed' ? reason : null,
    newest: newestOf(from, place),
  };
}

/** "repositories" names the version in the release itself, its -security and other pockets. */
function newestOf(from: Fields, place: string): string | null {
  const pockets = own(from, 'repositories');
  if (pockets === undefined) return null;
  const versions = fields(pockets, `${place} > repositories`);
  return Object.keys(versions)
    .map((pocket) => needed(versions, pocket, place))
    .reduce<string | null>((best, version) => (best === null || compareDpkgVersions(best, version) < 0 ? version : best), null);
}
