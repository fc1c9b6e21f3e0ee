import { expect, it } from 'vitest';
import { judgeMalformed, type Judged } from './malformed.test-kit.ts';
import { readHosts } from './read.ts';
import { KINDS } from './mangle.test-kit.ts';

/** mulberry32, as in the campaigns: a case can be played again by its seed. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A part of the campaign (e2e/campaign), which plays tens of thousands. */
it('500 malformed files: no crash, no hang, no password told, errors by row', { timeout: 120_000 }, async () => {
  const judged: Judged[] = [];
  for (let seed = 1; seed <= 500; seed += 1) {
    const one = await judgeMalformed(dice(seed));
    expect([seed, one.wrong]).toEqual([seed, null]);
    expect(one.ms, `seed ${seed}, ${one.how}`).toBeLessThan(5000);
    judged.push(one);
  }
  expect(new Set(judged.map((one) => one.kind))).toEqual(new Set(KINDS));
  expect(new Set(judged.map((one) => one.outcome))).toEqual(new Set(['rows', 'errors by row', 'nothing in it', 'file refused']));
});

/** Made to keep a reader busy: each took minutes or the square of its length before it was bounded. */
it.each([
  [
    'groups within groups',
    'ansible-ini',
    Array.from(
      { length: 900 },
      (_, n) => `[g${n}]\nh${n}\n[g${n}:children]\n${Array.from({ length: 40 }, (_, m) => `g${Math.min(899, n + m + 1)}`).join('\n')}`,
    ).join('\n'),
  ],
  ['jumps through jumps', 'ssh-config', Array.from({ length: 500 }, (_, n) => `Host h${n}\n ProxyJump h${n + 1}\n`).join('')],
  ['a line of tags', 'ansible-yaml', `a: ${'!x '.repeat(150_000)}`],
  ['ranges of ranges', 'ansible-ini', 'h[0:9][0:9][0:9][0:9][0:9]\n'.repeat(1000)],
  ['an open quote before much', 'csv', `name,address\na,"b\n${'c,d\n'.repeat(200_000)}`],
] as const)('%s end in time', { timeout: 60_000 }, async (_name, kind, text) => {
  const began = performance.now();
  const read = await readHosts({ path: null, text, kind });
  expect(read.ok && read.value.rows.some((row) => row.notes.length > 0)).toBe(true);
  expect(performance.now() - began).toBeLessThan(10_000);
});
