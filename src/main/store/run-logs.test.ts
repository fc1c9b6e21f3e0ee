import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LOG_LIMIT } from './run-logs.ts';
import { furnished, sampleRun, temporary } from './store.test-kit.ts';

const run = sampleRun(1).id;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a log grows only at its end: what is offered twice or out of order is left', () => {
  using place = temporary();
  const store = furnished(place.file);
  const { deployments } = store;
  expect(deployments.appendLog(run, 0, bytes('Reading package lists...\n'))).toBe(25);
  expect(deployments.appendLog(run, 0, bytes('Reading'))).toBe(25);
  expect(deployments.appendLog(run, 26, bytes('too far'))).toBe(25);
  expect(deployments.appendLog(run, 25, bytes(''))).toBe(25);
  expect(deployments.appendLog(run, 25, bytes('Done\n'))).toBe(30);
  expect(new TextDecoder().decode(deployments.log(run, 0, 1000).bytes)).toBe('Reading package lists...\nDone\n');
  expect(deployments.log('nosuchrun', 0, 10)).toEqual({ bytes: new Uint8Array(), size: 0 });
  expect(() => deployments.appendLog('nosuchrun', 0, bytes('x'))).toThrow('NOT NULL');
  store.close();
});

test('any part of the log is what was written there', { timeout: 60_000 }, () => {
  using place = temporary();
  const store = furnished(place.file, [1, 2]);
  let whole = new Uint8Array();
  const step = fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.nat(60), fc.nat(60));
  fc.assert(
    fc.property(step, ([chunk, from, length]) => {
      expect(store.deployments.appendLog(run, whole.length, chunk)).toBe(whole.length + chunk.length);
      whole = Uint8Array.from([...whole, ...chunk]);
      const start = Math.max(0, whole.length - 50) + from;
      expect(store.deployments.log(run, start, length)).toEqual({ bytes: whole.slice(start, start + length), size: whole.length });
    }),
    { numRuns: 150 },
  );
  expect(store.deployments.log(sampleRun(2).id, 0, 10).size).toBe(0);
  store.close();
});

test('a log is kept up to its limit and not one byte more', { timeout: 60_000 }, () => {
  using place = temporary();
  const store = furnished(place.file);
  const piece = new Uint8Array(24 * 1024 * 1024).fill(65);
  const append = (from: number) => store.deployments.appendLog(run, from, piece);
  expect([append(0), append(piece.length), append(2 * piece.length)]).toEqual([piece.length, 2 * piece.length, LOG_LIMIT]);
  expect(append(LOG_LIMIT)).toBe(LOG_LIMIT);
  expect(store.deployments.log(run, LOG_LIMIT - 5, 100)).toEqual({ bytes: new Uint8Array(5).fill(65), size: LOG_LIMIT });
  store.close();
});
