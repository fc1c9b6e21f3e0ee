import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote } from './quote.ts';

describe('quote', () => {
  it('gives back to /bin/sh every word as it was', () => {
    const nasty = [
      '',
      "'",
      "''",
      "'\\''",
      '"',
      '\\',
      '$HOME',
      '`id`',
      '$(id)',
      '!',
      '*',
      '~',
      '#',
      ';',
      '&',
      '|',
      '\n',
      '\r\n',
      '\t',
      '-n',
      'ü',
      '😀',
      '\u0001',
      '{',
      '}',
    ];
    const word = fc.oneof(
      fc.constantFrom(...nasty),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: fc.constantFrom(...nasty), maxLength: 8 }),
    );
    fc.assert(
      fc.property(
        fc.array(
          word.filter((text) => !text.includes('\0') && text.isWellFormed()),
          { minLength: 100, maxLength: 200 },
        ),
        (words) => {
          const said = execFileSync('/bin/sh', ['-c', `for word in ${words.map(quote).join(' ')}; do printf '%s\\0' "$word"; done`]);
          expect(said.toString('utf8').split('\0').slice(0, -1)).toEqual(words);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('takes NUL for the bug that it is', () => {
    expect(() => quote('a\0b')).toThrow('NUL');
  });
});
