import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AssessListInput, JudgedList } from '../../shared/contract/assess-list.ts';
import type { Result } from '../../shared/domain/result.ts';
import { tarOf } from '../feeds/tar.test-kit.ts';
import { assessList } from './assess-list.ts';

const NOW = '2026-11-22T10:00:00.000Z';
const bookworm = (release: object) => ({ releases: { bookworm: { repositories: { bookworm: '9' }, urgency: 'high', ...release } } });
const tracker = {
  jq: { 'CVE-2026-0001': bookworm({ status: 'resolved', fixed_version: '1.7-1' }), 'CVE-2026-0002': bookworm({ status: 'open' }) },
  vim: { 'CVE-2026-0003': bookworm({ status: 'resolved', fixed_version: '0' }) },
};
const entry = { vulnerabilityName: 'x', knownRansomwareCampaignUse: 'Known', dueDate: '2026-11-24' };
const kev = {
  catalogVersion: '2026.11.21',
  dateReleased: '2026-11-21T10:00:00Z',
  count: 2,
  vulnerabilities: [
    { ...entry, cveID: 'CVE-2026-0002', dateAdded: '2026-11-21' },
    { ...entry, cveID: 'CVE-2026-9999', dateAdded: '2026-11-21' },
  ],
};
const epss =
  '#model_version:v2026.06.15,score_date:2026-11-01T00:00:00+0000\ncve,epss,percentile\nCVE-2026-0001,0.1,0.9\nCVE-2026-7777,0.2,0.95\n';
const eol = { debian: { title: 'Debian', releases: [{ releaseCycle: '12', eol: '2026-07-11', eoes: '2028-06-30' }] } };

