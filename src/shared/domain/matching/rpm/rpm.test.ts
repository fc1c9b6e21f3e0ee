import { describe, expect, it } from 'vitest';
import type { Advisory, RpmEntry } from '../../vulnerability/rows.ts';
import { findRelease } from '../ecosystems.ts';
import { explainFinding, type Installed } from '../finding.ts';
import { almaPlaces, opensusePlaces, redHatPlaces, rockyPlaces, streamsOf, susePlaces } from './osv-names.ts';
import { installed, on, row, said } from './rpm.test-kit.ts';

describe('what an advisory says becomes a status', () => {
  it.each([
    ['a fix that is newer', {}, {}, 'fixed-available older-than-fix'],
    ['the fix itself', {}, { version: '1:3.2.2-6.el9' }, 'not-affected fixed'],
    ['a newer one', {}, { version: '1:3.2.2-6.el9_5' }, 'not-affected fixed'],
    ['an epoch that decides', {}, { version: '3.9.9-1.el9' }, 'fixed-available older-than-fix'],
    ['the older of two builds of the fix', { fixed: ['1:3.2.2-6.el9', '1:3.0.7-1.el9'] }, {}, 'not-affected fixed'],
    ['a version from before the fault', { since: '1:3.1.0-1.el9' }, {}, 'not-affected before-introduced'],
    ['no fix', { fixed: [], unfixed: 'affected' }, {}, 'affected-no-fix open'],
    ['no fix for now', { fixed: [], unfixed: 'deferred' }, {}, 'deferred deferred'],
    ['no fix ever', { fixed: [], unfixed: 'will-not-fix' }, {}, 'will-not-fix will-not-fix'],
    ['out of support', { fixed: [], unfixed: 'end-of-life' }, {}, 'end-of-life end-of-life'],
    ['not looked into yet', { fixed: [], unfixed: 'undetermined' }, {}, 'cannot-judge undetermined'],
  ] as const)('%s', (_, change, host, status) =>
    expect(on([installed(host)], [row(change as Partial<RpmEntry>)]).findings.map(said)).toEqual([status]),
  );

  it('gives one finding a CVE, and the advisory stands for itself where it names none', () => {
    const { findings } = on(
      [installed()],
      [row({ cves: ['CVE-2026-0001', 'CVE-2026-0002'] }), row({ advisory: 'ALSA-2026:0002', cves: [] })],
    );
    expect(findings.map((one) => one.cve)).toEqual(['CVE-2026-0001', 'CVE-2026-0002', 'ALSA-2026:0002']);
  });

  it('of two advisories on one CVE the later fix counts', () => {
    const { findings } = on([installed()], [row(), row({ advisory: 'ALSA-2026:0002', fixed: ['1:3.2.2-7.el9'] })]);
    expect(findings.map((one) => [one.fixed, one.why.record[0]])).toEqual([['1:3.2.2-7.el9', 'ALSA-2026:0002']]);
  });

  it('can be followed to the record', () => {
    const [finding] = on([installed()], [row()]).findings;
    expect(finding && explainFinding(finding, '2026-11-21')).toBe(
      'rule older-than-fix; installed 1:3.0.7-1.el9 < 1:3.2.2-6.el9; AlmaLinux OSV: ALSA-2026:0001 > openssl-libs > AlmaLinux 9; severity Moderate; data as of 2026-11-21',
    );
  });

  it('compares the version of the binary, never that of its source', () => {
    const pods = installed({ name: 'perl-Pod-Escapes', version: '1:1.07-460.el9', source: 'perl', sourceVersion: '5.32.1-480.el9' });
    const fix = row({ fixed: ['4:5.32.1-481.el9'] }, 'perl');
    expect(on([pods], [fix]).findings).toEqual([]);
    expect(on([pods], [row({ fixed: ['1:1.07-461.el9'] }, 'perl-Pod-Escapes')]).findings.map(said)).toEqual([
      'fixed-available older-than-fix',
    ]);
  });

  it("takes the record's epoch where the list has none, and says so", () => {
    const { findings } = on([installed({ version: '3.2.2-6.el9', source: '', epochUnknown: true })], [row()]);
    expect(findings.map(said)).toEqual(['not-affected fixed']);
    expect(findings[0]?.why.words.join()).toContain('no epoch');
  });
});

