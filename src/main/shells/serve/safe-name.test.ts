import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeNames, safeName } from './safe-name.ts';

test.each([
  ['hosts.csv', 'hosts.csv'],
  ['Hosts of Kim, 2026-11-22.csv', 'Hosts of Kim, 2026-11-22.csv'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\system32\\x.dll', 'x.dll'],
  ['.bashrc', 'bashrc'],
  ['..', 'patchbay'],
  ['', 'patchbay'],
  ['a\u0000b\n.csv', 'ab.csv'],
  ['report\u202efdp.exe', 'reportfdp.exe'],
  ['what?*.txt', 'what--.txt'],
  ['-rf', 'rf'],
  ['con.txt', 'patchbay-con.txt'],
  ['NUL', 'patchbay-NUL'],
  [`${'x'.repeat(500)}.csv`, `${'x'.repeat(116)}.csv`],
])('%o becomes %o', (suggested, expected) => {
  expect(safeName(suggested)).toBe(expected);
});

test('whatever is suggested, the name is one name in one folder', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (suggested) => {
      const name = safeName(suggested);
      expect(name).toMatch(/^[^/\\\p{Cc}\p{Cf}.\s-][^/\\\p{Cc}\p{Cf}]*$/u);
      expect(name.length).toBeLessThanOrEqual(130);
      expect(safeName(name)).toBe(name);
    }),
  );
});

test('a taken name is counted up, before its extension', () => {
  const names = freeNames('hosts.csv');
  expect([names.next().value, names.next().value, names.next().value]).toEqual(['hosts.csv', 'hosts (2).csv', 'hosts (3).csv']);
});
