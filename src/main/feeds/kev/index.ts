import type { KevRow } from '../../../shared/domain/vulnerability/rows.ts';
import { FeedFault, type Edition, type Feed, type RowReader } from '../feed.ts';
import { day, fields, isCve, needed, textOf } from '../fields.ts';
import { JsonSplitter, type Piece } from '../split-json.ts';

/** CISA's catalogue of known exploited vulnerabilities, https://www.cisa.gov/known-exploited-vulnerabilities-catalog. CC0. */
export const kev: Feed<KevRow> = {
  id: 'kev',
  title: 'CISA KEV',
  files: [{ name: 'kev.json', url: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json' }],
  maxBytes: 64 * 1024 ** 2,
  // Published on working days.
  staleAfterDays: 7,
  reader,
};

function reader(): RowReader<KevRow> {
  const json = new JsonSplitter(2, 256 * 1024);
  const said: { version: string | null; date: string | null; count: number | null; rows: number } = {
    version: null,
    date: null,
    count: null,
    rows: 0,
  };
  const take = ({ path, value }: Piece): KevRow[] => {
    const [name = ''] = path;
    if (name === 'vulnerabilities' && path.length === 2) {
      said.rows += 1;
      return [readRow(value, path.join(' > '))];
    }
    if (name === 'catalogVersion' && typeof value === 'string') said.version = value.slice(0, 40);
    if (name === 'dateReleased' && typeof value === 'string') said.date = value.slice(0, 10);
    if (name === 'count' && typeof value === 'number') said.count = value;
    return [];
  };
  return {
    push: (bytes) => json.push(bytes).flatMap(take),
    end: () => {
      const rows = json.end().flatMap(take);
      if (said.count !== said.rows || !said.rows) throw new FeedFault('count', `${said.rows} entries, ${said.count ?? 'none'} announced`);
      return rows;
    },
    edition: (): Edition => ({ version: said.version, date: said.date }),
  };
}

function readRow(value: unknown, place: string): KevRow {
  const from = fields(value, place);
  const cve = needed(from, 'cveID', place);
  if (!isCve(cve)) throw new FeedFault(`${place} > cveID`, 'no CVE number');
  const due = textOf(from, 'dueDate', place);
  return {
    cve,
    name: needed(from, 'vulnerabilityName', place, 1000),
    added: day(needed(from, 'dateAdded', place), `${place} > dateAdded`),
    due: due ? day(due, `${place} > dueDate`) : null,
    ransomware: textOf(from, 'knownRansomwareCampaignUse', place) === 'Known',
  };
}
