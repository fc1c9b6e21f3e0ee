import { describe, expect, test } from 'vitest';
import type { Rehearsal } from '../../../shared/domain/rehearsal.ts';
import { ok } from '../../../shared/domain/result.ts';
import { wellRehearsed } from '../../services/simulated-host.test-kit.ts';
import { cli } from './fake-engine.test-kit.ts';
import type { Answers } from './fake-engine.test-kit.ts';
import { hash, hostPlan, inTurn, plan, row } from './fixtures.test-kit.ts';

const rehearsal = (change: Partial<Rehearsal> = {}): Rehearsal => ({
  id: 'rehearsal0001',
  planId: 'plan00000001',
  hostId: 'web100000000',
  hostName: 'web1',
  hash,
  state: 'ended',
  phase: 'finished',
  progress: null,
  startedAt: '2026-11-21T10:00:00.000Z',
  endedAt: '2026-11-21T10:01:00.000Z',
  verdict: 'passed',
  problem: null,
  standIn: null,
  findings: [],
  evidence: wellRehearsed().evidence,
  ...change,
});
const running = rehearsal({ state: 'running', phase: 'updating', verdict: null, endedAt: null, evidence: null });
const going = (...states: Rehearsal[][]): Answers => {
  const next = inTurn(states);
  return {
    'hosts.list': () => ok([row('web1')]),
    'plan.get': () => ok(plan({ hosts: [hostPlan('web1')] })),
    'rehearsals.start': () => ok({ hosts: 1 }),
    'rehearsals.of': () => ok(next()),
    'rehearsals.cancel': () => ok({}),
  };
};

describe('rehearse', () => {
  test('starts, follows and shows what it rests on', async () => {
    const seen = await cli('rehearse plan00000001', { answers: going([running], [rehearsal()]) });
    expect(seen.exit).toBe(0);
    expect(seen.inputsOf('rehearsals.start')).toEqual([{ planId: 'plan00000001', hostIds: [] }]);
    expect(seen.err).toContain('Updating the clone');
    expect(seen.out).toMatch(/web1 +✓ Passed +1 +3 +0 +✓ Proven/);
    expect(seen.out).toContain('Next: patchbay deploy plan00000001');
  });

  test('what would fail is exit 1, with the last words of the script', async () => {
    const failed = rehearsal({
      verdict: 'would-fail',
      findings: [{ kind: 'script-failed', weight: 'fails', text: 'app: its script failed', package: 'app', lines: ['disk on fire'] }],
    });
    const seen = await cli('rehearse plan00000001 web1', { answers: going([failed]) });
    expect(seen.exit).toBe(1);
    expect(seen.inputsOf('rehearsals.start')).toEqual([{ planId: 'plan00000001', hostIds: ['web100000000'] }]);
    expect(seen.out).toMatch(/✗ Would fail +app: its script failed\n +disk on fire/);
  });

  test.each([
    ['differs', rehearsal({ verdict: 'differs' }), 3],
    ['cannot', rehearsal({ verdict: 'cannot', problem: { kind: 'cannot-rehearse', reason: 'no-overlay', lines: [] } }), 3],
    [
      'cannot be reached',
      rehearsal({ verdict: 'cannot', problem: { kind: 'unreachable', address: 'a', port: 22, reason: 'timeout', detail: '' } }),
      4,
    ],
    ['was cancelled', rehearsal({ state: 'cancelled', verdict: null, problem: { kind: 'cancelled', what: 'rehearsal' } }), 130],
  ] as const)('one that %s', async (_, one, exit) => {
    const seen = await cli('rehearse plan00000001 --json', { answers: going([one]) });
    expect([seen.exit, seen.outcome]).toMatchObject([exit, { ok: true, exit, value: [{ hostName: 'web1' }] }]);
  });

  test('names a test host where the host itself cannot', async () => {
    const problem = { kind: 'cannot-rehearse', reason: 'no-namespaces', lines: ['Operation not permitted'] } as const;
    const one = rehearsal({
      verdict: 'cannot',
      evidence: null,
      problem: { ...problem, lines: [...problem.lines] },
      standIn: { hostId: 'test00000000', hostName: 'spare' },
    });
    const seen = await cli('rehearse plan00000001 --show', { answers: going([one]) });
    expect(seen.out).toContain('namespaces cannot be made here');
    expect(seen.out).toContain('Test host of the same make: spare');
    expect(seen.inputsOf('rehearsals.start')).toEqual([]);
  });

  test('a host that is not in the plan is wrong use; cancel asks the hosts', async () => {
    expect((await cli('rehearse plan00000001 nobody', { answers: going([]) })).exit).toBe(2);
    const seen = await cli('rehearse plan00000001 --cancel', { answers: going([running]) });
    expect([seen.exit, seen.inputsOf('rehearsals.cancel')]).toEqual([0, [{ planId: 'plan00000001', hostIds: [] }]]);
  });

  test('a plan shows what is known of its rehearsals', async () => {
    expect((await cli('plan plan00000001', { answers: going([rehearsal()]) })).out).toMatch(/web1 +✓ Passed/);
  });
});
