import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { ReportRow } from '../../shared/contract/reports.ts';
import type { Snapshot } from '../../shared/domain/compliance/trend.ts';
import { canonical, fromJson, parsed } from './json.ts';
import type { ReportingReader, ReportingWriter } from './store-reports.ts';

const MOST_BYTES = 512 * 1024 ** 2;
const packed = (value: unknown): Buffer => deflateRawSync(canonical(value));
const unpacked = <T>(body: Buffer): T => fromJson<T>(inflateRawSync(body, { maxOutputLength: MOST_BYTES }).toString());

type Part = 'snapshots' | 'reports';

export function readReports(db: Database): Pick<ReportingReader, Part> {
  const snapshots = db.prepare<[string, string], Buffer>('select body from snapshot where day between ? and ? order by day').pluck();
  const newest = db.prepare<[], string | null>('select max(day) from snapshot').pluck();
  const rows = db.prepare<[], string>('select row from report order by n desc').pluck();
  const one = db.prepare<[string], { row: string; body: Buffer }>('select row, body from report where id = ?');
  const last = db.prepare<[], number | null>('select max(n) from report').pluck();
  const toRow = (text: string): ReportRow => parsed(ReportRow, fromJson(text));
  return {
    snapshots: {
      list: (from, to) => snapshots.all(from, to).map((body) => unpacked<Snapshot>(body)),
      newestDay: () => newest.get() ?? null,
    },
    reports: {
      list: () => rows.all().map(toRow),
      get: (id) => {
        const found = one.get(id);
        return found ? { row: toRow(found.row), data: unpacked(found.body) } : null;
      },
      nextId: (year) => `PB-${year}-${String((last.get() ?? 0) + 1).padStart(4, '0')}`,
    },
  };
}

export function writeReports(db: Database): { readonly [N in Part]: Omit<ReportingWriter[N], keyof ReportingReader[N]> } {
  const save = db.prepare('insert into snapshot values (@day, @at, @body) on conflict (day) do update set at = @at, body = @body');
  const add = db.prepare('insert into report values (null, @id, @madeAt, @framework, @scope, @from, @to, @row, @hash, @body)');
  return {
    snapshots: { save: (snapshot) => void save.run({ day: snapshot.day, at: snapshot.at, body: packed(snapshot) }) },
    reports: {
      add: (row, data) => {
        const { id, madeAt, framework, from, to, hash, site, group } = row;
        add.run({ id, madeAt, framework, from, to, hash, scope: canonical({ site, group }), row: canonical(row), body: packed(data) });
      },
    },
  };
}
