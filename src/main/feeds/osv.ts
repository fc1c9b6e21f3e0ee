import { FeedFault, type RowReader } from './feed.ts';
import { fields, isCve, listIn, needed, own, textOf, textsIn, type Fields } from './fields.ts';
import { JsonSplitter } from './split-json.ts';

/** What is read of a record of the Open Source Vulnerability format, https://ossf.github.io/osv-schema/. */
export interface OsvRecord {
  readonly id: string;
  readonly summary: string;
  /** The CVEs that it is about; a record of a CVE has that one. */
  readonly cves: readonly string[];
  /** Scores by their type: "Ubuntu" has the vendor's own word. */
  readonly severity: ReadonlyMap<string, string>;
  readonly affected: readonly OsvAffected[];
}

/** One package of one release and one span of its versions. */
export interface OsvAffected {
  readonly ecosystem: string;
  readonly name: string;
  /** Versions before it are not affected; null where all are. */
  readonly since: string | null;
  /** null while there is no fix. */
  readonly fixed: string | null;
  readonly versions: readonly string[];
  /** "ecosystem_specific". */
  readonly specific: Fields;
}

/** A record of the kernel names hundreds of packages in dozens of products. */
const MAX_RECORD = 64 * 1024 ** 2;
const MAX_VERSIONS = 5_000;

/** Records one after another, as the zips of osv.dev have them, become rows by `rows`. Withdrawn ones are none. */
export function osvReader<Row>(rows: (record: OsvRecord, place: string) => Row[]): RowReader<Row> {
  const json = new JsonSplitter(0, MAX_RECORD, true);
  let records = 0;
  let newest = '';
  const take = (value: unknown): Row[] => {
    const from = fields(value, `record ${records + 1}`);
    const place = needed(from, 'id', `record ${records + 1}`);
    records += 1;
    const modified = textOf(from, 'modified', place) ?? '';
    if (modified > newest) newest = modified;
    return textOf(from, 'withdrawn', place) === null ? rows(readRecord(from, place), place) : [];
  };
  return {
    push: (bytes) => json.push(bytes).flatMap(({ value }) => take(value)),
    end: () => {
      const last = json.end().flatMap(({ value }) => take(value));
      if (!records) throw new FeedFault('the file', 'no record');
      return last;
    },
    edition: () => ({ version: null, date: /^\d{4}-\d{2}-\d{2}/.exec(newest)?.[0] ?? null }),
  };
}

function readRecord(from: Fields, place: string): OsvRecord {
  const named = ['aliases', 'related', 'upstream'].flatMap((name) => textsIn(from, name, place));
  const own = /CVE-\d{4}-\d{4,19}/.exec(place)?.[0];
  const severity = listIn(from, 'severity', place).map((one, at): [string, string] => {
    const score = fields(one, `${place} > severity > ${at}`);
    return [needed(score, 'type', place), needed(score, 'score', place)];
  });
  return {
    id: place,
    summary: summaryOf(from),
    cves: own ? [own] : [...new Set(named.filter(isCve))].sort(),
    severity: new Map(severity),
    affected: listIn(from, 'affected', place).flatMap((one, at) => readAffected(one, `${place} > affected > ${at}`)),
  };
}

/** Only looked into for the names of module streams: whatever else it has does no harm. */
function summaryOf(from: Fields): string {
  const summary = own(from, 'summary');
  return typeof summary === 'string' ? summary.slice(0, 500) : '';
}

function readAffected(value: unknown, place: string): OsvAffected[] {
  const from = fields(value, place);
  const named = fields(own(from, 'package'), `${place} > package`);
  const specific = own(from, 'ecosystem_specific');
  const about = {
    ecosystem: needed(named, 'ecosystem', place),
    name: needed(named, 'name', place),
    versions: textsIn(from, 'versions', place, 256, MAX_VERSIONS),
    specific: specific === undefined || specific === null ? {} : fields(specific, `${place} > ecosystem_specific`),
  };
  return listIn(from, 'ranges', place).flatMap((range, at) =>
    spans(range, `${place} > ranges > ${at}`).map((span) => ({ ...about, ...span })),
  );
}

/** Events in order: each "introduced" begins a span that the next "fixed" ends. A span of commits says nothing of packages. */
function spans(value: unknown, place: string): { since: string | null; fixed: string | null }[] {
  const from = fields(value, place);
  if (textOf(from, 'type', place) === 'GIT') return [];
  const found: { since: string | null; fixed: string | null }[] = [];
  for (const [at, one] of listIn(from, 'events', place).entries()) {
    const event = fields(one, `${place} > events > ${at}`);
    const since = textOf(event, 'introduced', place);
    if (since !== null) found.push({ since: since === '0' ? null : since, fixed: null });
    const fixed = textOf(event, 'fixed', place);
    const last = found.at(-1);
    if (fixed !== null && !last) throw new FeedFault(place, 'fixed before it was introduced');
    if (fixed !== null && last) last.fixed = fixed;
  }
  return found;
}
