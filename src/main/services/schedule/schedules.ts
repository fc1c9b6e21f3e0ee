import type { ScheduleRow } from '../../../shared/contract/schedules.ts';
import { nextOf, recurrenceSentence } from '../../../shared/domain/calendar/index.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Schedule, ScheduleDraft } from '../../../shared/domain/schedule.ts';
import { changed, type Context } from '../context.ts';
import { policyInForce } from '../policies/policies.ts';
import { isBuilt, scheduledKinds } from './kinds.ts';

export function listSchedules({ store, now }: Context): ScheduleRow[] {
  return store.schedules.list().map((one) => {
    const last = store.schedules.lastRun(one.id);
    return { ...one, nextAt: one.enabled ? nextOf(one.when, now()) : null, last, words: recurrenceSentence(one.when) };
  });
}

export function saveSchedule(context: Context, id: string | null, draft: ScheduleDraft): Result<Schedule> {
  const { store, now, newId } = context;
  const before = id === null ? null : store.schedules.get(id);
  if (id !== null && !before) return fail({ kind: 'not-found', what: `schedule ${id}` });
  const wrong = problemOf(context, draft, id);
  if (wrong) return wrong;
  // Times that passed while it was off, or by its times before, are not missed by the new ones.
  const isSame = before?.enabled === draft.enabled && JSON.stringify(before.when) === JSON.stringify(draft.when);
  const countsFrom = before && isSame ? before.countsFrom : now();
  const schedule: Schedule = { ...draft, id: before?.id ?? newId(), createdAt: before?.createdAt ?? now(), countsFrom };
  store.transaction(() => {
    store.schedules.save(schedule);
    const text = `Schedule ${schedule.name}: ${schedule.work.kind} ${recurrenceSentence(schedule.when)}${schedule.enabled ? '' : ', off'}`;
    store.audit.append({ action: 'schedule.saved', text, details: { schedule: schedule.id, draft } });
  });
  tell(context, schedule.id);
  return ok(schedule);
}

function problemOf(context: Context, draft: ScheduleDraft, id: string | null): Result<never> | null {
  const { work, name } = draft;
  const invalid = (path: string, message: string): Result<never> => fail({ kind: 'invalid-input', issues: [{ path, message }] });
  if (!isBuilt(work.kind)) return invalid('work.kind', `one of ${scheduledKinds().join(', ')} can be scheduled`);
  const other = context.store.schedules.list().find((one) => one.name.toLowerCase() === name.toLowerCase() && one.id !== id);
  if (other) return invalid('name', `another schedule is called ${other.name}`);
  if (!('policyId' in work)) return null;
  const policy = policyInForce(context, work.policyId);
  return policy.ok ? null : policy;
}

export function removeSchedule(context: Context, id: string): Result<Record<string, never>> {
  const { store, now } = context;
  const found = store.schedules.get(id);
  if (!found) return fail({ kind: 'not-found', what: `schedule ${id}` });
  store.transaction(() => {
    store.schedules.remove(id, now());
    store.audit.append({ action: 'schedule.removed', text: `Schedule ${found.name} removed`, details: { schedule: id } });
  });
  tell(context, id);
  return ok({});
}

function tell(context: Context, id: string): void {
  changed(context, 'schedules', id);
  changed(context, 'history');
}
