import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { hasItsSchema, migrate, versionOf, type Migration } from '../migrate.ts';
import { migrations } from './index.ts';
import { policies } from './0005-policies.ts';

const before: readonly Migration[] = migrations.filter((one) => one.version < policies.version);
const all = [...before, policies];

function inUse(): Database.Database {
  const db = new Database(':memory:');
  migrate(db, before, () => undefined);
  db.exec(`
    insert into host (id, name, created_at, draft) values ('host000001', 'web1', '2026-03-02T08:00:00.000Z', '{"name":"web1"}');
    insert into plan (id, created_at, body) values ('plan000001', '2026-03-02T08:00:00.000Z', '{}');
    insert into deployment (id, name, kind, plan_id, plan_hash, created_at, state, concurrency, reboot)
      values ('deploy0001', 'March', 'deploy', 'plan000001', '00', '2026-03-02T08:00:00.000Z', 'finished', 5, 'never');
  `);
  return db;
}

test('migration 5 adds policies and schedules to a file that is in use; deployments from before ran under none', () => {
  const db = inUse();
  let backups = 0;
  migrate(db, all, () => (backups += 1));
  expect([versionOf(db), backups]).toEqual([5, 1]);
  expect(db.prepare('select id, name, policy from deployment').all()).toEqual([{ id: 'deploy0001', name: 'March', policy: null }]);
  expect(hasItsSchema(db, all)).toBe(true);
  const loose = db.prepare(`select name from pragma_table_list where strict = 0 and type = 'table' and name not like 'sqlite_%'`);
  expect(loose.pluck().all()).toEqual([]);
});

test('a version of a policy is never changed and never removed', () => {
  const db = inUse();
  migrate(db, all, () => undefined);
  db.exec(`
    insert into policy (id, created_at) values ('policy0001', 'now');
    insert into policy_version values ('policy0001', 1, 'now', 'ada', '{}');
  `);
  expect(() => db.exec(`update policy_version set body = '{"name":"x"}'`)).toThrow(/never changed/);
  expect(() => db.exec('delete from policy_version')).toThrow(/never removed/);
  expect(() => db.exec(`insert into policy_version values ('policy0001', 1, 'now', 'eve', '{}')`)).toThrow(/UNIQUE/);
});

test('a time of a schedule is there once', () => {
  const db = inUse();
  migrate(db, all, () => undefined);
  db.exec(`insert into schedule (id, created_at, body) values ('schedule01', 'now', '{}')`);
  const claim = db.prepare(`insert into schedule_run values ('schedule01', 'then', null, null, 'running', '{}') on conflict do nothing`);
  expect([claim.run().changes, claim.run().changes]).toEqual([1, 0]);
});
