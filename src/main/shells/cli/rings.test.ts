import { expect, test } from 'vitest';
import { ok } from '../../../shared/domain/result.ts';
import type { RingState } from '../../../shared/domain/ring-state.ts';
import { cli } from './fake-engine.test-kit.ts';
import type { Answers } from './fake-engine.test-kit.ts';
import { deployment, deploymentRow, ringState, run } from './fixtures.test-kit.ts';

const answersWith = (...ringStates: RingState[]): Answers => {
  const one = deployment([run('web1', { ring: 0 }), run('db1', { state: 'waiting', startedAt: null })], { state: 'running', ringStates });
  return {
    'deployments.list': () => ok([deploymentRow(one)]),
    'deployments.get': () => ok(one),
    'deployments.approveRing': () => ok({}),
    'deployments.endBake': () => ok({}),
  };
};
const baking = ringState(0, { state: 'baking', done: 1, bakesUntil: '2026-11-22T11:30:00.000Z', needsApproval: true });

test('shows where each ring is, until when it bakes and what stopped it', async () => {
  const why = 'Ring 0 stopped: web1 did not end well; its budget is 0 of 1 host';
  const seen = await cli('deployments show last', { answers: answersWith(baking, ringState(1)) });
  expect(seen.out).toMatch(/0 +● Baking +1 of 1 +0 of 0 +1 +until Sun 22 Nov \d\d:30, needs an approval/);
  expect(seen.out).toMatch(/1 +○ Waiting +0 of 1/);
  expect(
    (await cli('deployments show last', { answers: answersWith(ringState(0, { state: 'stopped', why }), ringState(1)) })).out,
  ).toContain(why);
});

test('approves the ring that waits for it, in a name', async () => {
  const seen = await cli(['deployments', 'approve', 'last', '--name', 'Ada Byron', '--note', 'tills tested'], {
    answers: answersWith(baking, ringState(1)),
  });
  expect([seen.exit, seen.inputsOf('deployments.approveRing')]).toEqual([
    0,
    [{ id: 'deploy000001', ring: 0, name: 'Ada Byron', note: 'tills tested' }],
  ]);
  const none = await cli('deployments approve last --name Ada', { answers: answersWith(ringState(0, { state: 'working' }), ringState(1)) });
  expect([none.exit, none.inputsOf('deployments.approveRing')]).toEqual([2, []]);
  expect((await cli('deployments approve last', { answers: answersWith(baking) })).exit).toBe(2);
});

test('ends baking with a reason, and not without', async () => {
  const seen = await cli('deployments end-bake last --reason exploited', { answers: answersWith(baking, ringState(1)) });
  expect(seen.inputsOf('deployments.endBake')).toEqual([{ id: 'deploy000001', ring: 0, reason: 'exploited' }]);
  expect((await cli('deployments end-bake last', { answers: answersWith(baking) })).exit).toBe(2);
  expect((await cli('deployments end-bake last --reason x', { answers: answersWith(ringState(0, { state: 'passed' })) })).exit).toBe(2);
});
