import { readdirSync } from 'node:fs';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../shared/domain/problem.ts';
import type { Feed } from './feed.ts';
import { fixture, readAll } from './feeds.test-kit.ts';
import { feeds } from './index.ts';

const all: readonly Feed<unknown>[] = Object.values(feeds);
const samples: Readonly<Record<string, readonly (readonly [fixture: string, file?: string])[]>> = {
  'debian-tracker': [['vunnel.json'], ['osv.json']],
  kev: [['kev.json']],
  epss: [
    ['epss_scores-2021-04-14.csv.gz'],
    ['epss_scores-2021-09-01.csv.gz'],
    ['epss_scores-2022-02-04.csv.gz'],
    ['epss_scores-2023-03-07.csv.gz'],
  ],
  'debian-security-support': [['security-support-ended.deb12', 'security-support-ended.deb12'], ['security-support-limited']],
  endoflife: [['endoflife.json']],
  msrc: [['cvrf-2016-apr.xml.gz'], ['cvrf-written.xml']],
  vulnrichment: [['vulnrichment.tar.gz']],
  'ubuntu-osv': [['records.json']],
  'ubuntu-vex': [['vex.tar.gz']],
  'almalinux-osv': [['records.json']],
  'rocky-osv': [['records.json']],
  'redhat-osv': [['records.json']],
  'redhat-vex': [['vex-2024.tar.gz'], ['vex-2026.tar.gz']],
  'suse-osv': [['records.json']],
  'opensuse-osv': [['records.json']],
  'alpine-secdb': [['alpine-3.11-main.json', 'alpine-3.11-main.json']],
  'arch-tracker': [['all.json']],
};
const each = all.flatMap((feed) =>
  (samples[feed.id] ?? []).map(([name, file]) => ({ name: `${feed.id}: ${name}`, feed, fixture: name, file })),
);

it('every folder is a feed of the registry, and has samples', () => {
  const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(all.map((feed) => feed.id).sort()).toEqual(folders.sort());
  expect(Object.keys(samples).sort()).toEqual(folders.sort());
});

describe.each(all.map((feed) => ({ name: feed.id, feed })))('$name', ({ feed }) => {
  it('is fetched over https only, into a file of its own name', () => {
    for (const { name, url } of feed.files) {
      expect(new URL(url).protocol).toBe('https:');
      expect(name).toMatch(/^[a-z0-9.-]+$/);
      // An archive of many records is bounded record by record as well; those of VEX have one for every CVE there is.
      const most = /-vex\.tar\.(zst|xz)$/.test(name) ? 65_536 : /\.(zip|tar\.gz)$/.test(name) ? 8192 : 512;
      expect(feed.maxBytes).toBeLessThanOrEqual(most * 1024 ** 2);
    }
  });

  it.each([
    ['nothing', ''],
    ['another document', '[[[1]]]'],
    ['an empty document', '{}'],
    ['text', 'not this feed\n'],
    ['a web page', '<!doctype html><title>502</title>'],
    ['an open bracket', '{"a": {"b": '],
    ['bytes', '\u0000\u00ff'],
  ])('says where it stops at %s', async (what, text) => {
    const { result } = await readAll(feed, Buffer.from(text, 'latin1'));
    // A list that ends the support of nothing may be empty; a text without structure has lines like any other.
    if (feed.id === 'debian-security-support') return void (result.ok || expect(result.problem.kind).toBe('feed-unreadable'));
    expect(result.ok, what).toBe(false);
    if (!result.ok) expect(Problem.parse(result.problem)).toMatchObject({ kind: 'feed-unreadable', feed: feed.title });
  });
});

describe.each(each)('$name', ({ feed, fixture: name, file }) => {
  const bytes = fixture(feed.id, name);
  const options = file ? { file } : {};

  it('reads the same in pieces of any size, packed or not', async () => {
    const whole = await readAll(feed, bytes, options);
    expect(whole.result).toMatchObject({ ok: true, value: { bytes: bytes.length, rows: whole.rows.length } });
    expect(whole.rows.length).toBeGreaterThan(0);
    for (const size of [1, 7, 1000]) expect((await readAll(feed, bytes, { ...options, size })).rows).toEqual(whole.rows);
    for (const pack of [gzipSync, zstdCompressSync]) expect(await readAll(feed, pack(bytes), { ...options, size: 11 })).toEqual(whole);
  });

  it('refuses a packed file that is cut off', async () => {
    for (const packed of [gzipSync(bytes), zstdCompressSync(bytes)]) {
      const { result } = await readAll(feed, packed.subarray(0, packed.length - 9), options);
      expect(result).toMatchObject({ ok: false, problem: { kind: 'feed-unreadable' } });
    }
  });

  it('stays within its bound', async () => {
    const small = { ...feed, maxBytes: bytes.length - 1 };
    const { result } = await readAll(small, gzipSync(bytes), options);
    expect(result).toMatchObject({ ok: false, problem: { kind: 'feed-unreadable', detail: expect.stringContaining('larger') as string } });
  });

  it('whatever comes in, rows or a problem come out', async () => {
    const runs = Number(process.env['PATCHBAY_FUZZ_RUNS'] ?? 150);
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '\\',
      '\n',
      'null',
      '1e999',
      '-',
      '"__proto__":{},',
      '\u0000',
      '\ud800',
      'é',
    );
    const edit = fc.tuple(fc.nat(bytes.length - 1), fc.nat(12), fc.oneof(piece, fc.string({ maxLength: 6 })));
    const hostile = fc
      .array(edit, { minLength: 1, maxLength: 4 })
      .map((edits) =>
        edits.reduce<Buffer>(
          (now, [at, cut, text]) => Buffer.concat([now.subarray(0, at), Buffer.from(text), now.subarray(at + cut)]),
          bytes,
        ),
      );
    await fc.assert(
      fc.asyncProperty(hostile, fc.integer({ min: 1, max: 5000 }), async (input, size) => {
        const { result, rows } = await readAll(feed, input, { ...options, size });
        if (result.ok) expect(result.value.rows).toBe(rows.length);
        else Problem.parse(result.problem);
      }),
      { numRuns: runs, ...(runs === 150 && { seed: 20261122 }) },
    );
  }, 10_000_000);
});

it.each([gzipSync, zstdCompressSync])('stops at a bomb without unpacking all of it: %o', async (pack) => {
  const bomb = pack(Buffer.alloc(32 * 1024 ** 2, '\n'));
  const { result } = await readAll({ ...feeds.epss, maxBytes: 1024 ** 2 }, bomb);
  expect(result.ok).toBe(false);
});
