import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { hasItsSchema, migrate, versionOf } from '../migrate.ts';
import { first } from './0001-first.ts';
import { credentials } from './0002-credentials.ts';
import { vulnerabilities } from './0003-vulnerabilities.ts';
import { rehearsals } from './0004-rehearsals.ts';

test('migration 4 adds rehearsals to a file that is in use, and touches nothing that is in it', () => {
  const db = new Database(':memory:');
  const before = [first, credentials, vulnerabilities];
  migrate(db, before, () => undefined);
  db.exec(`
    insert into host (id, name, created_at, draft) values ('host000001', 'web1', '2026-03-02T08:00:00.000Z', '{"name":"web1"}');
    insert into plan values ('plan0000001', '2026-03-02T08:00:00.000Z', '{}');
    insert into plan_host values ('plan0000001', 'host000001', 0, '{}');
  `);
  const rows = () => ['host', 'plan', 'plan_host'].map((table) => db.prepare(`select * from ${table}`).all());
  const was = rows();
  let backups = 0;
  migrate(db, [...before, rehearsals], () => (backups += 1));
  expect([versionOf(db), backups]).toEqual([4, 1]);
  expect(rows()).toEqual(was);
  expect(hasItsSchema(db, [...before, rehearsals])).toBe(true);
  expect(db.prepare(`select strict from pragma_table_list where name = 'rehearsal'`).pluck().get()).toBe(1);
});
