import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { calls } from '../../../shared/contract/contract.ts';
import { hostId } from '../../store/store.test-kit.ts';
import {
  endoflifeFile,
  epssFile,
  installed,
  kevFile,
  open,
  pending,
  resolved,
  tracker,
  world,
  type World,
} from './vulnerabilities.test-kit.ts';

// Each test starts a thread; on a busy computer that alone takes seconds.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let here: World;
beforeEach(async () => {
  here = await world(2);
  here.says.set('debian-tracker.json', tracker(['openssl', 'CVE-2026-0001', resolved('3.0.18-1')], ['bash', 'CVE-2026-0002', open()]));
  here.says.set('kev.json', kevFile('CVE-2020-0001'));
  here.says.set('epss.csv.gz', epssFile('CVE-2026-0001,0.1,0.93', 'CVE-2026-0002,0.001,0.2'));
  here.says.set('endoflife.json', endoflifeFile());
});
afterEach(() => here.end());

const openssl = (version: string) => [
  installed('libssl3', version, { source: 'openssl', sourceVersion: version }),
  installed('openssl', version),
];
const cves = async (id = hostId(1)) => (await here.call('findings.ofHost', { id })).map((one) => `${one.cve} ${one.status}`);
const news = async () => (await here.call('news.list', {})).map(({ what, cve, hostIds }) => `${what} ${cve} ${hostIds.length}`);

it('a host that was scanned is unknown until data came, and then has what the data says', async () => {
  here.scan(1, { packages: [...openssl('3.0.17-1'), installed('bash', '5.2-1')] });
  expect(await here.call('findings.list', {})).toEqual([]);
  expect(await here.call('findings.exposure', {})).toMatchObject({ findings: 0, unjudgedHosts: 2, asOf: null });
  await here.update();
  expect(await here.call('findings.exposure', {})).toMatchObject({
    findings: 2,
    fixable: 1,
    unjudgedHosts: 1,
    asOf: '2026-11-22',
    cover: [{ source: 'openssl', to: '3.0.18-1', closes: 1, soFar: 1 }],
  });
  const [first, second] = calls['findings.list'].output.parse(await here.call('findings.list', {}));
  expect(first).toMatchObject({
    cve: 'CVE-2026-0001',
    source: 'openssl',
    status: 'fixed-available',
    fixed: '3.0.18-1',
    epss: { score: 0.1, percentile: 0.93 },
    hostIds: [hostId(1)],
    firstSeen: '2026-11-22T10:00:00.000Z',
  });
  expect(second).toMatchObject({ cve: 'CVE-2026-0002', status: 'affected-no-fix', fixed: null });
  const [finding] = calls['findings.get'].output.parse(await here.call('findings.get', { cve: 'CVE-2026-0001', source: 'openssl' }));
  expect(finding).toMatchObject({
    hostName: 'host-1',
    packages: [
      { name: 'libssl3', installed: '3.0.17-1' },
      { name: 'openssl', installed: '3.0.17-1' },
    ],
    explanation: {
      rule: 'older-than-fix',
      compared: { installed: '3.0.17-1', order: '<', with: '3.0.18-1' },
      record: expect.arrayContaining(['openssl', 'CVE-2026-0001']) as string[],
      dataOf: '2026-11-22',
    },
  });
});

it('a host whose system nobody has data of stays unknown, never clean', async () => {
  here.scan(1, { os: { id: 'plan9', versionId: '4', codename: '', pretty: 'Plan 9' }, platform: 'unsupported', packages: [] });
  await here.update();
  expect(await here.call('findings.exposure', { hostIds: [hostId(1)] })).toMatchObject({ findings: 0, unjudgedHosts: 1 });
  expect((await here.call('feeds.list', {})).find((one) => one.feed === 'debian-tracker')).toMatchObject({ state: 'not-needed', rows: 0 });
});

