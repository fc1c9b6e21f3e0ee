import fc from 'fast-check';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { jsonInSlices, slices } from './slices.ts';

test('says what JSON.stringify says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.object({ withNullPrototype: false, withBigInt: false }), async (value) => {
      expect(await jsonInSlices(value)).toBe(JSON.stringify(value));
    }),
  );
  const odd = { a: undefined, b: [undefined, () => 1, { c: undefined }], d: new Date(0), e: null, f: [], g: {} };
  expect(await jsonInSlices(odd)).toBe(JSON.stringify(odd));
});

test('others have their turn while a long list becomes text', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const rows = Array.from({ length: 200 }, (_, n) => ({ n, toJSON: () => (work(1), n) }));
  await jsonInSlices({ rows });
  clearInterval(timer);
  // 200 ms of work in slices of 8.
  expect(turns).toBeGreaterThan(5);
});

test('what is done within a slice waits for nobody', async () => {
  const pause = slices(1000);
  expect(pause()).toBeUndefined();
  const short = slices(1);
  await setTimeout(3);
  expect(short()).toBeInstanceOf(Promise);
});

/** Milliseconds of one's own processor. */
function work(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}
