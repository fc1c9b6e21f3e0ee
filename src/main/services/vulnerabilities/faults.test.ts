import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FeedInfo } from '../../../shared/contract/vulnerabilities.ts';
import { explain } from '../../../shared/domain/problem.ts';
import { certificate, vendor } from '../../feeds/vendor.test-kit.ts';
import { endoflifeFile, epssFile, installed, kevFile, open, tracker, world, type World } from './vulnerabilities.test-kit.ts';

/** What goes wrong at a vendor: what was there before stays in use with its date, and the problem says what to do. */
const good = kevFile('CVE-2026-0001');
const MEMBER = 64 * 1024 ** 2;
/** Gzip of several members (RFC 1952, 2.2): 10 GB of blanks in 10 MB. */
const bomb = (): Buffer => Buffer.concat([gzipSync('{"a":1,'), ...Array.from({ length: 160 }, () => member)]);
const member = gzipSync(Buffer.alloc(MEMBER, ' '));

// Each test starts a thread; on a busy computer that alone takes seconds.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let here: World;
beforeEach(async () => {
  here = await world(1, { idleMs: 300 });
  here.says.set('debian-tracker.json', tracker(['bash', 'CVE-2026-0001', open()]));
  here.says.set('kev.json', good);
  here.says.set('epss.csv.gz', epssFile('CVE-2026-0001,0.1,0.93'));
  here.says.set('endoflife.json', endoflifeFile({ name: 'x', releases: [] }));
  here.scan(1, { packages: [installed('bash', '5.2-1')] });
  await here.update();
});
afterEach(() => here.end());

const kev = async (): Promise<FeedInfo> => (await here.call('feeds.list', {})).find((one) => one.feed === 'kev')!;
const isInKev = async (): Promise<boolean> => (await here.call('findings.list', {}))[0]?.kev !== null;
const status = (code: number) => (_: IncomingMessage, response: ServerResponse) => void response.writeHead(code).end('<h1>no</h1>');

it.each<readonly [string, string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void), object]>([
  ['404', status(404), { kind: 'feed-unreachable', reason: 'status' }],
  ['500', status(500), { kind: 'feed-unreachable', reason: 'status' }],
  ['silence', () => undefined, { kind: 'feed-unreachable', reason: 'timeout' }],
  ['a slow answer that stops', (_, response) => void response.writeHead(200).write('{'), { kind: 'feed-unreachable', reason: 'timeout' }],
  ['wrong gzip', Buffer.concat([gzipSync(good).subarray(0, 60), Buffer.alloc(90)]), { kind: 'feed-unreadable' }],
  ['wrong JSON', `${good.slice(0, -1)},`, { kind: 'feed-unreadable' }],
  ['half of it', good.slice(0, good.length / 2), { kind: 'feed-unreadable' }],
  ['a page', '<!doctype html><title>maintenance</title>', { kind: 'feed-unreadable' }],
  ['nothing', '', { kind: 'feed-unreadable' }],
  ['no entry', kevFile(), { kind: 'feed-unreadable' }],
  ['10 GB in a small file', bomb(), { kind: 'feed-unreadable', detail: expect.stringContaining('larger') as string }],
  ['a redirect to itself', (request, response) => void response.writeHead(302, { location: request.url ?? '' }).end(), { kind: 'feed-unreachable', reason: 'redirect' }], // prettier-ignore
])(
  '%s',
  async (_, said, problem) => {
    here.at('2026-11-23T10:00:00.000Z');
    here.says.set('kev.json', said);
    await here.update('kev');
    const broken = await kev();
    expect(broken).toMatchObject({ problem, date: '2026-11-20', state: 'current', rows: 1, triedAt: '2026-11-23T10:00:00.000Z' });
    expect(explain(broken.problem!).next.length).toBeGreaterThan(10);
    expect(await isInKev()).toBe(true);
    here.says.set('kev.json', kevFile('CVE-2026-0001', 'CVE-2026-0002'));
    await here.update('kev');
    expect(await kev()).toMatchObject({ problem: null, rows: 2 });
  },
  60_000,
);

it('a certificate that has expired', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-certificate-'));
  const expired = await vendor((_, response) => response.end(good), certificate(folder, 2020, 2021));
  try {
    here.says.set('kev.json', (_, response) => void response.writeHead(302, { location: expired.url }).end());
    await here.update('kev');
    expect(await kev()).toMatchObject({ problem: { kind: 'feed-unreachable', reason: 'certificate' }, date: '2026-11-20' });
    expect(await isInKev()).toBe(true);
  } finally {
    await expired.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('a file that is cut in the middle goes on where it stopped', async () => {
  const longer = kevFile(...Array.from({ length: 2000 }, (_, n) => `CVE-2026-${String(n).padStart(4, '0')}`));
  const half = Math.floor(longer.length / 2);
  const ranges: (string | undefined)[] = [];
  here.says.set('kev.json', (request, response) => {
    ranges.push(request.headers.range);
    if (request.headers.range) return void response.writeHead(206, { 'content-range': `bytes ${half}-${longer.length - 1}/${longer.length}`, etag: '"2"' }).end(longer.slice(half)); // prettier-ignore
    response.writeHead(200, { 'content-length': longer.length, etag: '"2"' });
    response.write(longer.slice(0, half), () => setTimeout(() => response.destroy(), 50));
  });
  await here.update('kev');
  expect(await kev()).toMatchObject({ problem: { kind: 'feed-unreachable', reason: 'cut' }, rows: 1 });
  await here.update('kev');
  expect(ranges).toEqual([undefined, `bytes=${half}-`]);
  expect(await kev()).toMatchObject({ problem: null, rows: 2000 });
});

it('data that a vendor no longer renews is stale, and still counts with its date', async () => {
  here.at('2026-12-24T10:00:00.000Z');
  await here.update('kev');
  expect(await kev()).toMatchObject({ state: 'stale', date: '2026-11-20', problem: null });
  expect(await isInKev()).toBe(true);
});

it('an update that is cancelled leaves what is there, and says so', async () => {
  here.says.set('kev.json', (_, response) => void response.writeHead(200).write('{'));
  await here.call('feeds.update', { only: ['kev', 'epss'] });
  expect(await here.ask('feeds.update', { only: [] })).toMatchObject({ ok: false, problem: { kind: 'conflict' } });
  expect((await kev()).step).not.toBeNull();
  await here.call('feeds.cancel', {});
  await here.board.idle();
  expect(await kev()).toMatchObject({ problem: { kind: 'cancelled' }, rows: 1, step: null });
  expect(await isInKev()).toBe(true);
});

it('only whole files are asked for: nothing of a host is in a request', () => {
  const sent = here.vendor.seen.map((request) => `${request.method} ${request.url} ${JSON.stringify(request.headers)}`).join('\n');
  expect(sent).not.toMatch(/host-1|bash|5\.2|10\.0\.0|cookie/i);
  expect(here.vendor.seen.every((request) => request.method === 'GET' && !request.url?.includes('?'))).toBe(true);
});
