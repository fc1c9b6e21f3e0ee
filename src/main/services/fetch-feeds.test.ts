import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FetchFeedsInput, type FetchedFile } from '../../shared/contract/feeds.ts';
import { vendor, type Vendor } from '../feeds/vendor.test-kit.ts';
import { feeds } from '../feeds/index.ts';
import { fetchFeeds } from './fetch-feeds.ts';

const NOW = '2026-11-22T10:00:00.000Z';
const good = '#model_version:v2026.06.15,score_date:2026-11-21T00:00:00+0000\ncve,epss,percentile\nCVE-2026-0001,0.1,0.9\n';

let folder = '';
let says: { status: number; body: string | Buffer; etag: string | null };
let server: Vendor;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-feeds-'));
  says = { status: 200, body: gzipSync(good), etag: '"1"' };
  server = await vendor((request, response) => {
    if (says.etag) response.setHeader('etag', says.etag);
    if (says.etag && request.headers['if-none-match'] === says.etag) response.writeHead(304).end();
    else response.writeHead(says.status).end(says.body);
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const fetch = async (): Promise<FetchedFile> => {
  const local = { ...feeds.epss, files: [{ name: 'epss.csv.gz', url: server.url }] };
  const result = await fetchFeeds(FetchFeedsInput.parse({ folder }), NOW, [local]);
  if (!result.ok || !result.value[0]) throw new Error('nothing was fetched');
  return result.value[0];
};
const kept = (): Buffer => readFileSync(join(folder, 'epss.csv.gz'));

it('fetches a file once, and again only when it has changed', async () => {
  expect(await fetch()).toMatchObject({ state: 'fetched', version: 'v2026.06.15', problem: null });
  expect(await fetch()).toMatchObject({ state: 'unchanged' });
  says = { ...says, etag: '"2"' };
  expect(await fetch()).toMatchObject({ state: 'fetched' });
  expect(readdirSync(folder).sort()).toEqual(['epss.csv.gz', 'feeds.json']);
});

it.each([
  ['an error page', { body: '<!doctype html>' }, 'feed-unreadable'],
  ['gzip that is none', { body: Buffer.concat([gzipSync(good).subarray(0, 30), Buffer.alloc(40)]) }, 'feed-unreadable'],
  ['a bomb', { body: gzipSync(Buffer.alloc(200 * 1024 ** 2, '\n')) }, 'feed-unreadable'],
  ['nothing', { body: '' }, 'feed-unreadable'],
  ['500', { status: 500 }, 'feed-unreachable'],
])('%s leaves the older file in place, and is asked for again', async (_, change, kind) => {
  await fetch();
  const before = kept();
  says = { ...says, etag: '"2"', ...change };
  expect(await fetch()).toMatchObject({ state: 'failed', problem: { kind } });
  expect(kept()).toEqual(before);
  expect(readdirSync(folder).sort()).toEqual(['epss.csv.gz', 'feeds.json']);
  says = { status: 200, body: gzipSync(good), etag: '"3"' };
  expect(await fetch()).toMatchObject({ state: 'fetched' });
});

it('notes that are none are no reason to fail', async () => {
  writeFileSync(join(folder, 'feeds.json'), 'x');
  expect(await fetch()).toMatchObject({ state: 'fetched' });
});

it.each([
  ['a feed that is not known', { only: ['nvd'] }, 'invalid-input'],
  ['certificates that are not there', { ca: '/no/such/file' }, 'file'],
  ['a folder that cannot be made', { folder: '/no/such/folder/feeds' }, 'file'],
])('refuses %s', async (_, change, kind) =>
  expect(await fetchFeeds(FetchFeedsInput.parse({ folder, ...change }), NOW, [])).toMatchObject({ ok: false, problem: { kind } }),
);

it('fetches no more than may come, however much it may be unpacked', async () => {
  const small = { ...feeds.epss, maxPacked: 10, files: [{ name: 'epss.csv.gz', url: server.url }] };
  const result = await fetchFeeds(FetchFeedsInput.parse({ folder }), NOW, [small]);
  expect(result).toMatchObject({ ok: true, value: [{ state: 'failed', problem: { reason: 'too-large' } }] });
});

it('asks for the archive that a vendor names as its newest, and again only for one of another day', async () => {
  const names = ['epss_2026-11-21.csv.gz', 'epss_2026-11-22.csv.gz'];
  const [first = '', second = ''] = names;
  let newest = first;
  const daily = await vendor(({ url, headers }, response) => {
    if (url === '/f') return void response.end(`${newest}\n`);
    if (url !== `/${newest}`) return void response.writeHead(404).end();
    response.setHeader('etag', `"${newest}"`);
    if (headers['if-none-match'] === `"${newest}"`) response.writeHead(304).end();
    else response.end(gzipSync(good));
  });
  const local = { ...feeds.epss, files: [{ name: 'epss.csv.gz', url: daily.url, pointer: true }] };
  const state = async () => {
    const result = await fetchFeeds(FetchFeedsInput.parse({ folder }), NOW, [local]);
    return result.ok ? result.value[0]?.state : result.problem;
  };
  try {
    expect(await state()).toBe('fetched');
    expect(await state()).toBe('unchanged');
    newest = second;
    expect(await state()).toBe('fetched');
    expect(readdirSync(folder).sort()).toEqual(['epss.csv.gz', 'feeds.json']);
  } finally {
    await daily.close();
  }
});
