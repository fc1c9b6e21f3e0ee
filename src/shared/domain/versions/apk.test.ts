import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareApkVersions } from './apk.ts';
import { expectTotalOrder, wrongVectors } from './order.test-kit.ts';

describe('order of Alpine versions', () => {
  // apk-package(5), by hand.
  it.each([
    ['1.6_rc1', '1.6'],
    ['1.6', '1.6_p1'],
    ['1.6_alpha', '1.6_beta'],
    ['1.6_rc1', '1.6_rc2'],
    ['1.6', '1.6a'],
    ['1.6-r9', '1.6-r10'],
    ['1.6-r1', '1.6.1-r0'],
    ['1.05', '1.1'],
    ['0.9.28', '0.9.28.1'],
    ['99999999999999999999', '100000000000000000000'],
  ])('%s is before %s', (a, b) => {
    expect(compareApkVersions(a, b)).toBe(-1);
    expect(compareApkVersions(b, a)).toBe(1);
  });

  it('agrees with the vectors', () => {
    const { rows, wrong } = wrongVectors('apk', compareApkVersions);
    expect(rows).toBeGreaterThan(1300);
    expect(wrong).toEqual([]);
  });

  it('is a total order', () =>
    expectTotalOrder(fc.stringMatching(/^[0-2]{1,2}(\.[0-2]{1,2}){0,2}[ab]?(_(rc|p|pre)[0-2]?){0,2}(-r[0-2])?$/), compareApkVersions));
});
