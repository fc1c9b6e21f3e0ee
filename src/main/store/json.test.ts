import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from './json.ts';

test('equal values are equal text, whatever the order of their keys', () => {
  expect(canonical({ b: [{ z: 1, y: 'ü' }, null], a: true, c: undefined })).toBe(
    '{"a":true,"b":[{"y":"ü","z":1}, null]}'.replace(', ', ','),
  );
  expect(canonical({ 10: 'x', 9: 'y' })).toBe(canonical({ 9: 'y', 10: 'x' }));
});

test('nothing is lost or added: what is read back is the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('reversing the keys of every object changes nothing', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, part]) => [key, reversed(part)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonical(reversed(value))).toBe(canonical(value));
    }),
  );
});
