import { describe, expect, it } from 'vitest';
import { alpineSecdb } from './alpine-secdb/index.ts';
import { archTracker } from './arch-tracker/index.ts';
import { fixture, readAll } from './feeds.test-kit.ts';
import { redhatOsv } from './redhat-osv/index.ts';
import { rockyOsv } from './rocky-osv/index.ts';
import { suseOsv } from './suse-osv/index.ts';
import { ubuntuOsv } from './ubuntu-osv/index.ts';
import type { Feed } from './feed.ts';

const records = async <Row>(feed: Feed<Row>): Promise<Row[]> => (await readAll(feed, fixture(feed.id, 'records.json'))).rows;
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe('OSV records', () => {
  const affected = (change: object) => [{ package: { ecosystem: 'Rocky Linux:9', name: 'a' }, ...change }];
  const record = (change: object) => json({ id: 'RLSA-1', related: ['CVE-2026-0001'], ...change });
  const range = (...events: object[]) => affected({ ranges: [{ type: 'ECOSYSTEM', events }] });
  const spans = async (change: object) =>
    (await readAll(rockyOsv, record(change))).rows.map(({ body }) => [body.since, body.fixed, body.unfixed]);

  it('each introduced begins a span, each fixed ends it', async () => {
    const twice = range({ introduced: '0' }, { fixed: '1-1' }, { introduced: '2-1' }, { fixed: '2-5' });
    expect(await spans({ affected: twice })).toEqual([
      [null, ['1-1'], null],
      ['2-1', ['2-5'], null],
    ]);
    expect(await spans({ affected: range({ introduced: '0' }) })).toEqual([[null, [], 'affected']]);
    expect(await spans({ affected: affected({ ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] }) })).toEqual([]);
  });

  it('a withdrawn record says nothing, and a bug fix without a CVE is no vulnerability', async () => {
    expect(await spans({ affected: range({ introduced: '0' }), withdrawn: '2026-01-01T00:00:00Z' })).toEqual([]);
    expect(await spans({ id: 'RLBA-1', related: [], affected: range({ introduced: '0' }) })).toEqual([]);
  });

  it('several documents follow one another, and the newest change is the day of the file', async () => {
    const two = Buffer.concat([record({ modified: '2026-01-02T00:00:00Z' }), record({ modified: '2026-03-04T00:00:00Z' })]);
    expect((await readAll(rockyOsv, two)).result).toMatchObject({ ok: true, value: { date: '2026-03-04' } });
  });

  it.each([
    ['without an id', json({ affected: [] }), 'record 1 > id'],
    ['a list that is none', record({ affected: {} }), 'RLSA-1 > affected'],
    ['a package without a name', record({ affected: [{ package: { ecosystem: 'x' } }] }), 'RLSA-1 > affected > 0 > name'],
    ['fixed before introduced', record({ affected: range({ fixed: '1' }) }), 'RLSA-1 > affected > 0 > ranges > 0'],
    ['a second one that is cut off', Buffer.concat([record({}), Buffer.from('{"id":')]), 'byte'],
  ])('names the place of a record %s', async (_, bytes, place) => {
    const { result } = await readAll(rockyOsv, bytes);
    expect(result).toMatchObject({ ok: false, problem: { place: expect.stringContaining(place) as string } });
  });
});

it('Red Hat: repositories are one release; a kept minor release has its own and knows of the main stream', async () => {
  const rows = await records(redhatOsv);
  const of = (release: string): string[] =>
    rows
      .filter((row) => row.release === release)
      .map(({ package: name, body }) => `${body.advisory} ${name} ${body.fixed.join()} ${body.channel}`.trim());
  expect(of('rhel:9')).toEqual([
    'RHSA-2024:9333 openssl-devel 1:3.2.2-6.el9_5',
    'RHSA-2024:9333 openssl-libs 1:3.2.2-6.el9_5',
    'RHSA-2025:2000 openssl-libs 1:3.2.2-6.el9_5.1',
  ]);
  expect(of('rhel:9.4-eus')).toEqual([
    'RHSA-2024:9333 openssl-devel 1:3.2.2-6.el9_5 main',
    'RHSA-2024:9333 openssl-libs 1:3.2.2-6.el9_5 main',
    'RHSA-2025:1330 openssl-libs 1:3.0.7-29.el9_4',
    'RHSA-2025:2000 openssl-libs 1:3.2.2-6.el9_5.1 main',
  ]);
  expect(rows.find((row) => row.package === 'nodejs')?.body).toMatchObject({ streams: ['nodejs:20'], severity: 'Important' });
});

