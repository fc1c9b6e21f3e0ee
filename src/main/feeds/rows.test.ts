import { describe, expect, it } from 'vitest';
import { fixture, readAll } from './feeds.test-kit.ts';
import { debianSecuritySupport } from './debian-security-support/index.ts';
import { debianTracker } from './debian-tracker/index.ts';
import { feeds } from './index.ts';

describe('Debian security tracker', () => {
  it('reads open and resolved entries of the releases that are wanted', async () => {
    const { rows } = await readAll(debianTracker, fixture('debian-tracker', 'osv.json'));
    expect(rows).toContainEqual({
      feed: 'debian-tracker',
      release: 'debian:12',
      package: 'apparmor',
      body: {
        cve: 'CVE-2014-1424',
        status: 'resolved',
        fixed: '0',
        urgency: 'unimportant',
        nodsa: null,
        nodsaReason: null,
        newest: '3.0.8-3',
      },
    });
    const open = expect.objectContaining({ cve: 'CVE-2016-1585', status: 'open', fixed: null }) as object;
    expect(rows).toContainEqual(expect.objectContaining({ release: 'debian:12', body: open }));
  });

  const entry = (release: object): Buffer => Buffer.from(JSON.stringify({ a: { 'CVE-2026-0001': { releases: { bookworm: release } } } }));
  it('keeps why there is no advisory, and the newest version of all pockets', async () => {
    const repositories = { bookworm: '1.0-2', 'bookworm-security': '1.0-10' };
    const { rows } = await readAll(
      debianTracker,
      entry({ status: 'open', repositories, urgency: 'low', nodsa: 'Minor issue', nodsa_reason: 'postponed' }),
    );
    expect(rows).toMatchObject([{ body: { nodsa: 'Minor issue', nodsaReason: 'postponed', newest: '1.0-10' } }]);
  });

  it.each([
    ['an unknown status', { status: 'maybe' }, 'a > CVE-2026-0001 > bookworm'],
    ['resolved without a version', { status: 'resolved' }, 'a > CVE-2026-0001 > bookworm'],
    ['a version that is no text', { status: 'resolved', fixed_version: 3 }, 'a > CVE-2026-0001 > bookworm > fixed_version'],
  ])('names the place of %s', async (_, release, place) => {
    const { result } = await readAll(debianTracker, entry(release));
    expect(result).toMatchObject({ ok: false, problem: { place } });
  });
});

describe('KEV', () => {
  it('reads entries, edition and the ransomware mark', async () => {
    const { rows, result } = await readAll(feeds.kev, fixture('kev', 'kev.json'));
    expect(rows[0]).toMatchObject({ cve: 'CVE-2026-8037', added: '2026-08-07', due: '2026-08-10', ransomware: false });
    expect(rows.some((row) => row.ransomware)).toBe(true);
    expect(result).toMatchObject({ value: { version: '2026.08.07', date: '2026-08-07' } });
  });

  it('refuses a catalogue with fewer entries than it announces', async () => {
    const text = fixture('kev', 'kev.json').toString().replace('"count": 4', '"count": 5');
    expect((await readAll(feeds.kev, Buffer.from(text))).result).toMatchObject({ ok: false, problem: { place: 'count' } });
  });
});

describe('EPSS', () => {
  it.each([
    ['2021-04-14', { version: null, date: null }, { score: 0.65117, percentile: null }],
    ['2021-09-01', { version: null, date: null }, { score: 0.65117, percentile: 0.9981063485700858 }],
    ['2022-02-04', { version: 'v2022.01.01', date: '2022-02-04' }, { score: 0.96817, percentile: 0.99999 }],
    ['2023-03-07', { version: 'v2023.03.01', date: '2023-03-07' }, { score: 0.97567, percentile: 0.99995 }],
  ])('reads the form of %s', async (day, edition, first) => {
    const { rows, result } = await readAll(feeds.epss, fixture('epss', `epss_scores-${day}.csv.gz`));
    expect(rows[0]).toEqual({ cve: 'CVE-2020-5902', ...first });
    expect(result).toMatchObject({ value: edition });
  });

  it.each(['CVE-2020-5902,1.5,0.1', 'CVE-2020-5902,-0.1,0.1', 'CVE-2020-5902,0x1,0.1', 'CVE-2020-5902,0.1', 'x,0.1,0.1'])(
    'names the line of %s',
    async (line) => {
      const { result } = await readAll(feeds.epss, Buffer.from(`cve,epss,percentile\nCVE-2020-5902,1e-05,0.1\n${line}\n`));
      expect(result).toMatchObject({ ok: false, problem: { place: 'line 3' } });
    },
  );
});

describe('Debian security support', () => {
  it('reads what has ended, with the release that the file is for', async () => {
    const file = 'security-support-ended.deb12';
    const { rows } = await readAll(debianSecuritySupport, fixture('debian-security-support', file), { file });
    expect(rows).toHaveLength(5);
    expect(rows[4]).toMatchObject({
      release: 'debian:12',
      package: 'suricata',
      body: { lastVersion: '1:6.0.10-1', since: '2026-04-30', state: 'ended' },
    });
  });

  it('reads what is limited, with or without a note', async () => {
    const file = 'security-support-limited';
    const { rows } = await readAll(debianSecuritySupport, fixture('debian-security-support', file), { file });
    const bookworm = rows.filter((row) => row.release === 'debian:12');
    expect(bookworm.map(({ package: source, body }) => [source, body.state, body.note === ''])).toEqual([
      ['adns', 'limited', false],
      ['golang.*', 'limited', false],
      ['webkit2gtk', 'limited', true],
    ]);
  });
});

describe('endoflife.date', () => {
  const wanted = { product: 'debian', cycle: '12', codename: 'Bookworm', securityUntil: '2026-07-11', extendedUntil: '2028-06-30' };
  it('reads the source form', async () => {
    const { rows } = await readAll(feeds.endoflife, fixture('endoflife', 'endoflife.json'));
    expect(rows).toContainEqual(expect.objectContaining(wanted));
  });

  it('reads the form of the API', async () => {
    const releases = [{ name: '12', codename: 'Bookworm', isEol: true, eolFrom: '2026-07-11', eoesFrom: '2028-06-30', isEoes: false }];
    const text = JSON.stringify({
      total: 1,
      last_modified: '2026-08-22T00:00:00Z',
      result: [{ name: 'debian', label: 'Debian', releases }],
    });
    const { rows, result } = await readAll(feeds.endoflife, Buffer.from(text));
    expect(rows).toEqual([{ ...wanted, title: 'Debian', activeUntil: null }]);
    expect(result).toMatchObject({ value: { date: '2026-08-22' } });
  });
});
