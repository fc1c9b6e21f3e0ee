import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Exception } from '../exception.ts';
import type { Package } from '../facts.ts';
import { FORMATS } from '../formats.test-kit.ts';
import { STATUSES, type Finding } from '../matching/finding.ts';
import { packagePurl } from './component.ts';
import { sbomOf, type SbomFinding, type SbomHost } from './sbom.ts';

const schema = (name: string): object =>
  JSON.parse(gunzipSync(readFileSync(new URL(`fixtures/${name}.schema.json.gz`, import.meta.url))).toString()) as object;
const ajv = new Ajv({ strict: false, formats: FORMATS });
for (const name of ['spdx', 'jsf-0.82']) ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
const isBom = ajv.compile(schema('bom-1.6'));

const os = { id: 'debian', versionId: '12', codename: 'bookworm', pretty: 'Debian GNU/Linux 12 (bookworm)' };
const pack = (name: string, version: string, source = name, arch = 'amd64'): Package => ({
  name,
  arch,
  version,
  source,
  sourceVersion: version,
  origin: null,
  held: false,
  healthy: true,
});
const finding = (change: Partial<Finding> = {}): Finding => ({
  cve: 'CVE-2026-0001',
  package: 'libssl3',
  source: 'openssl',
  status: 'fixed-available',
  fixed: '3.0.18-1',
  vendorSeverity: 'high',
  why: {
    rule: 'older-than-fix',
    feed: 'Debian security tracker',
    record: ['openssl', 'CVE-2026-0001', 'bookworm'],
    compared: null,
    words: [],
  },
  ...change,
});
const exception = (kind: Exception['kind'], compensatingControl: string | null = null): Exception => ({
  id: 'e1',
  cve: 'CVE-2026-0001',
  source: null,
  hostIds: [],
  kind,
  owner: 'A. Meier',
  reason: 'not loaded',
  compensatingControl,
  expiresOn: '2027-03-31',
  createdAt: '2026-11-01T08:00:00.000Z',
  originalDue: null,
  renewals: 0,
  endedAt: null,
});
const packages = [pack('libssl3', '3.0.17-1', 'openssl'), pack('jq', '1.6-2+b1')];
const host = (id: string, findings: readonly SbomFinding[] = [], facts: SbomHost['facts'] = { os, packages }): SbomHost => ({
  id,
  name: `${id}.example`,
  facts,
  findings,
});
const meta = { uuid: '6ba7b810-9dad-41d1-80b4-00c04fd430c8', at: '2026-11-22T10:00:00.000Z', patchbayVersion: '0.1.0' };

