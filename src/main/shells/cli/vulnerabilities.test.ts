import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type {
  EndedFinding,
  EndOfLifeRow,
  Exposure,
  FeedInfo,
  FindingRow,
  HostFinding,
  NewsRow,
} from '../../../shared/contract/vulnerabilities.ts';
import type { Exception } from '../../../shared/domain/exception.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import { cli } from './fake-engine.test-kit.ts';
import { row } from './fixtures.test-kit.ts';

const web = row('web1');
const due = { rule: 'bod-26-04', name: 'CISA BOD 26-04', due: '2026-12-04T00:00:00.000Z', clock: { from: '2026-11-20', start: 'KEV listing' }, reason: 'KEV yes: 14 days (row 8)', estimated: true, ifExposed: null }; // prettier-ignore
const finding = (cve: string, change: Partial<FindingRow> = {}): FindingRow => ({
  cve,
  source: 'openssl',
  status: 'fixed-available',
  fixed: '3.0.18-1',
  vendorSeverity: 'high',
  cvss: null,
  kev: { added: '2026-11-20', due: null, ransomware: true, name: 'OpenSSL' },
  epss: { score: 0.1, percentile: 0.931, model: null },
  due,
  hostIds: [web.host.id],
  excepted: 0,
  firstSeen: '2026-11-20T00:00:00.000Z',
  ...change,
});
const exposure: Exposure = {
  asOf: '2026-11-20',
  findings: 2,
  fixable: 1,
  exploited: 1,
  overdue: 0,
  excepted: 0,
  unjudgedPackages: 3,
  unjudgedHosts: 1,
  days: [],
  cover: [{ source: 'openssl', to: '3.0.18-1', closes: 1, soFar: 1 }],
};
const answers = {
  'hosts.list': () => ok([web]),
  'findings.list': () => ok([finding('CVE-2026-0001'), finding('CVE-2026-0002', { status: 'affected-no-fix', fixed: null, kev: null })]),
  'findings.exposure': () => ok(exposure),
};

it('findings: what can be done something about, the rest in a line, and what is unknown apart', async () => {
  const seen = await cli('findings web1', { answers });
  expect(seen.exit).toBe(0);
  expect(seen.out).toMatch(/CVE-2026-0001\s+openssl\s+\S fixed-available\s+3\.0\.18-1\s+2026-12-04\s+KEV, ransomware\s+93\.1 %\s+1\s+web1/);
  expect(seen.out).not.toContain('CVE-2026-0002');
  expect(seen.out).toContain('2 findings on hosts, data as of 2026-11-20: 1 with a fix, 1 in KEV');
  expect(seen.out).toContain('1 row without a fix and not in KEV: --every shows them');
  expect(seen.out).toContain('1 host not judged: unknown, not clean');
  expect(seen.inputsOf('findings.list')).toEqual([{ hostIds: [web.host.id], all: false }]);
});

it('finding: how it came about, to the record', async () => {
  const { hostIds: _, excepted: __, ...known } = finding('CVE-2026-0001');
  const one: HostFinding = {
    ...known,
    hostId: web.host.id,
    hostName: 'web1',
    packages: [{ name: 'libssl3', installed: '3.0.17-1' }],
    dates: [due],
    inputs: {
      inKev: { value: true, source: 'KEV', estimated: false },
      exposed: { value: null, source: 'not said', estimated: false },
      automatable: { value: false, source: 'none', estimated: true },
      impact: { value: 'total', source: 'none', estimated: true },
    },
    explanation: {
      rule: 'older-than-fix',
      compared: { installed: '3.0.17-1', order: '<', with: '3.0.18-1' },
      feed: 'Debian security tracker',
      record: ['openssl', 'CVE-2026-0001', 'bookworm'],
      words: ['urgency high'],
      dataOf: '2026-11-20',
    },
    exception: null,
  };
  const seen = await cli('finding cve-2026-0001', { answers: { ...answers, 'findings.get': () => ok([one]) } });
  for (const line of [
    'rule older-than-fix; 3.0.17-1 < 3.0.18-1',
    'openssl > CVE-2026-0001 > bookworm; data as of 2026-11-20',
    'row 8',
    '(estimated)',
  ])
    expect(seen.out).toContain(line);
  expect((await cli('finding CVE-2026-9999', { answers })).exit).toBe(2);
});

it('findings --unjudged: what nothing can be said of, and why', async () => {
  const one = { package: 'code', version: '1.9', rule: 'foreign-origin', reason: 'comes from code stable' };
  const seen = await cli('findings web1 --unjudged', { answers: { ...answers, 'findings.unjudged': () => ok([one]) } });
  expect(seen.out).toMatch(/code\s+1\.9\s+foreign-origin\s+comes from/);
  expect((await cli('findings --unjudged', { answers })).exit).toBe(2);
});

