import { describe, expect, it } from 'vitest';
import { mayBecome, RunState } from './deployment.ts';
import type { Deployment, Run } from './deployment.ts';
import { acceptedRing, nextStep } from './order.ts';

const run = (hostName: string, ring: number, state: Run['state'], position = 0): Run => ({
  id: `run${hostName}00`, deploymentId: 'deployment1', hostId: `host${hostName}00`, hostName, ring, position, state, phase: null, progress: null, problem: null, exit: null, attempts: 0, startedAt: null, endedAt: null,
  bootIdBefore: null, rebooted: false, checks: [], planHash: '0'.repeat(64), packages: 1, downloadBytes: 0, rolledBackBy: null,
}); // prettier-ignore
const deployment = (runs: Run[], more: Partial<Deployment> = {}): Deployment => ({
  id: 'deployment1', name: 'November', kind: 'deploy', planId: 'plan0001', planHash: '0'.repeat(64), createdAt: '2026-11-21T00:00:00.000Z', endedAt: null, state: 'running', stoppedBecause: null, concurrency: 2, reboot: 'never', rollsBack: null, runs, ...more,
}); // prettier-ignore
const started = (one: Deployment): string[] => {
  const next = nextStep(one);
  return next.do === 'start' ? next.runs.map((item) => item.hostName) : [next.do];
};

describe('the next step of a deployment', () => {
  it('starts the first ring by position, up to the cap', () => {
    expect(
      started(deployment([run('c', 1, 'waiting', 2), run('a', 0, 'waiting', 1), run('b', 0, 'waiting', 0), run('d', 0, 'waiting', 3)])),
    ).toEqual(['b', 'a']);
  });
  it('counts every run that has begun and not ended against the cap, unreachable ones too', () => {
    expect(started(deployment([run('a', 1, 'unreachable'), run('b', 1, 'verifying'), run('c', 1, 'waiting')]))).toEqual(['wait']);
    expect(started(deployment([run('a', 1, 'unreachable'), run('b', 1, 'done'), run('c', 1, 'waiting')]))).toEqual(['c']);
  });
  it('opens a ring only when the one before has ended', () => {
    expect(started(deployment([run('a', 0, 'rebooting'), run('b', 1, 'waiting')]))).toEqual(['wait']);
    expect(started(deployment([run('a', 0, 'done'), run('b', 1, 'waiting')]))).toEqual(['b']);
  });
  it('holds before the next ring when a host did not end well, and names it', () => {
    const one = deployment([run('a', 0, 'failed'), run('b', 1, 'waiting')]);
    expect(nextStep(one)).toEqual({ do: 'hold', because: 'Ring 1 was not opened: a did not end well' });
    expect(started({ ...one, stoppedBecause: acceptedRing(1) })).toEqual(['b']);
    expect(started(deployment([run('a', 0, 'skipped'), run('b', 1, 'waiting')]))).toEqual(['b']);
  });
  it('starts nothing when paused or stopping, and ends when all have ended', () => {
    expect(started(deployment([run('a', 0, 'waiting')], { state: 'paused' }))).toEqual(['wait']);
    expect(started(deployment([run('a', 0, 'waiting')], { state: 'stopping' }))).toEqual(['wait']);
    expect(started(deployment([run('a', 0, 'done'), run('b', 0, 'lost'), run('c', 2, 'skipped')]))).toEqual(['finish']);
  });
});

describe('the states of a run', () => {
  it('never leaves "done", and "lost" and "failed" only by a retry', () => {
    expect(RunState.options.filter((to) => mayBecome('done', to))).toEqual(['done']);
    expect(RunState.options.filter((to) => mayBecome('failed', to))).toEqual(['intended', 'failed']);
  });
  it('cannot start without its intent on record', () => {
    expect(mayBecome('waiting', 'running')).toBe(false);
  });
});
