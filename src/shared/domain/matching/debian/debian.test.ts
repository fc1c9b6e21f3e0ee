import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Advisory, DebianEntry, SupportEntry } from '../../vulnerability/rows.ts';
import { explainFinding, type Installed } from '../finding.ts';
import { askDebsecan, debsecanRows, packed, realHost } from './debsecan.test-kit.ts';
import { debian } from './index.ts';

type Row = Advisory<DebianEntry>;
const row = ({ release = 'debian:12', package: source = 'openssl', ...change }: Partial<DebianEntry & Omit<Row, 'body'>>): Row => ({
  feed: 'debian-tracker',
  release,
  package: source,
  body: {
    cve: 'CVE-2026-0001',
    status: 'open',
    fixed: null,
    urgency: 'not yet assigned',
    nodsa: null,
    nodsaReason: null,
    newest: '3.0.22-1',
    ...change,
  },
});
const installed = (change: Partial<Installed> = {}): Installed => ({
  name: 'libssl3',
  version: '3.0.17-1',
  source: 'openssl',
  sourceVersion: '3.0.17-1',
  origin: null,
  ...change,
});
const BOOKWORM = { id: 'debian:12', name: 'bookworm', endOfLife: null };
const on = (
  packages: readonly Installed[],
  rows: readonly Advisory[],
  { kernel = null as string | null, asOf = '2026-11-22', all = false, release = BOOKWORM } = {},
) => debian.prepare(release, rows, asOf)({ packages, kernel, modules: null }, all);
const match = (change: Parameters<typeof row>[0], host: Partial<Installed> = {}) => on([installed(host)], [row(change)], { all: true });

describe('what the tracker says becomes a status', () => {
  it.each([
    ['a fix that is newer', { status: 'resolved', fixed: '3.0.18-1' }, 'fixed-available', 'older-than-fix'],
    ['the fixed version itself', { status: 'resolved', fixed: '3.0.17-1' }, 'not-affected', 'fixed'],
    ['a fix that is older', { status: 'resolved', fixed: '3.0.16-1' }, 'not-affected', 'fixed'],
    ['a release that never had it', { status: 'resolved', fixed: '0' }, 'not-affected', 'never-affected'],
    ['a fix of something unimportant', { status: 'resolved', fixed: '3.0.18-1', urgency: 'unimportant' }, 'unimportant', 'unimportant'],
    ['open', {}, 'affected-no-fix', 'open'],
    ['no advisory of its own', { nodsa: 'Minor issue' }, 'affected-no-fix', 'no-dsa'],
    ['postponed', { nodsa: 'Minor issue', nodsaReason: 'postponed' }, 'deferred', 'postponed'],
    ['ignored', { nodsa: 'Too intrusive', nodsaReason: 'ignored' }, 'will-not-fix', 'ignored'],
    ['open and unimportant', { urgency: 'unimportant' }, 'unimportant', 'unimportant'],
    ['end of life', { urgency: 'end-of-life' }, 'end-of-life', 'end-of-life'],
    ['undetermined', { status: 'undetermined' }, 'cannot-judge', 'undetermined'],
    // CVE-2020-8631: an older "postponed" stays in the data when the fix comes.
    ['postponed, then fixed', { status: 'resolved', fixed: '3.0.18-1', nodsaReason: 'postponed' }, 'fixed-available', 'older-than-fix'],
  ] as const)('%s', (_, change, status, rule) =>
    expect(match(change).findings).toMatchObject([{ status, why: { rule }, package: 'libssl3' }]),
  );

  it('compares the version of the source, not that of the binary', () =>
    expect(match({ status: 'resolved', fixed: '3.0.18-1' }, { version: '99', sourceVersion: '3.0.17-1' }).findings[0]?.status).toBe(
      'fixed-available',
    ));

  it('takes no row of another release, and calls a release without data not safe', () =>
    expect(match({ release: 'debian:13' })).toMatchObject({ findings: [], unjudged: [{ rule: 'release-without-data' }] }));

  it('can be followed to the record', () => {
    const [finding] = match({ status: 'resolved', fixed: '3.0.18-1' }).findings;
    expect(finding && explainFinding(finding, '2026-11-21')).toBe(
      'rule older-than-fix; installed 3.0.17-1 < 3.0.18-1; Debian security tracker: openssl > CVE-2026-0001 > bookworm; status resolved; urgency not yet assigned; data as of 2026-11-21',
    );
  });
});

