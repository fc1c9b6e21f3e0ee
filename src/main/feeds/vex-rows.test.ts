import { describe, expect, it } from 'vitest';
import { fixture, readAll } from './feeds.test-kit.ts';
import { redhatVex } from './redhat-vex/index.ts';
import { tarOf } from './tar.test-kit.ts';
import { ubuntuVex } from './ubuntu-vex/index.ts';

const archive = (name: string, ...documents: readonly unknown[]): Buffer =>
  tarOf(documents.map((one, at) => [name.replace('0001', `000${at + 1}`), typeof one === 'string' ? one : JSON.stringify(one)]));

describe("Red Hat's documents", () => {
  const rows = async (bytes: Uint8Array): Promise<string[]> => {
    const { result, rows: all } = await readAll(redhatVex, bytes);
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    return all.map(({ release, package: name, body: { cves, unfixed, streams, channel, severity, vex } }) =>
      [
        release,
        channel,
        vex?.ofSource ? `source ${name}` : name,
        ...streams,
        cves.join(),
        unfixed,
        severity,
        vex?.says,
        ...(vex?.except ?? []),
      ]
        .filter(Boolean)
        .join(' '),
    );
  };

  /** Without those by which a minor release that is kept knows of its main stream. */
  const own = (all: readonly string[]): string[] => all.filter((row) => !row.includes(' main '));

  it('of the layout of 2024: what is deferred; neither what is fixed, nor not affected, nor of a flatpak, nor of other releases', async () => {
    expect(await rows(fixture('redhat-vex', 'vex-2024.tar.gz'))).toEqual([
      'rhel:8 389-ds-base CVE-2026-11611 deferred Moderate Fix deferred',
      'rhel:8 389-ds-base-devel CVE-2026-11611 deferred Moderate Fix deferred',
    ]);
  });

  it('of the layout of 2026: by minor release, a source for what is built from it', async () => {
    const found = await rows(fixture('redhat-vex', 'vex-2026.tar.gz'));
    expect(own(found)).toEqual([
      'rhel:9 source kernel-rt CVE-2023-6238 will-not-fix Low Will not fix',
      'rhel:9 source kernel CVE-2023-6238 will-not-fix Low Will not fix',
      'rhel:9.4-eus source python3.11 CVE-2024-6923 affected Moderate Affected',
      'rhel:9.4-eus source python3.12 CVE-2024-6923 affected Moderate Affected',
      'rhel:9.4-eus source python3.9 CVE-2024-6923 affected Moderate Affected',
      'rhel:9 source python3.11 CVE-2024-6923 affected Moderate Affected python3.12',
      'rhel:9 python3.12 CVE-2024-6923 affected Moderate Affected',
      'rhel:9 source python3.9 CVE-2024-6923 affected Moderate Affected python3.12',
    ]);
  });

  const product = (id: string, helper: object) => ({
    category: 'x',
    name: id,
    product: { name: id, product_id: id, product_identification_helper: helper },
  });
  const el9 = product('el9', { cpe: 'cpe:/a:redhat:enterprise_linux:9::appstream' });
  const other = product('other', { cpe: 'cpe:/a:redhat:openshift:4.16::el9' });
  const part = (component: string, of: string) => ({ full_product_name: { name: '', product_id: `${of}:${component}` }, product_reference: component, relates_to_product_reference: of }); // prettier-ignore
  const purls: Record<string, string> = {
    node: 'pkg:rpm/redhat/nodejs?arch=src&rpmmod=nodejs:18:8090020240101:489197e6',
    npm: 'pkg:rpm/redhat/npm?upstream=nodejs:18/nodejs',
    debug: 'pkg:rpm/redhat/npm-debuginfo',
    image: 'pkg:oci/node?repository_url=registry.redhat.io/node',
    a: 'pkg:rpm/redhat/a?arch=src',
    'a-libs': 'pkg:rpm/redhat/a-libs',
  };
  const document = (vulnerability: object, change: object = {}) => ({
    document: {
      csaf_version: '2.0',
      aggregate_severity: { text: 'Low' },
      tracking: { id: 'CVE-2026-0001', current_release_date: '2026-11-20T10:00:00Z' },
    },
    product_tree: {
      branches: [{ branches: [{ branches: [el9] }, other, ...Object.entries(purls).map(([id, purl]) => product(id, { purl }))] }],
      relationships: [...Object.keys(purls).map((id) => part(id, 'el9')), part('a', 'other'), part('a', 'el9:a-libs')],
    },
    vulnerabilities: [{ cve: 'CVE-2026-0001', ...vulnerability }],
    ...change,
  });
  const said = async (vulnerability: object) => own(await rows(archive('2026/cve-2026-0001.json', document(vulnerability))));
  const remedy = (category: string, details: string, ...product_ids: string[]) => ({ category, details, product_ids });

  it("modules by their stream, in the vendor's words and severity", async () => {
    expect(
      await said({
        product_status: { known_affected: ['el9:node', 'el9:npm', 'el9:debug', 'el9:image', 'other:a'], under_investigation: ['el9:a'] },
        remediations: [remedy('no_fix_planned', 'Out of support scope', 'el9:node'), remedy('workaround', 'Turn it off', 'el9:node'), remedy('none_available', 'Deferred', 'el9:npm')], // prettier-ignore
        threats: [{ category: 'impact', details: 'Critical', product_ids: ['el9:npm'] }],
      }),
    ).toEqual([
      'rhel:9 source nodejs nodejs:18 CVE-2026-0001 end-of-life Low Out of support scope npm',
      'rhel:9 npm nodejs:18 CVE-2026-0001 deferred Critical Deferred',
      'rhel:9 source a CVE-2026-0001 undetermined Low Under investigation',
    ]);
  });

  it('what is not affected is taken out of its source, and a component of a component is of its product', async () => {
    expect(await said({ product_status: { known_affected: ['el9:a'], known_not_affected: ['el9:a-libs'] } })).toEqual([
      'rhel:9 source a CVE-2026-0001 affected Low Affected a-libs',
    ]);
    expect(await said({ product_status: { known_affected: ['el9:a-libs:a'] } })).toEqual([
      'rhel:9 source a CVE-2026-0001 affected Low Affected',
    ]);
    expect(await said({ product_status: { known_affected: ['nothing of the tree'] } })).toEqual([]);
  });

  it.each([
    ['another version of the format', { document: { csaf_version: '3.0' } }, 'cve-2026-0001 > document > csaf_version'],
    ['no tracking', { document: { csaf_version: '2.0' } }, 'cve-2026-0001 > tracking'],
    ['a status that is no list', { vulnerabilities: [{ product_status: { known_affected: 'x' } }] }, 'product_status > known_affected'],
    ['a product without an id', { product_tree: { branches: [{ product: {} }] } }, 'product_id'],
    [
      'branches without an end',
      { product_tree: Array.from({ length: 30 }).reduce<object>((inner) => ({ branches: [inner] }), {}) },
      'branches',
    ],
  ])('%s is named by its place', async (_, change, place) => {
    const { result } = await readAll(redhatVex, archive('2026/cve-2026-0001.json', document({}, change)));
    expect(result).toMatchObject({ ok: false, problem: { place: expect.stringContaining(place) as string } });
  });

  it('a document that is cut off costs the whole archive, and an archive without one is none', async () => {
    for (const bytes of [archive('2026/cve-2026-0001.json', document({}), '{"document":'), archive('2026/readme.txt', 'x')])
      expect((await readAll(redhatVex, bytes)).result.ok).toBe(false);
  });
});

