import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AssessListInput, JudgedList } from '../../shared/contract/assess-list.ts';
import { fixture } from '../feeds/feeds.test-kit.ts';
import { zipOf } from '../feeds/zip.test-kit.ts';
import { assessList } from './assess-list.ts';

const NOW = '2026-11-22T10:00:00.000Z';
/** A file of the feed's fixtures as the vendor packs it. */
const zipped = (feed: string): Uint8Array => zipOf([{ name: 'all.json', text: fixture(feed, 'records.json') }]);

interface Case {
  readonly release: string;
  readonly list: string;
  readonly feeds: Readonly<Record<string, Uint8Array>>;
  /** CVE, package, status, installed, fixed. */
  readonly found: readonly string[];
  /** Where only some are spelt out. */
  readonly count?: number;
  readonly unjudged: readonly string[];
  readonly feed: string;
}
const cases: readonly Case[] = [
  {
    release: 'ubuntu:16.04',
    list: 'libwayland-server0\t1.12.0-1~ubuntu16.04.3\twayland\t1.12.0-1~ubuntu16.04.3\nbare\t1\n',
    feeds: { 'ubuntu-osv.zip': zipped('ubuntu-osv') },
    found: ['CVE-2021-3782 libwayland-server0 fixed-available 1.12.0-1~ubuntu16.04.3 1.12.0-1~ubuntu16.04.3+esm1'],
    unjudged: ['bare source-not-said'],
    feed: 'Ubuntu OSV',
  },
  {
    release: 'rocky:8',
    list: 'java-11-openjdk-headless\t1:11.0.12.0.7-0.el8_4\tx86_64\tjava-11-openjdk-11.0.12.0.7-0.el8_4.src.rpm\tRocky Enterprise Software Foundation\t(none)\nepel\t1-1.el8\tnoarch\tepel-1-1.el8.src.rpm\tFedora Project\t(none)\n',
    feeds: { 'rocky-osv.zip': zipped('rocky-osv') },
    found: ['CVE-2021-35550 java-11-openjdk-headless fixed-available 1:11.0.12.0.7-0.el8_4 1:11.0.13.0.8-1.el8_4'],
    count: 10,
    unjudged: ['epel foreign-origin'],
    feed: 'Rocky Linux OSV',
  },
  {
    release: 'rhel:9.4-eus',
    list: 'openssl-libs-1:3.0.7-27.el9.x86_64\n',
    feeds: { 'redhat-osv.zip': zipped('redhat-osv') },
    found: [
      'CVE-2024-12797 openssl-libs fixed-available 1:3.0.7-27.el9 1:3.0.7-29.el9_4',
      'CVE-2024-2511 openssl-libs affected-no-fix 1:3.0.7-27.el9 null',
    ],
    unjudged: [],
    feed: 'Red Hat OSV',
  },
  {
    release: 'sles:15.6',
    list: 'libopenssl1_1\t0:1.1.1w-150600.5.9.1\tx86_64\topenssl-1_1-1.1.1w-150600.5.9.1.src.rpm\tSUSE LLC <https://www.suse.com/>\t(none)\n',
    feeds: { 'suse-osv.zip': zipped('suse-osv') },
    found: ['CVE-2024-13176 libopenssl1_1 fixed-available 1.1.1w-150600.5.9.1 1.1.1w-150600.5.12.1'],
    unjudged: [],
    feed: 'SUSE OSV',
  },
  {
    release: 'opensuse-tumbleweed',
    list: 'libopenssl3-3.1.4-9.1.x86_64\n',
    feeds: { 'opensuse-osv.zip': zipped('opensuse-osv') },
    found: ['CVE-2023-6237 libopenssl3 fixed-available 3.1.4-9.1 3.1.5-9.1'],
    unjudged: [],
    feed: 'openSUSE OSV',
  },
  {
    release: 'alpine:3.11',
    list: 'ansible-base-2.9.2-r0 x86_64 {ansible} (GPL-3.0) [installed]\n',
    feeds: {
      'alpine-3.11-main.json': fixture('alpine-secdb', 'alpine-3.11-main.json'),
      'alpine-3.11-community.json': Buffer.from(
        '{"distroversion":"v3.11","reponame":"community","packages":[{"pkg":{"name":"a","secfixes":{}}}]}',
      ),
    },
    found: [
      'CVE-2019-14904 ansible-base fixed-available 2.9.2-r0 2.9.3-r0',
      'CVE-2019-14905 ansible-base fixed-available 2.9.2-r0 2.9.3-r0',
    ],
    unjudged: [],
    feed: 'Alpine secdb',
  },
  {
    release: 'arch',
    list: 'curl 8.4.0-1\npam 1.7.0-2\nglibc 2.38-2\n',
    feeds: { 'arch-tracker.json': fixture('arch-tracker', 'all.json') },
    found: ['CVE-2024-1234 curl fixed-available 8.4.0-1 8.5.0-1', 'CVE-2025-6020 pam affected-no-fix 1.7.0-2 null'],
    unjudged: [],
    feed: 'Arch security tracker',
  },
];

