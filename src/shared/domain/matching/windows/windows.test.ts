import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MsrcEntry } from '../../vulnerability/rows.ts';
import { findRelease } from '../ecosystems.ts';
import type { Finding, Installed } from '../finding.ts';
import { compareBuilds, compareFixes } from './build.ts';
import { isUpdate, readWindowsList } from './list.ts';
import { windowsMatcher, type MsrcRow } from './match.ts';
import { plainProduct, systemOf } from './product.ts';
import { Supersedence } from './supersedence.ts';
import { capture, definitions, golden } from './wesng.test-kit.ts';

function listed(text: string): readonly Installed[] {
  const read = readWindowsList(text);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value.packages;
}
const rows = definitions();
const CAPTURES = [
  ['10', '10_22H2_x64_enterprise_en-us_systeminfo'],
  ['11', '11_23H2_x64_enterprise_systeminfo'],
  ['2016', 'srv_2016_1607_datacenter_en-us_systeminfo'],
] as const;

/** What WES-NG asks: rows of updates that are not there, and that nothing takes the place of. */
function missing(packages: readonly Installed[]): MsrcRow[] {
  const system = systemOf(packages[0]?.name ?? '');
  const mine = rows.filter((row) => systemOf(row.package) === system);
  const updates = new Supersedence(mine.map((row) => row.body));
  const covered = updates.covered(packages.filter(isUpdate).map((one) => one.name.slice(2)));
  return mine.filter(({ body: { kb } }) => kb === null || (!covered.has(kb) && updates.isLeading(kb)));
}

/** wes.py drops rows of "Server Core" that another row repeats, and with them these two, which nothing repeats. */
const DROPPED_BY_WES = ['CVE-2017-0143 4016635', 'CVE-2017-0143 4022723'];

describe.each(CAPTURES)('WES-NG 1.06 on Windows %s', (name, file) => {
  const packages = listed(capture(file));
  const found = missing(packages).map(({ package: product, body }) => `${body.cve}\t${body.kb ?? ''}\t${product}`);

  it('finds the same updates missing, for the same CVEs in the same products', () => {
    const wanted = golden(name);
    if (name !== '2016') return expect([...new Set(found)].sort()).toEqual([...wanted].sort());
    const pairs = (some: readonly string[]): Set<string> => new Set(some.map((one) => one.split('\t').slice(0, 2).join(' ')));
    const [ours, theirs] = [pairs(found), pairs(wanted)];
    expect([...theirs].filter((one) => !ours.has(one))).toEqual([]);
    expect([...ours].filter((one) => !theirs.has(one)).sort()).toEqual(DROPPED_BY_WES);
  });

  it('every CVE of theirs is a finding', () => {
    const match = windowsMatcher(rows, null);
    const { findings } = match({ packages, kernel: null, modules: null }, true);
    const byKey = new Map(findings.map((one) => [`${one.cve} ${plainProduct(one.package)}`, one.status]));
    // Rows without an update stand beside rows with one for the same CVE, and then those decide.
    const withUpdate = golden(name).filter((line) => line.split('\t')[1] !== '');
    const statuses = withUpdate.map((line) => {
      const [cve = '', , product = ''] = line.split('\t');
      return byKey.get(`${cve} ${plainProduct(product)}`);
    });
    expect(statuses).not.toContain(undefined);
    expect(statuses.filter((one) => one === 'not-affected')).toEqual([]);
  });
});

it('finds what WES-NG leaves out: a CVE whose update was superseded by another that is missing as well', () => {
  const packages = listed(capture('srv_2016_1607_datacenter_en-us_systeminfo'));
  const { findings } = windowsMatcher(rows, null)({ packages, kernel: null, modules: null });
  expect(golden('2016').some((line) => line.startsWith('CVE-2020-0601'))).toBe(false);
  expect(findings.find((one) => one.cve === 'CVE-2020-0601')).toMatchObject({ status: 'fixed-available', why: { rule: 'update-missing' } });
});

const PRODUCT = 'Windows 10 Version 22H2 for x64-based Systems';
const row = (cve: string, kb: string | null, change: Partial<MsrcEntry> = {}, product = PRODUCT): MsrcRow => ({
  feed: 'msrc',
  release: 'windows',
  package: product,
  body: { cve, kb, fixedBuild: null, supersedes: [], severity: 'Important', impact: 'Spoofing', restart: 'Yes', ...change },
});
const host = (build: string, ...kbs: string[]): { packages: Installed[]; kernel: null; modules: null } => ({
  packages: [
    { name: PRODUCT, version: build, source: PRODUCT, sourceVersion: build, origin: null },
    ...kbs.map((kb) => ({ name: `KB${kb}`, version: 'installed', source: `KB${kb}`, sourceVersion: 'installed', origin: null })),
  ],
  kernel: null,
  modules: null,
});

