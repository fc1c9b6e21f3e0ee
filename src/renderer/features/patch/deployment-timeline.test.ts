import { expect, test } from 'vitest';
import type { Deployment, Run, RunState } from '../../../shared/domain/deployment.ts';
import { plainRollout } from '../../../shared/domain/rollout.ts';
import { sampleRun } from '../../../shared/plots/run.test-kit.ts';
import { timelineRows } from './deployment-timeline.tsx';

const START = '2026-11-20T09:00:00.000Z';
const run = (n: number, ring: number, state: RunState, change: Partial<Run> = {}): Run =>
  sampleRun({ id: `run0000000${n}`, hostId: `host00000${n}`, hostName: `web-0${n}`, ring, position: n, state, attempts: 0, ...change });
const deployment = (runs: Run[], change: Partial<Deployment> = {}): Deployment => ({
  id: 'deploy00001',
  name: 'Round',
  kind: 'deploy',
  planId: 'plan0000001',
  planHash: 'a'.repeat(64),
  createdAt: START,
  endedAt: null,
  state: 'running',
  stoppedBecause: null,
  concurrency: 4,
  reboot: 'never',
  rollsBack: null,
  rollout: plainRollout,
  decisions: [],
  runs,
  ...change,
});
const said = (one: Deployment): string[] => timelineRows(one, []).map((row) => `${row.name}: ${row.words}`);

test('hosts stand in the order they are taken up, each with how it stands or why it waits', () => {
  const ended = { startedAt: START, endedAt: '2026-11-20T09:01:52.000Z' };
  const runs = [run(3, 1, 'waiting'), run(2, 0, 'waiting'), run(1, 0, 'running'), run(0, 0, 'done', ended)];
  expect(said(deployment(runs))).toEqual([
    'web-00: Done, 1 min 52 s',
    'web-01: Running',
    'web-02: Waits: 4 hosts at a time',
    'web-03: Waits for ring 0',
  ]);
});

test('a deployment that holds says why; one that a person paused says that', () => {
  expect(
    said(deployment([run(1, 1, 'waiting')], { state: 'paused', stoppedBecause: 'Ring 1 was not opened: web-00 did not end well' })),
  ).toEqual(['web-01: Ring 1 was not opened: web-00 did not end well']);
  expect(said(deployment([run(1, 1, 'waiting')], { state: 'paused' }))).toEqual(['web-01: Waits: deployment paused']);
});
