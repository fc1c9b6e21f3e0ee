import { allowanceOf, atOnce, failures, hasFailed, stopOf, takesPart, wentOnAt } from './budget.ts';
import { isFinal } from './deployment.ts';
import type { Deployment, Run } from './deployment.ts';
import type { RingState } from './ring-state.ts';
import { ruleOf } from './rollout.ts';

/** The rings of a deployment in their order, each with where it is now. Pure: `now` is ISO 8601 in UTC. */
export function ringStates(deployment: Deployment, now: string): RingState[] {
  const rings = [...new Set(deployment.runs.filter(takesPart).map((run) => run.ring))].sort((a, b) => a - b);
  return rings.map((ring) => ringState(deployment, ring, rings.at(-1) === ring, now));
}

function ringState(deployment: Deployment, ring: number, isLast: boolean, now: string): RingState {
  const runs = deployment.runs.filter((run) => run.ring === ring && takesPart(run));
  const rule = ruleOf(deployment.rollout, ring);
  const base = {
    ring,
    hosts: runs.length,
    done: runs.filter((run) => run.state === 'done').length,
    failed: failures(deployment, now).filter((run) => run.ring === ring).length,
    allowance: allowanceOf(deployment, ring),
    atOnce: atOnce(deployment, ring, now),
    bakesUntil: null,
    needsApproval: rule.approval && !isLast,
    approved: null,
    why: null,
  };
  const why = stopOf(deployment, ring, now);
  if (why) return { ...base, state: 'stopped', why };
  const open = runs.filter((run) => !isFinal(run.state) && !hasFailed(run, now));
  if (open.length) return { ...base, state: stateOfOpen(runs, open) };
  const passedAt = lastEnd(runs);
  if (!base.done && passedAt > wentOnAt(deployment))
    return { ...base, state: 'stopped', why: `Ring ${ring} proved nothing: no host of it was done` };
  if (isLast) return { ...base, state: 'passed' };
  const after = deployment.decisions.filter((one) => one.ring === ring && one.at >= passedAt);
  const approved = after.findLast((one) => one.what === 'approved') ?? null;
  const ended = after.find((one) => one.what === 'bake-ended');
  const bakesUntil = ended?.at ?? later(passedAt, rule.bakeMinutes);
  const state = bakesUntil > now ? 'baking' : rule.approval && !approved ? 'approval' : 'passed';
  return {
    ...base,
    state,
    bakesUntil: rule.bakeMinutes ? bakesUntil : null,
    approved: approved && { name: approved.name, note: approved.note, at: approved.at },
  };
}

/** Of a ring in which something is still to be done. */
function stateOfOpen(runs: readonly Run[], open: readonly Run[]): 'waiting' | 'gate' | 'working' {
  if (open.every((run) => run.state === 'waiting') && runs.every((run) => run.startedAt === null)) return 'waiting';
  return open.every((run) => run.state === 'verifying') ? 'gate' : 'working';
}

/** When the last run of a ring ended; '' where none has. Baking is counted from here. */
const lastEnd = (runs: readonly Run[]): string => runs.reduce((last, run) => ((run.endedAt ?? '') > last ? run.endedAt! : last), '');
const later = (time: string, minutes: number): string => (time ? new Date(Date.parse(time) + minutes * 60_000).toISOString() : time);