describe('module streams', () => {
  const nodejs = (stream: string, fixed: string) => row({ streams: stream ? [stream] : [], fixed: [fixed] }, 'nodejs');
  const old = '1:18.0.0-1.module_el9.0.0+1+aaaaaaaa';
  const fix = '1:18.20.2-1.module_el9.4.0+2+bbbbbbbb';
  const modular = (module?: string): Installed => {
    const { module: _, ...one } = installed({ name: 'nodejs', version: old });
    return module === undefined ? one : { ...one, module };
  };

  it.each([
    ['of its own stream', modular('nodejs:18:9040020240101:rhel9'), nodejs('nodejs:18', fix), null, ['fixed-available older-than-fix']],
    ['of another stream', modular('nodejs:18:9040020240101:rhel9'), nodejs('nodejs:20', '1:20.1-1.module_el9+1+b'), null, []],
    ['outside modules', modular('nodejs:18:9040020240101:rhel9'), row({ fixed: ['1:16.20.2-1.el9'] }, 'nodejs'), null, []],
    [
      'of a stream on a package outside modules',
      installed({ name: 'nodejs', version: '1:16.20.2-1.el9' }),
      nodejs('nodejs:18', fix),
      null,
      [],
    ],
    ['where the host has the stream enabled', modular(), nodejs('nodejs:18', fix), ['nodejs:18'], ['fixed-available older-than-fix']],
    ['where the host has another enabled', modular(), nodejs('nodejs:20', '1:20.1-1.module_el9+1+b'), ['nodejs:18'], []],
    ['where nothing says the stream', modular(), nodejs('nodejs:18', fix), null, ['cannot-judge stream-not-said']],
    ['that names no stream', modular('nodejs:18:1:a'), nodejs('', fix), null, ['cannot-judge stream-not-said']],
  ] as const)('an advisory %s', (_, one, advisory, modules, expected) =>
    expect(on([one], [advisory], { modules }).findings.map(said)).toEqual(expected),
  );

  it.each([
    ['Moderate: nodejs:18 security update', ['nodejs:18']],
    ['Important: virt:rhel and virt-devel:rhel security update', ['virt:rhel', 'virt-devel:rhel']],
    ['Red Hat Security Advisory: container-tools:rhel8 security update', ['container-tools:rhel8']],
    ['new module: php:7.4', ['php:7.4']],
    ['Important: kernel security, bug fix, and enhancement update', []],
  ])('%s names %j', (summary, streams) => expect(streamsOf(summary)).toEqual(streams));
});

describe('CVEs of the kernel belong to the running image alone', () => {
  const version = (number: number): string => `5.14.0-${number}.el9`;
  const of = (name: string, number: number): Installed =>
    installed({ name, version: version(number), source: 'kernel', sourceVersion: version(number) });
  const names = ['kernel', 'kernel-core', 'kernel-modules', 'kernel-headers', 'kernel-tools', 'perf', 'python3-perf', 'bpftool'];
  const packages = [400, 427].flatMap((number) => names.map((name) => of(name, number)));
  const rows = names.map((name) => row({ fixed: [version(503)] }, name));
  const hit = (kernel: string | null): string[] =>
    on(packages, rows, { kernel }).findings.map((one) => `${one.package} ${one.why.compared?.installed}`);

  it('by uname -r', () => expect(hit('5.14.0-400.el9.x86_64')).toEqual([`kernel-core ${version(400)}`]));
  it('none where another one runs', () => expect(hit('6.8.0-container')).toEqual([]));
  it('the newest where it is not known, and that is said', () => {
    expect(hit(null)).toEqual([`kernel-core ${version(427)}`]);
    expect(on(packages, rows).findings[0]?.why.words.join()).toContain('is taken for it');
  });
  it("by SUSE's shorter name", () => {
    const suse = installed({ name: 'kernel-default', version: '6.4.0-150600.23.7.3', origin: 'SUSE LLC <https://www.suse.com/>' });
    const fix = row({ fixed: ['6.4.0-150600.23.30.1'] }, 'kernel-default', 'sles:15.6');
    expect(on([suse], [fix], { release: 'sles:15.6', kernel: '6.4.0-150600.23.7-default' }).findings).toHaveLength(1);
    expect(on([suse], [fix], { release: 'sles:15.6', kernel: '6.4.0-150600.23.17-default' }).findings).toHaveLength(0);
  });
});

describe('what cannot be judged is neither safe nor a finding', () => {
  it.each([
    ['another vendor', installed({ origin: 'Fedora Project' }), 'foreign-origin'],
    ['no vendor', installed({ origin: 'no vendor' }), 'foreign-origin'],
    ['a build for another release', installed({ version: '1:1.1.1k-9.el8' }), 'other-release'],
  ])('%s', (_, one, rule) => expect(on([one], [row()])).toMatchObject({ findings: [], unjudged: [{ rule }] }));

  it('a release without data', () =>
    expect(on([installed()], [row()], { release: 'alma:10' }).unjudged[0]?.rule).toBe('release-without-data'));
  it('keys of rpm are no packages', () => expect(on([installed({ name: 'gpg-pubkey' })], [row()])).toEqual({ findings: [], unjudged: [] }));
});

