import { ok, type Result } from '../../../shared/domain/result.ts';
import type { Context } from '../context.ts';
import type { Handlers } from '../engine.ts';
import { scheduledKinds } from './kinds.ts';
import { listSchedules, removeSchedule, saveSchedule } from './schedules.ts';
import type { Scheduler } from './scheduler.ts';
import type { SystemTimer } from './system-timer/system-timer.ts';

export interface ScheduleParts {
  readonly context: Context;
  readonly scheduler: Scheduler;
  readonly timer: SystemTimer;
}

export const scheduleHandlers = ({
  context,
  scheduler,
  timer,
}: ScheduleParts): Pick<Handlers, Extract<keyof Handlers, `schedules.${string}`>> => {
  const recorded = <T extends { readonly state: string }>(what: string, answer: Result<T>): Result<T> => {
    if (answer.ok)
      context.store.audit.append({ action: `schedule.timer-${what}`, text: `System timer ${what}`, details: { timer: answer.value } });
    return answer;
  };
  return {
    'schedules.list': () => ok(listSchedules(context)),
    'schedules.kinds': () => ok(scheduledKinds()),
    'schedules.save': ({ id, draft }) => saveSchedule(context, id, draft),
    'schedules.remove': ({ id }) => removeSchedule(context, id),
    'schedules.runs': ({ id, limit }) => ok(context.store.schedules.runs(id, limit)),
    'schedules.runDue': () => scheduler.runDue(),
    'schedules.timer': () => ok(timer.status()),
    'schedules.installTimer': async () => recorded('installed', await timer.install()),
    'schedules.removeTimer': async () => recorded('removed', await timer.remove()),
  };
};