describe('judging a bare list of every distribution', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-vendors-'));
    mkdirSync(join(folder, 'feeds'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const assess = (release: string, list: string, change: object = {}) => {
    writeFileSync(join(folder, 'list'), list);
    const input = { packages: join(folder, 'list'), feeds: join(folder, 'feeds'), release, asOf: '2026-11-22', ...change };
    return assessList(AssessListInput.parse(input), NOW);
  };
  const judge = async (release: string, list: string, change: object = {}): Promise<JudgedList> => {
    const result = await assess(release, list, change);
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    return JudgedList.parse(result.value);
  };

  it.each(cases)('$release', async ({ release, list, feeds, found, count = found.length, unjudged, feed }) => {
    for (const [name, bytes] of Object.entries(feeds)) writeFileSync(join(folder, 'feeds', name), bytes);
    const value = await judge(release, list);
    const lines = value.findings.map((one) => `${one.cve} ${one.package} ${one.status} ${one.installed} ${one.fixed}`);
    expect(lines).toEqual(expect.arrayContaining([...found]));
    expect(lines).toHaveLength(count);
    expect(value.unjudged.map((one) => `${one.package} ${one.rule}`)).toEqual(unjudged);
    expect(value.findings[0]?.why).toContain(feed);
    expect(value.feeds.filter((one) => one.title === feed).every((one) => one.state === 'read')).toBe(true);
    const fixable = value.findings.filter((one) => one.status === 'fixed-available');
    expect(value.updates.reduce((sum, one) => sum + one.closes, 0)).toBe(fixable.length);
  });

  it.each(cases)('$release: without its feed nothing is called safe', async ({ release, list }) => {
    expect(await assess(release, list)).toMatchObject({ ok: false, problem: { kind: 'file' } });
  });

  it.each([
    [null, ['cannot-judge']],
    [['nodejs:20'], ['fixed-available']],
    [['nodejs:18'], []],
  ])('a list without module labels, where the host has %j enabled', async (modules, expected) => {
    writeFileSync(join(folder, 'feeds', 'redhat-osv.zip'), zipped('redhat-osv'));
    const { findings } = await judge('rhel:8', 'nodejs-1:20.1.0-1.module+el8.3.0+1+aaaaaaaa.x86_64\n', { modules });
    expect(findings.map((one) => one.status)).toEqual(expected);
  });

  it('AlmaLinux, from all of its advisories', async () => {
    const path = fileURLToPath(new URL('../feeds/almalinux-osv/fixtures/almalinux9.jsonl.gz', import.meta.url));
    copyFileSync(path, join(folder, 'feeds', 'almalinux-osv.zip.gz'));
    const list = [
      'openssl-libs\t1:3.0.7-27.el9\tx86_64\topenssl-3.0.7-27.el9.src.rpm\tAlmaLinux\t(none)',
      'openssl\t1:3.0.7-27.el9\tx86_64\topenssl-3.0.7-27.el9.src.rpm\tAlmaLinux\t(none)',
    ];
    const value = await judge('alma:9.4', list.join('\n'));
    expect(value.findings.length).toBeGreaterThan(10);
    expect(value.findings.every((one) => one.status === 'fixed-available' && one.source === 'openssl')).toBe(true);
    expect(value.updates).toHaveLength(1);
    expect(value.updates[0]).toMatchObject({ source: 'openssl', packages: ['openssl', 'openssl-libs'] });
    expect(value.release).toMatchObject({ id: 'almalinux:9', name: 'AlmaLinux 9' });
  });
});
