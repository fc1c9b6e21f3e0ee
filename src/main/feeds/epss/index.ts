import type { EpssRow } from '../../../shared/domain/vulnerability/rows.ts';
import { FeedFault, type Feed, type RowReader } from '../feed.ts';
import { isCve } from '../fields.ts';
import { LineSplitter } from '../split-lines.ts';

/** FIRST's EPSS, https://www.first.org/epss: one line a CVE, about 12 MB unpacked. */
export const epss: Feed<EpssRow> = {
  id: 'epss',
  title: 'EPSS',
  files: [{ name: 'epss.csv.gz', url: 'https://epss.cyentia.com/epss_scores-current.csv.gz' }],
  maxBytes: 128 * 1024 ** 2,
  staleAfterDays: 3,
  reader,
};

/** Since February 2022 a first line says "#model_version:v2026.06.15,score_date:2026-09-29T00:00:00+0000". */
const COMMENT = /^#model_version:([^,]{1,40}),score_date:(\d{4}-\d{2}-\d{2})/;
const HEADS = ['cve,epss', 'cve,epss,percentile'];
/** A share from 0 to 1, as the files write it. */
const SHARE = /^(0|1|0?\.\d+|[01]\.\d+|\d(\.\d+)?e-\d{1,2})$/i;

function reader(): RowReader<EpssRow> {
  const lines = new LineSplitter(1024);
  const said: { version: string | null; date: string | null; columns: number } = { version: null, date: null, columns: 0 };
  const take = (line: string, number: number): EpssRow[] => {
    if (said.columns) return line === '' ? [] : [readRow(line, said.columns, number)];
    const comment = COMMENT.exec(line);
    if (line.startsWith('#') && number === 1) {
      [said.version, said.date] = [comment?.[1] ?? null, comment?.[2] ?? null];
      return [];
    }
    if (!HEADS.includes(line)) throw new FeedFault(`line ${number}`, 'the heading cve,epss,percentile was expected');
    said.columns = line.split(',').length;
    return [];
  };
  const all = (some: readonly string[]): EpssRow[] => {
    const first = lines.count - some.length + 1;
    return some.flatMap((line, at) => take(line, first + at));
  };
  return {
    push: (bytes) => all(lines.push(bytes)),
    end: () => {
      const rows = all(lines.end());
      if (!said.columns) throw new FeedFault('line 1', 'the file is empty');
      return rows;
    },
    edition: () => ({ version: said.version, date: said.date }),
  };
}

function readRow(line: string, columns: number, number: number): EpssRow {
  const cells = line.split(',');
  const [cve = '', score = '', percentile] = cells;
  if (cells.length !== columns || !isCve(cve)) throw new FeedFault(`line ${number}`, 'a CVE with its score was expected');
  return { cve, score: share(score, number), percentile: percentile === undefined ? null : share(percentile, number) };
}

function share(text: string, line: number): number {
  const value = SHARE.test(text) ? Number(text) : NaN;
  if (!(value >= 0 && value <= 1)) throw new FeedFault(`line ${line}`, 'a share from 0 to 1 was expected');
  return value;
}
