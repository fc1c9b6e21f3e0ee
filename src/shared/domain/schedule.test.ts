import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recurrence } from './calendar/calendar.test-kit.ts';
import { starts, walk } from './calendar/minute-walk.test-kit.ts';
import { dueOf, GRACE_MINUTES, type Schedule } from './schedule.ts';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'];
const FROM = '2025-12-20T00:00:00.000Z';
const walks = new Map(ZONES.map((zone) => [zone, walk(zone, FROM, '2027-01-20T00:00:00.000Z')]));
const timeOf = (minute: number): string => new Date(Date.parse(FROM) + minute * 60_000).toISOString();
/** Minutes of 2026. */
const [FIRST, LAST] = [17_280, 17_280 + 365 * 1440];

const schedule = (change: Partial<Schedule>): Schedule => ({
  id: 'schedule01',
  name: 'Scan',
  work: { kind: 'feeds' },
  when: { days: { by: 'day' }, at: '06:00', zone: 'UTC' },
  enabled: true,
  missed: 'catch-up',
  createdAt: timeOf(FIRST),
  countsFrom: timeOf(FIRST),
  ...change,
});

describe('over a year of looking whenever somebody happens to, beside a walk through its minutes', () => {
  it('settles every time once: done when it is the newest and may be done, else missed', { timeout: 120_000 }, () => {
    const looks = fc.uniqueArray(fc.integer({ min: FIRST, max: LAST }), { minLength: 1, maxLength: 40 });
    const rule = fc.constantFrom('catch-up' as const, 'report' as const);
    fc.assert(
      fc.property(recurrence(ZONES), rule, looks, (when, missed, times) => {
        const one = schedule({ when, missed });
        const all = starts(walks.get(when.zone)!, when).filter((minute) => minute > FIRST);
        const settled: string[] = [];
        for (const now of times.sort((a, b) => a - b)) {
          const passed = all.filter((minute) => minute <= now && !settled.includes(timeOf(minute)));
          const newest = passed.at(-1);
          const isDone = newest !== undefined && (missed === 'catch-up' || now - newest <= GRACE_MINUTES);
          const answer = dueOf(one, settled.at(-1) ?? null, timeOf(now));
          expect(answer.due).toBe(isDone ? timeOf(newest) : null);
          // What was missed for months is reported by its newest hundred.
          const older = (isDone ? passed.slice(0, -1) : passed).map(timeOf);
          expect(answer.missed).toEqual(older.slice(isDone ? -99 : -100));
          settled.push(...older, ...(isDone ? [timeOf(newest)] : []));
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('a schedule', () => {
  it('that is off, or younger than the time, owes nothing', () => {
    expect(dueOf(schedule({ enabled: false }), null, timeOf(FIRST + 5000))).toEqual({ missed: [], due: null });
    const since = '2026-01-10T06:00:00.000Z';
    expect(dueOf(schedule({ countsFrom: since }), null, '2026-01-10T08:00:00.000Z')).toEqual({ missed: [], due: null });
  });
  it('whose times were changed owes nothing for those before the change', () => {
    const one = schedule({ countsFrom: '2026-01-10T05:00:00.000Z' });
    expect(dueOf(one, '2026-01-01T06:00:00.000Z', '2026-01-10T06:10:00.000Z')).toEqual({ missed: [], due: '2026-01-10T06:00:00.000Z' });
  });
});
