import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { hasItsSchema, migrate, versionOf } from '../migrate.ts';
import { first } from './0001-first.ts';
import { credentials } from './0002-credentials.ts';
import { vulnerabilities } from './0003-vulnerabilities.ts';

const all = [first, credentials, vulnerabilities];

test('migration 3 adds what is known of vulnerabilities to a file that is in use, and touches nothing that is in it', () => {
  const db = new Database(':memory:');
  migrate(db, [first, credentials], () => undefined);
  db.exec(`
    insert into host (id, name, created_at, draft) values ('host000001', 'web1', '2026-03-02T08:00:00.000Z', '{"name":"web1"}');
    insert into credential values ('cred0001', 'Ops', '2026-03-02T08:00:00.000Z', '{}');
    insert into audit values (1, '2026-03-02T08:00:00.000Z', 'ada', 'host.added', 'web1 added', 'host000001', null, '{}', '${'0'.repeat(64)}', 'aa');
  `);
  const rows = () => ['host', 'credential', 'audit'].map((table) => db.prepare(`select * from ${table}`).all());
  const before = rows();
  let backups = 0;
  migrate(db, all, () => (backups += 1));
  expect([versionOf(db), backups]).toEqual([3, 1]);
  expect(rows()).toEqual(before);
  expect(hasItsSchema(db, all)).toBe(true);
  const loose = db.prepare(`select name from pragma_table_list where strict = 0 and type = 'table' and name not like 'sqlite_%'`);
  expect(loose.pluck().all()).toEqual([]);
});

test('an edition gets a number that no other ever had', () => {
  const db = new Database(':memory:');
  migrate(db, all, () => undefined);
  const add = db.prepare(`insert into feed_edition (feed, file) values ('kev', 'kev.json')`);
  add.run();
  db.exec('delete from feed_edition');
  expect(Number(add.run().lastInsertRowid)).toBe(2);
});
