import { describe, expect, it } from 'vitest';
import { fixture, readAll } from '../feeds.test-kit.ts';
import { feeds } from '../index.ts';
import { readFeed } from '../read-feed.ts';
import { months } from './months.ts';

const written = fixture('msrc', 'cvrf-written.xml');
const text = written.toString();

describe('MSRC', () => {
  it('reads what fixes what, by product, and knows where no update is named', async () => {
    const { rows, result } = await readAll(feeds.msrc, written);
    const of = (name: string, body: object): object => ({
      feed: 'msrc',
      release: 'windows',
      package: name,
      body: expect.objectContaining(body) as object,
    });
    expect(rows).toEqual([
      of('Windows 10 Version 22H2 for x64-based Systems', {
        cve: 'CVE-2022-37966',
        kb: '5019959',
        fixedBuild: '10.0.19045.2251',
        supersedes: ['5018410', '5020030'],
        severity: 'Critical',
        impact: 'Elevation of Privilege',
        restart: 'Yes',
      }),
      of('Windows Server 2016 (Server Core installation)', {
        kb: '5019964',
        fixedBuild: null,
        supersedes: [],
        severity: 'Critical',
        impact: '',
      }),
      of('Microsoft .NET Framework 4.8 on Windows Server 2016', { kb: null, fixedBuild: null, severity: '' }),
    ]);
    expect(result).toMatchObject({ value: { version: '2022-Nov', date: '2026-02-18' } });
  });

  it('reads a real document, and hands out nothing where nobody has a Windows', async () => {
    const real = fixture('msrc', 'cvrf-2016-apr.xml.gz');
    const { rows } = await readAll(feeds.msrc, real);
    expect(rows).toContainEqual(
      expect.objectContaining({
        package: 'Windows Server 2012',
        body: expect.objectContaining({
          cve: 'CVE-2016-0088',
          kb: '3135456',
          supersedes: ['3087088'],
          severity: 'Important',
          impact: 'Remote Code Execution',
        }) as object,
      }),
    );
    const seen: unknown[] = [];
    const one = (async function* () {
      yield await Promise.resolve(real);
    })();
    expect(await readFeed(feeds.msrc, 'x', { releases: ['debian:12'] }, one, (some) => seen.push(...some))).toMatchObject({ ok: true });
    expect(seen).toEqual([]);
  });

  it.each([
    ['a document type', text.replace('<cvrf:cvrfdoc', '<!DOCTYPE x [<!ENTITY a "b">]><cvrf:cvrfdoc'), 'document type'],
    ['an entity', text.replace('CVE-2022-37966', '&a;'), 'undefined entity'],
    ['another root', '<rss></rss>', 'no CVRF document'],
    ['no vulnerability', '<cvrfdoc></cvrfdoc>', 'no vulnerability'],
    ['the end missing', text.slice(0, -20), 'unclosed tag'],
    ['a product that is not in the tree', text.replace('ProductID="2"', 'ProductID="9"'), 'not in the product tree'],
    ['no end of depth', '<cvrfdoc>'.repeat(70), 'more than 64 levels'],
    ['no end of a text', `<cvrfdoc><a>${'x'.repeat(3 * 1024 ** 2)}</a></cvrfdoc>`, 'more than 1048576'],
    ['no end of a name', `<cvrfdoc><${'x'.repeat(3 * 1024 ** 2)}`, 'more than 1048576'],
  ])('refuses %s', async (_, xml, words) => {
    const { result } = await readAll(feeds.msrc, Buffer.from(xml));
    expect(result).toMatchObject({ ok: false, problem: { kind: 'feed-unreadable', detail: expect.stringContaining(words) as string } });
  });

  it.each([
    ['2026-11-22', '2026-Nov', 128],
    ['2026-11-10', '2026-Oct', 127],
    ['2026-11-11', '2026-Nov', 128],
    ['2027-01-01', '2026-Dec', 129],
  ])('on %s the last month is %s', (day, month, count) => {
    const all = months(new Date(day));
    expect([all[0], all.at(-1), all.length]).toEqual(['2016-Apr', month, count]);
  });
});
