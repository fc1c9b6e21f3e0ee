import { afterAll, expect, test } from 'vitest';
import type { HostFacts } from '../../shared/domain/facts.ts';
import { hostId, minute, opened, sampleFacts, sampleHost, samplePackage, sampleScan, sampleUpdate, temporary } from './store.test-kit.ts';

const base = sampleFacts();

const place = temporary();
const shared = opened(place.file);
let hosts = 0;
afterAll(() => {
  shared.close();
  place[Symbol.dispose]();
});

/** What the second of two scans of a new host is said to have changed. */
function wordsFor(change: Partial<HostFacts>, before: Partial<HostFacts>): string[] {
  const id = hostId(++hosts);
  shared.hosts.add(sampleHost(hosts));
  shared.scans.record(sampleScan({ ...base, ...before }, 0, { hostId: id }));
  shared.scans.record(sampleScan({ ...base, ...change }, 10, { hostId: id }));
  const words = shared.scans.changes(id, 100).filter((line) => line.at === minute(11));
  return words.map((line) => line.text);
}

const openssl = samplePackage('openssl', '3.0.17-1');
const listener = (protocol: 'tcp' | 'udp', port: number, process: string | null = null) => ({
  protocol,
  address: '0.0.0.0',
  port,
  process,
});

test.each<[string, Partial<HostFacts>, Partial<HostFacts>, string[]]>([
  ['update', { packages: [openssl] }, { packages: [samplePackage('openssl', '3.0.22-1')] }, ['openssl 3.0.17-1 -> 3.0.22-1']],
  ['installation', { packages: [openssl] }, { packages: [openssl, samplePackage('nginx', '1.22')] }, ['nginx 1.22 installed']],
  ['removal', { packages: [openssl] }, { packages: [] }, ['openssl 3.0.17-1 removed']],
  ['hold', { packages: [openssl] }, { packages: [{ ...openssl, held: true }] }, ['openssl is held']],
  ['hold lifted', { packages: [{ ...openssl, held: true }] }, { packages: [openssl] }, ['openssl is no longer held']],
  ['half installed', { packages: [openssl] }, { packages: [{ ...openssl, healthy: false }] }, ['openssl is not fully installed']],
  ['repaired', { packages: [{ ...openssl, healthy: false }] }, { packages: [openssl] }, ['openssl is fully installed again']],
  ['another origin', { packages: [openssl] }, { packages: [{ ...openssl, origin: null }] }, []],
  [
    'another architecture',
    { packages: [openssl] },
    { packages: [{ ...openssl, arch: 'i386' }] },
    ['openssl 3.0.17-1 removed', 'openssl 3.0.17-1 installed'],
  ],
  ['failed unit', {}, { failedUnits: ['nginx.service'] }, ['nginx.service failed']],
  ['mended unit', { failedUnits: ['a.service', 'nginx.service'] }, { failedUnits: ['a.service'] }, ['nginx.service no longer failed']],
  [
    'kernel and boot',
    {},
    { bootId: 'other', kernel: { ...base.kernel, running: '6.1.0-31-amd64' } },
    ['rebooted', 'kernel 6.1.0-30-amd64 -> 6.1.0-31-amd64'],
  ],
  ['newer kernel installed only', {}, { kernel: { ...base.kernel, newest: '6.1.0-31-amd64' } }, []],
  ['reboot required', {}, { reboot: { required: true, reasons: ['linux-image'] } }, ['reboot required']],
  [
    'system',
    {},
    { os: { ...base.os, pretty: 'Debian GNU/Linux 13 (trixie)' } },
    ['system Debian GNU/Linux 12 (bookworm) -> Debian GNU/Linux 13 (trixie)'],
  ],
  ['name', {}, { hostname: 'web2' }, ['host name web1 -> web2']],
  ['hardware', {}, { hardware: { ...base.hardware, memoryBytes: 8e9 } }, ['hardware changed']],
  ['rights', {}, { rights: 'none', unseen: ['ports of other users'] }, ['read without administrator rights']],
  [
    'port',
    { listeners: [] },
    { listeners: [listener('tcp', 80, 'nginx'), listener('udp', 123), listener('udp', 40_000)] },
    ['listens on tcp 0.0.0.0 port 80 (nginx)', 'listens on udp 0.0.0.0 port 123'],
  ],
  ['port closed', { listeners: [listener('tcp', 8080)] }, { listeners: [] }, ['no longer listens on tcp 0.0.0.0 port 8080']],
  [
    'outstanding',
    {},
    { updates: [sampleUpdate('openssl'), sampleUpdate('bash', '5', { security: false })] },
    ['updates outstanding 0 -> 2, security 0 -> 1'],
  ],
  ['nothing', {}, { uptimeSeconds: 99 }, []],
])('%s in words', (_, before, after, words) => {
  expect(wordsFor(after, before)).toEqual(words);
});

test('changes are newest first, a scan after the other, and as many as asked for', () => {
  using place = temporary();
  const store = opened(place.file);
  store.hosts.add(sampleHost());
  store.hosts.add(sampleHost(2));
  const scan = (at: number, change: Partial<HostFacts>) => store.scans.record(sampleScan(sampleFacts(change), at));
  scan(0, { packages: [openssl] });
  scan(10, { packages: [openssl] });
  store.scans.record(sampleScan(null, 20));
  store.scans.record(sampleScan(sampleFacts(), 25, { hostId: hostId(2) }));
  scan(30, { packages: [samplePackage('openssl', '3.0.18-1')], failedUnits: ['a.service'] });
  scan(40, { packages: [openssl], failedUnits: ['a.service'] });
  const all = [
    { at: minute(41), text: 'openssl 3.0.18-1 -> 3.0.17-1' },
    { at: minute(31), text: 'a.service failed' },
    { at: minute(31), text: 'openssl 3.0.17-1 -> 3.0.18-1' },
    { at: minute(1), text: 'first scan: 1 packages, 0 updates outstanding, security 0' },
  ];
  expect(store.scans.changes(hostId(1), 100)).toEqual(all);
  expect(store.scans.changes(hostId(1), 2)).toEqual(all.slice(0, 2));
  expect(store.scans.changes('nosuchhost', 100)).toEqual([]);
  store.close();
});
