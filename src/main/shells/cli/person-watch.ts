import { isFinal } from '../../../shared/domain/deployment.ts';
import type { Deployment, Run } from '../../../shared/domain/deployment.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { needsPerson } from '../../services/host-link.ts';

/**
 * Right after the start, and right after a secret was entered, the last problem of a host is still the old one:
 * only one that has stood for this long is the host's answer. Milliseconds.
 */
const STANDS_AFTER_MS = 6000;

type Waiting = { readonly run: Run; readonly problem: Problem };

/** Sees which hosts of a deployment wait for a person, and for nothing else. */
export class PersonWatch {
  readonly #since = new Map<string, { problem: string; at: number }>();

  /** To be called with every new state of the deployment. Answers the hosts that wait, once that is sure. */
  see(deployment: Deployment, now: number): Waiting[] {
    return deployment.runs.flatMap((run) => (this.#stands(run, now) ? [{ run, problem: run.problem! }] : []));
  }

  /** What was seen so far is settled: it must stand anew before it counts again. */
  forget(): void {
    this.#since.clear();
  }

  #stands(run: Run, now: number): boolean {
    if (run.state !== 'unreachable' || !run.problem || !needsPerson(run.problem)) {
      this.#since.delete(run.hostId);
      return false;
    }
    const problem = JSON.stringify(run.problem);
    const seen = this.#since.get(run.hostId);
    if (seen?.problem !== problem) this.#since.set(run.hostId, { problem, at: now });
    return seen?.problem === problem && now - seen.at >= STANDS_AFTER_MS;
  }
}

/** No host moves: each that is not done waits for a person, or for those that do. */
export function allWait(deployment: Deployment, waiting: readonly Waiting[]): boolean {
  const open = deployment.runs.filter((run) => !isFinal(run.state) && run.state !== 'waiting');
  return waiting.length > 0 && open.every((run) => waiting.some((one) => one.run.id === run.id));
}
