import { describe, expect, it } from 'vitest';
import { mayBecome, RunState } from './deployment.ts';
import type { Deployment, Run } from './deployment.ts';
import { alone, deployment, NOW, run } from './deployment.test-kit.ts';
import { nextStep } from './order.ts';
import type { Surroundings } from './order.ts';
import { plainRollout, usualRollout } from './rollout.ts';

const started = (one: Deployment, around: Partial<Surroundings> = {}): string[] => {
  const next = nextStep(one, { ...alone, ...around });
  return next.do === 'start' ? next.runs.map((item) => item.hostName) : [next.do];
};
const heldBecause = (one: Deployment, now = NOW): string | null => {
  const next = nextStep(one, { ...alone, now });
  return next.do === 'hold' ? next.because : null;
};
const many = (ring: number, states: readonly Run['state'][]): Run[] => states.map((state, i) => run(`r${ring}h${i}`, ring, state, i));
const waiting = (n: number): Run['state'][] => Array<Run['state']>(n).fill('waiting');
const wentOn = (at: string): Deployment['decisions'] => [{ what: 'went-on', ring: 0, at, by: 'ada' }];

describe('the next step of a deployment', () => {
  it('starts the first ring by position, up to the cap', () => {
    const runs = [run('c', 1, 'waiting', 2), run('a', 0, 'waiting', 1), run('b', 0, 'waiting', 0), run('d', 0, 'waiting', 3)];
    expect(started(deployment(runs))).toEqual(['b', 'a']);
  });
  it('counts every run that has begun and not ended against the cap, unreachable ones too', () => {
    expect(started(deployment([run('a', 1, 'unreachable'), run('b', 1, 'verifying'), run('c', 1, 'waiting')]))).toEqual(['wait']);
    expect(started(deployment([run('a', 1, 'unreachable'), run('b', 1, 'done'), run('c', 1, 'waiting')]))).toEqual(['c']);
    const [a, b, c] = [run('a', 1, 'waiting'), run('b', 1, 'waiting', 1), run('c', 1, 'waiting', 2)];
    expect(started(deployment([a, b, c]), { begun: new Set([a.id]) })).toEqual(['b']);
  });
  it('opens a ring only when the one before has ended', () => {
    expect(started(deployment([run('a', 0, 'rebooting'), run('b', 1, 'waiting')]))).toEqual(['wait']);
    expect(started(deployment([run('a', 0, 'done'), run('b', 1, 'waiting')]))).toEqual(['b']);
  });
  it('starts nothing when paused or stopping, and ends when all have ended', () => {
    expect(started(deployment([run('a', 0, 'waiting')], { state: 'paused' }))).toEqual(['wait']);
    expect(started(deployment([run('a', 0, 'waiting')], { state: 'stopping' }))).toEqual(['wait']);
    expect(started(deployment([run('a', 0, 'done'), run('b', 0, 'lost'), run('c', 2, 'skipped')]))).toEqual(['finish']);
  });
  it('starts nothing that a window does not allow, and lets no host wait behind one that may not', () => {
    const one = deployment([run('a', 1, 'waiting'), run('b', 1, 'waiting', 1)]);
    expect(started(one, { mayStart: (item) => item.hostName === 'b' })).toEqual(['b']);
    expect(started(one, { mayStart: () => false })).toEqual(['wait']);
  });
  it('does not end while the way back of a host is not decided on', () => {
    const failed = run('a', 0, 'failed', 0, { problem: { kind: 'health', failed: ['x'] } });
    const back = { ...plainRollout, onFailedGate: 'roll-back' } as const;
    expect(started(deployment([failed], { rollout: back }))).toEqual(['wait']);
    const offered = { before: [], flapping: [], since: null, looks: 0, back: { outcome: 'offered', why: 'no kit' } } as const;
    expect(started(deployment([{ ...failed, gate: { ...offered, before: [], flapping: [] } }], { rollout: back }))).toEqual(['finish']);
    expect(started(deployment([failed]))).toEqual(['finish']);
  });
});

