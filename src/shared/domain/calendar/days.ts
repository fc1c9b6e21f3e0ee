import { z } from 'zod';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const Weekday = z.enum(WEEKDAYS);
export type Weekday = z.infer<typeof Weekday>;

/** Which of a month's; a fifth is not in every month, so that there is none. */
export const Nth = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal('last')]);
export type Nth = z.infer<typeof Nth>;

/** On which days. Each of these falls on at least one day of every month, so that none can fail to come. */
export const Days = z.discriminatedUnion('by', [
  z.object({ by: z.literal('day') }),
  z.object({ by: z.literal('weekday'), weekdays: z.array(Weekday).min(1).max(7) }),
  /** Day 29 to 31 is not in every month: the last one is. */
  z.object({ by: z.literal('day-of-month'), day: z.union([z.int().min(1).max(28), z.literal('last')]) }),
  /** "The second Tuesday + 3 days"; what is added may lead into the next month. */
  z.object({ by: z.literal('weekday-of-month'), nth: Nth, weekday: Weekday, plusDays: z.int().min(0).max(27).default(0) }),
]);
export type Days = z.infer<typeof Days>;

/** A civil day, of no time zone: days since 1970-01-01. */
export type CivilDay = number;
export const DAY_MS = 86_400_000;

export function civilDate(day: CivilDay): { readonly year: number; readonly month: number; readonly day: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: CivilDay): Weekday => WEEKDAYS[(((day + 3) % 7) + 7) % 7]!;
const monthOf = (day: CivilDay): number => civilDate(day).month;

export function fallsOn(days: Days, day: CivilDay): boolean {
  switch (days.by) {
    case 'day':
      return true;
    case 'weekday':
      return days.weekdays.includes(weekdayOf(day));
    case 'day-of-month':
      return days.day === 'last' ? monthOf(day + 1) !== monthOf(day) : civilDate(day).day === days.day;
    case 'weekday-of-month':
      return isNth(days.nth, days.weekday, day - days.plusDays);
  }
}

function isNth(nth: Nth, weekday: Weekday, day: CivilDay): boolean {
  if (weekdayOf(day) !== weekday) return false;
  return nth === 'last' ? monthOf(day + 7) !== monthOf(day) : Math.ceil(civilDate(day).day / 7) === nth;
}
