import ical, { ICalEventTransparency, type ICalCalendar } from 'ical-generator';
import { openSpans, windowSentence } from '../../../shared/domain/calendar/index.ts';
import type { Policy } from '../../../shared/domain/policy/policy.ts';
import type { Context } from '../context.ts';
import { exposure } from '../vulnerabilities/exposure.ts';
import type { FeedBoard } from '../vulnerabilities/feed-board.ts';

const DAY_MS = 86_400_000;
/** A calendar program shows no more; a window that never closes is no event. */
const MOST_EVENTS = 5000;

/**
 * Windows, freezes, days of review and deadlines as an iCalendar file (RFC 5545). Windows are written out one by one, in UTC and with
 * freezes cut out: every calendar program then shows what Patchbay keeps, with no table of time zones and no rule of its own.
 */
export async function calendarFile(context: Context, board: FeedBoard, days: number): Promise<string> {
  const now = context.now();
  const calendar = ical({ name: 'Patchbay', prodId: { company: 'Patchbay', product: 'Patchbay', language: 'EN' } });
  for (const policy of context.store.policies.list(false)) addPolicy(calendar, policy, now, days);
  await board.judge();
  const { days: due } = await exposure(context.store, board.feeds, [], now);
  const last = new Date(Date.parse(now) + days * DAY_MS).toISOString().slice(0, 10);
  for (const one of due)
    if (one.due !== null && one.due >= now.slice(0, 10) && one.due <= last) addDeadline(calendar, { ...one, due: one.due }, now);
  return calendar.toString();
}

function addPolicy(calendar: ICalCalendar, policy: Policy, now: string, days: number): void {
  const from = Date.parse(now);
  const spans = openSpans(policy.windows, policy.freezes, from, from + days * DAY_MS).filter((one) => Number.isFinite(one.to - one.from));
  for (const { from: start, to: end } of spans.slice(0, MOST_EVENTS))
    calendar.createEvent({
      id: `window-${policy.id}-${start}@patchbay`,
      stamp: now,
      start: new Date(start),
      end: new Date(end),
      summary: `Maintenance window: ${policy.name}`,
      description: policy.windows.map(windowSentence).join('\n'),
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  for (const freeze of policy.freezes.filter((one) => one.until >= now.slice(0, 10)))
    addDays(calendar, { id: `freeze-${policy.id}-${freeze.from}`, from: freeze.from, until: freeze.until, summary: `Freeze: ${freeze.name} (${policy.name})` }, now); // prettier-ignore
  if (policy.reviewOn && policy.reviewOn >= now.slice(0, 10))
    addDays(calendar, { id: `review-${policy.id}`, from: policy.reviewOn, until: policy.reviewOn, summary: `Review the policy ${policy.name}` }, now); // prettier-ignore
}

function addDeadline(calendar: ICalCalendar, one: { due: string; exploited: number; fixable: number; noFix: number }, now: string): void {
  const open = one.exploited + one.fixable + one.noFix;
  const detail = [`${one.exploited} exploited`, `${one.fixable} with an update`, `${one.noFix} without`].join(', ');
  addDays(calendar, { id: `due-${one.due}`, from: one.due, until: one.due, summary: `Due: ${open} finding${open === 1 ? '' : 's'} (${detail})` }, now); // prettier-ignore
}

interface WholeDays {
  readonly id: string;
  readonly from: string;
  readonly until: string;
  readonly summary: string;
}

/** DTEND of whole days is the day after the last one (RFC 5545, 3.6.1). */
function addDays(calendar: ICalCalendar, { id, from, until, summary }: WholeDays, now: string): void {
  calendar.createEvent({
    id: `${id}@patchbay`,
    stamp: now,
    start: new Date(`${from}T00:00:00Z`),
    end: new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS),
    allDay: true,
    summary,
    transparency: ICalEventTransparency.TRANSPARENT,
  });
}
