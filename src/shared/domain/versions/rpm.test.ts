import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, expectTotalOrder, pairsWanted, patience, samplePairs, spread, wrongVectors } from './order.test-kit.ts';
import { compareRpmParts, compareRpmVersions } from './rpm.ts';

describe('order of rpm versions', () => {
  // rpm-version(7), by hand.
  it.each([
    ['1.0~rc1-1', '1.0-1'],
    ['1.0-1', '1.0^git1-1'],
    ['1.0^git1-1', '1.0.1-1'],
    ['9.9-9', '1:0.1-1'],
    ['1.0', '1.0-1'],
    ['1.a', '1.1'],
    ['5.16.3-9.el9', '5.16.3-10.el9'],
    ['1.2.el9_4.1', '1.2.el9_6'],
    ['99999999999999999999', '100000000000000000000'],
  ])('%s is before %s', (a, b) => {
    expect(compareRpmVersions(a, b)).toBe(-1);
    expect(compareRpmVersions(b, a)).toBe(1);
  });

  it.each([
    ['0:1.0-1', '1.0-1'],
    ['1.010', '1.10'],
    ['1_0', '1.0'],
  ])('%s equals %s', (a, b) => expect(compareRpmVersions(a, b)).toBe(0));

  it.each([
    ['rpm', 92, compareRpmVersions],
    ['rpm-parts', 50, compareRpmParts],
  ] as const)('agrees with the vectors %s', (name, count, compare) => {
    const { rows, wrong } = wrongVectors(name, compare);
    expect(rows).toBe(count);
    expect(wrong).toEqual([]);
  });

  it('is a total order', () => expectTotalOrder(version, compareRpmVersions));
});

/** From few characters, so that near misses are common. */
const part = fc.stringMatching(/^[0-2]{1,2}[0-2abZ.+_~^]{0,7}$/);
const version = fc
  .tuple(fc.option(fc.nat(2)), part, fc.option(part))
  .map(([epoch, main, release]) => `${epoch === null ? '' : `${epoch}:`}${main}${release === null ? '' : `-${release}`}`);
const SCRIPT = '%{lua: for line in io.lines() do local a, b = line:match("^(%S+) (%S+)$") print(rpm.vercmp(a, b) .. "\\n") end}';

describe.skipIf(!existsSync('/usr/bin/rpm'))('against the real rpm', () => {
  it(`agrees on ${pairsWanted} random pairs`, { timeout: patience }, () => {
    const pairs = samplePairs(version);
    const replies = ask(
      'rpm',
      ['--eval', SCRIPT],
      pairs.map((pair) => pair.join(' ')),
    );
    expect(pairs.filter(([a, b], at) => String(compareRpmVersions(a, b)) !== replies[at])).toEqual([]);
    expect(Math.min(...spread(pairs, compareRpmVersions))).toBeGreaterThan(pairs.length / 50);
  });
});