it('SUSE: binary packages beside their source, products of one service pack, LTSS by name, modules of SLE 12', async () => {
  const rows = await records(suseOsv);
  expect(rows.map(({ release, package: name, body }) => `${release} ${name} ${body.fixed.join()} ${body.channel}`.trim())).toEqual([
    'sles:15.6 libopenssl1_1 1.1.1w-150600.5.12.1',
    'sles:15.6 libopenssl1_1-32bit 1.1.1w-150600.5.12.1',
    'sles:15.3 libopenssl1_1 1.1.1d-150200.11.100.1 LTSS',
    'sles:12.5 php74 7.4.33-1.1',
  ]);
});

it('Ubuntu: CVEs with their pockets, without notices and withdrawn records', async () => {
  const rows = await records(ubuntuOsv);
  expect(new Set(rows.map(({ body }) => body.record))).toEqual(
    new Set(['UBUNTU-CVE-2016-20013', 'UBUNTU-CVE-2021-3782', 'UBUNTU-CVE-2026-1403']),
  );
  expect(rows.find((row) => row.release === 'ubuntu:16.04' && row.package === 'wayland')?.body).toEqual({
    cve: 'CVE-2021-3782',
    record: 'UBUNTU-CVE-2021-3782',
    pocket: 'pro',
    since: null,
    fixed: '1.12.0-1~ubuntu16.04.3+esm1',
    newestAffected: '1.12.0-1~ubuntu16.04.3',
    availability: 'Available with Ubuntu Pro (Infra-only): https://ubuntu.com/pro',
    priority: 'medium',
  });
});

describe('Alpine secdb', () => {
  const file = 'alpine-3.11-main.json';
  const read = (packages: unknown, change: object = {}) =>
    readAll(alpineSecdb, json({ distroversion: 'v3.11', reponame: 'main', packages, ...change }), { file });
  const secfixes = (fixes: unknown) => [{ pkg: { name: 'xen', secfixes: fixes } }];

  it('takes the first name of each entry, and "0" as it is', async () => {
    const { rows } = await read(
      secfixes({ '0': ['CVE-2019-1'], '4.7.1-r5': ['XSA-207', 'CVE-2017-2615 XSA-208', 'CVE-2017-2615 again'], '5-r0': null }),
    );
    expect(rows.map(({ release, package: origin, body }) => `${release} ${origin} ${body.fixed} ${body.cve}`)).toEqual([
      'alpine:3.11 xen 0 CVE-2019-1',
      'alpine:3.11 xen 4.7.1-r5 XSA-207',
      'alpine:3.11 xen 4.7.1-r5 CVE-2017-2615',
    ]);
  });

  it.each([
    ['another branch', [], { distroversion: 'v3.12' }, 'distroversion'],
    ['another repository', [], { reponame: 'community' }, 'reponame'],
    ['no package', [], {}, 'packages'],
    ['a CVE that is a number', secfixes({ '1-r0': [7] }), {}, 'xen > 1-r0'],
  ])('refuses %s', async (_, packages, change, place) =>
    expect((await read(packages, change)).result).toMatchObject({ ok: false, problem: { place } }),
  );
});

describe('Arch security tracker', () => {
  const group = {
    name: 'AVG-1',
    packages: ['a', 'b'],
    affected: '1-1',
    fixed: null,
    severity: 'Low',
    status: 'Vulnerable',
    issues: ['CVE-2026-0001'],
  };
  it('one row a package; a group without a CVE stands for itself', async () => {
    const { rows } = await readAll(archTracker, json([group, { ...group, name: 'AVG-2', issues: [] }]));
    expect(rows.map(({ package: name, body }) => [name, body.cves])).toEqual([
      ['a', ['CVE-2026-0001']],
      ['b', ['CVE-2026-0001']],
      ['a', ['AVG-2']],
      ['b', ['AVG-2']],
    ]);
  });
  it.each([
    ['an unknown status', { status: 'Maybe' }, 'AVG-1 > status'],
    ['fixed without a version', { status: 'Fixed' }, 'AVG-1'],
    ['packages that are none', { packages: 'a' }, 'AVG-1 > packages'],
  ])('refuses %s', async (_, change, place) =>
    expect((await readAll(archTracker, json([{ ...group, ...change }]))).result).toMatchObject({ ok: false, problem: { place } }),
  );
});
