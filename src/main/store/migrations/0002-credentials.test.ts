import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { hasItsSchema, migrate, versionOf } from '../migrate.ts';
import { first } from './0001-first.ts';
import { credentials } from './0002-credentials.ts';

test('migration 2 adds credentials to a file that is in use, and touches nothing that is in it', () => {
  const db = new Database(':memory:');
  migrate(db, [first], () => undefined);
  db.exec(`
    insert into host (id, name, created_at, draft) values ('host000001', 'web1', '2026-03-02T08:00:00.000Z', '{"name":"web1"}');
    insert into setting values ('settings', '{"theme":"dark"}');
    insert into audit values (1, '2026-03-02T08:00:00.000Z', 'ada', 'host.added', 'web1 added', 'host000001', null, '{}', '${'0'.repeat(64)}', 'aa');
  `);
  const rows = () => ['host', 'setting', 'audit'].map((table) => db.prepare(`select * from ${table}`).all());
  const before = rows();
  let backups = 0;
  migrate(db, [first, credentials], () => (backups += 1));
  expect([versionOf(db), backups]).toEqual([2, 1]);
  expect(rows()).toEqual(before);
  expect(hasItsSchema(db, [first, credentials])).toBe(true);
  expect(db.prepare(`select strict from pragma_table_list where name = 'credential'`).pluck().get()).toBe(1);
});

test('a name is taken once, however it is written', () => {
  const db = new Database(':memory:');
  migrate(db, [first, credentials], () => undefined);
  const add = db.prepare('insert into credential values (?, ?, ?, ?)');
  add.run('a', 'Ops', 'now', '{}');
  expect(() => add.run('b', 'ops', 'now', '{}')).toThrow(/UNIQUE/);
});
