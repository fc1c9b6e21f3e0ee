import { describe, expect, test } from 'vitest';
import { age, bytes, count, duration, plural, when } from './format.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [12_345_678, '12 MB'],
  [4_600_000_000, '4.6 GB'],
  [999_999, '1.0 MB'],
  [-1_500_000, '-1.5 MB'],
])('%d bytes are %s', (n, text) => {
  expect(bytes(n)).toBe(text);
});

test.each([
  [0.84, '0.8 s'],
  [9.97, '10 s'],
  [41.2, '41 s'],
  [59.6, '1 min 0 s'],
  [112, '1 min 52 s'],
  [7500, '2 h 5 min'],
  [200_000, '2 d 7 h'],
])('%d seconds are %s', (n, text) => {
  expect(duration(n)).toBe(text);
});

test.each([
  [1204, '1,204'],
  [999, '999'],
  [1_234_567, '1,234,567'],
])('%d is %s', (n, text) => {
  expect(count(n)).toBe(text);
});

test('one host, two hosts', () => {
  expect([plural(1, 'host'), plural(2, 'host'), plural(0, 'host')]).toEqual(['1 host', '2 hosts', '0 hosts']);
});

describe('times, in the local zone', () => {
  const now = new Date(2026, 10, 21, 12, 0);
  test.each([
    [new Date(2026, 10, 21, 9, 5), 'today 09:05'],
    [new Date(2026, 10, 20, 23, 59), 'Fri 23:59'],
    [new Date(2026, 10, 14, 12, 0), 'Sat 14 Nov'],
    [new Date(2025, 9, 1), '2025-10-01'],
  ])('%s is %s', (at, text) => {
    expect(when(at.toISOString(), now)).toBe(text);
  });
  test('a time that never was', () => {
    expect(when(null, now)).toBe('never');
  });
  test('an age in days', () => {
    expect(age(new Date(2026, 10, 21, 1).toISOString(), now)).toBe('today');
    expect(age(new Date(2026, 10, 9, 11).toISOString(), now)).toBe('12 days');
  });
});
