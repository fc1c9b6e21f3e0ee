import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { explain } from '../../../shared/domain/problem.ts';
import { hostId } from '../../store/store.test-kit.ts';
import { endoflifeFile, epssFile, installed, kevFile, resolved, tracker, world, type World } from './vulnerabilities.test-kit.ts';

// Each test starts a thread; on a busy computer that alone takes seconds.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let online: World;
let offline: World;
let path: string;
let key: string;
beforeEach(async () => {
  [online, offline] = [await world(0), await world(1)];
  online.says.set('debian-tracker.json', tracker(['bash', 'CVE-2026-0001', resolved('5.2-2')]));
  online.says.set('kev.json', kevFile('CVE-2026-0001'));
  online.says.set('epss.csv.gz', epssFile('CVE-2026-0001,0.1,0.93'));
  online.says.set('endoflife.json', endoflifeFile({ name: 'x', releases: [] }));
  await online.update('debian-tracker', 'kev', 'epss', 'endoflife');
  path = join(online.folder, 'bundle');
  ({ key } = await online.call('feeds.export', { path }));
  offline.scan(1, { packages: [installed('bash', '5.2-1')] });
});
afterEach(async () => {
  await online.end();
  await offline.end();
});
const bring = (trust: string | null = null) => offline.ask('feeds.import', { path, trust });
const findings = async () =>
  (await offline.call('findings.ofHost', { id: hostId(1) })).map((one) => [one.cve, one.kev !== null, one.epss?.score]);

it('brings the data of a computer without any host to one that reaches no vendor, once its key is trusted', async () => {
  expect(statSync(join(online.folder, 'feeds-key.pem')).mode & 0o777).toBe(0o600);
  const refused = await bring();
  expect(refused).toMatchObject({ ok: false, problem: { kind: 'bundle-refused', reason: 'unknown-key', fingerprint: key } });
  if (!refused.ok) expect(explain(refused.problem).detail).toContain(`key ${key}`);
  expect((await bring('SHA256:another')).ok).toBe(false);
  expect(await findings()).toEqual([]);
  expect((await bring(key)).ok).toBe(true);
  expect(await findings()).toEqual([['CVE-2026-0001', true, 0.1]]);
  expect(offline.vendor.seen).toEqual([]);
  expect((await offline.call('feeds.list', {})).find((one) => one.feed === 'debian-tracker')).toMatchObject({
    state: 'current',
    date: '2026-11-22',
  });
  expect((await bring()).ok, 'the key is pinned').toBe(true);
});

it('refuses a second key until it is trusted as well', async () => {
  await bring(key);
  const other = await world(0);
  other.says.set('kev.json', kevFile('CVE-2026-0001'));
  await other.update('kev');
  path = join(other.folder, 'bundle');
  await other.call('feeds.export', { path });
  expect(await bring()).toMatchObject({ ok: false, problem: { reason: 'other-key' } });
  await other.end();
});

it.each<readonly [string, (bytes: Buffer) => Buffer, string]>([
  ['cut off at its end', (bytes) => bytes.subarray(0, bytes.length - 1), 'altered'],
  ['cut off in its header', (bytes) => bytes.subarray(0, 200), 'altered'],
  ['with something behind it', (bytes) => Buffer.concat([bytes, Buffer.from('x')]), 'altered'],
  ['altered in a file', (bytes) => flipped(bytes, bytes.length - 5), 'altered'],
  ['altered in its header', (bytes) => flipped(bytes, bytes.indexOf('sha256') + 12), 'altered'],
  ['altered in its signature', (bytes) => flipped(bytes, bytes.indexOf(10, bytes.indexOf(10) + 1) + 5), 'altered'],
  ['of zeros', () => Buffer.alloc(4_000_000), 'no-bundle'],
  ['empty', () => Buffer.alloc(0), 'no-bundle'],
  ['a page', () => Buffer.from('<!doctype html>\n\n\n\n'), 'no-bundle'],
])('%s it is refused, and nothing of it is used', async (_, change, reason) => {
  writeFileSync(path, change(readFileSync(path)));
  const refused = await bring(key);
  expect(refused).toMatchObject({ ok: false, problem: { kind: 'bundle-refused', reason } });
  expect(await findings()).toEqual([]);
  expect((await offline.call('feeds.list', {})).every((one) => one.updatedAt === null)).toBe(true);
});

it('an older bundle does not take the place of newer data', async () => {
  await bring(key);
  offline.says.set('debian-tracker.json', tracker(['bash', 'CVE-2026-0002', resolved('5.2-2')]));
  offline.says.set('kev.json', kevFile('CVE-2026-0002').replaceAll('2026-11-20', '2026-11-23'));
  offline.says.set('epss.csv.gz', epssFile('CVE-2026-0002,0.1,0.93').replace('2026-11-21', '2026-11-23'));
  offline.says.set('endoflife.json', endoflifeFile({ name: 'y', releases: [] }).replace('2026-11-01', '2026-11-23'));
  offline.at('2026-11-23T10:00:00.000Z');
  await offline.update();
  expect(await bring()).toMatchObject({ ok: false, problem: { reason: 'older' } });
  expect(await findings()).toEqual([['CVE-2026-0002', true, 0.1]]);
});

it('there is nothing to export before anything came', async () =>
  expect(await offline.ask('feeds.export', { path: join(offline.folder, 'x') })).toMatchObject({
    ok: false,
    problem: { kind: 'nothing-to-export', what: 'feeds' },
  }));

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
