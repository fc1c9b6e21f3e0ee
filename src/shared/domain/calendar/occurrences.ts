import { Temporal } from 'temporal-polyfill';
import type { Recurrence } from './calendar.ts';
import { civilDate, DAY_MS, fallsOn, type CivilDay } from './days.ts';

/** A local time is never further from UTC than this many days, in whole days. */
const SLACK = 1;
/** Every rule falls on a day of each month; two months and 27 added days hold the next. */
const SEARCH_DAYS = 100;

/**
 * Milliseconds since 1970. A time that the spring skips is taken with the offset before the gap, one that the autumn repeats is
 * the first of the two: RFC 5545, 3.3.5, so that a calendar program says the same of the same words. Temporal calls it "compatible".
 */
function instantOf(day: CivilDay, at: string, zone: string): number {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const local = Temporal.PlainDateTime.from({ ...civilDate(day), hour, minute });
  return local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** When a civil day begins at a place; some places skip midnight. */
export function startOfDay(date: string, zone: string, plusDays = 0): number {
  return Temporal.PlainDate.from(date).add({ days: plusDays }).toZonedDateTime(zone).epochMilliseconds;
}

/** All from `from` until before `to`, in order. Milliseconds since 1970. */
export function occurrences({ days, at, zone }: Recurrence, from: number, to: number): number[] {
  const found: number[] = [];
  const last = Math.floor(to / DAY_MS) + SLACK;
  for (let day = Math.floor(from / DAY_MS) - SLACK; day <= last; day += 1) {
    if (!fallsOn(days, day)) continue;
    const instant = instantOf(day, at, zone);
    if (instant >= from && instant < to) found.push(instant);
  }
  return found;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** The first one after `after`. Times are ISO 8601 in UTC. */
export function nextOf(recurrence: Recurrence, after: string): string {
  const from = Date.parse(after) + 1;
  return iso(occurrences(recurrence, from, from + SEARCH_DAYS * DAY_MS)[0]!);
}

/** What fell due after `since` and until `now`, the oldest first; not more than the newest `most`. */
export function missedSince(recurrence: Recurrence, since: string, now: string, most = 100): string[] {
  // Whatever was missed for longer than that many days would not be among the newest.
  const reach = Date.parse(now) - (most + 1) * 31 * DAY_MS;
  const from = Math.max(Date.parse(since) + 1, reach);
  return occurrences(recurrence, from, Date.parse(now) + 1)
    .slice(-most)
    .map(iso);
}
