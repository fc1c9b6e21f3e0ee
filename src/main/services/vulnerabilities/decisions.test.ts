import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { calls } from '../../../shared/contract/contract.ts';
import { hostId } from '../../store/store.test-kit.ts';
import { epssFile, installed, resolved, tracker, world, type World } from './vulnerabilities.test-kit.ts';

// Each test starts a thread; on a busy computer that alone takes seconds.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let here: World;
beforeEach(async () => {
  here = await world(2);
  here.says.set(
    'debian-tracker.json',
    tracker(['openssl', 'CVE-2026-0001', resolved('3.0.18-1')], ['bash', 'CVE-2026-0002', resolved('5.2-2')]),
  );
  here.says.set('epss.csv.gz', epssFile('CVE-2026-0001,0.1,0.93'));
});
afterEach(() => here.end());

const draft = (change: object = {}) => ({ cve: 'CVE-2026-0001', source: null, hostIds: [hostId(1)], kind: 'accepted' as const, owner: 'Kim', reason: 'no route to it', compensatingControl: null, expiresOn: '2026-12-31', ...change }); // prettier-ignore

it('one source on two releases is two updates, each with a version of its own', async () => {
  const both = { openssl: { 'CVE-2026-0001': { releases: { bookworm: resolved('3.0.18-1'), trixie: resolved('3.5.2-1') } } } };
  here.says.set('debian-tracker.json', JSON.stringify(both));
  here.scan(1, { packages: [installed('openssl', '3.0.17-1')] });
  here.scan(2, {
    os: { id: 'debian', versionId: '13', codename: 'trixie', pretty: 'Debian 13' },
    packages: [installed('openssl', '3.5.1-1', { origin: 'Debian:trixie' })],
  });
  await here.update();
  expect((await here.call('findings.exposure', {})).cover).toEqual([
    { source: 'openssl', to: '3.0.18-1', closes: 1, soFar: 1 },
    { source: 'openssl', to: '3.5.2-1', closes: 1, soFar: 2 },
  ]);
});

describe('with two hosts that have findings', () => {
  beforeEach(async () => {
    for (const n of [1, 2]) here.scan(n, { packages: [installed('openssl', '3.0.17-1'), installed('bash', '5.2-1')] });
    await here.call('rules.use', { ids: ['cyber-essentials'] });
    await here.update();
  });

  it('a score says the model that it is of', async () => {
    const found = await here.call('findings.list', {});
    expect(found.map((one) => one.epss)).toEqual([{ score: 0.1, percentile: 0.93, model: 'v2026.06.15' }, null]);
    const [one] = await here.call('findings.get', { cve: 'CVE-2026-0001', source: 'openssl' });
    expect(one?.epss?.model).toBe('v2026.06.15');
  });

  it('several exceptions are put on record together, each with its own date, or none is', async () => {
    const drafts = [draft(), draft({ cve: null, source: 'bash', hostIds: [] }), draft({ cve: 'CVE-2026-0009' })];
    for (const wrong of [draft({ expiresOn: '2026-11-21' }), draft({ hostIds: ['hostunknown'] })])
      expect((await here.ask('exceptions.addAll', { drafts: [...drafts, wrong] })).ok).toBe(false);
    expect(await here.call('exceptions.list', {})).toEqual([]);
    const added = calls['exceptions.addAll'].output.parse(await here.call('exceptions.addAll', { drafts }));
    expect(added.map((one) => one.originalDue)).toEqual(['2026-12-06T10:00:00.000Z', '2026-12-06T10:00:00.000Z', null]);
    expect(await here.call('exceptions.list', {})).toHaveLength(3);
    expect((await here.call('history.list', { search: 'exception.added' })).map((one) => one.hostName)).toEqual(['host-1', null, 'host-1']);
  });

  it('is renewed to a day that is not over, and the history counts the renewals', async () => {
    const { id } = await here.call('exceptions.add', draft());
    here.at('2027-03-01T10:00:00.000Z');
    const renew = (expiresOn: string) => here.ask('exceptions.renew', { id, expiresOn, reason: 'still none' });
    expect(await renew('2027-02-28')).toMatchObject({ ok: false, problem: { issues: [{ message: 'a day that is not over' }] } });
    expect(await renew('2027-03-01')).toMatchObject({ ok: true, value: { renewals: 1 } });
    const [entry] = await here.call('history.list', { search: 'exception.renewed' });
    expect(entry?.text).toBe('Renewed until 2027-03-01, renewal 1: CVE-2026-0001. still none');
  });

  it('OpenVEX of exceptions that it cannot say is no file, and says of each why', async () => {
    await here.call('exceptions.add', draft({ cve: null, source: 'jq' }));
    expect(await here.ask('exceptions.exportVex', {})).toMatchObject({
      ok: false,
      problem: { kind: 'nothing-to-export', what: 'vex', why: ['jq: it names no CVE, and no finding has one'] },
    });
  });

  it('what a host no longer has is listed with its end', async () => {
    expect(await here.call('findings.ended', { id: hostId(1) })).toEqual([]);
    here.at('2026-11-24T10:00:00.000Z');
    here.scan(1, { packages: [installed('openssl', '3.0.18-1'), installed('bash', '5.2-1')] });
    const ended = calls['findings.ended'].output.parse(await here.call('findings.ended', { id: hostId(1) }));
    expect(ended).toMatchObject([
      {
        cve: 'CVE-2026-0001',
        packages: [{ name: 'openssl', installed: '3.0.17-1' }],
        firstSeen: '2026-11-22T10:00:00.000Z',
        ended: '2026-11-24T10:00:00.000Z',
      },
    ]);
    expect((await here.ask('findings.ended', { id: 'hostunknown' })).ok).toBe(false);
  });
});
