import { expect, test } from 'vitest';
import { age, bytes, count, list, percent, plural, seconds, shortHash, when } from './format.ts';

const now = new Date(2026, 10, 19, 14, 26).getTime();
const at = (...parts: [number, number, number, number?, number?]): string => new Date(...(parts as [number, number, number])).toISOString();
const time = (y: number, m: number, d: number, h = 0, min = 0): string => new Date(y, m, d, h, min).toISOString();

test('dates come nearer in words as they come nearer in time', () => {
  expect(when(time(2026, 10, 19, 14, 12), now)).toBe('today 14:12');
  expect(when(time(2026, 10, 18, 9, 19), now)).toBe('Wed 09:19');
  expect(when(time(2026, 10, 12, 9, 19), now)).toBe('Thu 12 Nov');
  expect(when(time(2026, 10, 27, 0, 1), now)).toBe('Fri 27 Nov');
  expect(when(time(2028, 5, 30, 12), now)).toBe('2028-06-30');
  expect(when(at(2025, 0, 2), now)).toBe('2025-01-02');
});

test('an age is in whole days and changes at midnight', () => {
  expect(age(time(2026, 10, 19, 0, 1), now)).toBe('today');
  expect(age(time(2026, 10, 18, 23, 59), now)).toBe('1 day');
  expect(age(time(2026, 10, 7), now)).toBe('12 days');
});

test('sizes are powers of ten', () => {
  expect(bytes(0)).toBe('0 B');
  expect(bytes(999)).toBe('999 B');
  expect(bytes(4_600_000_000)).toBe('4.6 GB');
  expect(bytes(40_000_000_000)).toBe('40 GB');
  expect(bytes(4_000_000)).toBe('4.0 MB');
  expect(bytes(118_000_000)).toBe('118 MB');
  expect(bytes(999_999)).toBe('1.0 MB');
  expect(bytes(-400_000_000)).toBe('-400 MB');
});

test('spans of time keep two units at most', () => {
  expect(seconds(3.24)).toBe('3.2 s');
  expect(seconds(41)).toBe('41 s');
  expect(seconds(59.7)).toBe('1 min');
  expect(seconds(112)).toBe('1 min 52 s');
  expect(seconds(7500)).toBe('2 h 5 min');
  expect(seconds(3_542_400)).toBe('41 days');
});

test('counts, plurals and percentages', () => {
  expect(count(1204)).toBe('1,204');
  expect(count(1_000_000)).toBe('1,000,000');
  expect(plural(1, 'host')).toBe('1 host');
  expect(plural(24, 'host')).toBe('24 hosts');
  expect(plural(2, 'entry', 'entries')).toBe('2 entries');
  expect(percent(36, 48)).toBe('75.0 % (36 of 48)');
  expect(percent(0, 0)).toBe('no data');
});

test('long lists are cut with a count', () => {
  expect(list(['a', 'b', 'c'])).toBe('a, b, c');
  expect(list(['a', 'b', 'c', 'd', 'e'])).toBe('a, b and 3 more');
  expect(shortHash('5f3c91ae00')).toBe('5f3c 91ae');
});
