import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../shared/domain/problem.ts';
import { almalinuxOsv } from './almalinux-osv/index.ts';
import { feedChunks, type ZipBounds } from './feed-chunks.ts';
import { fixture, NEEDS, readAll } from './feeds.test-kit.ts';
import { readFeed } from './read-feed.ts';
import { zipOf, type ZipEntry } from './zip.test-kit.ts';

describe('a feed that comes as a zip', () => {
  let folder = '';
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'patchbay-zip-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const records = fixture('almalinux-osv', 'records.json').toString().trim().split('\n');
  const sound: readonly ZipEntry[] = records.map((text, at) => ({ name: `${at}.json`, text }));
  const read = async (bytes: Uint8Array, bounds?: ZipBounds) => {
    const path = join(folder, 'all.zip');
    writeFileSync(path, bytes);
    const rows: unknown[] = [];
    const result = await readFeed(almalinuxOsv, 'almalinux-osv.zip', NEEDS, feedChunks(path, bounds), (some) => rows.push(...some));
    if (!result.ok) Problem.parse(result.problem);
    return { result, rows };
  };

  it('reads the same as its records one after the other', async () => {
    const plain = await readAll(almalinuxOsv, Buffer.from(records.join('\n')));
    expect(plain.rows.length).toBeGreaterThan(5);
    expect((await read(zipOf(sound))).rows).toEqual(plain.rows);
  });

  it('passes over what is no record', async () => {
    const { result } = await read(zipOf([{ name: 'README.md', text: 'hello' }, ...sound]));
    expect(result.ok).toBe(true);
  });

  it.each([
    ['an empty zip', zipOf([]), undefined, 'cut off'],
    ['a zip that is cut off', zipOf(sound).subarray(0, 2000), undefined, 'End of central directory'],
    ['an entry that is no JSON', zipOf([{ name: 'a.json', text: '<html>' }]), undefined, 'JSON'],
    ['too many entries', zipOf(sound), { entries: 5, entryBytes: 1e6 }, 'entries'],
    ['an entry that is too large', zipOf(sound), { entries: 50, entryBytes: 100 }, 'unpacks to'],
    ['a bomb', zipOf([{ name: 'a.json', text: Buffer.alloc(8 * 1024 ** 2, ' ') }]), undefined, 'unpacks'],
    [
      'a bomb that says it is small',
      zipOf([{ name: 'a.json', text: Buffer.alloc(8 * 1024 ** 2, ' '), size: 100 }]),
      undefined,
      'too many bytes',
    ],
    ['an entry that says it is larger', zipOf([{ name: 'a.json', text: records[0] ?? '', size: 9000 }]), undefined, 'not enough bytes'],
  ])('refuses %s', async (_, bytes, bounds, detail) => {
    const { result } = await read(bytes, bounds);
    expect(result).toMatchObject({ ok: false, problem: { kind: 'feed-unreadable', detail: expect.stringContaining(detail) as string } });
  });

  it('whatever a zip is made of, rows or a problem come out', { timeout: 10_000_000 }, async () => {
    const bytes = zipOf(sound.slice(0, 4));
    const runs = Number(process.env['PATCHBAY_FUZZ_RUNS'] ?? 150);
    const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(edits, fc.option(fc.nat(bytes.length), { nil: bytes.length }), async (changes, length) => {
        const input = Buffer.from(bytes);
        for (const [at, value] of changes) input[at] = value;
        const { result, rows } = await read(input.subarray(0, length));
        if (result.ok) expect(result.value.rows).toBe(rows.length);
      }),
      { numRuns: runs, ...(runs === 150 && { seed: 20261122 }) },
    );
  });
});
