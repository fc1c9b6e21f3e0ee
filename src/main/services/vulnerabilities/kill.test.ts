import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { DebianEntry } from '../../../shared/domain/vulnerability/rows.ts';
import { opened, temporary } from '../../store/store.test-kit.ts';

/** PATCHBAY_KILLS=200 for more. */
const KILLS = Math.ceil(Number(process.env['PATCHBAY_KILLS'] ?? 20) / 2);
const READER = fileURLToPath(new URL('kill-reader.test-kit.ts', import.meta.url));
const ROWS = 3000;

/** Lets a process read edition after edition; kills it so many milliseconds after its first. Answers the last that it said was in use. */
async function readerKilled(folder: string, after: number): Promise<number> {
  const child = spawn(process.execPath, [READER, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), after);
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  expect([code, errors], 'it was killed and did not fail by itself').toEqual([null, '']);
  return Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1));
}

it(
  `killed -9 at ${KILLS} moments of reading a feed, all that is in use is of one edition, and whole`,
  async () => {
    using place = temporary();
    let known = 0;
    for (let n = 0; n < KILLS; n += 1) {
      const acknowledged = await readerKilled(place.folder, (n * 37) % 150);
      expect(acknowledged).toBeGreaterThan(known);
      const store = opened(join(place.folder, 'patchbay.sqlite'));
      const rows = [...store.feeds.rows('debian-tracker', 'debian:12')].map(({ row }) => row as DebianEntry);
      const [file] = store.feeds.files();
      known = Number(file?.kept.etag);
      expect([rows.length, file?.entries]).toEqual([ROWS, ROWS]);
      expect(new Set(rows.map((row) => row.fixed))).toEqual(new Set([`1.${known}-1`]));
      expect(known).toBeGreaterThanOrEqual(acknowledged);
      store.feeds.dropUnused();
      store.close();
      const raw = new Database(join(place.folder, 'patchbay.sqlite'), { readonly: true });
      expect(raw.prepare('select count(distinct edition) from feed_pack').pluck().get()).toBe(1);
      expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
      raw.close();
    }
  },
  60_000 + KILLS * 20_000,
);