interface Bom {
  readonly metadata: { readonly component: object };
  readonly components: readonly { readonly 'bom-ref': string; readonly type: string; readonly purl?: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly compositions: readonly object[];
  readonly vulnerabilities: readonly {
    readonly analysis: object;
    readonly affects: readonly { readonly ref: string }[];
    readonly properties: object[];
  }[];
}
function made(hosts: readonly SbomHost[]): Bom {
  const bom = JSON.parse(JSON.stringify(sbomOf(hosts, meta))) as Bom;
  expect(isBom(bom), JSON.stringify(isBom.errors)).toBe(true);
  const refs = new Set([...bom.components.map((one) => one['bom-ref']), (bom.metadata.component as Bom['components'][number])['bom-ref']]);
  expect(refs.size).toBe(bom.components.length + 1);
  for (const { ref, dependsOn } of bom.dependencies) for (const one of [ref, ...dependsOn]) expect(refs).toContain(one);
  for (const one of bom.vulnerabilities) for (const { ref } of one.affects) expect(refs).toContain(ref);
  return bom;
}

describe('a host', () => {
  it('is the document, its packages and its system are the components', () => {
    const bom = made([host('hostaaaa', [{ finding: finding(), exception: null }])]);
    expect(bom.metadata.component).toEqual({ type: 'device', 'bom-ref': 'host:hostaaaa', name: 'hostaaaa.example' });
    expect(bom.components.map((one) => [one.type, one.purl])).toEqual([
      ['operating-system', undefined],
      ['library', 'pkg:deb/debian/libssl3@3.0.17-1?arch=amd64&distro=bookworm'],
      ['library', 'pkg:deb/debian/jq@1.6-2%2Bb1?arch=amd64&distro=bookworm'],
    ]);
    expect(bom.dependencies).toEqual([{ ref: 'host:hostaaaa', dependsOn: bom.components.map((one) => one['bom-ref']) }]);
    expect(bom.vulnerabilities).toMatchObject([
      {
        id: 'CVE-2026-0001',
        ratings: [{ severity: 'high', method: 'other' }],
        recommendation: 'openssl 3.0.18-1',
        analysis: { state: 'exploitable', response: ['update'] },
        affects: [{ ref: 'pkg:deb/debian/libssl3@3.0.17-1?arch=amd64&distro=bookworm' }],
      },
    ]);
  });

  it('that was never scanned is unknown, and not empty', () =>
    expect(made([host('hostaaaa', [], null)])).toMatchObject({
      components: [],
      compositions: [{ aggregate: 'unknown', assemblies: ['host:hostaaaa'] }],
    }));

  it.each(STATUSES.map((status) => [status]))('with a finding that is %s fits the schema', (status) => {
    const cvss = { version: '4.0', score: 9.3, severity: 'critical', vector: 'CVSS:4.0/AV:N', source: 'CNA' };
    const bom = made([
      host('hostaaaa', [{ finding: finding({ status, fixed: null, vendorSeverity: 'medium**' }), exception: null, cvss }]),
    ]);
    expect(bom.vulnerabilities[0]).toMatchObject({
      ratings: [
        { severity: 'unknown', justification: 'medium**' },
        { method: 'CVSSv4', score: 9.3 },
      ],
    });
  });

  it.each([
    [exception('not-applicable'), { state: 'not_affected', detail: 'Not applicable by A. Meier until 2027-03-31: not loaded' }],
    [exception('not-applicable', 'a proxy'), { state: 'not_affected', justification: 'protected_by_mitigating_control' }],
    [exception('accepted'), { state: 'exploitable', firstIssued: '2026-11-01T08:00:00.000Z' }],
    [exception('accepted', 'a proxy'), { state: 'exploitable', response: ['workaround_available'] }],
    [exception('deferred'), { state: 'exploitable', response: ['update'] }],
  ])('says what a person decided: %o', (decision, analysis) =>
    expect(made([host('hostaaaa', [{ finding: finding(), exception: decision }])]).vulnerabilities).toMatchObject([{ analysis }]),
  );
});

describe('all hosts', () => {
  it('share a component where they have the same package', () => {
    const bom = made([
      host('hostaaaa'),
      host('hostbbbb', [], { os, packages: [packages[0] ?? pack('x', '1'), pack('vim', '2:9.0')] }),
      host('hostcccc', [], null),
    ]);
    expect(bom.components.filter((one) => one.type === 'library')).toHaveLength(3);
    expect(bom.dependencies.map((one) => [one.ref, one.dependsOn.length])).toEqual([
      ['inventory', 3],
      ['host:hostaaaa', 3],
      ['host:hostbbbb', 3],
      ['host:hostcccc', 0],
    ]);
    expect(bom.compositions).toHaveLength(2);
  });

  it('a decision for some hosts is said of those only', () => {
    const bom = made([
      host('hostaaaa', [{ finding: finding(), exception: exception('not-applicable') }]),
      host('hostbbbb', [{ finding: finding(), exception: null }]),
      host('hostcccc', [{ finding: finding(), exception: null }]),
    ]);
    const named = (name: string): object => ({ name: 'patchbay:host', value: `${name}.example` });
    expect(bom.vulnerabilities).toHaveLength(2);
    expect(bom.vulnerabilities[0]?.properties).toContainEqual(named('hostaaaa'));
    expect(bom.vulnerabilities[1]?.properties).toEqual(expect.arrayContaining([named('hostbbbb'), named('hostcccc')]));
    expect(bom.vulnerabilities[1]?.properties).not.toContainEqual(named('hostaaaa'));
  });
});

describe('package URLs', () => {
  const on = (id: string, change: Partial<typeof os> = {}) => ({ ...os, id, codename: '', ...change });
  it.each([
    [on('ubuntu', { codename: 'noble' }), '1:2.4.47-2', 'pkg:deb/ubuntu/curl@1:2.4.47-2?arch=amd64&distro=noble'],
    [on('rhel', { versionId: '9.4' }), '1:7.76.1-1.el9', 'pkg:rpm/redhat/curl@7.76.1-1.el9?arch=amd64&distro=rhel-9.4&epoch=1'],
    [on('almalinux', { versionId: '9' }), '7.76.1-1.el9', 'pkg:rpm/almalinux/curl@7.76.1-1.el9?arch=amd64&distro=almalinux-9'],
    [on('alpine', { versionId: '3.20' }), '8.0-r1', 'pkg:apk/alpine/curl@8.0-r1?arch=amd64&distro=alpine-3.20'],
    [on('toString'), '1', null],
  ])('of %o', (system, version, purl) => expect(packagePurl(pack('curl', version), system)).toBe(purl));
});