describe('judged anew without touching a host', () => {
  beforeEach(async () => {
    here.scan(1, { packages: [...openssl('3.0.17-1'), installed('bash', '5.2-1')] });
    here.scan(2, { packages: openssl('3.0.17-1') });
    await here.update();
    expect(await news()).toEqual([]);
  });

  it('a new advisory finds its hosts, a fix is news, and first seen stays', async () => {
    here.at('2026-11-23T10:00:00.000Z');
    const entries = [['openssl', 'CVE-2026-0001', resolved('3.0.18-1')], ['bash', 'CVE-2026-0002', resolved('5.2-2')], ['openssl', 'CVE-2026-0003', open()]] as const; // prettier-ignore
    here.says.set('debian-tracker.json', tracker(...entries));
    await here.update('debian-tracker');
    expect((await news()).sort()).toEqual(['fix-released CVE-2026-0002 1', 'found CVE-2026-0003 2']);
    const found = await here.call('findings.ofHost', { id: hostId(1) });
    expect(found.find((one) => one.cve === 'CVE-2026-0002')).toMatchObject({
      status: 'fixed-available',
      firstSeen: '2026-11-22T10:00:00.000Z',
    });
    const list = calls['news.list'].output.parse(await here.call('news.list', {}));
    expect(list.every((one) => one.isNew)).toBe(true);
    await here.call('news.seen', { n: list[0]?.n ?? 0 });
    expect((await here.call('news.list', {})).some((one) => one.isNew)).toBe(false);
  });

  it('what an update has closed is gone with its end on record, and begins anew where it comes back', async () => {
    here.at('2026-11-24T10:00:00.000Z');
    here.scan(1, { packages: [...openssl('3.0.18-1'), installed('bash', '5.2-1')] });
    expect(await cves()).toEqual(['CVE-2026-0002 affected-no-fix']);
    expect(await news()).toEqual(['gone CVE-2026-0001 1']);
    expect(here.context.store.findings.ended(hostId(1))).toMatchObject([
      { cve: 'CVE-2026-0001', since: '2026-11-22T10:00:00.000Z', ended: '2026-11-24T10:00:00.000Z' },
    ]);
    here.at('2026-11-25T10:00:00.000Z');
    here.scan(1, { packages: [...openssl('3.0.17-1'), installed('bash', '5.2-1')] });
    const back = (await here.call('findings.ofHost', { id: hostId(1) })).find((one) => one.cve === 'CVE-2026-0001');
    expect(back?.firstSeen).toBe('2026-11-25T10:00:00.000Z');
  });

  it('what comes into KEV is news for the hosts that have it, and leads the list with its date', async () => {
    here.says.set('kev.json', kevFile('CVE-2020-0001', 'CVE-2026-0002'));
    await here.update('kev');
    expect(await news()).toEqual(['exploited CVE-2026-0002 1']);
    expect((await here.call('findings.list', {}))[0]).toMatchObject({
      cve: 'CVE-2026-0002',
      kev: { added: '2026-11-20' },
      due: { rule: 'bod-26-04', due: '2026-12-04T00:00:00.000Z' },
    });
  });

  it('an exception takes a finding out of what is due, and says when it was due', async () => {
    await here.call('rules.use', { ids: ['cyber-essentials'] });
    const before = await here.call('findings.exposure', {});
    expect(before.days.map((one) => one.due)).toContain('2026-12-06');
    const draft = { cve: 'CVE-2026-0001', source: null, hostIds: [hostId(2)], kind: 'accepted' as const, owner: 'Kim', reason: 'no route to it', compensatingControl: null, expiresOn: '2026-12-31' }; // prettier-ignore
    const made = await here.call('exceptions.add', draft);
    expect(made).toMatchObject({ originalDue: '2026-12-06T10:00:00.000Z', renewals: 0, endedAt: null });
    expect(await here.call('findings.exposure', {})).toMatchObject({ findings: before.findings - 1, excepted: 1 });
    const row = (await here.call('findings.list', {})).find((one) => one.cve === 'CVE-2026-0001');
    expect(row).toMatchObject({ excepted: 1, due: { due: '2026-12-06T10:00:00.000Z' } });
    expect((await here.call('findings.ofHost', { id: hostId(2) }))[0]).toMatchObject({ due: null, exception: { id: made.id } });
    expect(await here.call('exceptions.renew', { id: made.id, expiresOn: '2027-01-31', reason: 'still none' })).toMatchObject({
      renewals: 1,
    });
    here.at('2027-02-01T10:00:00.000Z');
    expect(await here.call('findings.exposure', {})).toMatchObject({ excepted: 0 });
    here.at('2026-11-22T10:00:00.000Z');
    await here.call('exceptions.end', { id: made.id, reason: 'fixed' });
    expect(await here.call('exceptions.list', {})).toEqual([]);
    expect(await here.call('exceptions.list', { ended: true })).toMatchObject([{ id: made.id, endedAt: '2026-11-22T10:00:00.000Z' }]);
    const actions = (await here.call('history.list', { search: 'exception.' })).map((one) => one.action);
    expect(actions).toEqual(['exception.ended', 'exception.renewed', 'exception.added']);
  });

  it('an exception needs something that it is for, a host that is there and a day to come', async () => {
    const draft = { cve: 'CVE-2026-0001', source: null, hostIds: [], kind: 'accepted' as const, owner: 'Kim', reason: 'none', compensatingControl: null, expiresOn: '2026-12-31' }; // prettier-ignore
    for (const change of [{ cve: null }, { hostIds: ['hostunknown'] }, { expiresOn: '2026-11-21' }, { owner: ' ' }])
      expect((await here.ask('exceptions.add', { ...draft, ...change })).ok).toBe(false);
    expect((await here.ask('exceptions.end', { id: 'x', reason: 'y' })).ok).toBe(false);
  });

  it('each line of the fix list says what it closes, by source package and version', async () => {
    here.scan(1, {
      packages: [...openssl('3.0.17-1'), installed('bash', '5.2-1')],
      updates: [pending('libssl3', '3.0.17-1', '3.0.18-1+b1', 'openssl'), pending('bash', '5.2-1', '5.2-3')],
    });
    here.scan(2, { packages: openssl('3.0.17-1'), updates: [pending('openssl', '3.0.17-1', '3.0.17-2')] });
    const closes = calls['fixList.closes'].output.parse(await here.call('fixList.closes', {}));
    expect(closes['openssl 3.0.18-1+b1 Debian-Security:12']).toMatchObject({ cves: ['CVE-2026-0001'], findings: 1, epss: 0.93 });
    expect(closes['openssl 3.0.17-2 Debian-Security:12']).toMatchObject({ cves: [], findings: 0 });
    expect(closes['bash 5.2-3 Debian-Security:12']).toMatchObject({ cves: [], findings: 0 });
  });

  it('a bill of materials and OpenVEX have what was decided', async () => {
    const draft = { cve: 'CVE-2026-0001', source: 'openssl', hostIds: [], kind: 'not-applicable' as const, owner: 'Kim', reason: 'not reachable', compensatingControl: null, expiresOn: '2026-12-31' }; // prettier-ignore
    expect(await here.ask('exceptions.exportVex', {})).toMatchObject({
      ok: false,
      problem: { kind: 'nothing-to-export', what: 'vex', why: [] },
    });
    await here.call('exceptions.add', draft);
    const { text } = await here.call('sbom.get', { hostId: hostId(1) });
    const bom = JSON.parse(text) as { vulnerabilities: { id: string; analysis: { state: string } }[]; components: unknown[] };
    expect(bom.vulnerabilities.map((one) => [one.id, one.analysis.state]).sort()).toEqual([['CVE-2026-0001', 'not_affected'], ['CVE-2026-0002', 'exploitable']]); // prettier-ignore
    const vex = await here.call('exceptions.exportVex', {});
    const rows = await here.call('exceptions.readVex', { text: vex.text, owner: 'Ada', expiresOn: '2027-01-01' });
    expect(rows).toMatchObject([
      { draft: { cve: 'CVE-2026-0001', kind: 'not-applicable' as const, owner: 'Kim', expiresOn: '2026-12-31' }, problem: null },
    ]);
    expect(await here.ask('sbom.get', { hostId: 'hostunknown' })).toMatchObject({ ok: false, problem: { kind: 'not-found' } });
  });
});

