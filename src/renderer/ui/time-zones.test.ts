import { afterAll, describe, expect, test } from 'vitest';
import { age, clock, stamp, when } from './format.ts';

/** What is shown is the technician's own zone; each line was reckoned by hand from the zone's rule (IANA tz database, 2026). */
const before = process.env['TZ'];
afterAll(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});
const inZone = (zone: string, work: () => void): void => {
  process.env['TZ'] = zone;
  work();
};
const at = (iso: string): number => Date.parse(iso);

describe('one moment, four zones', () => {
  test.each([
    ['Europe/Vienna', 'Thu 19 Nov 2026, 23:30'],
    ['America/New_York', 'Thu 19 Nov 2026, 17:30'],
    ['Asia/Kolkata', 'Fri 20 Nov 2026, 04:00'],
    ['Pacific/Auckland', 'Fri 20 Nov 2026, 11:30'],
  ])('%s', (zone, shown) => {
    inZone(zone, () => expect(stamp('2026-11-19T22:30:00Z')).toBe(shown));
  });
});

describe('days of 23 and of 25 hours', () => {
  test('Vienna goes from 02:00 to 03:00 on 29 March and back on 25 October', () => {
    inZone('Europe/Vienna', () => {
      expect([clock('2026-03-29T00:59:00Z'), clock('2026-03-29T01:00:00Z')]).toEqual(['01:59', '03:00']);
      expect(when('2026-03-28T23:30:00Z', at('2026-03-29T21:59:00Z'))).toBe('today 00:30');
      expect(age('2026-03-28T22:59:00Z', at('2026-03-29T22:00:00Z'))).toBe('2 days');
      expect([clock('2026-10-25T00:30:00Z'), clock('2026-10-25T01:30:00Z')]).toEqual(['02:30', '02:30']);
      expect(when('2026-10-24T22:00:00Z', at('2026-10-25T22:59:00Z'))).toBe('today 00:00');
      expect(age('2026-10-24T21:59:00Z', at('2026-10-25T22:59:00Z'))).toBe('1 day');
    });
  });

  test('New York goes from 02:00 to 03:00 on 8 March and back on 1 November', () => {
    inZone('America/New_York', () => {
      expect([clock('2026-03-08T06:59:00Z'), clock('2026-03-08T07:00:00Z')]).toEqual(['01:59', '03:00']);
      expect(when('2026-11-01T04:00:00Z', at('2026-11-02T04:59:00Z'))).toBe('today 00:00');
      expect(age('2026-10-25T04:30:00Z', at('2026-11-02T05:30:00Z'))).toBe('8 days');
    });
  });

  test('Auckland goes back on 5 April; Kolkata never changes', () => {
    inZone('Pacific/Auckland', () => {
      expect([clock('2026-04-04T13:30:00Z'), clock('2026-04-04T14:30:00Z')]).toEqual(['02:30', '02:30']);
      expect(age('2026-04-03T11:00:00Z', at('2026-04-05T12:00:00Z'))).toBe('2 days');
    });
    inZone('Asia/Kolkata', () => expect(when('2026-11-18T18:30:00Z', at('2026-11-19T18:29:00Z'))).toBe('today 00:00'));
  });
});
