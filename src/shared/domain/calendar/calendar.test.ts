import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeze, recurrence, window as anyWindow } from './calendar.test-kit.ts';
import type { Window } from './calendar.ts';
import { Freeze } from './calendar.ts';
import { expectedMinutes, fits, missedSince, nextFit, nextOf, readFreeze, readRecurrence, readWindow, windowAt, wordsOf } from './index.ts';
import { openMinutes, starts, walk, type Walks } from './minute-walk.test-kit.ts';

/** An hour in spring and autumn, an hour on other days, half an hour in the southern hemisphere, and none. */
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'];
/** The year, with room for windows that began before it and for what opens after it. */
const FROM = '2025-12-20T00:00:00.000Z';
const TO = '2027-01-20T00:00:00.000Z';
const walks: Walks = new Map(ZONES.map((zone) => [zone, walk(zone, FROM, TO)]));
const MINUTES = walks.get('Asia/Kolkata')!.wall.length;
const timeOf = (minute: number): string => new Date(Date.parse(FROM) + minute * 60_000).toISOString();
const minuteOf = (time: string): number => (Date.parse(time) - Date.parse(FROM)) / 60_000;

/** Minutes at which some wall clock leaps, and those around them. */
const leaps = [...walks.values()].flatMap(({ wall }) =>
  [...wall.keys()].filter((n) => n > 20_000 && n < MINUTES - 80_000 && wall[n]! !== wall[n - 1]! + 1),
);
const probe = fc.oneof(
  fc.integer({ min: 18_000, max: MINUTES - 80_000 }),
  fc.tuple(fc.constantFrom(...leaps), fc.integer({ min: -200, max: 200 })).map(([leap, away]) => leap + away),
);
const indexFrom = (open: Uint8Array, from: number, value: 0 | 1): number | null => {
  const found = open.indexOf(value, from);
  return found === -1 ? null : found;
};

