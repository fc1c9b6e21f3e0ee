import { describe, expect, it } from 'vitest';
import { alone, deployment, NOW, run } from './deployment.test-kit.ts';
import { nextStep } from './order.ts';
import type { RingDecision } from './ring-decision.ts';
import { ringStates } from './ring-states.ts';
import { usualRollout } from './rollout.ts';
import type { RingRule } from './rollout.ts';

const rule = (ring: number, bakeMinutes: number, approval = false): RingRule => ({ ring, bakeMinutes, approval });
const baked = (minutes: number, approval = false, decisions: RingDecision[] = []) =>
  deployment([run('a', 0, 'done'), run('b', 1, 'waiting')], {
    rollout: { ...usualRollout, rings: [rule(0, minutes, approval)] },
    decisions,
  });
const approved = (at: string): RingDecision => ({ what: 'approved', ring: 0, at, by: 'ada', name: 'Ada', note: 'fine' });
const ended = (at: string): RingDecision => ({ what: 'bake-ended', ring: 0, at, by: 'ada', reason: 'exploited now' });
const states = (one: ReturnType<typeof baked>, now = NOW) => ringStates(one, now).map(({ state }) => state);
const step = (one: ReturnType<typeof baked>, now = NOW) => nextStep(one, { ...alone, now }).do;

describe('where the rings are', () => {
  it('waiting, working, at the gate, passed', () => {
    const one = deployment([run('a', 0, 'done'), run('b', 1, 'verifying'), run('c', 2, 'waiting')]);
    expect(ringStates(one, NOW).map(({ ring, state, done, hosts }) => [ring, state, done, hosts])).toEqual([
      [0, 'passed', 1, 1],
      [1, 'gate', 0, 1],
      [2, 'waiting', 0, 1],
    ]);
    expect(states(deployment([run('b', 1, 'verifying'), run('c', 1, 'waiting')]))).toEqual(['working']);
    expect(states(deployment([run('b', 1, 'done'), run('c', 1, 'waiting')]))).toEqual(['working']);
  });
  it('bakes from its last pass; the next ring waits for the end of it', () => {
    // The run ended at 11:30; it is 12:00.
    expect(ringStates(baked(31), NOW)[0]).toMatchObject({ state: 'baking', bakesUntil: '2026-11-21T12:01:00.000Z' });
    expect([step(baked(31)), step(baked(31), '2026-11-21T12:01:00.000Z'), step(baked(30))]).toEqual(['wait', 'start', 'start']);
    expect(states(baked(31, false, [ended('2026-11-21T11:45:00.000Z')]))).toEqual(['passed', 'waiting']);
    // A host that was retried and ended later bakes anew.
    expect(states(baked(31, false, [ended('2026-11-21T11:29:00.000Z')]))).toEqual(['baking', 'waiting']);
  });
  it('waits for a named person after baking, who may have spoken while it baked', () => {
    expect([states(baked(0, true)), step(baked(0, true))]).toEqual([['approval', 'waiting'], 'wait']);
    const spoken = baked(31, true, [approved('2026-11-21T11:40:00.000Z')]);
    expect([states(spoken), states(spoken, '2026-11-21T12:01:00.000Z')]).toEqual([
      ['baking', 'waiting'],
      ['passed', 'waiting'],
    ]);
    expect(ringStates(spoken, NOW)[0]?.approved).toEqual({ name: 'Ada', note: 'fine', at: '2026-11-21T11:40:00.000Z' });
    // Not for what came after.
    expect(states(baked(0, true, [approved('2026-11-21T11:29:00.000Z')]))).toEqual(['approval', 'waiting']);
  });
  it('asks for nothing after the last ring', () => {
    const last = deployment([run('a', 0, 'done')], { rollout: { ...usualRollout, rings: [rule(0, 1440, true)] } });
    expect(ringStates(last, NOW)[0]).toMatchObject({ state: 'passed', needsApproval: false, bakesUntil: null });
  });
  it('does not close a ring again that has begun, when a host of the one before is retried and bakes', () => {
    const again = run('a', 0, 'done', 0, { endedAt: '2026-11-21T11:59:00.000Z' });
    const one = deployment([again, run('b', 1, 'done'), run('c', 1, 'waiting', 1)], { rollout: { ...usualRollout, rings: [rule(0, 60)] } });
    expect(step(one)).toBe('start');
    expect(step({ ...one, runs: one.runs.map((item) => (item.ring === 0 ? { ...item, state: 'running' as const } : item)) })).toBe('wait');
  });
  it('says why it stopped, and what it could lose', () => {
    const one = deployment([run('a', 0, 'failed'), run('b', 1, 'waiting')]);
    expect(ringStates(one, NOW)[0]).toMatchObject({
      state: 'stopped', failed: 1, allowance: 0, why: 'Ring 0 stopped: a did not end well; its budget is 0 of 1 host',
    }); // prettier-ignore
  });
});
