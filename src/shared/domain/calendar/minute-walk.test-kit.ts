import type { Freeze, Recurrence, Window } from './calendar.ts';
import type { Days } from './days.ts';

/**
 * Brute force, on purpose another way than the calendar's: every minute of a span is asked of Intl for its wall clock, and days
 * are found by listing months. Knows nothing of Temporal.
 */
export interface Walk {
  readonly zone: string;
  /** Milliseconds since 1970 of minute 0. */
  readonly start: number;
  /** The wall clock at each minute, as minutes since 1970-01-01 00:00 of that wall. */
  readonly wall: Int32Array;
  readonly first: Int32Array;
}
const MINUTE = 60_000;

export function walk(zone: string, from: string, to: string): Walk {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const start = Date.parse(from);
  const wall = new Int32Array((Date.parse(to) - start) / MINUTE);
  for (let n = 0; n < wall.length; n += 1) {
    const text = format.format(start + n * MINUTE); // 2026-03-29 03:00
    wall[n] = Date.UTC(+text.slice(0, 4), +text.slice(5, 7) - 1, +text.slice(8, 10), +text.slice(11, 13), +text.slice(14, 16)) / MINUTE;
  }
  return { zone, start, wall, first: firsts(wall) };
}

const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** All days of 2025 to 2027 that the rule names, as 2026-03-29. */
export function datesOf(days: Days): Set<string> {
  const found = new Set<string>();
  for (let year = 2025; year <= 2027; year += 1)
    for (let month = 0; month < 12; month += 1) {
      const all: Date[] = [];
      for (let date = new Date(Date.UTC(year, month, 1)); date.getUTCMonth() === month; date = new Date(date.getTime() + 86_400_000))
        all.push(date);
      for (const date of chosen(days, all)) found.add(date.toISOString().slice(0, 10));
    }
  return found;
}

function chosen(days: Days, month: readonly Date[]): Date[] {
  if (days.by === 'day') return [...month];
  if (days.by === 'weekday') return month.filter((date) => (days.weekdays as string[]).includes(NAMES[date.getUTCDay()]!));
  if (days.by === 'day-of-month') return [days.day === 'last' ? month.at(-1)! : month[days.day - 1]!];
  const fitting = month.filter((date) => NAMES[date.getUTCDay()] === days.weekday);
  const one = days.nth === 'last' ? fitting.at(-1)! : fitting[days.nth - 1]!;
  return [new Date(one.getTime() + days.plusDays * 86_400_000)];
}

/**
 * At which minute a wall clock first shows what; where it leaps over a time, as far into the new time as that lay past the leap.
 * Indexed by minutes past the walk's first wall time.
 */
function firsts(wall: Int32Array): Int32Array {
  const first = new Int32Array(wall.length + 2000).fill(-1);
  const note = (time: number, minute: number): void => {
    if (first[time - wall[0]!] === -1) first[time - wall[0]!] = minute;
  };
  for (let n = 0; n < wall.length; n += 1) {
    for (let skipped = (wall[n - 1] ?? wall[n]!) + 1; skipped < wall[n]!; skipped += 1) note(skipped, n - 1 + (skipped - wall[n - 1]!));
    note(wall[n]!, n);
  }
  return first;
}

/** The minutes at which it comes. */
export function starts({ wall, first }: Walk, { days, at }: Recurrence): number[] {
  const time = Number(at.slice(0, 2)) * 60 + Number(at.slice(3));
  return [...datesOf(days)]
    .map((date) => first[Date.parse(`${date}T00:00Z`) / MINUTE + time - wall[0]!] ?? -1)
    .filter((minute) => minute !== -1)
    .sort((a, b) => a - b);
}

/** By zone; all begin at the same moment. */
export type Walks = ReadonlyMap<string, Walk>;

/** Whether each minute is open. */
export function openMinutes(walks: Walks, windows: readonly Window[], freezes: readonly Freeze[]): Uint8Array {
  const [first] = walks.values();
  const open = new Uint8Array(first!.wall.length).fill(windows.length ? 0 : 1);
  for (const window of windows) for (const from of starts(walks.get(window.zone)!, window)) open.fill(1, from, from + window.minutes);
  for (const { from, until, zone } of freezes) {
    const [begin, end] = [Date.parse(`${from}T00:00Z`) / MINUTE, Date.parse(`${until}T00:00Z`) / MINUTE + 1440];
    const { wall } = walks.get(zone)!;
    for (let n = 0; n < wall.length; n += 1) if (wall[n]! >= begin && wall[n]! < end) open[n] = 0;
  }
  return open;
}
