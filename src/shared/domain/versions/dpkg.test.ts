import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDpkgVersions } from './dpkg.ts';

// Each pair costs two processes, so the full count of the fuzz tests is not for here.
const runs = Math.min(Number(process.env['PATCHBAY_FUZZ_RUNS'] ?? 400), 5000);

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

  const rows = readFileSync(new URL('fixtures/deb.tsv', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  it(`agrees with ${rows.length} vectors`, () => {
    expect(rows.length).toBeGreaterThan(900);
    const wrong = rows.filter((row) => {
      const [a = '', b = '', expected] = row.split('\t');
      return compareDpkgVersions(a, b) !== Number(expected);
    });
    expect(wrong).toEqual([]);
  });
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
/** A version beside one that differs little from it, or only in how it is written. */
const pair = version.chain((a) =>
  fc.tuple(
    fc.constant(a),
    fc.oneof(
      version,
      fc.constantFrom(a, a.replace(/\d(?!:)/, '0$&'), a.includes('-') ? `${a}+` : `${a}-0`, `${a}~`, a.replace(/[.+~]/, 'a')),
    ),
  ),
);

describe.skipIf(!existsSync('/usr/bin/dpkg'))('against the real dpkg', () => {
  it(`agrees on ${runs} random pairs`, { timeout: 60_000 + runs * 200 }, () => {
    const pairs = fc.sample(pair, { numRuns: runs, ...(runs <= 400 && { seed: 20261121 }) });
    const script =
      'while read -r a b; do if dpkg --compare-versions "$a" lt "$b"; then echo -1; elif dpkg --compare-versions "$a" eq "$b"; then echo 0; else echo 1; fi; done';
    const answer = spawnSync('sh', ['-c', script], {
      input: pairs.map((pair) => `${pair.join(' ')}\n`).join(''),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    expect(answer.stderr).toBe('');
    const order = answer.stdout.trim().split('\n').map(Number);
    expect(order).toHaveLength(pairs.length);
    expect(new Set(order).size).toBe(3);
    expect(pairs.filter(([a, b], at) => compareDpkgVersions(a, b) !== order[at])).toEqual([]);
  });

  it('is a total order', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(compareDpkgVersions(a, b) + compareDpkgVersions(b, a)).toBe(0);
        if (compareDpkgVersions(a, b) <= 0 && compareDpkgVersions(b, c) <= 0) expect(compareDpkgVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
