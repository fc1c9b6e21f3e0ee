import type { Engine } from '../../../shared/contract/contract.ts';
import { explain } from '../../../shared/domain/problem.ts';
import type { DeploymentWithRings } from '../../../shared/contract/rings.ts';
import { needsPerson } from '../../services/host-link.ts';
import { texts } from './texts.ts';

/** Something for which a person is called to the window. `key` is the same for as long as it is the same thing. */
export interface Call {
  readonly key: string;
  readonly title: string;
  readonly body: string;
}

/** Right after a start, or after a secret was entered, a host's problem is still the old one; what stands this long is its answer. Milliseconds. */
const STANDS_AFTER_MS = 6000;

/** What of this deployment waits for a person. */
export function callsOf(deployment: DeploymentWithRings): Call[] {
  const { id, name, state, stoppedBecause, runs, ringStates } = deployment;
  if (state === 'finished') {
    const count = (wanted: string) => runs.filter((run) => run.state === wanted).length;
    return [{ key: `${id} finished`, ...texts.finished(name, count('done'), count('failed') + count('lost')) }];
  }
  if (state === 'paused' && stoppedBecause !== null) return [{ key: `${id} held ${stoppedBecause}`, ...texts.held(name, stoppedBecause) }];
  const ring = ringStates.find((one) => one.state === 'approval');
  if (ring) return [{ key: `${id} approval ${ring.ring}`, ...texts.approval(name, ring.ring) }];
  const waiting = runs.filter((run) => run.state === 'unreachable' && run.problem !== null && needsPerson(run.problem));
  const [first] = waiting;
  if (!first?.problem) return [];
  const ids = waiting.map((run) => `${run.hostId} ${run.problem?.kind}`).join(' ');
  return [{ key: `${id} ${ids}`, ...texts.needYou(name, waiting.length, `${first.hostName}: ${explain(first.problem).title}`) }];
}

/**
 * Calls a person once for each thing that has stood for six seconds. What was finished before this began is no news.
 * @returns the function that ends it
 */
export function watchAttention(engine: Engine, call: (call: Call) => void): () => void {
  const open = new Set<string>();
  const said = new Set<string>();
  let before = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    timer = undefined;
    const calls = (await read(engine, open)).flatMap(callsOf).filter(({ key }) => !said.has(key));
    for (const one of calls.filter(({ key }) => before.has(key))) {
      said.add(one.key);
      call(one);
    }
    before = new Set(calls.map(({ key }) => key));
    if (calls.some(({ key }) => !said.has(key))) later();
  };
  const later = (): void => {
    timer ??= setTimeout(() => void look(), STANDS_AFTER_MS).unref();
  };
  const unsubscribe = engine.onChange(({ topic }) => topic === 'deployments' && later());
  later();
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}

/** The deployments that are open, and those that have been since we began to look. */
async function read(engine: Engine, open: Set<string>): Promise<DeploymentWithRings[]> {
  const list = await engine.dispatch('deployments.list', {});
  if (!list.ok) return [];
  for (const { id, state } of list.value) if (state !== 'finished') open.add(id);
  const answers = await Promise.all([...open].map((id) => engine.dispatch('deployments.get', { id })));
  return answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
}

/** How many deployments are not finished; 0 where the engine cannot say. */
export async function openDeployments(engine: Engine): Promise<number> {
  const list = await engine.dispatch('deployments.list', {});
  return list.ok ? list.value.filter(({ state }) => state !== 'finished').length : 0;
}
