import { z } from 'zod';
import { PackageName } from '../domain/facts.ts';
import { HostId } from '../domain/host.ts';
import { PlanId } from '../domain/plan.ts';
import { DeploymentId } from '../domain/deployment.ts';
import { PolicyId } from '../domain/policy/policy-ref.ts';
import { Policy, PolicyDraft } from '../domain/policy/policy.ts';
import { call } from './call.ts';

/** Policies: what is patched, when, in which order, and who answers for it. */

const Nothing = z.object({});
const Time = z.iso.datetime();
const Reason = z.string().trim().min(1).max(500);

/** Whether something may begin by a policy's windows and freezes now. */
export const PolicyTimes = z.object({
  open: z.boolean(),
  /** When it closes, where it is open; when it opens, where it is closed. null: not within two years, or never. */
  turnsAt: Time.nullable(),
  frozenBy: z.string().nullable(),
  /** The next spans of open time, freezes cut out. */
  next: z.array(z.object({ from: Time, to: Time })).max(100),
});
export type PolicyTimes = z.infer<typeof PolicyTimes>;

export const PolicyRow = Policy.extend({
  /** Hosts in scope now. */
  hosts: z.int(),
  times: PolicyTimes,
  /** The day of review is over. */
  reviewDue: z.boolean(),
});
export type PolicyRow = z.infer<typeof PolicyRow>;

export const policyCalls = {
  'policies.list': call(z.object({ archived: z.boolean().default(false) }), z.array(PolicyRow).max(500)),
  /** Without `version`, the one in force. */
  'policies.get': call(z.object({ id: PolicyId, version: z.int().min(1).optional() }), Policy),
  /** Makes version n + 1; the ones before stay. `basedOn` is the version that was edited: if it is no longer the newest, nothing is saved. */
  'policies.save': call(
    z.object({ id: PolicyId.nullable().default(null), basedOn: z.int().min(1).nullable().default(null), draft: PolicyDraft }),
    Policy,
  ),
  'policies.archive': call(z.object({ id: PolicyId, reason: Reason }), Nothing),
  'policies.versions': call(z.object({ id: PolicyId }), z.array(Policy).max(1000)),
  /** The written policy, as Markdown. */
  'policies.print': call(
    z.object({ id: PolicyId, version: z.int().min(1).optional() }),
    z.object({ name: z.string(), text: z.string().max(1_000_000) }),
  ),
  /** Hosts in scope, and what would be taken on each of them by the newest scans. Asks no host. */
  'policies.select': call(
    z.object({ id: PolicyId }),
    z.array(z.object({ hostId: HostId, hostName: z.string(), packages: z.array(z.string()).max(20_000) })).max(2000),
  ),
  /** Previews on the hosts what the policy selects; answers the plan, which keeps the policy's version. */
  'policies.plan': call(
    z.object({
      id: PolicyId,
      /** Of those in scope; none named, all. */
      hostIds: z.array(HostId).max(2000).default([]),
      /** The reason, where it goes out of cycle. */
      emergency: Reason.nullable().default(null),
      /** For an emergency: these in place of what the policy selects. */
      packages: z.array(PackageName).min(1).max(1000).nullable().default(null),
    }),
    z.object({ planId: PlanId }),
  ),

  /** What hosts of a deployment that have not begun wait for, by windows and freezes. */
  'policies.waits': call(
    z.object({ deploymentId: DeploymentId }),
    PolicyTimes.omit({ next: true }).extend({
      hosts: z
        .array(
          z.object({
            hostId: HostId,
            hostName: z.string(),
            /** How long its run is expected to take. */
            minutes: z.int(),
            /** From when on there is so much time in a row; null: not within two years. */
            fitsAt: Time.nullable(),
          }),
        )
        .max(2000),
    }),
  ),

  /** Windows and deadlines of the coming days as an iCalendar file (RFC 5545). */
  'calendar.export': call(z.object({ days: z.int().min(1).max(730).default(365) }), z.object({ text: z.string().max(10_000_000) })),
} as const;
