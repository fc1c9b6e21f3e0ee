import { z } from 'zod';
import { Architecture, PackageName, PackageVersion } from './facts.ts';
import { HostId } from './host.ts';
import { PolicyRef } from './policy/policy-ref.ts';
import { Problem } from './problem.ts';

const Text = z.string().max(1024);
const Bytes = z.number().int().min(0);
export const Hash = z.string().regex(/^[0-9a-f]{64}$/);
export const PlanId = z.string().regex(/^[a-z0-9]{8,32}$/);

/** Which updates are wanted. Holds on a host are always respected; `exclude` leaves out more by name. */
export const Selection = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('security'), exclude: z.array(PackageName).max(1000).default([]) }),
  z.object({ mode: z.literal('everything'), exclude: z.array(PackageName).max(1000).default([]) }),
  z.object({
    mode: z.literal('packages'),
    packages: z.array(PackageName).min(1).max(1000),
    exclude: z.array(PackageName).max(1000).default([]),
  }),
]);
export type Selection = z.infer<typeof Selection>;

export const RebootRule = z.enum(['never', 'if-required', 'always']);
export type RebootRule = z.infer<typeof RebootRule>;

export const TransactionItem = z.object({
  action: z.enum(['upgrade', 'install', 'remove', 'downgrade']),
  name: PackageName,
  arch: Architecture,
  from: PackageVersion.nullable(),
  to: PackageVersion.nullable(),
  origin: Text,
  security: z.boolean(),
  downloadBytes: Bytes,
});
export type TransactionItem = z.infer<typeof TransactionItem>;

/** One line an item, in a fixed order: what the plan's hash is made of, and what the host compares itself with. */
export const transactionLine = (item: Pick<TransactionItem, 'action' | 'name' | 'arch' | 'from' | 'to'>): string =>
  `${item.action} ${item.name}:${item.arch} ${item.from ?? '-'} ${item.to ?? '-'}`;
/** Sorted by code unit, as `LC_ALL=C sort` does on the host. */
export const transactionLines = (items: readonly TransactionItem[]): string[] =>
  items.map(transactionLine).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

export const SpaceNeed = z.object({ path: Text, freeBytes: Bytes, needBytes: Bytes });
export const Transaction = z.object({
  items: z.array(TransactionItem).max(20_000),
  downloadBytes: Bytes,
  /** Disk space used after it minus before, in bytes. */
  installedBytes: z.number().int(),
  /** Config files that were edited on the host and that the update brings anew. Ours is kept. */
  conffileConflicts: z.array(z.object({ path: Text, package: PackageName })).max(2000),
  /** Units expected to be restarted. */
  restarts: z.array(Text).max(2000),
  space: z.array(SpaceNeed).max(16),
  reboot: z.object({ expected: z.boolean(), reasons: z.array(Text).max(100) }),
  /** Updates that the selection asked for and the host leaves out, and why. */
  leftOut: z.array(z.object({ name: PackageName, why: z.enum(['held', 'phased', 'kept-back', 'excluded']) })).max(20_000),
});
export type Transaction = z.infer<typeof Transaction>;

export const Reversibility = z.object({
  verdict: z.enum(['reversible', 'partly', 'not']),
  why: Text,
  items: z
    .array(
      z.object({
        name: PackageName,
        back: z.boolean(),
        from: z.enum(['archive', 'cache', 'repack', 'purge', 'boot-previous', 'nowhere']),
        note: Text,
      }),
    )
    .max(20_000),
});
export type Reversibility = z.infer<typeof Reversibility>;

export const HostPlan = z.object({
  hostId: HostId,
  hostName: Text,
  ring: z.int(),
  transaction: Transaction.nullable(),
  reversibility: Reversibility.nullable(),
  /** SHA-256 over the transaction's lines and the options that change what is done. */
  hash: Hash.nullable(),
  /** Any of these keeps the host out of the deployment. */
  blocking: z.array(Problem),
  warnings: z.array(Problem),
});
export type HostPlan = z.infer<typeof HostPlan>;

export const PlanOptions = z.object({
  reboot: RebootRule.default('never'),
  /** Packages whose removal was ticked. Nothing else is ever removed. */
  allowRemovals: z.array(PackageName).max(1000).default([]),
  /** Go ahead on hosts where the way back cannot be saved. */
  allowWithoutWayBack: z.boolean().default(false),
});
export type PlanOptions = z.infer<typeof PlanOptions>;

export const Plan = z.object({
  id: PlanId,
  createdAt: z.iso.datetime(),
  kind: z.enum(['deploy', 'rollback', 'repair']),
  /** For kind "deploy". */
  selection: Selection.nullable(),
  /** For kind "rollback": the deployment that is rolled back, and the packages if not all of them. */
  rollsBack: z.object({ deploymentId: z.string(), packages: z.array(PackageName).nullable() }).nullable(),
  options: PlanOptions,
  /** What it was made by, where a policy made it. */
  policy: PolicyRef.nullable().optional(),
  state: z.enum(['making', 'ready', 'cancelled']),
  hosts: z.array(HostPlan),
  /** Hosts that are still being asked. */
  pending: z.array(HostId),
  /** SHA-256 over the hosts' hashes, once ready. */
  hash: Hash.nullable(),
});
export type Plan = z.infer<typeof Plan>;
