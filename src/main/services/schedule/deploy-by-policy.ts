import type { Plan } from '../../../shared/domain/plan.ts';
import { explain, type Problem } from '../../../shared/domain/problem.ts';
import type { Context } from '../context.ts';
import { planByPolicy } from '../policies/plan-by-policy.ts';
import { policyInForce } from '../policies/policies.ts';
import { startDeployment } from '../start-deployment.ts';
import type { PlanMaker } from '../make-plan.ts';
import type { Outcome, Tools, WorkOf } from './kinds.ts';

const failed = (problem: Problem): Outcome =>
  problem.kind === 'nothing-to-do' ? { state: 'done', text: 'Nothing to do' } : { state: 'failed', text: explain(problem).title, problem };
const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** A plan by the policy, and, where the policy itself is the approval, its deployment. Windows are kept by whoever drives it. */
export const deployByPolicy: WorkOf<'deployment'> = async (tools, { policyId }, { name, signal }) => {
  const { context, plans } = tools;
  const policy = policyInForce(context, policyId);
  if (!policy.ok) return failed(policy.problem);
  const planned = await planByPolicy(tools, { id: policyId, hostIds: [], emergency: null, packages: null });
  if (!planned.ok) return failed(planned.problem);
  const plan = await whenReady(context, plans, planned.value.planId, signal);
  if (!plan) return { state: 'interrupted', text: 'The preview was cancelled' };
  const going = plan.hosts.filter((host) => host.hash !== null && host.transaction?.items.length).map((host) => host.hostId);
  const kept = plan.hosts.filter((host) => host.hash === null);
  if (!going.length && kept.length) return { ...failed(kept[0]!.blocking[0] ?? { kind: 'nothing-to-do' }), planId: plan.id };
  if (!going.length) return { state: 'done', text: `Nothing to do on ${plural(plan.hosts.length, 'host')}`, planId: plan.id };
  const cannot = kept.length ? `, ${plural(kept.length, 'host')} cannot go` : '';
  if (policy.value.approval.needed)
    return { state: 'approval', text: `A plan for ${plural(going.length, 'host')} waits for approval${cannot}`, planId: plan.id };
  return start(tools, plan, name, going, cannot);
};

function start({ context, driver }: Tools, plan: Plan, name: string, hostIds: readonly string[], cannot: string): Outcome {
  const day = context.now().slice(0, 10);
  const input = { planId: plan.id, planHash: plan.hash!, name: `${name} ${day}`.slice(0, 80), hostIds: [...hostIds] };
  const started = startDeployment(context, plan, input, 'patchbay');
  if (!started.ok) return { ...failed(started.problem), planId: plan.id };
  context.changes.emit({ topic: 'deployments', id: started.value.id });
  driver.poke();
  const text = `Deployment started for ${plural(hostIds.length, 'host')}${cannot}`;
  return { state: 'done', text, planId: plan.id, deploymentId: started.value.id };
}

/** null: it was cancelled, or Patchbay ends. */
function whenReady({ changes }: Context, plans: PlanMaker, id: string, signal: AbortSignal): Promise<Plan | null> {
  return new Promise((resolve) => {
    const look = (): void => {
      const plan = plans.get(id);
      if (signal.aborted || !plan.ok || plan.value.state === 'cancelled') end(null);
      else if (plan.value.state === 'ready') end(plan.value);
    };
    const forget = changes.on(({ topic }) => (topic === 'plan' ? look() : undefined));
    const end = (plan: Plan | null): void => {
      forget();
      signal.removeEventListener('abort', look);
      resolve(plan);
    };
    signal.addEventListener('abort', look);
    look();
  });
}
