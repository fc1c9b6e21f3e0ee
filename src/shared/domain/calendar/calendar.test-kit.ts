import fc from 'fast-check';
import type { Freeze, Recurrence, Window } from './calendar.ts';
import { WEEKDAYS, type Days } from './days.ts';

/** Any rule, window and freeze of these zones; hours in which clocks are put forward and back come often. */
export const days: fc.Arbitrary<Days> = fc.oneof(
  fc.constant<Days>({ by: 'day' }),
  fc.subarray([...WEEKDAYS], { minLength: 1 }).map((weekdays): Days => ({ by: 'weekday', weekdays })),
  fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant('last' as const)).map((day): Days => ({ by: 'day-of-month', day })),
  fc.record({
    by: fc.constant('weekday-of-month' as const),
    nth: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const, 'last' as const),
    weekday: fc.constantFrom(...WEEKDAYS),
    plusDays: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 27 })),
  }),
);
const two = (n: number): string => String(n).padStart(2, '0');
const hour = fc.oneof(fc.constantFrom(1, 2, 3), fc.integer({ min: 0, max: 23 }));
const at = fc.tuple(hour, fc.integer({ min: 0, max: 59 })).map(([h, m]) => `${two(h)}:${two(m)}`);
const date = fc.integer({ min: 0, max: 364 }).map((n) => Date.UTC(2026, 0, 1) + n * 86_400_000);
const dateText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const recurrence = (zones: readonly string[]): fc.Arbitrary<Recurrence> => fc.record({ days, at, zone: fc.constantFrom(...zones) });
export const window = (zones: readonly string[]): fc.Arbitrary<Window> =>
  fc
    .tuple(recurrence(zones), fc.oneof(fc.integer({ min: 1, max: 360 }), fc.integer({ min: 1, max: 7 * 1440 })))
    .map(([one, minutes]) => ({ ...one, minutes }));
export const freeze = (zones: readonly string[]): fc.Arbitrary<Freeze> =>
  fc
    .record({ from: date, days: fc.integer({ min: 0, max: 30 }), zone: fc.constantFrom(...zones) })
    .map((one) => ({ name: 'Freeze', from: dateText(one.from), until: dateText(one.from + one.days * 86_400_000), zone: one.zone }));
