import { expect, it } from 'vitest';
import { judgeMalformed, type Judged } from './malformed.test-kit.ts';
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
