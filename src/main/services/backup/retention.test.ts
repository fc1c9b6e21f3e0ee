import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Store } from '../../store/store.ts';
import {
  minute,
  opened,
  sampleDeployment,
  sampleFacts,
  sampleHost,
  samplePackage,
  samplePlan,
  sampleRun,
  sampleScan,
  temporary,
} from '../../store/store.test-kit.ts';
import { ChangeBus } from '../change-bus.ts';
import { applyRetention } from './retention.ts';

/** Samples are of March 2026. */
const YEAR = 365 * 86_400_000;
const later = (years: number): string => new Date(Date.parse(minute(0)) + years * YEAR).toISOString();
const everything = { before: null, limit: 500, hostId: null, deploymentId: null, search: '' };
const apply = (store: Store, now: string, dryRun = false) => applyRetention({ store, now: () => now, changes: new ChangeBus() }, dryRun);
const entriesOf = (store: Store, n: number): void => {
  for (let i = 1; i <= n; i++) store.audit.append({ action: 'test.said', text: `entry ${i}` });
};

/** Two scans of which the second ends a package, a finished deployment with a log, five entries; all of March 2026. */
function old(file: string, nowIs = later(7)): Store {
  const store = opened(file, { now: () => new Date(minute(9)) });
  store.hosts.add(sampleHost());
  store.scans.record(sampleScan(sampleFacts({ packages: [samplePackage('gone'), samplePackage('stays')] }), 1));
  store.scans.record(sampleScan(sampleFacts({ packages: [samplePackage('stays')] }), 3));
  store.plans.save(samplePlan());
  const run = sampleRun(1, { state: 'done', endedAt: minute(5) });
  store.deployments.add(sampleDeployment([1], { runs: [run], state: 'finished', endedAt: minute(6) }));
  store.deployments.appendLog(run.id, 0, Buffer.from('Setting up openssl\n'));
  entriesOf(store, 5);
  store.close();
  return opened(file, { now: () => new Date(nowIs) });
}

test('a year: logs go, their hashes stay, everything else is kept', async () => {
  using place = temporary();
  const store = old(place.file);
  expect(await apply(store, later(0.9))).toEqual({ logs: 0, scans: 0, deployments: 0, findings: 0, entries: 0 });
  expect(await apply(store, later(2), true)).toMatchObject({ logs: 1 });
  expect(store.deployments.log('run00000001', 0, 100).size).toBe(19);
  expect(await apply(store, later(2))).toEqual({ logs: 1, scans: 0, deployments: 0, findings: 0, entries: 0 });
  expect(store.deployments.log('run00000001', 0, 100).size).toBe(0);
  const sha256 = createHash('sha256').update('Setting up openssl\n').digest('hex');
  expect(store.audit.list(everything)[0]).toMatchObject({
    action: 'logs.removed',
    details: { logs: [{ run: 'run00000001', deploymentId: 'deploy00001', bytes: 19, sha256 }] },
  });
  expect(await apply(store, later(2))).toMatchObject({ logs: 0 });
  expect(store.deployments.get('deploy00001')?.runs).toHaveLength(1);
  store.close();
});

test('seven years: what is old goes, what is known now stays, and the chain is whole', async () => {
  using place = temporary();
  const store = old(place.file);
  entriesOf(store, 2);
  const counted = await apply(store, later(7), true);
  expect(counted).toEqual({ logs: 1, scans: 2, deployments: 1, findings: 0, entries: 5 });
  expect(await apply(store, later(7))).toMatchObject({ logs: 1, deployments: 1, entries: 5 });
  expect(store.deployments.get('deploy00001')).toBeNull();
  expect(store.plans.get('plan0000001')).toBeNull();
  expect(store.scans.facts(sampleHost().id)?.facts.packages.map((one) => one.name)).toEqual(['stays']);
  expect(store.audit.verify()).toMatchObject({ intact: true, removed: 5, brokenAt: null });
  expect(store.audit.list(everything).at(-1)?.seq).toBe(6);
  // Once more, a year on: the chain begins later, and is whole again.
  expect(await apply(store, later(14))).toMatchObject({ entries: expect.any(Number) });
  expect(store.audit.verify().intact).toBe(true);
  store.close();
});

test('what a younger deployment rolled back is kept beside it', async () => {
  using place = temporary();
  const store = old(place.file);
  store.plans.save(samplePlan([1], { id: 'plan0000002', createdAt: later(6) }));
  const run = sampleRun(1, { id: 'run00000009', deploymentId: 'deploy00002', state: 'done', endedAt: later(6) });
  store.deployments.add(
    sampleDeployment([1], {
      id: 'deploy00002',
      planId: 'plan0000002',
      kind: 'rollback',
      rollsBack: 'deploy00001',
      createdAt: later(6),
      endedAt: later(6),
      state: 'finished',
      runs: [run],
    }),
  );
  expect(await apply(store, later(7))).toMatchObject({ deployments: 0 });
  expect(store.deployments.get('deploy00001')).not.toBeNull();
  store.close();
});