describe('over a year, beside a walk through its minutes', { timeout: 120_000 }, () => {
  it('finds the leaps of clocks that the property is about', () => expect(leaps).toHaveLength(6));

  it.each(ZONES)('comes again when the wall clock of %s says so, in the gap and in the overlap too', (zone) => {
    fc.assert(
      fc.property(recurrence([zone]), fc.array(probe, { minLength: 10, maxLength: 10 }), (one, probes) => {
        const expected = starts(walks.get(zone)!, one);
        for (const minute of probes) {
          expect(nextOf(one, timeOf(minute))).toBe(timeOf(expected.find((start) => start > minute)!));
          const since = minute - 30_000 < 10 ? 10 : minute - 30_000;
          const missed = expected.filter((start) => start > since && start <= minute).map(timeOf);
          expect(missedSince(one, timeOf(since), timeOf(minute), 1000)).toEqual(missed);
          expect(missedSince(one, timeOf(since), timeOf(minute), 3)).toEqual(missed.slice(-3));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is open and closed when it should be, with windows and freezes of several zones', () => {
    const policy = fc.record({
      windows: fc.array(anyWindow(ZONES), { maxLength: 3 }),
      freezes: fc.array(freeze(ZONES), { maxLength: 2 }),
      probes: fc.array(probe, { minLength: 12, maxLength: 12 }),
      minutes: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(policy, ({ windows, freezes, probes, minutes }) => {
        const open = openMinutes(walks, windows, freezes);
        for (const minute of probes) {
          const now = timeOf(minute);
          const state = windowAt(windows, freezes, now);
          expect(state.open).toBe(open[minute] === 1);
          const turns = indexFrom(open, minute, open[minute] === 1 ? 0 : 1);
          const said = state.open ? state.closesAt : state.opensAt;
          // Past the walk's end nothing is known of it.
          if (turns === null) expect(said === null || minuteOf(said) >= MINUTES).toBe(true);
          else expect(said).toBe(timeOf(turns));
          expect(fits(state, now, minutes)).toBe(fitsAt(open, minute, minutes));
          const first = firstFit(open, minute, minutes);
          if (first !== null) expect(nextFit(windows, freezes, now, minutes)).toBe(timeOf(first));
        }
      }),
      { numRuns: 150 },
    );
  });
});

const fitsAt = (open: Uint8Array, minute: number, minutes: number): boolean => {
  const closes = indexFrom(open, minute, 0);
  return open[minute] === 1 && (closes === null || minute + minutes <= closes);
};
function firstFit(open: Uint8Array, minute: number, minutes: number): number | null {
  for (let at: number | null = minute; at !== null && at < MINUTES - minutes;) {
    if (fitsAt(open, at, minutes)) return at;
    const closed = indexFrom(open, at, 0);
    at = closed === null ? null : indexFrom(open, closed, 1);
  }
  return null;
}

describe('days on which clocks are changed', () => {
  const at = (words: string): Window => {
    const read = readWindow(words, 'Europe/Berlin');
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    return read.value;
  };
  // In Berlin 2026-03-29 has no 02:00 to 03:00, and 2026-10-25 has it twice.
  it('a window that begins in the gap begins an hour later on the wall, and keeps its length', () => {
    const window = at('sun 02:30-04:30');
    expect(nextOf(window, '2026-03-28T00:00:00.000Z')).toBe('2026-03-29T01:30:00.000Z');
    expect(windowAt([window], [], '2026-03-29T01:29:00.000Z')).toMatchObject({ open: false, opensAt: '2026-03-29T01:30:00.000Z' });
    expect(windowAt([window], [], '2026-03-29T01:30:00.000Z')).toEqual({ open: true, closesAt: '2026-03-29T03:30:00.000Z' });
  });
  it('a window in the overlap begins once, at the first of the two', () => {
    const window = at('sun 02:30-04:30');
    expect(nextOf(window, '2026-10-24T12:00:00.000Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(nextOf(window, '2026-10-25T00:30:00.000Z')).toBe('2026-11-01T01:30:00.000Z');
    expect(windowAt([window], [], '2026-10-25T01:30:00.000Z')).toEqual({ open: true, closesAt: '2026-10-25T02:30:00.000Z' });
  });
  it('a freeze lasts from the first midnight of its place to the last, and says its name', () => {
    const freeze = Freeze.parse({ name: 'Year end', from: '2026-12-20', until: '2027-01-06', zone: 'Europe/Berlin' });
    const daily = at('daily 00:00 24h');
    expect(windowAt([daily], [freeze], '2026-12-19T22:59:00.000Z')).toEqual({ open: true, closesAt: '2026-12-19T23:00:00.000Z' });
    const inside = { open: false, opensAt: '2027-01-06T23:00:00.000Z', frozenBy: 'Year end' };
    expect(windowAt([], [freeze], '2027-01-06T22:59:00.000Z')).toEqual(inside);
    // 24 hours of every day leave one out on the day that has 25.
    expect(windowAt([daily], [freeze], '2027-01-06T23:00:00.000Z')).toEqual({ open: true, closesAt: '2027-10-31T22:00:00.000Z' });
    const utc = { ...daily, zone: 'UTC' };
    expect(windowAt([utc], [freeze], '2027-01-06T23:00:00.000Z')).toEqual({ open: true, closesAt: null });
  });
  it('what never opens says so', () => {
    const frozen = Freeze.parse({ name: 'All', from: '2026-01-01', until: '2026-12-31', zone: 'UTC' });
    const short = at('sun 02:00-02:30');
    expect(nextFit([short], [frozen], '2026-06-01T00:00:00.000Z', 31)).toBeNull();
    expect(nextFit([short], [frozen], '2026-06-01T00:00:00.000Z', 30)).toBe('2027-01-03T01:00:00.000Z');
  });
});

describe('how long a run is expected to take', () => {
  it('is the 90th percentile of the newest 20, never less than ten minutes, an hour where nothing is known', () => {
    expect(expectedMinutes([])).toBe(60);
    expect(expectedMinutes([2, 3, 4])).toBe(10);
    expect(expectedMinutes([12, 30, 11, 12, 12, 12, 12, 12, 12, 12])).toBe(12);
    expect(expectedMinutes([12, 30, 31.2, 12, 12, 12, 12, 12, 12, 12])).toBe(30);
    expect(expectedMinutes([...Array.from({ length: 20 }, () => 15), 500, 500, 500])).toBe(15);
  });
  it('begins nothing that would end after the window', () => {
    const window = { open: true, closesAt: '2026-11-22T04:00:00.000Z' } as const;
    expect([fits(window, '2026-11-22T03:30:00.000Z', 30), fits(window, '2026-11-22T03:30:00.001Z', 30)]).toEqual([true, false]);
    expect(fits({ open: true, closesAt: null }, '2026-11-22T03:30:00.000Z', 10_000)).toBe(true);
    expect(fits({ open: false, opensAt: null, frozenBy: null }, '2026-11-22T03:30:00.000Z', 1)).toBe(false);
  });
});

describe('words', () => {
  const window = (text: string) => readWindow(text, 'UTC');
  it.each([
    ['sun 02:00-06:00 Europe/Berlin', { days: { by: 'weekday', weekdays: ['sun'] }, at: '02:00', minutes: 240, zone: 'Europe/Berlin' }],
    [
      '2nd tue+3d 22:00 4h',
      { days: { by: 'weekday-of-month', nth: 2, weekday: 'tue', plusDays: 3 }, at: '22:00', minutes: 240, zone: 'UTC' },
    ],
    ['LAST Fri 23:30-01:00', { days: { by: 'weekday-of-month', nth: 'last', weekday: 'fri', plusDays: 0 }, at: '23:30', minutes: 90 }],
    ['mon-wed,sat  21:00  1h30m', { days: { by: 'weekday', weekdays: ['mon', 'tue', 'wed', 'sat'] }, at: '21:00', minutes: 90 }],
    ['last day 21:00 90m', { days: { by: 'day-of-month', day: 'last' }, minutes: 90 }],
    ['day 15 21:00 24h', { days: { by: 'day-of-month', day: 15 }, minutes: 1440 }],
    ['daily 00:00 24h', { days: { by: 'day' }, minutes: 1440 }],
  ])('reads %s', (text, expected) => expect(window(text)).toMatchObject({ ok: true, value: expected }));

  it.each([
    '', 'sun', 'sun 02:00', 'sun 2:00-6:00', 'sun 02:00-02:00', 'sun 02:00-24:00', 'sun 25:00 1h', 'sun 02:00 0m', 'sun 02:00 8d', 'sun 02:00 200h',
    'sun 02:00-06:00 Mars/Olympus', 'sun 02:00-06:00 +02:00', 'sun 02:00-06:00 UTC now', '5th tue 02:00 1h', '2nd tue+28d 02:00 1h', '2nd 02:00 1h',
    'day 29 02:00 1h', 'day 0 02:00 1h', 'fri-mon 02:00 1h', 'sun, 02:00 1h', 'mon--fri 02:00 1h', 'sunday 02:00 1h', '__proto__ tue 02:00 1h', 'toString tue 02:00 1h',
  ])('refuses %j and says how it is written', (text) => {
    const read = window(text);
    expect(read).toMatchObject({ ok: false, problem: { kind: 'invalid-input', issues: [{ path: 'window' }] } });
    if (!read.ok && read.problem.kind === 'invalid-input') expect(read.problem.issues[0]!.message).toContain('HH:MM-HH:MM');
  }); // prettier-ignore

  it('reads what it writes', () => {
    fc.assert(
      fc.property(anyWindow(ZONES), recurrence(ZONES), freeze(ZONES), (one, again, frozen) => {
        expect(readWindow(wordsOf(one), 'UTC')).toEqual({ ok: true, value: one });
        expect(readRecurrence(wordsOf(again), 'UTC')).toEqual({ ok: true, value: again });
        expect(readFreeze(wordsOf(frozen), 'UTC')).toEqual({ ok: true, value: frozen });
      }),
    );
  });

  it('reads freezes with and without a zone and a name', () => {
    expect(readFreeze('2026-12-24 Christmas Eve', 'UTC')).toMatchObject({
      value: { from: '2026-12-24', until: '2026-12-24', name: 'Christmas Eve', zone: 'UTC' },
    });
    expect(readFreeze('2026-12-24..2027-01-02 Europe/Berlin', 'UTC')).toMatchObject({ value: { name: 'Freeze', zone: 'Europe/Berlin' } });
    for (const text of ['', '2026-02-30', '2026-12-24..2026-12-23', '24.12.2026', '2026-12-24...2026-12-25'])
      expect(readFreeze(text, 'UTC')).toMatchObject({ ok: false, problem: { kind: 'invalid-input' } });
  });

  it('never breaks on any text, and takes no time over it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        for (const read of [readWindow, readRecurrence, readFreeze]) expect(read(text, 'UTC').ok).toBeTypeOf('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});
