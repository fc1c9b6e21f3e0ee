import { runWord } from '../../state/run-words.ts';
import { expect, test } from 'vitest';
import type { Deployment, Run } from '../../../shared/domain/deployment.ts';
import { partsOf, runDetail, runsInOrder, runShare, totalsOf } from './run-view.ts';

const run = (part: Partial<Run>): Run => ({
  id: 'runaaaa1',
  deploymentId: 'deplaaaa',
  hostId: 'hostaaaa',
  hostName: 'web-01',
  ring: 1,
  position: 0,
  state: 'running',
  phase: 'installing',
  progress: { packagesDone: 7, packagesTotal: 9, bytesDone: 4_000_000, bytesTotal: 4_000_000, text: 'Setting up openssl' },
  problem: null,
  exit: null,
  attempts: 1,
  startedAt: '2026-11-19T14:00:00.000Z',
  endedAt: null,
  bootIdBefore: null,
  rebooted: false,
  checks: [],
  planHash: '0'.repeat(64),
  packages: 9,
  downloadBytes: 4_000_000,
  rolledBackBy: null,
  gate: null,
  unreachableSince: null,
  ...part,
});

test('a run says what it does with its numbers', () => {
  expect(runWord(run({}))).toBe('Installing 7 of 9');
  expect(runDetail(run({}))).toBe('Setting up openssl');
  expect(
    runDetail(
      run({ phase: 'downloading', progress: { packagesDone: 0, packagesTotal: 9, bytesDone: 1_900_000, bytesTotal: 4_600_000, text: '' } }),
    ),
  ).toBe('Downloading 1.9 MB of 4.6 MB');
  expect(runWord(run({ phase: 'waiting-lock' }))).toBe('Waiting for the lock');
  expect(runWord(run({ state: 'unreachable' }))).toBe('Host works on');
  expect(runWord(run({ state: 'failed', problem: { kind: 'health', failed: ['x'] } }))).toBe('Worse than before');
});

test('the bar is a true share and unknown where nothing is known', () => {
  expect(runShare(run({ state: 'waiting' }))).toBeNull();
  expect(runShare(run({ state: 'failed' }))).toBeNull();
  expect(runShare(run({ progress: { packagesDone: 0, packagesTotal: 9, bytesDone: 2, bytesTotal: 4, text: '' } }))).toBe(0.25);
  expect(runShare(run({}))).toBeCloseTo(0.5 + 7 / 18);
  expect(runShare(run({ state: 'done' }))).toBe(1);
});

test('totals count a finished host whole and never more than the plan', () => {
  const deployment = {
    runs: [
      run({ state: 'done', progress: null }),
      run({}),
      run({ state: 'waiting', progress: null }),
      run({ state: 'failed', progress: { packagesDone: 99, packagesTotal: 9, bytesDone: 9e9, bytesTotal: 9e9, text: '' } }),
    ],
  } as unknown as Deployment;
  const totals = totalsOf(deployment);
  expect(totals).toMatchObject({
    done: 1,
    running: 1,
    waiting: 1,
    failed: 1,
    packagesDone: 9 + 7 + 9,
    packagesTotal: 36,
    bytesDone: 12_000_000,
    bytesTotal: 16_000_000,
  });
  expect(partsOf(totals)).toBe('1 running, 1 failed, 1 waiting');
});

test('rings stay in order, and inside a ring what needs eyes comes first', () => {
  const runs = [
    run({ hostName: 'a', ring: 1, state: 'done' }),
    run({ hostName: 'b', ring: 0, state: 'done' }),
    run({ hostName: 'c', ring: 1, state: 'failed' }),
    run({ hostName: 'd', ring: 1, state: 'waiting' }),
  ];
  expect(runsInOrder(runs).map((each) => each.hostName)).toEqual(['b', 'c', 'd', 'a']);
});
