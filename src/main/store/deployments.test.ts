import { expect, test } from 'vitest';
import { mayBecome, RunState } from '../../shared/domain/deployment.ts';
import { furnished, sampleDeployment, sampleHost, samplePlan, sampleRun, temporary } from './store.test-kit.ts';

const full = sampleRun(1, {
  state: 'intended',
  phase: 'installing',
  progress: { packagesDone: 1, packagesTotal: 3, bytesDone: 10, bytesTotal: 20.5, text: 'Unpacking openssl' },
  problem: { kind: 'package-manager-failed', exit: 100, lines: ['E: Sub-process returned an error'] },
  exit: 100,
  attempts: 2,
  startedAt: '2026-03-02T08:05:00.000Z',
  endedAt: '2026-03-02T08:06:00.000Z',
  bootIdBefore: '11111111-1111-4111-8111-111111111111',
  rebooted: true,
  checks: [{ name: 'services', outcome: 'differs', detail: 'new: nginx.service' }],
  rolledBackBy: null,
});

test('a deployment and its runs come back as they were written, in the order of their positions', () => {
  using place = temporary();
  const store = furnished(place.file, [2, 1]);
  expect(store.deployments.get('deploy00001')).toEqual(sampleDeployment([1, 2]));
  store.deployments.updateRun(full);
  expect(store.deployments.run(full.id)).toEqual(full);
  const { runs: _, ...head } = sampleDeployment([], {
    state: 'paused',
    stoppedBecause: 'Ring 0 is not well',
    name: 'Renamed',
    concurrency: 2,
  });
  store.deployments.update(head);
  expect(store.deployments.get('deploy00001')).toEqual({ ...head, runs: [full, sampleRun(2)] });
  expect([store.deployments.get('nosuch'), store.deployments.run('nosuch')]).toEqual([null, null]);
  store.close();
});

test('the list is newest first and light', () => {
  using place = temporary();
  const store = furnished(place.file);
  store.deployments.updateRun(full);
  store.deployments.add(
    sampleDeployment([], {
      id: 'deploy00002',
      createdAt: '2026-03-03T08:00:00.000Z',
      runs: [],
      rollsBack: 'deploy00001',
      kind: 'rollback',
    }),
  );
  expect(store.deployments.list(10).map((one) => one.id)).toEqual(['deploy00002', 'deploy00001']);
  expect(store.deployments.list(10)[1]?.runs).toEqual([{ ...full, problem: null, checks: [] }]);
  expect(store.deployments.list(1)).toHaveLength(1);
  store.close();
});

test('a run takes every step that the domain allows and no other', () => {
  using place = temporary();
  const store = furnished(place.file, []);
  const states = RunState.options;
  states.forEach((from, i) => {
    store.hosts.add(sampleHost(i + 100));
    const run = { ...sampleRun(i + 100), id: `runfrom${from.replace('-', '')}`, state: from };
    store.plans.save(samplePlan([i + 100], { id: `plan000${i + 100}` }));
    store.deployments.add(
      sampleDeployment([], {
        id: `deploy00${i + 100}`,
        planId: `plan000${i + 100}`,
        runs: [{ ...run, deploymentId: `deploy00${i + 100}` }],
      }),
    );
    for (const to of states) {
      const step = () =>
        store.transaction(() => {
          store.deployments.updateRun({ ...run, deploymentId: `deploy00${i + 100}`, state: to });
          throw new Error('back to where it was');
        });
      expect(step, `${from} -> ${to}`).toThrow(mayBecome(from, to) ? 'back to where it was' : `may not go from ${from} to ${to}`);
      expect(store.deployments.run(run.id)?.state).toBe(from);
    }
  });
  expect(() => store.deployments.updateRun({ ...full, id: 'nosuchrun' })).toThrow('no run');
  expect(() => store.deployments.update(sampleDeployment([], { id: 'nosuchdeploy' }))).toThrow('no deployment');
  store.close();
});

test('open are those that are not finished, also where only the last word was lost, and those with a run taken up again', () => {
  using place = temporary();
  const store = furnished(place.file);
  const run = sampleRun(1);
  const { runs: _, ...head } = sampleDeployment();
  store.deployments.updateRun({ ...run, state: 'skipped' });
  expect(
    store.deployments.open().map((one) => one.id),
    'all runs final, not yet finished',
  ).toEqual(['deploy00001']);
  store.deployments.update({ ...head, state: 'finished' });
  expect(store.deployments.open()).toEqual([]);
  store.deployments.updateRun({ ...run, state: 'waiting' });
  expect(store.deployments.open()[0]?.runs).toEqual([run]);
  store.close();
});

test('a run of a host or a deployment that is not there is refused by the file itself', () => {
  using place = temporary();
  const store = furnished(place.file);
  const add = (change: object) => () =>
    store.deployments.add(
      sampleDeployment([], { id: 'deploy00009', runs: [sampleRun(1, { id: 'run00000009', deploymentId: 'deploy00009', ...change })] }),
    );
  expect(add({ hostId: 'nosuchhost' })).toThrow('FOREIGN KEY');
  expect(add({ deploymentId: 'nosuch' })).toThrow('FOREIGN KEY');
  expect(store.deployments.get('deploy00009'), 'nothing of it was kept').toBeNull();
  store.close();
});
