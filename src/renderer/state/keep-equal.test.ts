import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepEqual } from './keep-equal.ts';

const rows = (state: string) => [
  { id: 'a', tags: ['x'], scan: { state: 'scanned' } },
  { id: 'b', tags: [], scan: { state } },
];

test('what says the same is the same object, all the way up', () => {
  const before = rows('scanned');
  expect(keepEqual(before, rows('scanned'))).toBe(before);
});

test('only what changed is new', () => {
  const before = rows('scanned');
  const next = rows('failed');
  const kept = keepEqual(before, next);
  expect(kept).not.toBe(before);
  expect(kept[0]).toBe(before[0]);
  expect(kept[1]).not.toBe(before[1]);
  expect(kept[1]!.tags).toBe(before[1]!.tags);
  expect(kept).toEqual(next);
});

test('says what the new answer says, whatever was there before', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, next) => {
      expect(keepEqual(before, next)).toEqual(next);
      expect(JSON.stringify(keepEqual(next, structuredClone(next)))).toBe(JSON.stringify(next));
    }),
  );
});

test('a name that is gone, or new, or in a shorter list, is not taken for the same', () => {
  expect(keepEqual({ a: 1, b: undefined }, { a: 1 })).toEqual({ a: 1 });
  expect(Object.keys(keepEqual({ a: 1 }, { a: 1, b: undefined }))).toEqual(['a', 'b']);
  expect(keepEqual([1, 2], [1])).toEqual([1]);
});
