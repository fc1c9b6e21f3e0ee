import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect } from 'vitest';

type Order = -1 | 0 | 1;
type Compare = (a: string, b: string) => Order;
type Pair = readonly [a: string, b: string];

/** A seeded sample in every test run; `npm run campaign -- versions` sets the full count, from a new seed. */
export const pairsWanted = Number(process.env['PATCHBAY_VERSION_PAIRS'] ?? 400);
export const patience = 60_000 + pairsWanted * 20;

export function samplePairs(version: fc.Arbitrary<string>): Pair[] {
  return fc.sample(near(version), { numRuns: pairsWanted, ...(pairsWanted === 400 && { seed: 20261121 }) });
}

/** A version beside another, or beside itself with a small change: what differs little is where orders go wrong. */
const near = (version: fc.Arbitrary<string>): fc.Arbitrary<Pair> =>
  version.chain((a) => fc.tuple(fc.constant(a), fc.oneof(version, fc.constantFrom(...variants(a)))));

const variants = (a: string): string[] => [
  a,
  a.replace(/\d(?!\d*:)/, '0$&'),
  a.replace(/[.+]/, 'a'),
  a.replace(/\d$/, '$&1'),
  a.includes('-') ? `${a}.1` : `${a}-0`,
  /[0-9a-zA-Z]{2}$/.test(a) ? a.slice(0, -1) : `${a}1`,
];

/** How many pairs came out as which order, so that a sample that tests nothing is seen. */
export function spread(pairs: readonly Pair[], compare: Compare): number[] {
  const orders = pairs.map(([a, b]) => compare(a, b));
  return [-1, 0, 1].map((wanted) => orders.filter((order) => order === wanted).length);
}

/** One answer a line from a tool that is given one pair a line. */
export function ask(tool: string, args: readonly string[], lines: readonly string[]): string[] {
  const answer = spawnSync(tool, args, { input: lines.map((line) => `${line}\n`).join(''), encoding: 'utf8', maxBuffer: 1 << 28 });
  expect(answer.stderr).toBe('');
  const replies = answer.stdout.trim().split('\n');
  expect(replies).toHaveLength(lines.length);
  return replies;
}

/** The rows of a fixture on which `compare`, either way round, says something else. */
export function wrongVectors(name: string, compare: Compare): { rows: number; wrong: string[] } {
  const rows = readFileSync(new URL(`fixtures/${name}.tsv`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  const wrong = rows.filter((row) => {
    const [a = '', b = '', expected] = row.split('\t');
    return compare(a, b) !== Number(expected) || compare(b, a) + Number(expected) !== 0;
  });
  return { rows: rows.length, wrong };
}

export function expectTotalOrder(version: fc.Arbitrary<string>, compare: Compare): void {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(compare(a, b) + compare(b, a)).toBe(0);
      if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
    }),
    { seed: 20261121, numRuns: 500 },
  );
}
