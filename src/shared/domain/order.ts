import { atOnce, hasFailed, takesPart } from './budget.ts';
import { isFinal } from './deployment.ts';
import type { Deployment, Run } from './deployment.ts';
import { ringStates } from './ring-states.ts';
import { owesWayBack } from './way-back-rule.ts';

/** What the deployment may do now: start these runs, wait for what runs, hold because a ring went wrong, or end. */
export type NextStep =
  | { readonly do: 'start'; readonly runs: readonly Run[] }
  | { readonly do: 'wait' }
  | { readonly do: 'hold'; readonly because: string }
  | { readonly do: 'finish' };

/** What a deployment does not know by itself. */
export interface Surroundings {
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Runs that have begun and whose intent is not on record yet. */
  readonly begun: ReadonlySet<string>;
  readonly tagsOf: (hostId: string) => readonly string[];
  /** The tags of hosts that other deployments work on. */
  readonly tagsElsewhere: ReadonlySet<string>;
  /** Whether a run may begin now: the place of maintenance windows. */
  readonly mayStart: (run: Run) => boolean;
}

const WAIT: NextStep = { do: 'wait' };

/**
 * Ring after ring, in each ring by position. A ring begins when every one before has passed; within it no more hosts are
 * in flight than its budget and the cap allow, and never two peers. The rule is told in docs/rings.md.
 */
export function nextStep(deployment: Deployment, around: Surroundings): NextStep {
  const { runs } = deployment;
  if (runs.every((run) => isFinal(run.state))) return runs.some((run) => owesWayBack(deployment, run)) ? WAIT : { do: 'finish' };
  const waiting = runs.filter((run) => run.state === 'waiting');
  if (!waiting.length || deployment.state !== 'running') return WAIT;
  const ring = Math.min(...waiting.map((run) => run.ring));
  const states = ringStates(deployment, around.now);
  const stopped = states.find((one) => one.ring <= ring && one.state === 'stopped');
  if (stopped) return { do: 'hold', because: stopped.why! };
  const begun = runs.some((run) => run.ring === ring && (run.startedAt !== null || around.begun.has(run.id)));
  const before = states.filter((one) => one.ring < ring);
  const isReady = before.every((one) => one.state === 'passed' || (begun && one.state !== 'working' && one.state !== 'gate'));
  const next = isReady ? mayBegin(deployment, ring, waiting, around) : [];
  return next.length ? { do: 'start', runs: next } : WAIT;
}

function mayBegin(deployment: Deployment, ring: number, waiting: readonly Run[], around: Surroundings): Run[] {
  const inFlight = deployment.runs.filter((run) => isAtWork(run, around));
  const tags = new Set([...around.tagsElsewhere, ...inFlight.flatMap((run) => around.tagsOf(run.hostId))]);
  const counted = inFlight.filter((run) => !hasFailed(run, around.now)).length;
  const places = atOnce(deployment, ring, around.now) - counted;
  const chosen: Run[] = [];
  for (const run of waiting.filter((one) => one.ring === ring && takesPart(one)).sort((a, b) => a.position - b.position)) {
    if (chosen.length >= places) break;
    const peers = peerTags(deployment, around.tagsOf(run.hostId));
    if (around.begun.has(run.id) || peers.some((tag) => tags.has(tag)) || !around.mayStart(run)) continue;
    chosen.push(run);
    for (const tag of peers) tags.add(tag);
  }
  return chosen;
}

const isAtWork = (run: Run, { begun }: Surroundings): boolean => (run.state === 'waiting' ? begun.has(run.id) : !isFinal(run.state));

/** The tags that say whose peer a host is: "peers:db" where the rollout's word is "peers". */
const peerTags = ({ rollout }: Deployment, tags: readonly string[]): string[] =>
  rollout.peersTag === null ? [] : tags.filter((tag) => tag.startsWith(`${rollout.peersTag}:`));
