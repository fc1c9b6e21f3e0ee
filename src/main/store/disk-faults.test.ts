import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Result } from '../../shared/domain/result.ts';
import { StoreError } from './errors.ts';
import { openReader, openStore } from './open.ts';
import { furnished, hostId, manyPackages, opened, sampleFacts, sampleRun, sampleScan, sampleUpdate, temporary } from './store.test-kit.ts';
import type { Reader } from './store.ts';

interface Disk {
  readonly folder: string;
  readonly [Symbol.dispose]: () => void;
}
/** A disk of this size in MiB; null where this user may not mount one. */
function smallDisk(folder: string, size: number): Disk | null {
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'patchbay-test', folder], { stdio: 'pipe' });
  } catch {
    return null;
  }
  return { folder, [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', folder]) };
}

test('on a full disk nothing that was answered is lost, looking goes on, and so does writing once there is space', (context) => {
  using place = temporary();
  using disk = smallDisk(join(place.folder, 'disk'), 2);
  if (!disk) return context.skip('needs the right to mount a small file system');
  const file = join(disk.folder, 'patchbay.sqlite');
  const store = furnished(file);
  const piece = new Uint8Array(20_000).fill(66);
  let size = 0;
  const fill = () => {
    for (let n = 0; n < 1000; n++) size = store.deployments.appendLog(sampleRun(1).id, size, piece);
  };
  expect(fill).toThrow(StoreError);
  expect(size).toBeGreaterThan(0);
  try {
    fill();
  } catch (error) {
    expect((error as StoreError).problem).toEqual({
      kind: 'database',
      detail: 'the disk is full',
      next: expect.stringContaining(`Free space on the disk that holds ${file}`),
    });
  }
  expect(() => store.transaction(() => store.deployments.appendLog(sampleRun(1).id, size, new Uint8Array(900_000)))).toThrow(StoreError);
  expect(store.deployments.log(sampleRun(1).id, 0, 0).size).toBe(size);
  execFileSync('mount', ['-o', 'remount,size=8m', disk.folder]);
  expect(store.deployments.appendLog(sampleRun(1).id, size, piece)).toBe(size + piece.length);
  store.close();
  const again = opened(file);
  expect(again.deployments.log(sampleRun(1).id, 0, 0).size).toBe(size + piece.length);
  again.close();
});

test('a disk too full for the backup is told, and leaves no half of one', async (context) => {
  using place = temporary();
  using disk = smallDisk(join(place.folder, 'disk'), 2);
  if (!disk) return context.skip('needs the right to mount a small file system');
  const file = join(disk.folder, 'patchbay.sqlite');
  const first = furnished(file);
  first.deployments.appendLog(sampleRun(1).id, 0, new Uint8Array(200_000));
  first.close();
  const { bavail, bsize } = statfsSync(disk.folder);
  writeFileSync(join(disk.folder, 'ballast'), new Uint8Array(bavail * bsize - 200_000));
  const { promise, resolve } = Promise.withResolvers<Result<string>>();
  const store = opened(file, { onBackup: resolve });
  expect(await promise).toMatchObject({ ok: false, problem: { kind: 'database', detail: 'the disk is full' } });
  expect(readdirSync(join(disk.folder, 'backups'))).toEqual([]);
  store.close();
});

/** Everything that can be asked, as one text. */
function everything(reader: Reader): string {
  const ids = [1, 2, 3].map(hostId);
  const query = { before: null, limit: 500, hostId: null, deploymentId: null, search: '' };
  const log = Buffer.from(reader.deployments.log(sampleRun(1).id, 0, 1e6).bytes).toString('base64');
  return JSON.stringify([
    reader.hosts.list(),
    reader.scans.summaries(),
    ids.map((id) => [reader.scans.facts(id), reader.scans.changes(id, 1000)]),
    reader.scans.outstanding(ids),
    reader.plans.get('plan0000001'),
    reader.deployments.get('deploy00001'),
    log,
    reader.settings.get(),
    reader.round.get(),
    reader.audit.list(query),
  ]);
}

type Outcome = 'refused at start' | 'found when read' | 'found by audit verify' | 'same answers' | 'other answers';
/** What comes of a file in which one byte is another. Anything thrown but a StoreError goes through and fails the test. */
function outcomeOf(file: string, truth: string): Outcome {
  const result = openStore({ file, user: 'ada', now: () => new Date(0) });
  if (!result.ok) return 'refused at start';
  try {
    const answers = everything(result.value);
    if (!result.value.audit.verify().intact) return 'found by audit verify';
    return answers === truth ? 'same answers' : 'other answers';
  } catch (error) {
    if (error instanceof StoreError) return 'found when read';
    throw error;
  } finally {
    result.value.close();
  }
}

/** A closed store with something in every table, and what it answers. */
function prepared(file: string): { bytes: Buffer; truth: string } {
  const store = furnished(file, [1, 2, 3]);
  for (let n = 0; n < 6; n++) {
    const facts = sampleFacts({ packages: manyPackages(60 + n), updates: [sampleUpdate('openssl', `3.0.${n}`)] });
    store.scans.record(sampleScan(facts, n * 10, { hostId: hostId(1 + (n % 3)) }));
    store.audit.append({ action: 'scan.finished', text: `scan ${n}`, hostId: hostId(1), details: { n } });
  }
  store.deployments.appendLog(sampleRun(1).id, 0, new Uint8Array(9000).fill(67));
  store.close();
  const reader = openReader(file);
  if (!reader.ok) throw new Error('no reader');
  const truth = everything(reader.value);
  reader.value.close();
  return { bytes: readFileSync(file), truth };
}

function flipped(bytes: Buffer, offset: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(offset) ^ 0xff, offset);
  return copy;
}

