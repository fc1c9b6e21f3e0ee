import type { CallInput } from '../../shared/contract/contract.ts';
import { NO_PLAN } from '../../shared/domain/deployment.ts';
import type { Deployment, Run } from '../../shared/domain/deployment.ts';
import type { HostPlan, Plan } from '../../shared/domain/plan.ts';
import { rolloutOf } from '../../shared/domain/policy/policy.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import { plainRollout, Rollout } from '../../shared/domain/rollout.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { Context } from './context.ts';
import { crashPoint } from './crash-points.ts';
import { busyHosts } from './host-rows.ts';

/**
 * Commits the decision. From here on it is the driver's: nothing has been sent to any host yet. `actor` is "patchbay" where
 * it acts by rule; else the user that it runs as.
 */
export function startDeployment(
  context: Context,
  plan: Plan,
  input: CallInput<'deployments.start'>,
  actor?: 'patchbay',
): Result<Deployment> {
  if (plan.state !== 'ready' || !plan.hash)
    return fail({ kind: 'conflict', detail: 'The preview is not finished', next: 'Wait until every host has answered, or preview again.' });
  if (input.planHash !== plan.hash)
    return fail({ kind: 'conflict', detail: 'The plan is not the one that was shown', next: 'Look at the plan again and approve it.' });
  if (plan.policy && input.rollout)
    return fail({
      kind: 'conflict',
      detail: 'The policy that made this plan says how it goes from ring to ring',
      next: 'Leave that out, change the policy and plan anew, or make a plan without it.',
    });
  const chosen = plan.hosts.filter((host) => !input.hostIds || input.hostIds.includes(host.hostId));
  const going = chosen.filter((host) => host.hash !== null);
  if (!going.length)
    return fail({
      kind: 'conflict',
      detail: 'No host of this plan can be deployed to',
      next: "Mend what stands in the hosts' way, then preview again.",
    });
  const busy = busyHosts(context);
  const taken = going.filter((host) => busy.has(host.hostId));
  if (taken.length)
    return fail({
      kind: 'conflict',
      detail: `Another deployment works on ${taken.map((host) => host.hostName).join(', ')}`,
      next: 'Wait until it has ended.',
    });

  const deployment = toDeployment(context, plan, input, chosen);
  context.store.transaction(() => {
    context.store.deployments.add(deployment);
    context.store.audit.append({
      action: 'deployment.started',
      ...(actor ? { actor } : {}),
      deploymentId: deployment.id,
      text: `${deployment.name}: approved for ${going.length} hosts`,
      details: {
        plan: plan.id,
        hash: plan.hash,
        hosts: going.map((host) => ({ name: host.hostName, hash: host.hash })),
        options: plan.options,
        concurrency: deployment.concurrency,
        policy: deployment.policy,
        rollout: deployment.rollout,
      },
    });
  });
  crashPoint('deployment.committed');
  return ok(deployment);
}

function toDeployment(context: Context, plan: Plan, input: CallInput<'deployments.start'>, hosts: readonly HostPlan[]): Deployment {
  const id = context.newId();
  return {
    id,
    name: input.name.trim(),
    kind: plan.kind,
    planId: plan.id,
    planHash: plan.hash!,
    createdAt: context.now(),
    endedAt: null,
    state: 'running',
    stoppedBecause: null,
    concurrency: input.concurrency ?? context.store.settings.get().concurrency,
    reboot: plan.options.reboot,
    rollsBack: plan.rollsBack?.deploymentId ?? null,
    policy: plan.policy ?? null,
    rollout: rolloutFor(context, plan, input),
    decisions: [],
    runs: hosts.map((host, position) => toRun(context, id, host, position)),
  };
}

/** A policy's is kept as it was when the plan was made. */
function rolloutFor(context: Context, plan: Plan, input: CallInput<'deployments.start'>): Rollout {
  const policy = plan.policy ? context.store.policies.get(plan.policy.id, plan.policy.version) : null;
  if (policy) return rolloutOf(policy, plan.policy?.emergency != null);
  return input.rollout ? Rollout.parse(input.rollout) : plainRollout;
}

function toRun(context: Context, deploymentId: string, host: HostPlan, position: number): Run {
  return {
    id: context.newId(),
    deploymentId,
    hostId: host.hostId,
    hostName: host.hostName,
    ring: host.ring,
    position,
    state: host.hash ? 'waiting' : 'skipped',
    phase: null,
    progress: null,
    problem: host.blocking[0] ?? null,
    exit: null,
    attempts: 0,
    startedAt: null,
    endedAt: host.hash ? null : context.now(),
    bootIdBefore: null,
    rebooted: false,
    checks: [],
    planHash: host.hash ?? NO_PLAN,
    packages: host.transaction?.items.length ?? 0,
    downloadBytes: host.transaction?.downloadBytes ?? 0,
    rolledBackBy: null,
    gate: null,
    unreachableSince: null,
  };
}
