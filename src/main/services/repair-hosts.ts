import type { Host } from '../../shared/domain/host.ts';
import type { HostPlan, Plan } from '../../shared/domain/plan.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { Deployment } from '../../shared/domain/deployment.ts';
import type { Context } from './context.ts';
import { hostPlanHash, planHash } from './plan-hash.ts';
import { startDeployment } from './start-deployment.ts';

/**
 * Finishes on each host what a package manager began and could not end. It is a deployment with an empty
 * transaction, so that it is detached, resumed, logged and verified like any other.
 */
export function repairHosts(context: Context, hosts: readonly Host[]): Result<Deployment> {
  const plan = repairPlan(context, hosts);
  context.store.plans.save(plan);
  return startDeployment(context, plan, {
    planId: plan.id,
    planHash: plan.hash!,
    name: `Repair ${hosts.map((host) => host.name).join(', ')}`.slice(0, 80),
  });
}

function repairPlan(context: Context, hosts: readonly Host[]): Plan {
  const options: Plan['options'] = { reboot: 'never', allowRemovals: [], allowWithoutWayBack: true };
  const transaction: HostPlan['transaction'] = {
    items: [],
    downloadBytes: 0,
    installedBytes: 0,
    conffileConflicts: [],
    restarts: [],
    space: [],
    reboot: { expected: false, reasons: [] },
    leftOut: [],
  };
  const planned = hosts.map((host): HostPlan => ({
    hostId: host.id,
    hostName: host.name,
    ring: host.ring,
    transaction,
    reversibility: { verdict: 'not', why: 'A repair finishes what was begun; there is no whole state before it to go back to', items: [] },
    hash: hostPlanHash(transaction, options, null),
    blocking: [],
    warnings: [],
  }));
  return {
    id: context.newId(),
    createdAt: context.now(),
    kind: 'repair',
    selection: null,
    rollsBack: null,
    options,
    state: 'ready',
    hosts: planned,
    pending: [],
    hash: planHash(planned),
  };
}
