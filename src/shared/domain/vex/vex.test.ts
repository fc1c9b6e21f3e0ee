import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExceptionDraft, type Exception } from '../exception.ts';
import { FORMATS } from '../formats.test-kit.ts';
import { Problem } from '../problem.ts';
import { exportVex } from './export-vex.ts';
import { importVex, type VexRow } from './import-vex.ts';

const schema: unknown = JSON.parse(gunzipSync(readFileSync(new URL('fixtures/openvex-0.2.0.schema.json.gz', import.meta.url))).toString());
const ajv = new Ajv2020({ strict: false, formats: FORMATS });
const isVex = ajv.compile(schema as object);

const exception = (change: Partial<Exception> = {}): Exception => ({
  id: 'e1',
  cve: 'CVE-2026-0001',
  source: 'openssl',
  hostIds: ['hostaaaa'],
  kind: 'not-applicable',
  owner: 'A. Meier',
  reason: 'The module is not loaded',
  compensatingControl: null,
  expiresOn: '2027-03-31',
  createdAt: '2026-11-01T08:00:00.000Z',
  originalDue: null,
  renewals: 0,
  endedAt: null,
  ...change,
});
const meta = { uuid: '6ba7b810-9dad-41d1-80b4-00c04fd430c8', at: '2026-11-22T10:00:00.000Z', author: 'A. Meier', patchbayVersion: '0.1.0' };
const known = { owner: 'somebody', expiresOn: '2026-12-31', hostIds: ['hostaaaa', 'hostbbbb'] };
const none = (): string[] => [];

function written(some: readonly Exception[], cvesOf: (one: Exception) => readonly string[] = none): object {
  const document = exportVex(some, cvesOf, meta).document ?? {};
  expect(isVex(document), JSON.stringify(isVex.errors)).toBe(true);
  return document;
}
function rows(document: unknown): VexRow[] {
  const read = importVex(JSON.stringify(document), known);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value;
}

describe('exceptions as OpenVEX', () => {
  const three = [
    exception(),
    exception({ id: 'e2', kind: 'accepted', source: null, hostIds: [], compensatingControl: 'No route to the internet' }),
    exception({ id: 'e3', kind: 'deferred', reason: 'After the fair\nin December', hostIds: ['hostaaaa', 'hostbbbb'] }),
    exception({ id: 'e4', compensatingControl: 'Filtered by the proxy', source: 'a/b c' }),
  ];

  it('fits the schema, and comes back as it was', () => {
    const back = rows(written(three));
    expect(back.map((one) => one.problem)).toEqual([null, null, null, null]);
    for (const [at, row] of back.entries()) expect(row.draft).toEqual(ExceptionDraft.parse(three[at]));
  });

  it('says what each kind is in the words of OpenVEX', () => {
    expect(written(three)).toMatchObject({
      statements: [
        { status: 'not_affected', impact_statement: 'The module is not loaded', products: [{ '@id': 'urn:patchbay:host:hostaaaa' }] },
        { status: 'affected', action_statement: 'Accepted: The module is not loaded', products: [{ '@id': 'urn:patchbay:all-hosts' }] },
        { status: 'affected', action_statement: 'Deferred: After the fair\nin December' },
        { status: 'not_affected', justification: 'inline_mitigations_already_exist' },
      ],
    });
  });

  it('makes a statement for each CVE of a package, and says what it leaves out', () => {
    const whole = exception({ id: 'e5', cve: null });
    expect(rows(written([whole], () => ['CVE-2026-0001', 'CVE-2026-0002'])).map((one) => one.draft?.cve)).toEqual([
      'CVE-2026-0001',
      'CVE-2026-0002',
    ]);
    const ended = [exception({ endedAt: '2026-11-02T00:00:00.000Z' }), exception({ id: 'e6', expiresOn: '2026-11-21' }), whole];
    expect(exportVex(ended, none, meta).document).toBeNull();
    expect(exportVex([...ended, exception({ id: 'e7' })], none, meta).leftOut.map((one) => one.id)).toEqual(['e1', 'e6', 'e5']);
  });
});

