import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDpkgVersions } from './dpkg.ts';
import { ask, expectTotalOrder, pairsWanted, patience, samplePairs, spread, wrongVectors } from './order.test-kit.ts';

describe('order of Debian versions', () => {
  // Debian Policy 5.6.12 and deb-version(7), by hand.
  it.each([
    ['1.0~beta1~svn1245', '1.0~beta1'],
    ['1.0~beta1', '1.0'],
    ['1.0', '1.0-0+deb12u1'],
    ['1.2.3-1', '1:0.1'],
    ['6.1.0-9-amd64', '6.1.0-10-amd64'],
    ['2.36-9+deb12u7', '2.36-9+deb12u14'],
    ['1.0a', '1.0+'],
    ['1.0', '1.0a'],
    ['20230311+deb12u1', '20250419~deb12u2'],
    ['99999999999999999999', '100000000000000000000'],
  ])('%s is before %s', (a, b) => {
    expect(compareDpkgVersions(a, b)).toBe(-1);
    expect(compareDpkgVersions(b, a)).toBe(1);
  });

  it.each([
    ['0:1.0', '1.0'],
    ['1.0-0', '1.0'],
    ['1.001', '1.1'],
  ])('%s equals %s', (a, b) => expect(compareDpkgVersions(a, b)).toBe(0));

  it('agrees with the vectors', () => {
    const { rows, wrong } = wrongVectors('deb', compareDpkgVersions);
    expect(rows).toBeGreaterThan(900);
    expect(wrong).toEqual([]);
  });

  it('is a total order', () => expectTotalOrder(version, compareDpkgVersions));
});

/** Versions of the policy's grammar, from few characters so that near misses are common. */
const upstream = fc.stringMatching(/^[0-3]{1,2}[0-2aB.+~]{0,6}$/);
const revision = fc.stringMatching(/^[0-2aB.+~]{1,4}$/);
const version = fc
  .tuple(fc.option(fc.nat(2)), upstream, fc.option(revision), fc.boolean())
  .map(
    ([epoch, main, tail, dash]) =>
      `${epoch === null ? '' : `${epoch}:`}${main}${dash && tail !== null ? '-1' : ''}${tail === null ? '' : `-${tail}`}`,
  );

// One process a pair: dpkg is asked whether our answer holds.
const SCRIPT = 'while read -r a op b; do if dpkg --compare-versions "$a" "$op" "$b"; then echo yes; else echo no; fi; done';
const operators = { '-1': 'lt', '0': 'eq', '1': 'gt' } as const;

describe.skipIf(!existsSync('/usr/bin/dpkg'))('against the real dpkg', () => {
  it(`agrees on ${pairsWanted} random pairs`, { timeout: patience }, () => {
    const pairs = samplePairs(version);
    const lines = pairs.map(([a, b]) => `${a} ${operators[compareDpkgVersions(a, b)]} ${b}`);
    const replies = ask('sh', ['-c', SCRIPT], lines);
    expect(lines.filter((_, at) => replies[at] !== 'yes')).toEqual([]);
    expect(Math.min(...spread(pairs, compareDpkgVersions))).toBeGreaterThan(pairs.length / 50);
  });
});