describe('what cannot be judged is neither safe nor a finding', () => {
  it('a package of another origin', () =>
    expect(match({}, { origin: 'Docker:bookworm' })).toEqual({
      findings: [],
      unjudged: [
        { package: 'libssl3', version: '3.0.17-1', rule: 'foreign-origin', reason: 'comes from Docker:bookworm, not from Debian' },
      ],
    }));

  it('a package of Debian is judged', () => expect(match({}, { origin: 'Debian:oldstable-security' }).findings).toHaveLength(1));
  it('a lookalike of Debian is not', () => expect(match({}, { origin: 'DebianMirror' }).unjudged).toHaveLength(1));

  it('a version newer than any of the release, a backport for instance', () =>
    expect(match({ status: 'resolved', fixed: '3.0.18-1' }, { sourceVersion: '3.5.0-1~bpo12+1' })).toMatchObject({
      findings: [],
      unjudged: [{ rule: 'newer-than-release' }],
    }));

  const body: SupportEntry = { state: 'ended', lastVersion: '0', since: '2026-11-01', note: 'abandoned' };
  const ended: Advisory<SupportEntry> = { feed: 'debian-security-support', release: 'debian:12', package: 'open.*', body };
  it.each([
    ['2026-11-22', 1],
    ['2026-10-31', 0],
  ])('a package whose support has ended, as of %s', (asOf, count) => {
    const { unjudged } = on([installed()], [row({}), ended], { asOf });
    expect(unjudged.filter((one) => one.rule === 'support-ended')).toHaveLength(count);
  });

  it('limited support is said with each finding', () => {
    const { findings } = on([installed()], [row({}), { ...ended, body: { ...body, since: null, state: 'limited' } }]);
    expect(findings[0]?.why.words).toContain('security support is limited: abandoned');
  });

  it('a support list of another release, or of a name that only contains it, says nothing', () => {
    const lists = [
      { ...ended, release: 'debian:11' },
      { ...ended, package: 'ssl' },
    ];
    expect(on([installed()], [row({}), ...lists]).unjudged).toEqual([]);
  });
});

describe('CVEs of the kernel', () => {
  const of = (name: string, version: string, source = 'linux-signed-amd64'): Installed => ({
    name,
    version,
    source,
    sourceVersion: version,
    origin: null,
  });
  const kernels = [
    of('linux-image-6.1.0-9-amd64', '6.1.27-1'),
    of('linux-image-6.1.0-40-amd64', '6.1.153-1'),
    of('linux-image-amd64', '6.1.153-1'),
    of('linux-headers-6.1.0-9-common', '6.1.27-1', 'linux'),
    of('linux-libc-dev', '6.1.27-1', 'linux'),
    of('linux-kbuild-6.1', '6.1.27-1', 'linux'),
  ];
  const linux = row({ package: 'linux', status: 'resolved', fixed: '6.1.200-1', newest: '6.1.200-1' });
  const hit = (kernel: string | null): string[] => on(kernels, [linux], { kernel }).findings.map((one) => one.package);

  it('belong to the running image alone', () => expect(hit('6.1.0-9-amd64')).toEqual(['linux-image-6.1.0-9-amd64']));
  it('belong to no package where the running kernel is none of them', () => expect(hit('6.8.0-container')).toEqual([]));
  it('belong to the newest image where the running kernel is not known, and it is said', () => {
    expect(hit(null)).toEqual(['linux-image-6.1.0-40-amd64']);
    expect(on(kernels, [linux]).findings[0]?.why.words.join()).toContain('is taken for it');
  });
});

const found = (packages: readonly Installed[], rows: readonly Row[]): string[] =>
  on(packages, rows)
    .findings.map((one) => `${one.cve} ${one.package}`)
    .sort();
/** The one documented difference: debsecan counts every package that is built from the kernel's source. */
const withoutKernel = (lines: readonly string[], packages: readonly Installed[]): string[] => {
  const kernel = new Set(packages.filter((one) => /^linux(-signed-.*)?$/.test(one.source)).map((one) => one.name));
  return lines.filter((line) => !kernel.has(line.split(' ')[1] ?? ''));
};