describe('the rules', () => {
  const some = [
    row('CVE-2026-0001', '5000001', { fixedBuild: '10.0.19045.100' }),
    row('CVE-2026-0002', '5000002', { fixedBuild: '10.0.19045.200', supersedes: ['5000001'] }),
    row('CVE-2026-0003', '5000003', { supersedes: ['5000009'] }, `Microsoft .NET Framework 4.8 on ${PRODUCT}`),
    row('CVE-2026-0004', null),
  ];
  const match = windowsMatcher(some, null);
  const of = (build: string, ...kbs: string[]): Record<string, string> =>
    Object.fromEntries(match(host(build, ...kbs), true).findings.map((one) => [one.cve.slice(-1), `${one.status} ${one.why.rule}`]));

  it.each([
    ['nothing installed', of('10.0.19045'), ['fixed-available update-missing', 'fixed-available update-missing']],
    ['an old build', of('10.0.19045.99'), ['fixed-available older-build', 'fixed-available older-build']],
    ['the build between', of('10.0.19045.100'), ['not-affected build-reached', 'fixed-available older-build']],
    ['a newer build', of('10.0.19045.201'), ['not-affected build-reached', 'not-affected build-reached']],
    ['the newer update', of('10.0.19045', '5000002'), ['not-affected update-superseded', 'not-affected update-installed']],
    ['an update and an older build', of('10.0.19045.99', '5000001'), ['not-affected update-installed', 'fixed-available older-build']],
  ])('with %s', (_, found, [first, second]) =>
    expect(found).toEqual({ 1: first, 2: second, 3: 'fixed-available update-missing', 4: 'affected-no-fix no-update' }),
  );

  it('names the update to install, the newest that has the fix in it, and how it was found', () => {
    const [one, , net] = match(host('10.0.19045.99')).findings;
    expect(one).toMatchObject({
      cve: 'CVE-2026-0001',
      fixed: '10.0.19045.200 (KB5000002)',
      vendorSeverity: 'Important',
      why: {
        feed: 'MSRC',
        record: [PRODUCT, 'CVE-2026-0001', 'KB5000001'],
        compared: { installed: '10.0.19045.99', order: '<', with: '10.0.19045.100' },
        words: ['Spoofing', 'restart: Yes'],
      },
    });
    expect(net?.fixed).toBe('KB5000003');
    expect(net?.why.words).toContain('whether Microsoft .NET Framework 4.8 is on the host is not said');
  });

  it('says that a restart is missing where an update is installed and the build is older', () =>
    expect(match(host('10.0.19045.99', '5000001')).unjudged).toMatchObject([{ package: 'KB5000001', rule: 'restart-pending' }]));

  it('says that nothing is known, and never that nothing was found', () => {
    const other = listed(capture('srv_2022_systeminfo'));
    expect(match({ packages: other, kernel: null, modules: null })).toMatchObject({
      findings: [],
      unjudged: [{ rule: 'release-without-data' }],
    });
    const bare = host('x', '5000002').packages.slice(1);
    expect(match({ packages: bare, kernel: null, modules: null })).toMatchObject({
      findings: [],
      unjudged: [{ rule: 'product-not-said' }],
    });
    expect(windowsMatcher(some, PRODUCT)({ packages: bare, kernel: null, modules: null }).findings).toHaveLength(2);
  });

  it('circles of supersedence end', () => {
    const circle = [
      row('CVE-2026-0001', '1000001', { supersedes: ['1000002'] }),
      row('CVE-2026-0002', '1000002', { supersedes: ['1000001', '1000002'] }),
    ];
    const found = (...kbs: string[]): Finding[] => [...windowsMatcher(circle, null)(host('10.0.19045', ...kbs)).findings];
    expect(found().map((one) => one.fixed)).toEqual(['KB1000001', 'KB1000002']);
    expect(found('1000001')).toEqual([]);
  });

  it('the build on top of the updates only ever removes findings', () => {
    const kb = fc.integer({ min: 1_000_000, max: 1_000_012 }).map(String);
    const entry = fc.record({
      cve: fc.integer({ min: 1000, max: 1008 }).map((n) => `CVE-2026-${n}`),
      kb: fc.option(kb),
      fixedBuild: fc.option(
        fc.oneof(
          fc.nat(20).map((n) => `10.0.19045.${n}`),
          fc.constant('10.0.19044.5'),
        ),
      ),
      supersedes: fc.array(kb, { maxLength: 3 }),
    });
    const keys = (found: readonly Finding[]): string[] => found.map((one) => `${one.cve} ${one.package}`);
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 25 }), fc.array(kb, { maxLength: 4 }), fc.nat(20), (entries, kbs, ubr) => {
        const made = windowsMatcher(
          entries.map(({ cve, kb: one, ...rest }) => row(cve, one, rest)),
          PRODUCT,
        );
        const without = keys(made(host('10.0.19045', ...kbs)).findings);
        for (const one of keys(made(host(`10.0.19045.${ubr}`, ...kbs)).findings)) expect(without).toContain(one);
      }),
      { numRuns: 2000, seed: 20261122 },
    );
  });
});

it('orders builds by their parts, and only those of one line', () => {
  expect(compareBuilds('10.0.19045.999', '10.0.19045.2728')).toBe('<');
  expect(compareBuilds('10.0.19045.2728', '10.0.19045.2728')).toBe('=');
  expect(compareBuilds('10.0.19045.3000', '10.0.19044.2728')).toBeNull();
  expect(compareBuilds('10.0.19045', '10.0.19045.2728')).toBeNull();
  expect(['KB9000000', '10.0.19045.999 (KB1)', 'KB1000000', '10.0.19045.2728 (KB2)'].sort(compareFixes)).toEqual([
    'KB1000000',
    'KB9000000',
    '10.0.19045.999 (KB1)',
    '10.0.19045.2728 (KB2)',
  ]);
});

it('is found by its name, with or without the product', () => {
  expect(findRelease('windows')?.release).toEqual({ id: 'windows', name: 'Windows', endOfLife: null });
  expect(findRelease('windows:Windows Server 2022')?.release.name).toBe('Windows Server 2022');
  expect(findRelease('windows:Office')).toBeNull();
  expect(findRelease('debian:12')?.ecosystem.id).toBe('debian');
});