describe('Rocky names sources', () => {
  const fix = row({ fixed: ['1:3.2.2-6.el9'] }, 'openssl', 'rocky:9');
  const rocky = { release: 'rocky:9' };
  const origin = 'Rocky Enterprise Software Foundation';
  it('judges every binary by the version of its source, which has no epoch', () => {
    expect(on([installed({ origin })], [fix], rocky).findings.map(said)).toEqual(['fixed-available older-than-fix']);
    expect(on([installed({ origin, sourceVersion: '3.2.2-6.el9' })], [fix], rocky).findings.map(said)).toEqual(['not-affected fixed']);
  });
  it('does not guess the source', () => {
    expect(on([installed({ origin, source: '' })], [fix], rocky).unjudged[0]?.rule).toBe('source-not-said');
    expect(on([installed({ origin, source: '', name: 'openssl' })], [fix], rocky).findings).toHaveLength(1);
  });
});

describe('a minor release of RHEL that is kept', () => {
  const eus = row({ fixed: ['1:3.0.7-29.el9_4'] }, 'openssl-libs', 'rhel:9.4-eus');
  const main = (cve: string) => row({ fixed: ['1:3.2.2-6.el9_5'], channel: 'main', cves: [cve] }, 'openssl-libs', 'rhel:9.4-eus');
  const judge = (version: string, rows: Advisory[]): string[] =>
    on([installed({ version, origin: 'Red Hat, Inc.' })], rows, { release: 'rhel:9.4-eus', all: false }).findings.map(said);
  it('is not held against the fix of its main stream', () => expect(judge('1:3.0.7-29.el9_4', [eus, main('CVE-2026-0001')])).toEqual([]));
  it('lacks what only the main stream has', () =>
    expect(judge('1:3.0.7-29.el9_4', [eus, main('CVE-2026-0002')])).toEqual(['affected-no-fix fixed-in-main-only']));
});

it('says what a fix takes beside the release', () => {
  const ltss = row({ channel: 'LTSS', fixed: ['1:9-1'] }, 'openssl-libs', 'sles:15.3');
  const { findings } = on([installed({ version: '1:3-1', origin: 'SUSE LLC' })], [ltss], { release: 'sles:15-SP3' });
  expect(findings[0]?.why.words).toContain('fixed available with LTSS only');
});

describe('names of releases', () => {
  it.each([
    ['alma:9.4', 'almalinux:9'],
    ['almalinux:10', 'almalinux:10'],
    ['rocky:9', 'rocky:9'],
    ['rhel:9', 'rhel:9'],
    ['rhel:9.4', 'rhel:9'],
    ['rhel:9.4-eus', 'rhel:9.4-eus'],
    ['centos:7', 'rhel:7'],
    ['centos:9', undefined],
    ['sles:15.6', 'sles:15.6'],
    ['sles:15-SP6', 'sles:15.6'],
    ['opensuse-leap:15.6', 'opensuse-leap:15.6'],
    ['opensuse-tumbleweed', 'opensuse-tumbleweed'],
    ['alma', undefined],
    ['rhel', undefined],
  ])('%s is %s', (text, id) => expect(findRelease(text)?.release.id).toBe(id));

  it.each([
    [almaPlaces, 'AlmaLinux:9', ['almalinux:9']],
    [rockyPlaces, 'Rocky Linux:8', ['rocky:8']],
    [redHatPlaces, 'Red Hat:enterprise_linux:9::appstream', ['rhel:9']],
    [redHatPlaces, 'Red Hat:enterprise_linux:10.0', ['rhel:10']],
    [redHatPlaces, 'Red Hat:rhel_eus:9.4::baseos', ['rhel:9.4-eus']],
    [redHatPlaces, 'Red Hat:rhel_els:7', ['rhel:7 ELS']],
    [redHatPlaces, 'Red Hat:openshift:4.16::el9', []],
    [susePlaces, 'SUSE:Linux Enterprise Module for Basesystem 15 SP6', ['sles:15.6']],
    [susePlaces, 'SUSE:Linux Enterprise Server 15 SP4-LTSS', ['sles:15.4 LTSS']],
    [susePlaces, 'SUSE:Linux Enterprise Server 15-LTSS', ['sles:15.0 LTSS']],
    [susePlaces, 'SUSE:Linux Enterprise Server 16.0', ['sles:16.0']],
    [susePlaces, 'SUSE:Linux Enterprise Micro 5.5', []],
    [opensusePlaces, 'openSUSE:Leap 15.6', ['opensuse-leap:15.6']],
    [opensusePlaces, 'openSUSE:Leap Micro 5.5', []],
  ])('%o takes %s for %j', (places, ecosystem, expected) =>
    expect(places(ecosystem).map(({ release, channel }) => `${release} ${channel}`.trim())).toEqual(expected),
  );
});
