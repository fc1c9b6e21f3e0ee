import { NO_PLAN } from './deployment.ts';
import type { Deployment, Run } from './deployment.ts';
import { failureSignature } from './failure-signature.ts';

/** The share of a ring that may fail before it stops. Counted in whole hosts: of fewer than ten, none. Ring 0 has no share. */
const SHARE = 0.1;
/** Beyond this a host that does not answer counts as failed; its run goes on all the same. */
export const PATIENCE_MINUTES = 15;

export const takesPart = (run: Run): boolean => run.planHash !== NO_PLAN;
const ofRing = ({ runs }: Deployment, ring: number): Run[] => runs.filter((run) => run.ring === ring && takesPart(run));

/** How many hosts of a ring may fail. The pilot's failure is what it is there to find: any stops it. */
export const allowanceOf = (deployment: Deployment, ring: number): number =>
  ring === 0 ? 0 : Math.floor(ofRing(deployment, ring).length * SHARE);

/** Failed, set aside as lost, or without an answer for longer than patience. */
export function hasFailed(run: Run, now: string): boolean {
  if (run.state === 'failed' || run.state === 'lost') return true;
  if (run.state !== 'unreachable') return false;
  if (run.problem?.kind === 'not-back-after-reboot') return true; // that took its own patience
  return run.unreachableSince !== null && Date.parse(now) - Date.parse(run.unreachableSince) >= PATIENCE_MINUTES * 60_000;
}

/** When a person last went on past failures: those of before count no more. */
export const wentOnAt = ({ decisions }: Deployment): string => decisions.findLast((one) => one.what === 'went-on')?.at ?? '';

/** The failures that count, in all rings. Times are ISO 8601 in UTC and compare as text. */
export function failures(deployment: Deployment, now: string): Run[] {
  const accepted = wentOnAt(deployment);
  return deployment.runs.filter((run) => takesPart(run) && hasFailed(run, now) && (run.endedAt ?? run.unreachableSince ?? now) > accepted);
}

/** How many hosts of a ring may be in flight: one more than it can still lose, or the stop would come too late. */
export function atOnce(deployment: Deployment, ring: number, now: string): number {
  if (deployment.rollout.inFlight === 'concurrency') return deployment.concurrency;
  const failed = failures(deployment, now).filter((run) => run.ring === ring).length;
  return Math.min(deployment.concurrency, Math.max(0, allowanceOf(deployment, ring) - failed) + 1);
}

/** Why nothing more may start in this ring, or after it; null while it may. */
export function stopOf(deployment: Deployment, ring: number, now: string): string | null {
  const failed = failures(deployment, now);
  const here = failed.filter((run) => run.ring === ring);
  const allowance = allowanceOf(deployment, ring);
  const hosts = ofRing(deployment, ring).length;
  if (here.length > allowance)
    return `Ring ${ring} stopped: ${names(here)} did not end well; its budget is ${allowance} of ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`;
  const alike = here.length ? sameWay(failed) : null;
  return alike && `Ring ${ring} stopped: ${names(alike)} failed in the same way`;
}

/** The first failures of which at least two have one signature. */
function sameWay(failed: readonly Run[]): Run[] | null {
  const bySignature = Map.groupBy(failed, failureSignature);
  return [...bySignature.values()].find((runs) => runs.length > 1) ?? null;
}

const NAMED = 5;
const names = (runs: readonly Run[]): string => {
  const all = runs.map((run) => run.hostName);
  return all.length > NAMED ? `${all.slice(0, NAMED).join(', ')} and ${all.length - NAMED} more` : all.join(', ');
};