it('of what is alike, what a more critical host has comes first, and of the hosts of one finding the more critical', async () => {
  const critical = (n: number, criticality: 'low' | 'high') => {
    const host = here.context.store.hosts.get(hostId(n));
    if (host) here.context.store.hosts.update({ ...host, criticality });
  };
  here.says.set('debian-tracker.json', tracker(['bash', 'CVE-2026-0001', resolved('5.2-2')], ['jq', 'CVE-2026-0002', resolved('1.7-2')]));
  here.says.set('epss.csv.gz', epssFile('CVE-2026-0009,0.1,0.93'));
  const bash = installed('bash', '5.2-1');
  here.scan(1, { packages: [bash, installed('jq', '1.7-1')] });
  here.at('2026-11-22T10:00:07.000Z');
  here.scan(2, { packages: [installed('jq', '1.7-1')] });
  await here.call('rules.use', { ids: ['hipaa'] });
  await here.update();
  const order = async () => (await here.call('findings.list', {})).map((one) => one.cve.at(-1)).join('');
  expect(await order()).toBe('12');
  critical(1, 'low');
  critical(2, 'high');
  expect(await order()).toBe('21');
  const found = await here.call('findings.get', { cve: 'CVE-2026-0002', source: 'jq' });
  expect(found.map((one) => one.hostName)).toEqual(['host-2', 'host-1']);
  const draft = { cve: 'CVE-2026-0002', source: null, hostIds: [hostId(2)], kind: 'accepted' as const, owner: 'Kim', reason: 'no route to it', compensatingControl: null, expiresOn: '2026-12-31' }; // prettier-ignore
  await here.call('exceptions.add', draft);
  expect(await order(), 'a host with an exception does not count').toBe('12');
});

