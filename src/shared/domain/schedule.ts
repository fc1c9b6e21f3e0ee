import { z } from 'zod';
import { missedSince, Recurrence } from './calendar/index.ts';
import { DeploymentId } from './deployment.ts';
import { Label } from './host.ts';
import { PlanId } from './plan.ts';
import { PolicyId } from './policy/policy-ref.ts';
import { Scope } from './policy/policy.ts';
import { Problem } from './problem.ts';

/** What recurs without anybody at the window. */
export const ScheduledWork = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scan'), hosts: Scope }),
  z.object({ kind: z.literal('feeds') }),
  /** A plan by the policy; carried out where the policy asks for no further approval. */
  z.object({ kind: z.literal('deployment'), policyId: PolicyId }),
  z.object({ kind: z.literal('rehearsal'), policyId: PolicyId }),
  z.object({ kind: z.literal('report'), report: Label.min(1) }),
]);
export type ScheduledWork = z.infer<typeof ScheduledWork>;
export type ScheduleKind = ScheduledWork['kind'];

export const ScheduleId = z.string().regex(/^[a-z0-9]{8,32}$/);
export const ScheduleDraft = z.object({
  name: Label.min(1),
  work: ScheduledWork,
  when: Recurrence,
  enabled: z.boolean().default(true),
  /** What becomes of a time at which nothing of Patchbay ran: the newest is done late, or it is reported only. Older ones are reported in any case. */
  missed: z.enum(['catch-up', 'report']).default('catch-up'),
});
export type ScheduleDraft = z.infer<typeof ScheduleDraft>;

export const Schedule = ScheduleDraft.extend({
  id: ScheduleId,
  createdAt: z.iso.datetime(),
  /** Times before it are nobody's: when it was made, or changed its times, or was switched on. */
  countsFrom: z.iso.datetime(),
});
export type Schedule = z.infer<typeof Schedule>;

/** "approval": it did its part, and a person has to approve the plan. "interrupted": Patchbay ended in the middle; not repeated by itself. */
export const ScheduleRunState = z.enum(['running', 'done', 'approval', 'failed', 'missed', 'interrupted']);
export type ScheduleRunState = z.infer<typeof ScheduleRunState>;

/** One time of a schedule. There is never a second for the same time. */
export const ScheduleRun = z.object({
  scheduleId: ScheduleId,
  dueAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  state: ScheduleRunState,
  /** What came of it, in words. */
  text: z.string().max(1000),
  problem: Problem.nullable(),
  planId: PlanId.nullable(),
  deploymentId: DeploymentId.nullable(),
});
export type ScheduleRun = z.infer<typeof ScheduleRun>;

/** A time that is not further back than this is on time: timers of systems look every quarter of an hour, and a laptop wakes slowly. */
export const GRACE_MINUTES = 30;

/** Which times are settled now: those that were missed, and the one that is to be done, if any. Times are ISO 8601 in UTC. */
export function dueOf(schedule: Schedule, settled: string | null, now: string): { readonly missed: string[]; readonly due: string | null } {
  if (!schedule.enabled) return { missed: [], due: null };
  const since = settled !== null && settled > schedule.countsFrom ? settled : schedule.countsFrom;
  const times = missedSince(schedule.when, since, now);
  const newest = times.at(-1);
  if (newest === undefined) return { missed: [], due: null };
  const isLate = Date.parse(now) - Date.parse(newest) > GRACE_MINUTES * 60_000;
  return isLate && schedule.missed === 'report' ? { missed: times, due: null } : { missed: times.slice(0, -1), due: newest };
}
