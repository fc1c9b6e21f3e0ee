import { describe, expect, it } from 'vitest';
import type { Advisory, UbuntuEntry, UbuntuWord } from '../../vulnerability/rows.ts';
import { findRelease } from '../ecosystems.ts';
import { explainFinding, type Installed } from '../finding.ts';
import { ubuntuDistro, ubuntuPocket } from './release.ts';

const row = (change: Partial<UbuntuEntry> = {}, source = 'openssl'): Advisory<UbuntuEntry> => ({
  feed: 'ubuntu-osv',
  release: 'ubuntu:24.04',
  package: source,
  body: {
    cve: 'CVE-2026-0001',
    record: 'UBUNTU-CVE-2026-0001',
    pocket: 'standard',
    since: null,
    fixed: '3.0.13-0ubuntu3.5',
    newestAffected: null,
    availability: '',
    priority: 'medium',
    ...change,
  },
});
const installed = (change: Partial<Installed> = {}): Installed => ({
  name: 'libssl3t64',
  version: '3.0.13-0ubuntu3.1',
  source: 'openssl',
  sourceVersion: '3.0.13-0ubuntu3.1',
  origin: 'Ubuntu:noble-security',
  ...change,
});
function on(packages: readonly Installed[], rows: readonly Advisory[], kernel: string | null = null, text = 'ubuntu:24.04') {
  const found = findRelease(text);
  if (!found) throw new Error(text);
  return found.ecosystem.prepare(found.release, rows, '2026-11-22')({ packages, kernel, modules: null }, true);
}
const pro = { pocket: 'pro', availability: 'Available with Ubuntu Pro (Infra-only): https://ubuntu.com/pro' } as const;

describe('what the records say becomes a status', () => {
  it.each([
    ['a fix that is newer', [row()], 'fixed-available', 'older-than-fix', '3.0.13-0ubuntu3.5'],
    ['the fix itself', [row({ fixed: '3.0.13-0ubuntu3.1' })], 'not-affected', 'fixed', null],
    ['no fix', [row({ fixed: null })], 'affected-no-fix', 'open', null],
    ['a version from before the fault', [row({ since: '3.1' })], 'not-affected', 'before-introduced', null],
    [
      'a fix in Ubuntu Pro only',
      [row({ ...pro, fixed: '3.0.13-0ubuntu3.5+esm1' })],
      'fixed-available',
      'older-than-pro-fix',
      '3.0.13-0ubuntu3.5+esm1',
    ],
    ['a fix in both', [row({ ...pro, fixed: '3.0.13-0ubuntu3.5+esm1' }), row()], 'fixed-available', 'older-than-fix', '3.0.13-0ubuntu3.5'],
    ['open here, fixed in Ubuntu Pro', [row({ fixed: null }), row({ ...pro, fixed: '4' })], 'fixed-available', 'older-than-pro-fix', '4'],
    [
      'the fix of Ubuntu Pro is installed',
      [row({ fixed: null }), row({ ...pro, fixed: '3.0.13-0ubuntu3' })],
      'not-affected',
      'fixed',
      null,
    ],
    [
      'newer than what the record knows',
      [row({ fixed: null, newestAffected: '3.0.13-0ubuntu3' })],
      'cannot-judge',
      'newer-than-record',
      null,
    ],
    ['among what the record knows', [row({ fixed: null, newestAffected: '3.0.13-0ubuntu3.4' })], 'affected-no-fix', 'open', null],
  ] as const)('%s', (_, rows, status, rule, fixed) =>
    expect(on([installed()], rows).findings).toMatchObject([{ status, fixed, why: { rule } }]),
  );

  it('says that a fix is in Ubuntu Pro only, and can be followed to the record', () => {
    const [finding] = on([installed()], [row({ ...pro, fixed: '4' })]).findings;
    expect(finding && explainFinding(finding, '2026-11-21')).toBe(
      'rule older-than-pro-fix; installed 3.0.13-0ubuntu3.1 < 4; Ubuntu OSV: UBUNTU-CVE-2026-0001 > openssl > noble; fixed available with Ubuntu Pro only; Available with Ubuntu Pro (Infra-only): https://ubuntu.com/pro; priority medium; data as of 2026-11-21',
    );
  });
});