/** Leaf and inner pages of tables and indexes; the others carry the rest of long values. */
const TREE_PAGES = new Set([2, 5, 10, 13]);

test('a flipped byte in the head of any page of a table or index is found, or changes nothing', { timeout: 60_000 }, () => {
  using place = temporary();
  const { bytes, truth } = prepared(place.file);
  const other = join(place.folder, 'flipped.sqlite');
  for (let page = 1; page < bytes.length / 4096; page++) {
    if (!TREE_PAGES.has(bytes.readUInt8(page * 4096))) continue;
    // Page type, first free block, number of cells, start of the cells: https://sqlite.org/fileformat2.html#b_tree_pages
    for (const byte of [0, 3, 5]) {
      writeFileSync(other, flipped(bytes, page * 4096 + byte));
      expect(outcomeOf(other, truth), `page ${page + 1}, byte ${byte}`).not.toBe('other answers');
    }
  }
});

/** PATCHBAY_FLIPS=500 for the full count. */
const FLIPS = Number(process.env.PATCHBAY_FLIPS ?? 40);

// A value inside a row is not guarded by SQLite: only the audit chain notices a change there (docs/decisions/0001).
test(
  `${FLIPS} flipped bytes all over the file: found, or at worst a value is spoilt, and never a crash`,
  { timeout: 30_000 + FLIPS * 1000 },
  () => {
    using place = temporary();
    const { bytes, truth } = prepared(place.file);
    const other = join(place.folder, 'flipped.sqlite');
    const counts: Partial<Record<Outcome, number>> = {};
    for (let n = 0; n < FLIPS; n++) {
      const offset = Math.floor(((n + 0.5) * bytes.length) / FLIPS);
      writeFileSync(other, flipped(bytes, offset));
      const outcome = outcomeOf(other, truth);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    console.log(JSON.stringify({ name: 'store: one flipped byte', figures: counts }));
    expect(counts['refused at start'] ?? 0, 'damage to the structure').toBeGreaterThan(0);
    expect((counts['other answers'] ?? 0) / FLIPS).toBeLessThan(0.25);
  },
);
