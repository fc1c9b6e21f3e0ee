import { isFinal } from './deployment.ts';
import type { Deployment, Run } from './deployment.ts';

/** What the deployment may do now: start these runs, wait for what runs, hold because a ring went wrong, or end. */
export type NextStep =
  | { readonly do: 'start'; readonly runs: readonly Run[] }
  | { readonly do: 'wait' }
  | { readonly do: 'hold'; readonly because: string }
  | { readonly do: 'finish' };

/**
 * Ring after ring, in each ring by position, never more at once than the cap. A ring is opened only when
 * every host of the one before has ended well; a failure there holds the deployment until a person decides.
 */
export function nextStep(deployment: Deployment): NextStep {
  const { runs } = deployment;
  if (runs.every((run) => isFinal(run.state))) return { do: 'finish' };
  const waiting = runs.filter((run) => run.state === 'waiting');
  const working = runs.filter((run) => run.state !== 'waiting' && !isFinal(run.state));
  if (!waiting.length || deployment.state !== 'running') return { do: 'wait' };
  const ring = Math.min(...waiting.map((run) => run.ring));
  if (working.some((run) => run.ring < ring)) return { do: 'wait' };
  const bad = runs.filter((run) => run.ring < ring && (run.state === 'failed' || run.state === 'lost'));
  if (bad.length && deployment.stoppedBecause !== acceptedRing(ring))
    return { do: 'hold', because: `Ring ${ring} was not opened: ${bad.map((run) => run.hostName).join(', ')} did not end well` };
  const free = deployment.concurrency - working.length;
  const next = waiting.filter((run) => run.ring === ring).sort((a, b) => a.position - b.position);
  return free > 0 ? { do: 'start', runs: next.slice(0, free) } : { do: 'wait' };
}

/** What `stoppedBecause` holds once a person went on past the failures before this ring. */
export const acceptedRing = (ring: number): string => `Ring ${ring} was opened by hand`;
/** The lowest ring that still has waiting hosts. */
export const waitingRing = (deployment: Deployment): number | null => {
  const rings = deployment.runs.filter((run) => run.state === 'waiting').map((run) => run.ring);
  return rings.length ? Math.min(...rings) : null;
};
