import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { hostId, opened, sampleRun, temporary } from './store.test-kit.ts';

/** PATCHBAY_KILLS=500 for the full count; the seed is fixed, so that a count repeats the same delays. */
const KILLS = Number(process.env.PATCHBAY_KILLS ?? 20);
const WRITER = fileURLToPath(new URL('./kill-writer.test-kit.ts', import.meta.url));

/** Park and Miller's generator: random enough to spread kills, and the same every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
}

interface Ended {
  readonly acknowledged: number;
  readonly code: number | null;
  readonly errors: string;
}

/** Runs a writer; kills it so many milliseconds after its `from` (its first word, or its first acknowledged transaction). */
async function writer(file: string, kill: { after: number; from: 'open' | 'first' } | null, most = 1e6): Promise<Ended> {
  const child = spawn(process.execPath, [WRITER, file, String(most)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors, armed] = ['', '', false];
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (!kill || armed || (kill.from === 'first' && !/^\d+\n/m.test(output))) return;
    armed = true;
    setTimeout(() => child.kill('SIGKILL'), kill.after);
  });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  const code = await promise;
  // Only whole lines: the last one may have been cut by the kill.
  const acknowledged = output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => /^\d+$/.test(line));
  return { acknowledged: Number(acknowledged.at(-1) ?? 0), code, errors };
}

/** Looks at the file as the next start would, and answers how many transactions it holds. */
function inspected(file: string, atLeast: number): number {
  const store = opened(file);
  const raw = new Database(file, { readonly: true });
  expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(raw.pragma('foreign_key_check')).toEqual([]);
  const scans = raw.prepare('select count(*) from scan').pluck().get();
  raw.close();
  const { intact, entries } = store.audit.verify();
  expect(intact).toBe(true);
  expect(entries, 'an acknowledged transaction is gone').toBeGreaterThanOrEqual(atLeast);
  if (entries > 0) {
    const { bytes, size } = store.deployments.log(sampleRun(1).id, 0, entries * 10 + 10);
    const lines = Array.from({ length: entries }, (_, n) => `${String(n + 1).padStart(9, '0')}\n`).join('');
    expect([size, new TextDecoder().decode(bytes), scans, store.deployments.run(sampleRun(1).id)?.attempts]).toEqual([
      entries * 10,
      lines,
      entries,
      entries,
    ]);
    expect(store.scans.facts(hostId(1))?.facts.packages[0]?.version).toBe(`1.${entries}`);
  }
  store.close();
  return entries;
}

test(
  `killed -9 at ${KILLS} random moments of writing, nothing acknowledged is lost and nothing is half there`,
  { timeout: 60_000 + KILLS * 10_000 },
  async () => {
    using place = temporary();
    const random = seeded(20_260_302);
    let known = 0;
    for (let n = 0; n < KILLS; n++) {
      const { acknowledged, code, errors } = await writer(place.file, { after: random() * 60, from: 'first' });
      expect([code, errors], 'it was killed and did not fail by itself').toEqual([null, '']);
      expect(acknowledged).toBeGreaterThan(known);
      known = inspected(place.file, acknowledged);
    }
    console.log(JSON.stringify({ name: 'store: kill -9 while writing', figures: { kills: KILLS, transactions: known, lost: 0 } }));
  },
);

test(
  `killed -9 at ${Math.ceil(KILLS / 4)} random moments of its very first start, the file can be opened`,
  { timeout: 60_000 + KILLS * 10_000 },
  async () => {
    const random = seeded(7);
    for (let n = 0; n < KILLS / 4; n++) {
      using place = temporary();
      const { acknowledged } = await writer(place.file, { after: random() * 25, from: 'open' });
      inspected(place.file, acknowledged);
    }
  },
);

test('two processes that write at once take turns: every entry of both is there, in one chain', { timeout: 60_000 }, async () => {
  using place = temporary();
  expect(await writer(place.file, null, 1)).toMatchObject({ code: 0, acknowledged: 1 });
  const both = await Promise.all([writer(place.file, null, 150), writer(place.file, null, 150)]);
  expect(both.map(({ code, errors }) => ({ code, errors }))).toEqual([
    { code: 0, errors: '' },
    { code: 0, errors: '' },
  ]);
  expect(inspected(place.file, 301)).toBe(301);
});
