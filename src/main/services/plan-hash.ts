import { createHash } from 'node:crypto';
import { transactionLines } from '../../shared/domain/plan.ts';
import type { HostPlan, PlanOptions, Transaction } from '../../shared/domain/plan.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What is approved for one host: every package with its versions, and whatever else changes what is done. */
export function hostPlanHash(transaction: Transaction, options: PlanOptions, kitOf: string | null): string {
  const rules = [
    `reboot ${options.reboot}`,
    `removals ${[...options.allowRemovals].sort().join(' ')}`,
    `without-way-back ${options.allowWithoutWayBack}`,
    `kit ${kitOf ?? '-'}`,
  ];
  return sha256([...transactionLines(transaction.items), ...rules].join('\n'));
}

/** Over all hosts that can be deployed to, in an order that does not depend on who answered first. */
export const planHash = (hosts: readonly HostPlan[]): string =>
  sha256(
    hosts
      .filter((host) => host.hash !== null)
      .map((host) => `${host.hostId} ${host.hash}`)
      .sort()
      .join('\n'),
  );
