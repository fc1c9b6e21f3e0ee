import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { hasItsSchema, migrate, versionOf } from '../migrate.ts';
import { migrations } from './index.ts';
import { rings } from './0006-rings.ts';

test('migration 6 gives deployments and runs of before no rollout, no decisions and no gate, and touches nothing else', () => {
  const before = migrations.filter((one) => one.version < 6);
  const db = new Database(':memory:');
  migrate(db, before, () => undefined);
  db.exec(`
    insert into host (id, name, created_at, draft) values ('host000001', 'web1', '2026-03-02T08:00:00.000Z', '{"name":"web1"}');
    insert into plan values ('plan0000001', '2026-03-02T08:00:00.000Z', '{}');
    insert into deployment (id, name, kind, plan_id, plan_hash, created_at, state, concurrency, reboot)
      values ('deploy00001', 'Friday', 'deploy', 'plan0000001', 'ff', '2026-03-02T08:00:00.000Z', 'running', 4, 'never');
    insert into run (id, deployment_id, host_id, host_name, ring, position, state, attempts, rebooted, checks, plan_hash, packages, download_bytes)
      values ('run00000001', 'deploy00001', 'host000001', 'web1', 1, 0, 'running', 1, 0, '[]', 'ff', 3, 10);
  `);
  const rows = () => ['host', 'deployment', 'run'].map((table) => db.prepare(`select * from ${table}`).all() as object[]);
  const old = rows();
  migrate(db, [...before, rings], () => undefined);
  expect([versionOf(db), hasItsSchema(db, [...before, rings])]).toEqual([6, true]);
  expect(rows()[0]).toEqual(old[0]);
  expect(rows()[1]).toEqual([{ ...old[1]![0], rollout: null, decisions: '[]' }]);
  expect(rows()[2]).toEqual([{ ...old[2]![0], gate: null, unreachable_since: null }]);
});
