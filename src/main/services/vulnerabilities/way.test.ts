import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Settings } from '../../../shared/contract/contract.ts';
import { certificate, vendor, type Vendor } from '../../feeds/vendor.test-kit.ts';
import { kevFile, world, type World } from './vulnerabilities.test-kit.ts';

// Each test starts a thread; on a busy computer that alone takes seconds.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** The way to vendors as it is kept in the settings. */
let here: World;
let other: Vendor | null;
let folder: string;
beforeEach(async () => {
  [here, other, folder] = [await world(0), null, mkdtempSync(join(tmpdir(), 'patchbay-way-'))];
  here.says.set('kev.json', kevFile('CVE-2026-0001'));
});
afterEach(async () => {
  await other?.close();
  await here.end();
  rmSync(folder, { recursive: true, force: true });
});
const kev = async () => (await here.call('feeds.list', {})).find((one) => one.feed === 'kev');

it('an update goes through the proxy that is set, and without one where it is taken away', async () => {
  other = await vendor((_, response) => response.end(kevFile('CVE-2026-0001', 'CVE-2026-0002')));
  await here.call('settings.set', { feedProxy: new URL(other.url).origin });
  await here.update('kev');
  expect(other.seen.map((one) => one.url)).toEqual([`${here.vendor.url}/kev.json`]);
  expect(here.vendor.seen).toEqual([]);
  expect(await kev()).toMatchObject({ rows: 2, problem: null });
  await here.call('settings.set', { feedProxy: null });
  await here.update('kev');
  expect(here.vendor.seen.map((one) => one.url)).toEqual(['/f/kev.json']);
  expect(await kev()).toMatchObject({ rows: 1 });
});

it('a proxy that is not there is said, and what is known stays', async () => {
  await here.update('kev');
  other = await vendor(() => undefined);
  await here.call('settings.set', { feedProxy: new URL(other.url).origin });
  await other.close();
  await here.update('kev');
  expect(await kev()).toMatchObject({ rows: 1, problem: { kind: 'feed-unreachable', reason: 'refused' } });
});

it('certificates that are set are believed beside those of the system', async () => {
  const { cert, key } = certificate(folder, 2020, 2090);
  other = await vendor((_, response) => response.end(kevFile('CVE-2026-0001')), { cert, key });
  await here.end();
  here = await world(0, { at: other.url });
  await here.update('kev');
  expect(await kev()).toMatchObject({ problem: { kind: 'feed-unreachable', reason: 'certificate' } });
  writeFileSync(join(folder, 'ca.pem'), `what an office calls it\n${cert}`);
  await here.call('settings.set', { feedCa: join(folder, 'ca.pem') });
  await here.update('kev');
  expect(await kev()).toMatchObject({ rows: 1, problem: null });
});

it.each([
  ['that is not there', null],
  ['without a certificate', 'hello'],
  ['with a broken certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
])('a file of certificates %s is named before anybody is asked', async (_, text) => {
  const path = join(folder, 'ca.pem');
  if (text !== null) writeFileSync(path, text);
  await here.call('settings.set', { feedCa: path });
  expect(await here.ask('feeds.update', { only: ['kev'] })).toMatchObject({ ok: false, problem: { kind: 'file', path } });
  expect(here.vendor.seen).toEqual([]);
});

it.each(['ftp://proxy', 'proxy:3128', 'http://kim:secret@proxy:3128', 'http:kim:secret@proxy'])('%s is no proxy to be kept', (feedProxy) =>
  expect(Settings.partial().safeParse({ feedProxy }).success).toBe(false),
);
