import { z } from 'zod';
import { Schedule, ScheduleDraft, ScheduleId, ScheduleRun } from '../domain/schedule.ts';
import { call } from './call.ts';

/** What recurs, what came of it, and the entry of the system that starts it while no window is open. */

const Nothing = z.object({});
const Text = z.string().max(4000);

export const ScheduleRow = Schedule.extend({
  nextAt: z.iso.datetime().nullable(),
  last: ScheduleRun.nullable(),
  /** Of its times, in words: "every day at 06:00 (Europe/Berlin)". */
  words: Text,
});
export type ScheduleRow = z.infer<typeof ScheduleRow>;

export const SystemTimer = z.object({
  /** Which scheduler this system has. */
  kind: z.enum(['systemd', 'launchd', 'task-scheduler', 'none']),
  state: z.enum(['absent', 'installed', 'other', 'unsupported']),
  /** Its files and the command that it starts. */
  files: z.array(Text).max(10),
  command: z.array(Text).max(20),
  /** What is to be known of it: that it runs while the user is signed in only, that it belongs to another data folder. */
  notes: z.array(Text).max(10),
});
export type SystemTimer = z.infer<typeof SystemTimer>;

export const scheduleCalls = {
  'schedules.list': call(Nothing, z.array(ScheduleRow).max(500)),
  /** Kinds of work that can be scheduled in this version. */
  'schedules.kinds': call(Nothing, z.array(z.string().max(40)).max(20)),
  'schedules.save': call(z.object({ id: ScheduleId.nullable().default(null), draft: ScheduleDraft }), Schedule),
  'schedules.remove': call(z.object({ id: ScheduleId }), Nothing),
  /** The newest first. */
  'schedules.runs': call(
    z.object({ id: ScheduleId.nullable().default(null), limit: z.int().min(1).max(500).default(50) }),
    z.array(ScheduleRun).max(500),
  ),
  /** Does what is due and answers when it has ended. `busy`: another Patchbay on this data folder is at it. */
  'schedules.runDue': call(Nothing, z.object({ busy: z.boolean(), runs: z.array(ScheduleRun).max(5000) })),
  'schedules.timer': call(Nothing, SystemTimer),
  'schedules.installTimer': call(Nothing, SystemTimer),
  'schedules.removeTimer': call(Nothing, SystemTimer),
} as const;