describe('where there will be no fix', () => {
  const word = (change: Partial<UbuntuWord> = {}): Advisory<UbuntuWord> => ({
    feed: 'ubuntu-vex',
    release: 'ubuntu:24.04',
    package: 'openssl',
    body: { cve: 'CVE-2026-0001', pocket: 'standard', word: 'will-not-fix', says: 'decided to not fix it', ...change },
  });
  const open = row({ fixed: null });
  const openPro = row({ ...pro, fixed: null });
  const ended = word({ word: 'end-of-life' });
  it.each([
    ['Ubuntu has decided not to fix it', [open, word()], 'will-not-fix will-not-fix'],
    ['the release is out of support', [open, ended], 'end-of-life end-of-life'],
    ['the archive leaves it, Ubuntu Pro does not', [open, openPro, ended], 'affected-no-fix open'],
    ['both leave it', [open, openPro, ended, word({ pocket: 'pro' })], 'end-of-life end-of-life'],
    ['Ubuntu Pro leaves what it alone has', [openPro, word({ pocket: 'pro' })], 'will-not-fix will-not-fix'],
    ['it is fixed all the same', [row(), word()], 'fixed-available older-than-fix'],
    ['the word is on another CVE', [open, word({ cve: 'CVE-2026-0002' })], 'affected-no-fix open'],
    ['the word is on another release', [open, { ...word(), release: 'ubuntu:22.04' }], 'affected-no-fix open'],
  ])('%s', (_, rows, expected) =>
    expect(on([installed()], rows).findings.map(({ status, why }) => `${status} ${why.rule}`)).toEqual([expected]),
  );

  it('can be followed to the document', () => {
    const [finding] = on([installed()], [open, word()]).findings;
    expect(finding && explainFinding(finding, '2026-11-21')).toBe(
      'rule will-not-fix; no version compared; Ubuntu VEX: CVE-2026-0001 > openssl > noble; decided to not fix it; priority medium; data as of 2026-11-21',
    );
  });

  it.each([
    ['jammy', 'ubuntu:22.04 standard'],
    ['esm-infra/xenial', 'ubuntu:16.04 pro'],
    ['esm-apps/noble', 'ubuntu:24.04 pro'],
    ['esm-infra-legacy/trusty', 'ubuntu:14.04 pro'],
    ['trusty/esm', 'ubuntu:14.04 pro'],
    ['fips-updates/focal', null],
    ['esm-infra/unknown', null],
    ['', null],
  ])('%s is %s', (text, expected) => {
    const found = ubuntuDistro(text);
    expect(found && `${found.release} ${found.pocket}`).toBe(expected);
  });
});

it.each([
  ['a package of somebody else', installed({ origin: 'LP-PPA-deadsnakes:noble' }), 'noble', 'foreign-origin'],
  ['a release without data', installed(), 'jammy', 'release-without-data'],
])('cannot judge %s', (_, one, release, rule) => expect(on([one], [row()], null, release).unjudged).toMatchObject([{ rule }]));

describe('CVEs of the kernel', () => {
  const of = (name: string, version: string, source: string): Installed => installed({ name, version, source, sourceVersion: version });
  const packages = [
    of('linux-image-6.8.0-40-generic', '6.8.0-40.40', 'linux-signed'),
    of('linux-image-6.8.0-45-generic', '6.8.0-45.45', 'linux-signed'),
    of('linux-modules-6.8.0-45-generic', '6.8.0-45.45', 'linux'),
    of('linux-headers-6.8.0-45', '6.8.0-45.45', 'linux'),
    of('linux-libc-dev', '6.8.0-45.45', 'linux'),
    of('linux-tools-common', '6.8.0-45.45', 'linux'),
    of('linux-firmware', '20240318', 'linux-firmware'),
  ];
  const rows = [row({ fixed: '6.8.0-50.50' }, 'linux'), row({ fixed: '20250000' }, 'linux-firmware')];
  const hit = (kernel: string | null): string[] => on(packages, rows, kernel).findings.map((one) => one.package);
  it('belong to the running image alone; firmware is a package like any other', () => {
    expect(hit('6.8.0-40-generic')).toEqual(['linux-image-6.8.0-40-generic', 'linux-firmware']);
    expect(hit(null)).toEqual(['linux-image-6.8.0-45-generic', 'linux-firmware']);
    expect(hit('6.8.0-1-container')).toEqual(['linux-firmware']);
  });
  it('go by the source that a signed one signs', () => {
    const hwe = of('linux-image-6.11.0-9-generic', '6.11.0-9.9~24.04.1', 'linux-signed-hwe-6.11');
    expect(on([hwe], [row({ fixed: '6.11.0-21.21~24.04.1' }, 'linux-hwe-6.11')], '6.11.0-9-generic').findings).toHaveLength(1);
  });
});

it.each([
  ['Ubuntu:24.04:LTS', 'ubuntu:24.04 standard'],
  ['Ubuntu:25.10', 'ubuntu:25.10 standard'],
  ['Ubuntu:Pro:16.04:LTS', 'ubuntu:16.04 pro'],
  ['Ubuntu:Pro:FIPS-updates:20.04:LTS', null],
  ['Debian:12', null],
])('%s is %s', (ecosystem, expected) => {
  const found = ubuntuPocket(ecosystem);
  expect(found && `${found.release} ${found.pocket}`).toBe(expected);
});

it.each([
  ['ubuntu:24.04', 'ubuntu:24.04'],
  ['ubuntu:24.04.1', 'ubuntu:24.04'],
  ['Jammy', 'ubuntu:22.04'],
  ['ubuntu', undefined],
])('%s is %s', (text, id) => expect(findRelease(text)?.release.id).toBe(id));
