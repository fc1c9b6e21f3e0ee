import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { hasItsSchema, migrate, versionOf } from '../migrate.ts';
import { migrations } from './index.ts';
import { reports } from './0007-reports.ts';

const before = migrations.filter((one) => one.version < reports.version);

test('migration 7 adds snapshots and reports to a file that is in use, and touches nothing that is in it', () => {
  const db = new Database(':memory:');
  migrate(db, before, () => undefined);
  db.exec(`insert into host (id, name, created_at, draft) values ('host000001', 'web1', '2026-03-02T08:00:00.000Z', '{"name":"web1"}')`);
  const hosts = db.prepare('select * from host').all();
  let backups = 0;
  migrate(db, [...before, reports], () => (backups += 1));
  expect([versionOf(db), backups]).toEqual([7, 1]);
  expect(db.prepare('select * from host').all()).toEqual(hosts);
  expect(hasItsSchema(db, [...before, reports])).toBe(true);
  const strict = db.prepare(`select name, strict from pragma_table_list where name in ('snapshot', 'report') order by name`).all();
  expect(strict).toEqual([
    { name: 'report', strict: 1 },
    { name: 'snapshot', strict: 1 },
  ]);
});

test('a report on record is never changed', () => {
  const db = new Database(':memory:');
  migrate(db, [...before, reports], () => undefined);
  db.exec(`insert into report values (1, 'PB-2026-0001', '2026-10-02', 'own', '{}', '2026-07-01', '2026-09-30', '{}', 'aa', x'00')`);
  expect(() => db.exec(`update report set hash = 'bb'`)).toThrow(/never changed/);
});
