import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hostId } from '../../store/store.test-kit.ts';
import { installed, kevFile, open, tracker, world, type World } from './vulnerabilities.test-kit.ts';

// Each test starts a thread; on a busy computer that alone takes seconds.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** What the app ships, read here by nothing of ours. */
const SHIPPED = join(import.meta.dirname, '../../../../resources/feeds');
const KEV = JSON.parse(gunzipSync(readFileSync(join(SHIPPED, 'kev.json.gz'))).toString()) as {
  dateReleased: string;
  vulnerabilities: { cveID: string }[];
};
const CVE = KEV.vulnerabilities[0]?.cveID ?? '';

let here: World;
let shipped: string;
let folder: string;
beforeEach(async () => {
  shipped = mkdtempSync(join(tmpdir(), 'patchbay-shipped-'));
  cpSync(SHIPPED, shipped, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'patchbay-vulnerabilities-'));
  here = await world(1, { shipped, folder });
});
afterEach(async () => {
  await here.end();
  for (const one of [shipped, folder]) rmSync(one, { recursive: true, force: true });
});

const feed = async (id: string) => (await here.call('feeds.list', {})).find((one) => one.feed === id);

it('is there at the first start, of its own day, and nobody was asked for it', async () => {
  here.board.start();
  await vi.waitFor(async () => expect(await feed('endoflife')).toMatchObject({ step: null, rows: expect.any(Number) as number, problem: null, date: '2026-08-22' }), 30_000); // prettier-ignore
  expect(await feed('kev')).toMatchObject({ state: 'stale', date: KEV.dateReleased.slice(0, 10), rows: KEV.vulnerabilities.length });
  expect(await feed('epss')).toMatchObject({ state: 'never', date: null });
  expect(here.vendor.seen).toEqual([]);
  expect(readdirSync(join(here.folder, 'feeds')).sort()).toEqual(['endoflife.json', 'kev.json']);
});

it('means something at the first scan: when the system ends is known', async () => {
  here.scan(1, { packages: [installed('bash', '5.2-1')] });
  expect(await here.call('endOfLife.list', {})).toMatchObject([
    { product: 'debian', cycle: '12', dataOf: '2026-08-22', state: 'extended' },
  ]);
  expect(await here.call('findings.exposure', {})).toMatchObject({ findings: 0, unjudgedHosts: 1, asOf: null });
});

it('is taken once, marks what is found by what it says, and goes for what an update brings', async () => {
  here.scan(1, { packages: [installed('bash', '5.2-1')] });
  here.says.set('debian-tracker.json', tracker(['bash', CVE, open()]));
  await here.board.ship();
  const first = here.context.store.feeds.files().map((one) => one.edition);
  await here.update('debian-tracker');
  expect((await here.call('findings.ofHost', { id: hostId(1) })).map((one) => [one.cve, one.kev !== null])).toEqual([[CVE, true]]);
  here.says.set('kev.json', kevFile('CVE-2020-0001'));
  await here.update('kev');
  expect(await feed('kev')).toMatchObject({ state: 'current', date: '2026-11-20', rows: 1 });
  expect((await here.call('findings.ofHost', { id: hostId(1) })).map((one) => one.kev)).toEqual([null]);
  // A start later on, in the same folder: what the update brought stays.
  await here.end();
  here = await world(1, { shipped, folder });
  await here.board.ship();
  expect(await feed('kev')).toMatchObject({ rows: 1 });
  const now = here.context.store.feeds.files();
  expect(now.find((one) => one.feed === 'endoflife')?.edition).toBe(first[0]);
});

it('never takes the place of data that is there', async () => {
  here.says.set('kev.json', kevFile('CVE-2020-0001').replaceAll('2026-11-20', '2020-01-01'));
  await here.update('kev');
  await here.board.ship();
  expect(await feed('kev')).toMatchObject({ rows: 1, date: '2020-01-01' });
  expect(await feed('endoflife')).toMatchObject({ date: '2026-08-22' });
});

it('what went wrong at the vendor before is still said', async () => {
  await here.update('kev');
  expect(await feed('kev')).toMatchObject({ state: 'never', problem: { kind: 'feed-unreachable' } });
  await here.call('findings.exposure', {});
  expect(await feed('kev')).toMatchObject({ state: 'stale', problem: { kind: 'feed-unreachable' }, rows: KEV.vulnerabilities.length });
});

it.each<[string, (bytes: Buffer) => Buffer | null, object]>([
  [
    'cut off',
    (bytes) => bytes.subarray(0, 2000),
    { kind: 'feed-unreadable', place: expect.stringContaining('came with Patchbay') as string },
  ],
  ['of zeros', (bytes) => Buffer.alloc(bytes.length), { kind: 'feed-unreadable' }],
  ['without an entry', () => gzipSync('{"count":0,"vulnerabilities":[]}'), { kind: 'feed-unreadable' }],
  ['missing', () => null, { kind: 'file' }],
])('%s it says so, the other is taken, and an update heals it', async (_, change, problem) => {
  const path = join(shipped, 'kev.json.gz');
  const bytes = change(readFileSync(path));
  if (bytes) writeFileSync(path, bytes);
  else rmSync(path);
  await here.board.ship();
  expect(await feed('kev')).toMatchObject({ state: 'never', rows: 0, problem });
  expect(await feed('endoflife')).toMatchObject({ date: '2026-08-22', problem: null });
  expect(existsSync(path)).toBe(bytes !== null);
  expect(readdirSync(join(here.folder, 'feeds'))).toEqual(['endoflife.json']);
  here.says.set('kev.json', kevFile('CVE-2020-0001'));
  await here.update('kev');
  expect(await feed('kev')).toMatchObject({ state: 'current', rows: 1, problem: null });
});

it('is small, and says of each file where it is from and under which licence', () => {
  const names = readdirSync(SHIPPED).filter((name) => name.endsWith('.gz'));
  expect(names).toEqual(['endoflife.json.gz', 'kev.json.gz']);
  expect(names.reduce((sum, name) => sum + statSync(join(SHIPPED, name)).size, 0)).toBeLessThan(400_000);
  const readme = readFileSync(join(SHIPPED, 'README.md'), 'utf8');
  expect(readme).toContain(`kev.json.gz | all ${KEV.vulnerabilities.length.toLocaleString('en')} entries`);
  expect(readme).toMatch(new RegExp(`^\\| kev\\.json\\.gz .* ${KEV.dateReleased.slice(0, 10)} .*CC0-1\\.0`, 'm'));
  expect(readme).toMatch(/^\| endoflife\.json\.gz .* 2026-08-22 .*MIT/m);
});