const feed = (change: Partial<FeedInfo> = {}): FeedInfo => ({
  feed: 'kev',
  title: 'CISA KEV',
  gives: 'Which vulnerabilities are exploited',
  url: 'https://example.org',
  state: 'current',
  version: '2026.11.20',
  date: '2026-11-20',
  updatedAt: '2026-11-21T00:00:00.000Z',
  triedAt: '2026-11-21T00:00:00.000Z',
  rows: 1662,
  bytes: 1_580_000,
  problem: null,
  step: null,
  ...change,
});
const problem = { kind: 'feed-unreachable', feed: 'CISA KEV', url: 'https://example.org', reason: 'timeout', detail: '' } as const;

it('feeds list and update say the day of the data, and what to do where it did not come', async () => {
  const given = { ...answers, 'feeds.list': () => ok([feed({ state: 'stale', problem })]), 'feeds.update': () => ok({ feeds: 1 }) };
  const seen = await cli('feeds list', { answers: given });
  expect(seen.out).toMatch(/kev\s+\S Stale\s+2026-11-20\s+2026\.11\.20\s+1,662\s+1\.6 MB/);
  expect(seen.out).toContain('data as of 2026-11-20 stays in use');
  const updated = await cli('feeds update --only kev', { answers: given });
  expect(updated.exit).toBe(1);
  expect(updated.inputsOf('feeds.update')).toEqual([{ only: ['kev'] }]);
});

it('feeds update keeps a proxy and certificates in the settings before it asks, and asks nobody where they are refused', async () => {
  const settings = { theme: 'system', concurrency: 10, kitKeepDays: 30, kitMaxBytes: 2e9, updates: 'ask', autoLockMinutes: 15, feedProxy: null, feedCa: null, logKeepDays: 180, evidenceKeepYears: 6 } as const; // prettier-ignore
  const feeds = { 'feeds.list': () => ok([feed()]), 'feeds.update': () => ok({ feeds: 1 }) };
  const keep = { ...answers, ...feeds, 'settings.set': (change: unknown) => ok({ ...settings, ...(change as object) }) };
  const seen = await cli('feeds update --proxy http://proxy:3128 --ca /etc/ca.pem', { answers: keep });
  expect(seen.inputsOf('settings.set')).toEqual([{ feedProxy: 'http://proxy:3128', feedCa: '/etc/ca.pem' }]);
  expect(seen.exit).toBe(0);
  const calls = seen.asked.map((one) => one.name);
  expect(calls.indexOf('settings.set')).toBeLessThan(calls.indexOf('feeds.update'));
  const refused = await cli('feeds update --proxy http://kim:secret@proxy', { answers: keep });
  expect(refused.exit).toBe(2);
  expect(refused.out + refused.err).toContain('HTTPS_PROXY');
  expect(refused.inputsOf('feeds.update')).toEqual([]);
});

it('feeds export shows the key, feeds import wants it at first contact', async () => {
  const exported = await cli('feeds export /x', { answers: { 'feeds.export': () => ok({ path: '/x', bytes: 5, key: 'SHA256:abc' }) } });
  expect(exported.out).toContain('--trust SHA256:abc');
  const refused = await cli('feeds import /x', {
    answers: {
      'feeds.import': () => fail({ kind: 'bundle-refused', path: '/x', reason: 'unknown-key', fingerprint: 'SHA256:abc', detail: '' }),
    },
  });
  expect(refused.exit).toBe(1);
  expect(refused.err + refused.out).toContain('SHA256:abc');
});

const exception: Exception = { id: 'id1', cve: 'CVE-2026-0001', source: null, hostIds: [], kind: 'accepted', owner: 'Kim', reason: 'no route', compensatingControl: null, expiresOn: '2026-12-31', createdAt: '2026-11-20T00:00:00.000Z', originalDue: null, renewals: 0, endedAt: null }; // prettier-ignore

it('exceptions add, renew, end', async () => {
  const line = ['exceptions', 'add', '--cve', 'CVE-2026-0001', '--host', 'web1', '--kind', 'accepted', '--owner', 'Kim', '--reason', 'no route', '--until', '2026-12-31']; // prettier-ignore
  const seen = await cli(line, { answers: { ...answers, 'exceptions.add': () => ok(exception) } });
  expect(seen.out).toMatch(/id1\s+CVE-2026-0001\s+all hosts\s+accepted\s+\S Holds\s+2026-12-31/);
  expect(seen.inputsOf('exceptions.add')).toMatchObject([{ hostIds: [web.host.id], source: null, expiresOn: '2026-12-31' }]);
  expect((await cli('exceptions list', { answers: { 'exceptions.list': () => ok([]) } })).out).toContain('No exception');
});

