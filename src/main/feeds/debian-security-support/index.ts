import { FEED_TITLES } from '../../../shared/domain/matching/ecosystem.ts';
import type { Advisory, SupportEntry } from '../../../shared/domain/vulnerability/rows.ts';
import { FeedFault, type Feed, type FeedFile, type Needs, type RowReader } from '../feed.ts';
import { day } from '../fields.ts';
import { LineSplitter } from '../split-lines.ts';

/** The lists of debian-security-support, as check-support-status(1) reads them: what Debian supports no longer, or in part. */
export const debianSecuritySupport: Feed<Row> = {
  id: 'debian-security-support',
  title: FEED_TITLES['debian-security-support'],
  files: ['limited', 'ended.deb10', 'ended.deb11', 'ended.deb12', 'ended.deb13'].map(fileOf),
  maxBytes: 4 * 1024 ** 2,
  staleAfterDays: 90,
  reader,
};

type Row = Advisory<SupportEntry>;

function fileOf(list: string): FeedFile {
  const name = `security-support-${list}`;
  const release = releaseOf(name);
  return {
    name,
    ...(release !== null && { release }),
    url: `https://salsa.debian.org/debian/debian-security-support/-/raw/master/${name}`,
  };
}

/** "security-support-ended.deb12" is of one release; "security-support-limited" is of every one. */
function releaseOf(file: string): string | null {
  const major = /\.deb(\d{1,3})$/.exec(file)?.[1];
  return major === undefined ? null : `debian:${major}`;
}

function reader(file: string, needs: Needs): RowReader<Row> {
  const lines = new LineSplitter(4096);
  const release = releaseOf(file);
  const limited = file.endsWith('limited');
  if (!limited && release === null) throw new FeedFault(file, 'the name says neither "limited" nor a release');
  const wanted = needs.releases.filter((id) => (limited ? id.startsWith('debian:') : id === release));
  const rows = (some: readonly string[]): Row[] =>
    some.flatMap((line, at) => {
      if (/^\s*(#|$)/.test(line)) return [];
      const place = `${file} line ${lines.count - some.length + 1 + at}`;
      const [source = '', ...rest] = line.trim().split(/\s+/);
      const body = limited ? { ...LIMITED, note: rest.join(' ') } : readEnded(rest, place);
      return wanted.map((id) => ({ feed: debianSecuritySupport.id, release: id, package: source, body }));
    });
  return {
    push: (bytes) => rows(lines.push(bytes)),
    end: () => rows(lines.end()),
    edition: () => ({ version: null, date: null }),
  };
}

const LIMITED = { state: 'limited', lastVersion: null, since: null } as const;

function readEnded([lastVersion = '', since = '', ...note]: readonly string[], place: string): SupportEntry {
  return { state: 'ended', lastVersion, since: day(since, place), note: note.join(' ') };
}
