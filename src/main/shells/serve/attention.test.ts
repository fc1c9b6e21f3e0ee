import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Change, Engine } from '../../../shared/contract/contract.ts';
import type { DeploymentWithRings } from '../../../shared/contract/rings.ts';
import type { Run } from '../../../shared/domain/deployment.ts';
import { callsOf, openDeployments, watchAttention } from './attention.ts';

const run = (hostName: string, state: Run['state'], problem: Run['problem'] = null) =>
  ({ hostId: hostName, hostName, state, problem }) as Run;
const deployment = (more: Partial<DeploymentWithRings>): DeploymentWithRings =>
  ({
    id: 'd1',
    name: 'Friday',
    state: 'running',
    stoppedBecause: null,
    runs: [],
    ringStates: [],
    ...more,
  }) as unknown as DeploymentWithRings;
const SECRET = { kind: 'secret-needed', secret: 'password' } as unknown as Run['problem'];

test('a ring that is held, hosts that want a person, and the end are calls; work that goes on is none', () => {
  expect(callsOf(deployment({ runs: [run('web1', 'running')] }))).toEqual([]);
  expect(callsOf(deployment({ runs: [run('web1', 'unreachable', { kind: 'unreachable' } as Run['problem'])] }))).toEqual([]);
  expect(callsOf(deployment({ state: 'paused' }))).toEqual([]);
  expect(callsOf(deployment({ state: 'paused', stoppedBecause: 'web1 failed in ring 0' }))).toMatchObject([
    { title: 'Friday is held', body: 'web1 failed in ring 0' },
  ]);
  const passed = { ring: 0, state: 'approval' } as DeploymentWithRings['ringStates'][number];
  expect(callsOf(deployment({ ringStates: [passed] }))).toMatchObject([{ key: 'd1 approval 0', title: 'Friday waits for an approval' }]);
  const waiting = [run('web1', 'unreachable', SECRET), run('web2', 'unreachable', SECRET)];
  expect(callsOf(deployment({ runs: waiting }))).toMatchObject([{ title: '2 hosts of Friday need you' }]);
  expect(callsOf(deployment({ state: 'finished', runs: [run('web1', 'done'), run('web2', 'failed')] }))).toMatchObject([
    { title: 'Friday is finished', body: '1 host done, 1 failed' },
  ]);
});

function engineOf(current: { deployments: DeploymentWithRings[] }) {
  let hear: (change: Change) => void = () => undefined;
  const engine = {
    dispatch: async (name: string, { id }: { id?: string }) => {
      if (name === 'deployments.list') return { ok: true, value: current.deployments };
      return { ok: true, value: current.deployments.find((one) => one.id === id) };
    },
    onChange: (listener: typeof hear) => ((hear = listener), () => undefined),
  } as unknown as Engine;
  return { engine, change: () => hear({ topic: 'deployments', id: null }) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a person is called once for what has stood, and not for what has passed', async () => {
  const current = { deployments: [deployment({ runs: [run('web1', 'unreachable', SECRET)] })] };
  const { engine, change } = engineOf(current);
  const call = vi.fn();
  watchAttention(engine, call);
  await vi.advanceTimersByTimeAsync(6000);
  expect(call).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(6000);
  expect(call).toHaveBeenCalledTimes(1);
  for (let i = 0; i < 5; i++) {
    change();
    await vi.advanceTimersByTimeAsync(6000);
  }
  expect(call).toHaveBeenCalledTimes(1);
  current.deployments = [deployment({ state: 'finished', runs: [run('web1', 'done')] })];
  change();
  await vi.advanceTimersByTimeAsync(12_000);
  expect(call.mock.calls.map(([one]) => (one as { title: string }).title)).toEqual(['1 host of Friday needs you', 'Friday is finished']);
});

test('what was finished before is no news, and nothing open is asked about nothing', async () => {
  const { engine } = engineOf({ deployments: [deployment({ state: 'finished' })] });
  const call = vi.fn();
  watchAttention(engine, call);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(call).not.toHaveBeenCalled();
  expect(await openDeployments(engine)).toBe(0);
});
