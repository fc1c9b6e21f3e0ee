import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareAlpmVersions } from './alpm.ts';
import { ask, pairsWanted, patience, samplePairs, spread, wrongVectors } from './order.test-kit.ts';

describe('order of Arch Linux versions', () => {
  // vercmp(8), by hand.
  it.each([
    ['1.0a', '1.0b'],
    ['1.0beta', '1.0p'],
    ['1.0rc', '1.0'],
    ['1.0', '1.0.a'],
    ['1.0.a', '1.0.1'],
    ['2.9-9', '1:0.1-1'],
    ['1.0-1', '1.0-2'],
    ['1.0.0', '1.0.0.0'],
  ])('%s is before %s', (a, b) => {
    expect(compareAlpmVersions(a, b)).toBe(-1);
    expect(compareAlpmVersions(b, a)).toBe(1);
  });

  it('counts a release only where both have one', () => expect(compareAlpmVersions('1.0', '1.0-3')).toBe(0));

  it('agrees with the vectors', () => {
    const { rows, wrong } = wrongVectors('alpm', compareAlpmVersions);
    expect(rows).toBe(26);
    expect(wrong).toEqual([]);
  });
});

const part = fc.stringMatching(/^[0-2]{1,2}[0-2abZ.+_]{0,7}$/);
const version = fc
  .tuple(fc.option(fc.nat(2)), part, fc.option(part))
  .map(([epoch, main, release]) => `${epoch === null ? '' : `${epoch}:`}${main}${release === null ? '' : `-${release}`}`);

describe.skipIf(!existsSync('/usr/bin/vercmp'))('against the real vercmp', () => {
  it(`agrees on ${pairsWanted} random pairs`, { timeout: patience }, () => {
    const pairs = samplePairs(version);
    const replies = ask(
      'sh',
      ['-c', 'while read -r a b; do vercmp "$a" "$b"; done'],
      pairs.map((pair) => pair.join(' ')),
    );
    expect(pairs.filter(([a, b], at) => String(compareAlpmVersions(a, b)) !== replies[at])).toEqual([]);
    expect(Math.min(...spread(pairs, compareAlpmVersions))).toBeGreaterThan(pairs.length / 50);
  });
});
