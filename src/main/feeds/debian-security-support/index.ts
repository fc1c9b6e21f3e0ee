import type { SupportRow } from '../../../shared/domain/vulnerability/rows.ts';
import { FeedFault, type Feed, type FeedFile, type RowReader } from '../feed.ts';
import { day } from '../fields.ts';
import { LineSplitter } from '../split-lines.ts';

/** The lists of debian-security-support, as check-support-status(1) reads them: what Debian supports no longer, or in part. */
export const debianSecuritySupport: Feed<SupportRow> = {
  id: 'debian-security-support',
  title: 'Debian security support',
  files: ['limited', 'ended.deb10', 'ended.deb11', 'ended.deb12', 'ended.deb13'].map(fileOf),
  maxBytes: 4 * 1024 ** 2,
  staleAfterDays: 90,
  reader,
};

function fileOf(list: string): FeedFile {
  const name = `security-support-${list}`;
  return { name, url: `https://salsa.debian.org/debian/debian-security-support/-/raw/master/${name}` };
}

function reader(file: string): RowReader<SupportRow> {
  const lines = new LineSplitter(4096);
  const release = Number(/\.deb(\d{1,3})$/.exec(file)?.[1] ?? NaN);
  const limited = file.endsWith('limited');
  if (!limited && Number.isNaN(release)) throw new FeedFault(file, 'the name says neither "limited" nor a release');
  const rows = (some: readonly string[]): SupportRow[] =>
    some.flatMap((line, at) => {
      if (/^\s*(#|$)/.test(line)) return [];
      const place = `${file} line ${lines.count - some.length + 1 + at}`;
      return [limited ? readLimited(line) : readEnded(line, release, place)];
    });
  return {
    push: (bytes) => rows(lines.push(bytes)),
    end: () => rows(lines.end()),
    edition: () => ({ version: null, date: null }),
  };
}

function readEnded(line: string, release: number, place: string): SupportRow {
  const [source = '', lastVersion = '', since = '', ...note] = line.trim().split(/\s+/);
  return { release, source, state: 'ended', lastVersion, since: day(since, place), note: note.join(' ') };
}

function readLimited(line: string): SupportRow {
  const [source = '', ...note] = line.trim().split(/\s+/);
  return { release: null, source, state: 'limited', lastVersion: null, since: null, note: note.join(' ') };
}