describe('OpenVEX from elsewhere', () => {
  const base = {
    vulnerability: { name: 'CVE-2026-0001' },
    products: [{ '@id': 'pkg:deb/debian/openssl' }],
    status: 'not_affected',
    justification: 'vulnerable_code_not_present',
  };
  const document = (statement: object): object => ({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    statements: [{ ...base, ...statement }],
  });
  const problemOf = (statement: object): string => rows(document(statement))[0]?.problem ?? '';

  it('takes what is as wide as an exception, with the defaults for what it does not say', () =>
    expect(rows(document({}))).toEqual([
      {
        at: 'statement 1',
        draft: {
          cve: 'CVE-2026-0001',
          source: 'openssl',
          hostIds: [],
          kind: 'not-applicable',
          owner: 'somebody',
          reason: 'vulnerable code not present',
          compensatingControl: null,
          expiresOn: '2026-12-31',
        },
        problem: null,
      },
    ]));

  it.each([
    ['one version', { products: [{ '@id': 'pkg:deb/debian/openssl@3.0.1' }] }, 'one version'],
    ['one release', { products: [{ '@id': 'pkg:deb/debian/openssl?distro=bookworm' }] }, 'a part'],
    ['one architecture', { products: [{ '@id': 'pkg:deb/debian/openssl?arch=amd64' }] }, 'a part'],
    ['a container', { products: [{ '@id': 'pkg:oci/app@sha256:1' }] }, 'no package of a distribution'],
    ['parts of a product', { products: [{ '@id': 'pkg:deb/debian/a', subcomponents: [{ '@id': 'pkg:deb/debian/openssl' }] }] }, 'parts'],
    ['an unknown host', { products: [{ '@id': 'urn:patchbay:host:hostcccc' }] }, 'no host hostcccc'],
    ['a host and all', { products: [{ '@id': 'urn:patchbay:host:hostaaaa' }, { '@id': 'urn:patchbay:all-hosts' }] }, 'some hosts and all'],
    ['two packages', { products: [{ '@id': 'pkg:deb/debian/a' }, { '@id': 'pkg:deb/debian/b' }] }, 'several packages'],
    ['nothing', { products: [] }, 'no product'],
    ['no name', { products: [{}] }, 'neither a host'],
    ['what is fixed', { status: 'fixed' }, 'fixed'],
    ['what is looked into', { status: 'under_investigation' }, 'under investigation'],
    ['what affects', { status: 'affected', action_statement: 'update' }, 'decided here'],
    ['no reason', { justification: undefined }, 'neither an impact statement'],
    ['no CVE', { vulnerability: { name: 'GHSA-xxxx' } }, 'cve'],
    ['an unknown status', { status: 'exploitable' }, 'status'],
  ])('refuses %s, and says why', (_, change, words) => expect(problemOf(change)).toContain(words));

  it.each([
    ['text', 'hello'],
    ['a list', '[]'],
    ['another format', '{"bomFormat":"CycloneDX"}'],
    ['no statement', '{"@context":"https://openvex.dev/ns/v0.2.0","statements":[]}'],
    ['deep nesting', '['.repeat(200_000)],
  ])('with %s is none', (_, text) => expect(importVex(text, known)).toMatchObject({ ok: false, problem: { kind: 'cannot-parse' } }));

  it('whatever comes in, each row is a draft or a problem', () => {
    const runs = Number(process.env['PATCHBAY_FUZZ_RUNS'] ?? 1000);
    const text = JSON.stringify({ ...document({}), more: [document({ status: 'affected' })] });
    const scrap = fc.constantFrom('"', '{', '}', '[', ']', ',', ':', 'null', '1e9', '\\u0000', '"__proto__":', 'pkg:deb/a/b', '');
    const edits = fc.array(fc.tuple(fc.nat(text.length), fc.nat(8), fc.oneof(scrap, fc.string({ maxLength: 5 }))), { maxLength: 4 });
    const statement = fc.object({
      key: fc.constantFrom('status', 'products', 'vulnerability', 'name', '@id', 'subcomponents'),
      maxDepth: 3,
    });
    const input = fc.oneof(
      edits.map((some) => some.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), text)),
      statement.map((one) => JSON.stringify(document(one))),
    );
    fc.assert(
      fc.property(input, (one) => {
        const read = importVex(one, known);
        if (!read.ok) return void Problem.parse(read.problem);
        for (const row of read.value) {
          expect(row.draft === null).toBe(row.problem !== null);
          if (row.draft) ExceptionDraft.parse(row.draft);
        }
      }),
      { numRuns: runs, ...(runs === 1000 && { seed: 20261122 }) },
    );
  }, 600_000);
});