it('a release that the inventory gains later is read from what is here, without asking for the file again', async () => {
  here.scan(1, { packages: openssl('3.0.17-1') });
  const both = { openssl: { 'CVE-2026-0009': { releases: { bookworm: resolved('3.0.18-1'), trixie: resolved('3.5.2-1') } } } };
  here.says.set('debian-tracker.json', JSON.stringify(both));
  await here.update();
  here.scan(2, { os: { id: 'debian', versionId: '13', codename: 'trixie', pretty: 'Debian 13' }, packages: openssl('3.5.1-1') });
  expect(await cves(hostId(2))).toEqual([]);
  expect((await here.call('feeds.list', {})).find((one) => one.feed === 'debian-tracker')?.state).toBe('never');
  const asked = here.vendor.seen.length;
  await here.update('debian-tracker');
  expect(here.vendor.seen.slice(asked).map((one) => one.headers['if-none-match'])).toEqual([expect.any(String)]);
  expect(await cves(hostId(2))).toEqual(['CVE-2026-0009 fixed-available']);
  expect(await cves(hostId(1))).toEqual(['CVE-2026-0009 fixed-available']);
});

it('says when systems and runtimes end, with what was recorded for them', async () => {
  const cycle = (name: string, eolFrom: string | null, eoesFrom: string | null = null) => ({ name, eolFrom, eoesFrom, isEol: false });
  here.says.set(
    'endoflife.json',
    endoflifeFile(
      { name: 'debian', label: 'Debian', releases: [cycle('12', '2026-07-11', '2028-06-30')] },
      { name: 'postgresql', label: 'PostgreSQL', releases: [cycle('15', '2027-11-11'), cycle('13', '2025-11-13')] },
    ),
  );
  here.scan(1, {
    packages: [installed('postgresql-13', '13.20-1', { origin: 'apt.postgresql.org:bookworm' }), installed('postgresql-15', '15.8-0')],
  });
  expect((await here.call('endOfLife.list', {})).map((one) => one.state)).toEqual(['unknown', 'unknown', 'unknown']);
  await here.update();
  const rows = calls['endOfLife.list'].output.parse(await here.call('endOfLife.list', {}));
  expect(rows.map(({ product, cycle: of, state, options }) => [product, of, state, options])).toEqual([
    ['postgresql', '13', 'ended', []],
    ['postgresql', '15', 'supported', ['Debian 12 patches its own copy until 2028-06-30']],
    ['debian', '12', 'extended', ['LTS until 2028-06-30', 'ELTS until 2033-06-30']],
  ]);
  const control = { hostId: hostId(1), product: 'debian', extendedSupport: 'ELTS', extendedUntil: '2033-06-30', control: '', owner: 'Kim', reviewOn: '2027-01-01' }; // prettier-ignore
  await here.call('endOfLife.saveControl', control);
  expect((await here.call('endOfLife.list', {})).at(-1)).toMatchObject({
    product: 'debian',
    extendedUntil: '2033-06-30',
    control: { owner: 'Kim' },
  });
  await here.call('endOfLife.removeControl', { hostId: hostId(1), product: 'debian' });
  expect((await here.ask('endOfLife.removeControl', { hostId: hostId(1), product: 'debian' })).ok).toBe(false);
});
