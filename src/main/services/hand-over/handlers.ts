import { plainRollout } from '../../../shared/domain/rollout.ts';
import { rolloutOf } from '../../../shared/domain/policy/policy.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Context } from '../context.ts';
import type { Handlers } from '../engine.ts';
import type { PlanMaker } from '../make-plan.ts';
import { playbookFiles } from './playbook.ts';

export const handOverHandlers = ({
  context,
  plans,
}: {
  readonly context: Context;
  readonly plans: PlanMaker;
}): Pick<Handlers, 'plan.playbook'> => ({
  'plan.playbook': ({ planId }) => {
    const found = plans.get(planId);
    if (!found.ok) return found;
    const plan = found.value;
    if (plan.kind !== 'deploy' || plan.state !== 'ready')
      return fail({
        kind: 'conflict',
        detail: 'Only a deployment whose preview is finished can be handed over',
        next: 'Make the plan anew.',
      });
    const policy = plan.policy ? context.store.policies.get(plan.policy.id, plan.policy.version) : null;
    const rollout = policy ? rolloutOf(policy, plan.policy?.emergency !== null) : plainRollout;
    const hosts = context.store.hosts.list().filter((host) => plan.hosts.some((one) => one.hostId === host.id));
    const made = playbookFiles({ plan, hosts, rollout, before: policy?.before ?? [], after: policy?.after ?? [] });
    context.store.audit.append({
      action: 'plan.handed-over',
      text: `Plan ${plan.id} exported as an Ansible playbook`,
      details: { plan: plan.id, hash: plan.hash },
    });
    return ok(made);
  },
});