describe("beside Debian's debsecan, on the same feed", () => {
  const rows = debsecanRows();
  const host = realHost();

  it('finds the same on a real host', () => {
    const expected = packed('debsecan-expected.txt.gz').trim().split('\n').sort();
    expect([host.length, rows.length, expected.length]).toEqual([952, 8580, 348]);
    expect(found(host, rows)).toEqual(withoutKernel(expected, host));
  });

  const hosts = Number(process.env['PATCHBAY_DEBSECAN_HOSTS'] ?? 2);
  it.skipIf(!existsSync('/usr/bin/debsecan'))(
    `finds the same on ${hosts} hosts whose packages were taken back at random`,
    { timeout: 60_000 + hosts * 10_000 },
    () => {
      const bySource = Map.groupBy(rows, (one) => one.package);
      const fates = fc.array(fc.tuple(fc.nat(9), fc.nat(1000)), { minLength: host.length, maxLength: host.length });
      for (const fate of fc.sample(fates, { numRuns: hosts, ...(hosts === 2 && { seed: 20261122 }) })) {
        const packages = host.map((one, at) => takenBack(one, bySource.get(one.source) ?? [], fate[at] ?? [0, 0]));
        const expected = withoutKernel(askDebsecan(packages), packages);
        expect(expected.length).toBeGreaterThan(100);
        expect(found(packages, rows)).toEqual(expected);
      }
    },
  );
});

/** To just before, at or just after one of the fixes of its source, or left as it is. */
function takenBack(one: Installed, rows: readonly Row[], [way, which]: readonly [number, number]): Installed {
  const fixed = rows[which % Math.max(1, rows.length)]?.body.fixed;
  if (!fixed || way > 6) return one;
  const version = way < 4 ? `${fixed}~before` : way < 6 ? fixed : `${fixed}+after`;
  return { ...one, version, sourceVersion: version };
}

describe("beside trivy's golden files", () => {
  // Statuses of trivy's database: 7 is end of life (types.Statuses); State is the tracker's own word.
  interface Value {
    Severity?: number;
    Status?: number;
    State?: string;
    FixedVersion?: string;
  }
  type Bucket<T> = { bucket: string; pairs: T[] };
  const read = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
  const releases = parse(read('trivy-debian.yaml')) as Bucket<Bucket<{ key: string; value: Value }>>[];
  const rows = releases.flatMap(({ bucket: release, pairs }) =>
    pairs.flatMap(({ bucket: source, pairs: cves }) =>
      cves.map(({ key, value }): Row => {
        const end = value.Status === 7;
        const reason = value.State === 'postponed' || value.State === 'ignored' ? value.State : null;
        const fixed = value.FixedVersion ?? null;
        const status = fixed === null ? 'open' : 'resolved';
        const urgency = end ? 'end-of-life' : '';
        return row({ release, package: source, cve: key, status, fixed, nodsaReason: reason, urgency, newest: null });
      }),
    ),
  );
  const golden = read('trivy-debian.tsv')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  const sources: Readonly<Record<string, string>> = {
    'libidn2-0': 'libidn2',
    e2fslibs: 'e2fsprogs',
    libcomerr2: 'e2fsprogs',
    libss2: 'e2fsprogs',
  };
  const words: Readonly<Record<string, string>> = {
    'fixed-available': 'fixed',
    'affected-no-fix': 'affected',
    'end-of-life': 'end_of_life',
  };

  it.each(['debian 10', 'debian 9'])('finds the same on %s', (release) => {
    const expected = golden.filter(([of]) => of === release).map((cells) => cells.slice(1).join(' '));
    const packages = new Map(golden.filter(([of]) => of === release).map(([, , name = '', version = '']) => [name, version]));
    const host = [...packages].map(([name, version]) =>
      installed({ name, version, sourceVersion: version, source: sources[name] ?? name }),
    );
    const { findings } = on(host, rows, { release: { ...BOOKWORM, id: release } });
    const ours = findings.map((one) =>
      [one.cve, one.package, packages.get(one.package), one.fixed ?? '', words[one.status] ?? one.status].join(' '),
    );
    expect(expected.length).toBeGreaterThan(1);
    expect(ours.sort()).toEqual(expected.sort());
  });
});