it('findings --ended: what a host no longer has', async () => {
  const one = { cve: 'CVE-2026-0001', source: 'openssl', status: 'fixed-available', fixed: '3.0.18-1', vendorSeverity: 'high', packages: [{ name: 'libssl3', installed: '3.0.17-1' }], firstSeen: '2026-11-20T00:00:00.000Z', ended: '2026-11-22T00:00:00.000Z' } satisfies EndedFinding; // prettier-ignore
  const seen = await cli('findings web1 --ended', { answers: { ...answers, 'findings.ended': () => ok([one]) } });
  expect(seen.out).toMatch(/CVE-2026-0001\s+openssl\s+libssl3 3\.0\.17-1\s+2026-11-20\s+2026-11-22/);
});

it('an OpenVEX document is taken whole or not at all', async () => {
  const { id: _, createdAt: __, originalDue: ___, renewals: ____, endedAt: _____, ...draft } = exception;
  const rows = [{ at: 'statement 1', draft, problem: null }, { at: 'statement 2', draft: null, problem: 'no product' }]; // prettier-ignore
  const file = join(mkdtempSync(join(tmpdir(), 'patchbay-vex-')), 'x.json');
  writeFileSync(file, '{}');
  const line = ['exceptions', 'import-vex', file, '--owner', 'Kim', '--until', '2026-12-31'];
  const given = { 'exceptions.readVex': () => ok(rows), 'exceptions.addAll': () => ok([exception]) };
  expect((await cli(line, { answers: given })).inputsOf('exceptions.addAll')).toEqual([]);
  expect((await cli([...line, '--add'], { answers: given })).inputsOf('exceptions.addAll')).toEqual([{ drafts: [draft] }]);
});

it('news, eol, rules and sbom', async () => {
  const item = { n: 1, at: '2026-11-21T00:00:00.000Z', what: 'found', cve: 'CVE-2026-0001', source: 'openssl', text: 'fixed in 3', vendorSeverity: 'high', kev: false, hostIds: [], isNew: true } satisfies NewsRow; // prettier-ignore
  const news = await cli('news --seen', { answers: { 'news.list': () => ok([item]), 'news.seen': () => ok({}) } });
  expect(news.out).toMatch(/New.*found\s+CVE-2026-0001/);
  expect(news.inputsOf('news.seen')).toEqual([{ n: 1 }]);
  const ends: EndOfLifeRow = { hostId: web.host.id, hostName: 'web1', kind: 'system', product: 'debian', title: 'Debian', cycle: '12', installed: 'Debian 12', state: 'extended', supportedUntil: '2026-07-11', extendedUntil: '2028-06-30', options: ['LTS until 2028-06-30'], control: null, dataOf: null }; // prettier-ignore
  const eol = await cli('eol', { answers: { ...answers, 'endOfLife.list': () => ok([ends]) } });
  expect(eol.out).toMatch(/web1\s+Debian 12\s+\S Extended\s+2028-06-30/);
  const list = (rows: EndOfLifeRow[], hosts: (typeof web)[]) =>
    cli('eol', { answers: { 'endOfLife.list': () => ok(rows), 'hosts.list': () => ok(hosts) } });
  expect((await list([{ ...ends, state: 'supported' }], [web])).out.trim()).toBe('Nothing ends within half a year');
  expect((await list([], [web])).out.trim()).toBe('1 host not scanned: unknown, not supported');
  expect((await list([], [])).out.trim()).toBe('No host in the inventory');
  const rule = { id: 'hipaa', name: 'HIPAA', source: 'a proposal', rows: ['critical: 15 days'], used: true };
  const rules = await cli('rules --use hipaa', { answers: { 'rules.list': () => ok([rule]), 'rules.use': () => ok({}) } });
  expect(rules.out).toContain('hipaa: HIPAA');
  const bom = await cli('sbom web1', { answers: { ...answers, 'sbom.get': () => ok({ text: '{\n  "bomFormat": "CycloneDX"\n}\n' }) } });
  expect(JSON.parse(bom.out)).toEqual({ bomFormat: 'CycloneDX' });
});

it('a scan that was carried here is of one host', async () => {
  const taken = { hostname: 'web1', system: 'Debian 12', packages: 3, at: '2026-11-21T00:00:00.000Z', unseen: [] };
  const seen = await cli('scan --from /x/web1.scan web1', { answers: { ...answers, 'scan.take': () => ok(taken) } });
  expect(seen.out).toContain('web1: web1, Debian 12, 3 packages');
  expect(seen.inputsOf('scan.take')).toEqual([{ id: web.host.id, path: '/x/web1.scan' }]);
  expect((await cli('scan --from /x/web1.scan', { answers })).exit).toBe(2);
});
