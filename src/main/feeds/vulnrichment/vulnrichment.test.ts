import { describe, expect, it } from 'vitest';
import { fixture, readAll } from '../feeds.test-kit.ts';
import { feeds } from '../index.ts';
import { tarOf } from '../tar.test-kit.ts';

const feed = feeds.vulnrichment;
const record = (cve: string, change: { cna?: object; adp?: object[]; state?: string } = {}): [string, string] => [
  `vulnrichment-develop/2026/${cve}.json`,
  JSON.stringify({
    dataType: 'CVE_RECORD',
    cveMetadata: { cveId: cve, state: change.state ?? 'PUBLISHED', assignerShortName: 'acme' },
    containers: { cna: change.cna ?? {}, adp: change.adp ?? [] },
  }),
];
const cisa = (options: object[], more: object[] = []): object => ({
  providerMetadata: { shortName: 'CISA-ADP' },
  metrics: [{ other: { type: 'ssvc', content: { options, timestamp: '2026-11-20T01:02:03Z' } } }, ...more],
});

describe('CISA Vulnrichment', () => {
  it('reads real records: what CISA says, and whose each vector is', async () => {
    const { rows, result } = await readAll(feed, fixture('vulnrichment', 'vulnrichment.tar.gz'));
    expect(rows).toHaveLength(9);
    expect(result).toMatchObject({ value: { date: '2024-10-17' } });
    expect(rows).toContainEqual({
      cve: 'CVE-2024-3400',
      exploitation: 'active',
      automatable: true,
      impact: 'total',
      cvss: [{ vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', source: 'CNA palo_alto' }],
    });
    const vectors = rows.flatMap((row) => row.cvss);
    expect(vectors.some((one) => one.source === 'CISA')).toBe(true);
    expect(vectors.some((one) => one.vector.startsWith('CVSS:4.0/'))).toBe(true);
  });

  it('takes the vectors of every version, and leaves out what is none', async () => {
    const metrics = [
      { cvssV4_0: { vectorString: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' } },
      { cvssV2_0: { vectorString: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' }, cvssV3_1: { vectorString: 'CVSS:3.1/AV:X' } },
      { cvssV3_0: {} },
    ];
    const { rows } = await readAll(feed, tarOf([record('CVE-2026-0001', { cna: { metrics }, adp: [{}, cisa([{ Automatable: 'YES' }])] })]));
    expect(rows).toMatchObject([
      { exploitation: null, automatable: true, impact: null, cvss: [{ source: 'CNA acme' }, { source: 'CNA acme' }] },
    ]);
  });

  it('knows nothing of a rejected number', async () => {
    const { rows } = await readAll(feed, tarOf([record('CVE-2026-0001', { state: 'REJECTED' }), record('CVE-2026-0002')]));
    expect(rows.map((row) => row.cve)).toEqual(['CVE-2026-0002']);
  });

  it.each([
    ['another document', tarOf([['x/CVE-2026-0001.json', '{}']]), 'CVE-2026-0001 > dataType'],
    ['no JSON', tarOf([['x/CVE-2026-0001.json', '{']]), 'CVE-2026-0001'],
    ['options that are no list', tarOf([record('CVE-2026-0001', { adp: [cisa({} as object[])] })]), 'CVE-2026-0001 > adp > options'],
    ['no record', tarOf([['README.md', 'x']]), 'the archive'],
    ['no end', tarOf([record('CVE-2026-0001')]).subarray(0, -1024), 'byte 1024'],
  ])('names the place of %s', async (_, bytes, place) =>
    expect((await readAll(feed, bytes)).result).toMatchObject({ ok: false, problem: { place } }),
  );

  it('a record that is too long is not read into memory', async () => {
    const bytes = tarOf([record('CVE-2026-0001')]);
    bytes.write('77777777777\0', 124);
    const sum = bytes.subarray(0, 512).reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    expect((await readAll(feed, bytes)).result).toMatchObject({
      ok: false,
      problem: { detail: expect.stringContaining('more than') as string },
    });
  });

  it('all 44,026 that CISA had said in October 2024, in every spelling', async () => {
    const said = fixture('vulnrichment', 'ssvc-2024-10-24.csv.gz').toString().trim().split(/\r?\n/).slice(1);
    const cells = said.map((line) => line.split(','));
    const metric = (vector: string): object[] => (vector ? [{ [nameOf(vector)]: { vectorString: vector } }] : []);
    const bytes = tarOf(
      cells.map(([cve = '', how = '', auto = '', harm = '', , own = '', cna = '']) => {
        const options = [{ Exploitation: how }, { Automatable: auto }, { 'Technical Impact': harm }];
        return record(cve, { cna: { metrics: metric(cna) }, adp: [cisa(options, metric(own))] });
      }),
    );
    const { rows } = await readAll(feed, bytes);
    expect(rows).toHaveLength(44_026);
    const differing = rows.filter((row, at) => {
      const [cve, how = '', auto = '', harm = '', , own = '', cna = ''] = cells[at] ?? [];
      const same = row.cve === cve && row.exploitation === how.toLowerCase() && row.impact === harm.toLowerCase();
      const vectors = [cna, own].filter(Boolean);
      return !same || row.automatable !== (auto.toLowerCase() === 'yes') || String(row.cvss.map((one) => one.vector)) !== String(vectors);
    });
    expect(differing).toEqual([]);
  }, 60_000);
});

function nameOf(vector: string): string {
  if (vector.startsWith('CVSS:4.0')) return 'cvssV4_0';
  return vector.startsWith('CVSS:3.1') ? 'cvssV3_1' : vector.startsWith('CVSS:3.0') ? 'cvssV3_0' : 'cvssV2_0';
}