describe("Ubuntu's documents", () => {
  const rows = async (bytes: Uint8Array): Promise<string[]> =>
    (await readAll(ubuntuVex, bytes)).rows.map(
      ({ release, package: name, body }) => `${release} ${body.pocket} ${name} ${body.cve} ${body.word}`,
    );

  it('say what will have no fix: not what waits for one, is fixed or not affected', async () => {
    const { result, rows: all } = await readAll(ubuntuVex, fixture('ubuntu-vex', 'vex.tar.gz'));
    expect(result).toMatchObject({ ok: true, value: { date: '2026-05-20' } });
    expect(all.at(-1)).toEqual({
      feed: 'ubuntu-vex',
      release: 'ubuntu:16.04',
      package: 'curl',
      body: {
        cve: 'CVE-2023-38545',
        pocket: 'standard',
        word: 'end-of-life',
        says: 'This package (for the given release) is no longer supported. Please upgrade your system.',
      },
    });
    const words = (cve: string, release: string) =>
      all
        .filter((row) => row.body.cve === cve && row.release === release)
        .map(({ package: name, body }) => `${name} ${body.pocket} ${body.word}`);
    const left = (name: string, pocket = 'standard'): string => `${name} ${pocket} will-not-fix`;
    const both = ['dietlibc', 'sssd', 'syslinux', 'syslinux-legacy'].map((name) => left(name));
    expect(words('CVE-2016-20013', 'ubuntu:14.04').sort()).toEqual([...both, left('eglibc', 'pro'), left('zabbix', 'pro')].sort());
    expect(words('CVE-2016-20013', 'ubuntu:16.04').sort()).toEqual([...both, left('glibc'), left('zabbix')].sort());
    expect(all).toHaveLength(13);
  });

  const statement = (action_statement: string, ...ids: readonly string[]) => ({
    vulnerability: { name: 'CVE-2026-0001' },
    status: 'affected',
    action_statement,
    products: ids.map((id) => ({ '@id': id })),
  });
  const document = (...statements: readonly object[]) => ({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    timestamp: '2026-11-20T10:00:00Z',
    statements,
  });
  const NO =
    'This package (for the given release) is vulnerable to the CVE, the problem is understood, but the Ubuntu Security Team decided to not fix it.';

  it('by source and pocket', async () => {
    const ids = ['?arch=source&distro=noble', '?arch=amd64&distro=noble', '?arch=source&distro=esm-apps/jammy', '?arch=source&distro=fips/jammy', '?arch=source&distro=focal']; // prettier-ignore
    const one = statement(NO, ...ids.map((end) => `pkg:deb/ubuntu/curl@1-1${end}`), 'pkg:deb/debian/curl?arch=source&distro=noble');
    expect(
      await rows(
        archive('vex/CVE-2026-0001.json', document(one, statement('… needs fixing.', 'pkg:deb/ubuntu/jq?arch=source&distro=noble'))),
      ),
    ).toEqual(['ubuntu:24.04 standard curl CVE-2026-0001 will-not-fix', 'ubuntu:22.04 pro curl CVE-2026-0001 will-not-fix']);
  });

  it.each([
    ['another format', { '@context': 'https://spdx.org', statements: [] }, '@context'],
    ['statements that are no list', { ...document(), statements: {} }, 'statements'],
    ['a product without a name', document({ ...statement(NO), products: [{}] }), '@id'],
    ['no CVE', document({ ...statement(NO, 'x'), vulnerability: { name: 'y' } }), 'vulnerability'],
  ])('%s is named by its place', async (_, value, place) => {
    const { result } = await readAll(ubuntuVex, archive('vex/CVE-2026-0001.json', value));
    expect(result).toMatchObject({ ok: false, problem: { place: expect.stringContaining(place) as string } });
  });
});