describe('the stop rule', () => {
  it('stops the pilot at any failure, and says which and why', () => {
    const because = 'Ring 0 stopped: a did not end well; its budget is 0 of 2 hosts';
    expect(heldBecause(deployment([run('a', 0, 'failed'), run('b', 0, 'waiting')]))).toBe(because);
    expect(heldBecause(deployment([run('a', 0, 'lost'), run('c', 0, 'done'), run('b', 1, 'waiting')]))).toBe(because);
  });
  it('gives later rings a tenth, in whole hosts', () => {
    const reasons: Run['problem'][] = [{ kind: 'run-vanished' }, { kind: 'lists-missing' }];
    const failing = (hosts: number, failed: number): Deployment =>
      deployment(
        many(1, [...Array<Run['state']>(failed).fill('failed'), ...waiting(hosts - failed)]).map((one, i) => ({
          ...one,
          problem: reasons[i] ?? null,
        })),
      );
    expect(heldBecause(failing(9, 1))).toContain('its budget is 0 of 9 hosts');
    expect(heldBecause(failing(10, 1))).toBeNull();
    expect(heldBecause(failing(19, 2))).toContain('its budget is 1 of 19 hosts');
    expect(heldBecause(failing(20, 2))).toBeNull();
  });
  it('stops at once where two failed in the same way, also in different rings', () => {
    const same: Partial<Run> = { problem: { kind: 'health', failed: ['No new failed unit: app.service'] } };
    const first = run('a', 1, 'failed', 0, same);
    expect(heldBecause(deployment([first, run('b', 1, 'failed', 1, same), ...many(1, waiting(38))]))).toBe(
      'Ring 1 stopped: a, b failed in the same way',
    );
    const ring1 = [first, ...many(1, Array<Run['state']>(9).fill('done'))];
    expect(heldBecause(deployment([...ring1, run('b', 2, 'failed', 1, same), ...many(2, waiting(38))]))).toContain(
      'failed in the same way',
    );
    const other: Partial<Run> = { problem: { kind: 'health', failed: ['No new failed unit: web.service'] } };
    expect(heldBecause(deployment([first, run('b', 1, 'failed', 1, other), ...many(1, waiting(38))]))).toBeNull();
  });
  it('counts a host that stays away beyond patience, and not before', () => {
    const away = run('a', 0, 'unreachable', 0, { unreachableSince: '2026-11-21T11:46:00.000Z' });
    const one = deployment([away, run('b', 0, 'waiting', 1)]);
    expect(heldBecause(one)).toBeNull();
    expect(heldBecause(one, '2026-11-21T12:01:00.000Z')).toContain('a did not end well');
    const reboot = { problem: { kind: 'not-back-after-reboot', seconds: 900 } } as const;
    expect(heldBecause(deployment([{ ...away, ...reboot }, run('b', 0, 'waiting', 1)]))).toContain('a did not end well');
  });
  it('holds before the next ring where the one before proved nothing', () => {
    const skipped = run('a', 0, 'skipped', 0, { endedAt: '2026-11-21T11:30:00.000Z' });
    expect(heldBecause(deployment([skipped, run('b', 1, 'waiting')]))).toBe('Ring 0 proved nothing: no host of it was done');
    expect(started(deployment([skipped, run('b', 1, 'waiting')], { decisions: wentOn(NOW) }))).toEqual(['b']);
    const leftOut = run('a', 0, 'skipped', 0, { planHash: '0'.repeat(64) });
    expect(started(deployment([leftOut, run('b', 1, 'waiting')]))).toEqual(['b']);
  });
  it('counts from anew once a person went on', () => {
    const runs = [run('a', 0, 'failed'), run('b', 0, 'done'), run('c', 1, 'waiting')];
    expect(started(deployment(runs, { decisions: wentOn('2026-11-21T11:59:00.000Z') }))).toEqual(['c']);
    expect(heldBecause(deployment(runs, { decisions: wentOn('2026-11-21T11:29:00.000Z') }))).toContain('a did not end well');
  });
  it('has no more in flight than the ring can lose and one, where the rollout asks for the budget', () => {
    const careful = { rollout: { ...usualRollout, rings: [] }, concurrency: 50 };
    expect(started(deployment(many(0, waiting(5)), careful))).toEqual(['r0h0']);
    expect(started(deployment(many(1, waiting(20)), careful))).toEqual(['r1h0', 'r1h1', 'r1h2']);
    expect(started(deployment(many(1, ['running', 'failed', ...waiting(18)]), careful))).toEqual(['r1h2']);
    expect(started(deployment(many(1, ['running', 'running', 'failed', ...waiting(17)]), careful))).toEqual(['wait']);
    expect(started(deployment(many(1, waiting(5)), { concurrency: 50 }))).toHaveLength(5);
  });
});

describe('peers', () => {
  const tags: Record<string, string[]> = { hosta00: ['peers:db', 'prod'], hostb00: ['peers:db', 'prod'], hostc00: ['peers:web', 'prod'] };
  const tagsOf = (hostId: string): string[] => tags[hostId] ?? [];
  const three = ['a', 'b', 'c'].map((name, i) => run(name, 1, 'waiting', i));
  it('are never worked on together; others go meanwhile', () => {
    expect(started(deployment(three, { concurrency: 5 }), { tagsOf })).toEqual(['a', 'c']);
    expect(started(deployment([run('a', 1, 'unreachable'), ...three.slice(1)], { concurrency: 5 }), { tagsOf })).toEqual(['c']);
    expect(started(deployment([run('a', 1, 'done'), ...three.slice(1)], { concurrency: 5 }), { tagsOf })).toEqual(['b', 'c']);
  });
  it('also in two deployments', () => {
    expect(started(deployment(three, { concurrency: 5 }), { tagsOf, tagsElsewhere: new Set(['peers:db']) })).toEqual(['c']);
  });
  it('are nothing where the rollout has no word for them', () => {
    const none = { concurrency: 5, rollout: { ...plainRollout, peersTag: null } };
    expect(started(deployment(three, none), { tagsOf })).toEqual(['a', 'b', 'c']);
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
