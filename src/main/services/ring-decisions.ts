import type { CallInput } from '../../shared/contract/contract.ts';
import type { Deployment } from '../../shared/domain/deployment.ts';
import type { RingDecision } from '../../shared/domain/ring-decision.ts';
import type { RingState } from '../../shared/domain/ring-state.ts';
import { ringStates } from '../../shared/domain/ring-states.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { changed, currentUser } from './context.ts';
import type { Context } from './context.ts';
import { findDeployment } from './deployments.ts';

type Decided = Result<Record<string, never>>;

export function approveRing(context: Context, { id, ring, name, note = '' }: CallInput<'deployments.approveRing'>): Decided {
  const found = findRing(context, id, ring);
  if (!found.ok) return found;
  const { deployment, state } = found.value;
  if (!state.needsApproval) return conflict(`Ring ${ring} needs no approval`, 'The next ring begins by itself.');
  if (state.state !== 'approval' && state.state !== 'baking')
    return conflict(`Ring ${ring} has not passed its gate: it is ${state.state}`, 'Approve it once all its hosts have ended well.');
  const decision: RingDecision = { what: 'approved', ring, at: context.now(), by: currentUser(), name, note };
  decide(context, deployment, decision, 'ring.approved', `Ring ${ring} approved by ${name}${note ? `: ${note}` : ''}`);
  return ok({});
}

export function endBake(context: Context, { id, ring, reason }: CallInput<'deployments.endBake'>): Decided {
  const found = findRing(context, id, ring);
  if (!found.ok) return found;
  const { deployment, state } = found.value;
  if (state.state !== 'baking')
    return conflict(`Ring ${ring} does not bake: it is ${state.state}`, 'Only the baking of a ring can be ended.');
  const decision: RingDecision = { what: 'bake-ended', ring, at: context.now(), by: currentUser(), reason };
  decide(context, deployment, decision, 'ring.bake-ended', `Ring ${ring} was to bake until ${state.bakesUntil}, ended early: ${reason}`);
  return ok({});
}

/** Commits what a person decided about a ring, with the line in the history that says so. */
export function decide(context: Context, deployment: Deployment, decision: RingDecision, action: string, text: string): void {
  const { runs: _, ...rest } = deployment;
  context.store.transaction(() => {
    context.store.deployments.update({ ...rest, decisions: [...deployment.decisions, decision] });
    context.store.audit.append({ action, deploymentId: deployment.id, text: text.slice(0, 1000), details: decision });
  });
  changed(context, 'deployments', deployment.id);
  changed(context, 'history');
}

function findRing(context: Context, id: string, ring: number): Result<{ deployment: Deployment; state: RingState }> {
  const found = findDeployment(context, id);
  if (!found.ok) return found;
  if (found.value.state === 'finished') return conflict('The deployment has ended', 'Make a new plan.');
  const state = ringStates(found.value, context.now()).find((one) => one.ring === ring);
  return state ? ok({ deployment: found.value, state }) : fail({ kind: 'not-found', what: `ring ${ring} in this deployment` });
}

const conflict = (detail: string, next: string): Result<never> => fail({ kind: 'conflict', detail, next });