describe('judging a bare list', () => {
  let folder = '';
  const put = (name: string, text: string | Uint8Array): void => writeFileSync(join(folder, 'feeds', name), text);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-assess-'));
    mkdirSync(join(folder, 'feeds'));
    writeFileSync(join(folder, 'list.tsv'), 'jq\t1.6-2\tjq\t1.6-2\nlibjq1\t1.6-2\tjq\t1.6-2\nvim\t2:9.0\tvim\t2:9.0\nbare\t1\n');
    put('debian-tracker.json.gz', gzipSync(JSON.stringify(tracker)));
    put('kev.json', JSON.stringify(kev));
    put('epss.csv.gz', gzipSync(epss));
    put('endoflife.json', JSON.stringify(eol));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const assess = async (change: object = {}): Promise<Result<JudgedList>> => {
    const paths = { packages: join(folder, 'list.tsv'), feeds: join(folder, 'feeds') };
    const result = await assessList(AssessListInput.parse({ ...paths, release: 'debian:12', ...change }), NOW);
    if (result.ok) JudgedList.parse(result.value);
    return result;
  };
  const judged = async (change: object = {}): Promise<JudgedList> => {
    const result = await assess(change);
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    return result.value;
  };

  it('says what is found, why, what comes first, and what closes it', async () => {
    const value = await judged({ rules: ['hipaa'] });
    expect(value.findings.map((one) => [one.cve, one.package, one.status])).toEqual([
      ['CVE-2026-0002', 'jq', 'affected-no-fix'],
      ['CVE-2026-0002', 'libjq1', 'affected-no-fix'],
      ['CVE-2026-0001', 'jq', 'fixed-available'],
      ['CVE-2026-0001', 'libjq1', 'fixed-available'],
    ]);
    expect(value.findings[0]).toMatchObject({ kev: { ransomware: true }, due: [{ due: '2026-11-24T00:00:00.000Z' }, { rule: 'hipaa' }] });
    expect(value.findings[2]).toMatchObject({ epss: { percentile: 0.9 }, installed: '1.6-2', fixed: '1.7-1' });
    expect(value.findings[2]?.why).toContain(
      'rule older-than-fix; installed 1.6-2 < 1.7-1; Debian security tracker: jq > CVE-2026-0001 > bookworm',
    );
    expect(value.updates).toEqual([{ source: 'jq', to: '1.7-1', packages: ['jq', 'libjq1'], cves: ['CVE-2026-0001'], closes: 2 }]);
    expect(value.unjudged.map((one) => [one.package, one.rule])).toEqual([
      ['bare', 'source-not-said'],
      ['vim', 'newer-than-release'],
    ]);
    expect(value.release).toEqual({ id: 'debian:12', name: 'bookworm', support: 'extended', until: '2028-06-30' });
  });

  it('says of each feed how old it is, or that it is not there', async () => {
    const { feeds } = await judged();
    const of = (name: string) => feeds.find((one) => one.feed === name);
    expect(of('kev')).toMatchObject({ state: 'read', version: '2026.11.21', date: '2026-11-21', ageDays: 1, stale: false });
    expect(of('epss')).toMatchObject({ version: 'v2026.06.15', date: '2026-11-01', ageDays: 21, stale: true });
    expect(of('debian-security-support')).toMatchObject({ state: 'missing', date: null });
  });

  it('takes what CVE records say, and goes on without them', async () => {
    expect((await judged()).findings[2]).toMatchObject({ cvss: [], inputs: { impact: { estimated: true } } });
    const options = [{ Exploitation: 'PoC' }, { Automatable: 'no' }, { 'Technical Impact': 'Partial' }];
    const metrics = [
      { other: { type: 'ssvc', content: { options } } },
      { cvssV3_1: { vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' } },
    ];
    const text = JSON.stringify({
      dataType: 'CVE_RECORD',
      cveMetadata: { cveId: 'CVE-2026-0001' },
      containers: { cna: {}, adp: [{ providerMetadata: { shortName: 'CISA-ADP' }, metrics }] },
    });
    put('vulnrichment.tar.gz', gzipSync(tarOf([['v/CVE-2026-0001.json', text]])));
    const value = await judged();
    expect(value.findings.find((one) => one.cve === 'CVE-2026-0001')).toMatchObject({
      cvss: [{ version: '3.1', score: 9.8, severity: 'critical', source: 'CISA' }],
      inputs: { impact: { value: 'partial', estimated: false }, exploitation: { value: 'poc' } },
    });
    expect(value.feeds.find((one) => one.feed === 'vulnrichment')).toMatchObject({ state: 'read', rows: 1 });
  });

  it('as of an earlier day, knows nothing of what KEV listed later', async () => {
    const value = await judged({ asOf: '2026-11-20' });
    expect(value.findings.every((one) => one.kev === null)).toBe(true);
    expect((await judged({ asOf: '2029-01-01' })).release.support).toBe('ended');
  });

  it('goes on without KEV where that file is broken, and says so', async () => {
    put('kev.json', '{"count": 1');
    const { feeds, findings } = await judged();
    expect(findings).toHaveLength(4);
    expect(feeds.find((one) => one.feed === 'kev')).toMatchObject({ state: 'unreadable', rows: 0, problem: { kind: 'feed-unreadable' } });
  });

  it('a release that the tracker has nothing of is not called safe', async () => {
    const value = await judged({ release: 'debian:13' });
    expect(value.findings).toEqual([]);
    expect(value.unjudged.map((one) => one.rule)).toContain('release-without-data');
  });

  it.each([
    ['no tracker', () => rmSync(join(folder, 'feeds', 'debian-tracker.json.gz')), {}, 'file'],
    ['a tracker that is cut off', () => put('debian-tracker.json.gz', gzipSync('{"jq": {')), {}, 'feed-unreadable'],
    ['an empty tracker', () => put('debian-tracker.json.gz', gzipSync('{}')), {}, 'feed-unreadable'],
    ['no list', () => undefined, { packages: '/no/such/list' }, 'file'],
    ['a folder as the list', () => undefined, { packages: '/' }, 'file'],
    ['another release', () => undefined, { release: 'debian' }, 'invalid-input'],
    ['an unknown rule', () => undefined, { rules: ['nist'] }, 'invalid-input'],
  ])('with %s fails, and finds not nothing', async (_, break_, change, kind) => {
    break_();
    expect(await assess(change)).toMatchObject({ ok: false, problem: { kind } });
  });
});
