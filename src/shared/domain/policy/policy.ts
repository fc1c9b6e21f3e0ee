import { z } from 'zod';
import { Freeze, Window } from '../calendar/calendar.ts';
import { PackageName } from '../facts.ts';
import { Label, Tag } from '../host.ts';
import { RebootRule } from '../plan.ts';
import { Rollout, usualRollout } from '../rollout.ts';
import { PolicyId } from './policy-ref.ts';

/** A shop's patch policy: the rules that deployments are made and carried out by, and the document that an auditor reads. */

const Words = z.string().trim().max(4000);
const Name = Label.min(1);

/** Whom it is for. Values of one field add up, fields narrow down; a field without values narrows nothing. */
export const Scope = z.discriminatedUnion('which', [
  z.object({ which: z.literal('all') }),
  z
    .object({
      which: z.literal('some'),
      sites: z.array(Name).max(200).default([]),
      groups: z.array(Name).max(200).default([]),
      tags: z.array(Tag).max(200).default([]),
      rings: z.array(z.int().min(0).max(9)).max(10).default([]),
    })
    .refine((one) => one.sites.length + one.groups.length + one.tags.length + one.rings.length > 0, 'name a site, group, tag or ring'),
]);
export type Scope = z.infer<typeof Scope>;

const Days = z.int().min(0).max(365);
/** Which updates are taken without anybody choosing them. Those younger than so many days, counted from when they were first seen, are left to ripen. */
export const AutoSelection = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('security'), minimumAgeDays: Days.default(0) }),
  z.object({ mode: z.literal('everything'), minimumAgeDays: Days.default(0) }),
  /** What closes a finding that is overdue or due within so many days. */
  z.object({ mode: z.literal('due'), withinDays: Days, minimumAgeDays: Days.default(0) }),
  z.object({ mode: z.literal('packages'), packages: z.array(PackageName).min(1).max(1000), minimumAgeDays: Days.default(0) }),
]);
export type AutoSelection = z.infer<typeof AutoSelection>;

export const Role = z.object({ role: Name, name: Name, duties: Words.min(1) });
export type Role = z.infer<typeof Role>;

/** A command of the shop's own on a host, with the rights of a deployment; not exit 0 before the run: the host is left alone. */
export const HostCommand = z.object({ name: Name, command: z.string().trim().min(1).max(2000) });
export type HostCommand = z.infer<typeof HostCommand>;

/** Out of cycle, for what is exploited now: fewer steps, the same gates, the reason on record. */
export const EmergencyRule = z.object({
  /** In place of every ring's own, where that is longer. */
  bakeMinutes: z.int().min(0).max(1440).default(30),
  /** Whether windows are waited for. A freeze holds back nothing that is an emergency. */
  keepsWindows: z.boolean().default(false),
  /** Who may call it one. */
  calledBy: z.array(Name).max(20).default([]),
});
export type EmergencyRule = z.infer<typeof EmergencyRule>;

export const PolicyDraft = z.object({
  name: Name,
  /** What it is for, in the shop's own words. */
  purpose: Words.default(''),
  hosts: Scope,
  selects: AutoSelection,
  /** Left out whatever is selected. */
  exclude: z.array(PackageName).max(1000).default([]),
  /** Ids of the due-date rules that deadlines go by, beside CISA BOD 26-04. */
  dueRules: z.array(z.string().max(64)).max(20).default([]),
  rollout: Rollout.default(usualRollout),
  /** None: at any time. */
  windows: z.array(Window).max(20).default([]),
  freezes: z.array(Freeze).max(50).default([]),
  reboot: RebootRule.default('never'),
  /** Whether hosts whose way back cannot be saved are patched as well. */
  allowWithoutWayBack: z.boolean().default(false),
  before: z.array(HostCommand).max(10).default([]),
  after: z.array(HostCommand).max(10).default([]),
  /** Whether a person has to approve what a schedule has prepared; those who may, by name. */
  approval: z.object({ needed: z.boolean(), by: z.array(Name).max(20) }).default({ needed: true, by: [] }),
  roles: z.array(Role).max(50).default([]),
  emergency: EmergencyRule.prefault({}),
  /** The day by which somebody reads it anew. */
  reviewOn: z.iso.date().nullable().default(null),
});
export type PolicyDraft = z.infer<typeof PolicyDraft>;
export type PolicyDraftInput = z.input<typeof PolicyDraft>;

/** One version, as it was saved. Versions are never changed; the newest is in force. */
export const Policy = PolicyDraft.extend({
  id: PolicyId,
  version: z.int().min(1),
  savedAt: z.iso.datetime(),
  savedBy: z.string().max(200),
  /** Since when nothing is made by it any more. */
  archivedAt: z.iso.datetime().nullable(),
});
export type Policy = z.infer<typeof Policy>;

const anyOf = (wanted: readonly string[], has: readonly string[]): boolean => {
  const known = new Set(has.map((one) => one.toLowerCase()));
  return wanted.length === 0 || wanted.some((one) => known.has(one.toLowerCase()));
};

/** Case matters nowhere, as on the command line. */
export function inScope(
  scope: Scope,
  host: { readonly site: string; readonly group: string; readonly tags: readonly string[]; readonly ring: number },
): boolean {
  if (scope.which === 'all') return true;
  const { sites, groups, tags, rings } = scope;
  return (
    anyOf(sites, [host.site]) && anyOf(groups, [host.group]) && anyOf(tags, host.tags) && anyOf(rings.map(String), [String(host.ring)])
  );
}

/** How an emergency goes from ring to ring: as the policy says, with its short bake. Approvals between rings stay. */
export function rolloutOf(policy: PolicyDraft, emergency: boolean): Rollout {
  if (!emergency) return policy.rollout;
  const { bakeMinutes } = policy.emergency;
  return { ...policy.rollout, rings: policy.rollout.rings.map((one) => ({ ...one, bakeMinutes: Math.min(one.bakeMinutes, bakeMinutes) })) };
}

/** When hosts may be begun: windows and freezes as they hold for this deployment. */
export function timesOf(policy: PolicyDraft, emergency: boolean): Pick<PolicyDraft, 'windows' | 'freezes'> {
  if (!emergency) return policy;
  return { windows: policy.emergency.keepsWindows ? policy.windows : [], freezes: [] };
}
