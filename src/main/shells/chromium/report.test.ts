import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ReportQuestion, type MadeReport } from '../../../shared/contract/reports.ts';
import { derive } from '../../../shared/domain/compliance/derive.ts';
import type { ReportData } from '../../../shared/domain/compliance/report-data.ts';
import { sayShare } from '../../../shared/domain/compliance/share.ts';
import { feeds } from '../../feeds/index.ts';
import { history } from '../../services/reports/history.test-kit.ts';
import { makeReport } from '../../services/reports/make.ts';
import { reportData } from '../../services/reports/report-data.ts';
import { ChangeBus } from '../../services/change-bus.ts';
import { verifyReport } from '../../services/reports/verify.ts';
import type { Context } from '../../services/context.ts';
import type { Store } from '../../store/store.ts';
import { findBrowser, findProgram } from '../serve/find-browser.mjs';
import { reportFonts } from '../report-fonts.ts';
import { chromiumPrinting } from './print.ts';

const TOOLS = ['qpdf', 'pdftotext', 'pdfinfo', 'pdffonts'] as const;
const missing = TOOLS.filter((name) => findProgram([name], process.env) === null);
const run = (command: string, ...args: string[]): string => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 256 * 1024 ** 2 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
  return stdout;
};

/** Names as somebody could write them who wants to be more than a name. */
const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</style><script>alert(1)</script>',
  '</title></head><body>',
  "'; content: url(http://x.example)",
  '\\"} @page { size: A0 } .x {',
  '<!-- x',
  ']]></svg>',
  '=HYPERLINK("http://x.example","y")',
  '&lt;b&gt;&amp;&#x3c;',
  '{{7*7}}${7*7}',
  'A'.repeat(80),
  'tëst-hôst-ß-Ł',
  'a b  c   d',
  '<svg/onload=alert(1)>',
  '%PDF-1.7 endobj',
  '-->',
  '<base href=//x.example>',
  '@import "http://x.example"',
  '../../etc/passwd',
];
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `${PAYLOADS[n % PAYLOADS.length] ?? ''}`.slice(0, 74).concat(`-${n}`)); // prettier-ignore

describe.skipIf(findBrowser() === null || missing.length > 0)(`a printed report (needs a Chromium and ${TOOLS.join(', ')})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-report-'));
  const pdf = join(folder, 'report.pdf');
  let store: Store;
  let context: Context;
  let data: ReportData;
  let made: MadeReport;
  let text = '';

  beforeAll(async () => {
    store = await history(join(folder, 'patchbay.sqlite'), {
      hosts: 40,
      months: 6,
      updates: 6,
      end: '2026-09-30T22:00:00.000Z',
      names: names(40),
    });
    const question = ReportQuestion.parse({ framework: 'pci-dss', from: '2026-07-01', to: '2026-09-30', targetPercent: 90 });
    const now = '2026-10-02T08:15:22.000Z';
    context = { store, changes: new ChangeBus(), now: () => now } as unknown as Context;
    data = await reportData(store, Object.values(feeds), question, now);
    const press = { fonts: reportFonts, open: chromiumPrinting, version: '0', folder };
    const look = { organisation: 'Example </style> "Shop"', classification: 'Confidential', foreword: '<b>not bold</b>' };
    const result = await makeReport(context, press, data, { question, look, path: pdf });
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    made = result.value;
    text = run('pdftotext', '-layout', pdf, '-');
  }, 300_000);
  afterAll(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is sound, tagged, in a language, with embedded fonts and a title', () => {
    expect(made.problem).toBeNull();
    expect(run('qpdf', '--check', pdf)).toContain('No syntax or stream encoding errors found');
    const info = run('pdfinfo', pdf);
    expect(info).toMatch(/Tagged:\s+yes/);
    expect(info).toMatch(/JavaScript:\s+no/);
    expect(info).toMatch(/Creator:\s+Patchbay 0/);
    expect(info).toMatch(new RegExp(`Pages:\\s+${made.pages}`));
    const fonts = run('pdffonts', pdf).split('\n').slice(2).filter(Boolean);
    expect(fonts.length).toBeGreaterThan(2);
    for (const font of fonts) expect(font).toMatch(/CID TrueType\s+Identity-H\s+yes yes yes/);
  });

  test('has an outline of its parts, table headers with scope, and a text for every figure', () => {
    const json = JSON.parse(run('qpdf', '--json', '--json-key=qpdf', '--json-key=outlines', pdf)) as {
      outlines: { title: string; kids: unknown[] }[];
      qpdf: [unknown, Record<string, { value?: Record<string, unknown> }>];
    };
    const titles = JSON.stringify(json.outlines);
    for (const part of [2, 5, 9, 15]) expect(titles).toMatch(new RegExp(`"u?:?${part} `));
    const objects = Object.values(json.qpdf[1]).flatMap(({ value }) => (value ? [value] : []));
    const tagged = objects.filter((one) => one['/S'] !== undefined);
    const figures = tagged.filter((one) => one['/S'] === '/Figure');
    expect(figures.length).toBeGreaterThan(5);
    for (const figure of figures) expect(figure['/Alt']).toMatch(/^u:.{10}/);
    const heads = tagged.filter((one) => one['/S'] === '/TH');
    expect(heads.length).toBeGreaterThan(100);
    expect(heads.every((one) => JSON.stringify(one['/A'] ?? '').includes('/Scope'))).toBe(true);
    expect(objects.some((one) => one['/Type'] === '/Catalog' && one['/Lang'] === 'u:en-GB')).toBe(true);
  });

  test('says the figures of its data, and nothing ran or broke out', () => {
    const { hosts, items, patch } = derive(data);
    const flat = text.replace(/\s+/g, ' ');
    for (const figure of [hosts.compliance, hosts.coverage, items.compliance, items.deadline])
      expect(flat.includes(sayShare(figure)), 'text of the PDF').toBe(true);
    expect(flat.includes(`Target not met: ${hosts.compliance.n} of ${hosts.compliance.of} hosts`), 'text of the PDF').toBe(true);
    for (const [state, count] of Object.entries(items.state)) expect(new RegExp(`\\b${count}\\b`).test(flat), state).toBe(true);
    expect(flat.includes(`Sum check: ${Object.values(hosts.status).join(' + ')} = ${hosts.scope} hosts. Holds.`)).toBe(true);
    expect(flat.includes('Does not hold')).toBe(false);
    expect(flat.includes(`${patch.fixed} items`), 'text of the PDF').toBe(true);
    expect(flat.includes(`Page ${made.pages} of ${made.pages}`), 'text of the PDF').toBe(true);
    expect(flat.includes('<b>not bold</b>'), 'text of the PDF').toBe(true);
    expect(flat.includes('Example </style> "Shop"'), 'text of the PDF').toBe(true);
    expect(flat.includes('<script>alert(1)</script>-0'), 'text of the PDF').toBe(true);
    expect(/compliant with pci/i.test(flat)).toBe(false);
  });

  test('its contents lead to the pages where the parts begin', () => {
    const pages = text.split('\f');
    for (const [part, name] of [
      [7, 'Open vulnerabilities, ranked'],
      [13, 'Control map'],
      [15, 'Audit extract and method'],
    ] as const) {
      // prettier-ignore
      const first = pages.findIndex((page, index) => index > 0 && new RegExp(`^\\s*${part}\\s+${name}`, 'm').test(page)) + 1;
      expect(pages[0]).toMatch(new RegExp(`${name}\\s+${first}\\b`));
    }
  });

  test('axe finds nothing in its HTML', async () => {
    const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
    try {
      const page = await browser.newPage();
      await page.setContent(
        readFileSync(join(folder, 'report.html'), 'utf8').replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''),
      );
      expect(await page.evaluate('document.querySelectorAll("script, img, iframe, link, base").length')).toBe(0);
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
      const found = await page.evaluate(
        'axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.nodes.length}: ${v.nodes[0].html.slice(0, 200)}`))',
      );
      expect(found).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 120_000);

  test('a PDF verifies, and one that was changed does not', async () => {
    const recompute = (question: ReportQuestion, asOf: string) => reportData(store, Object.values(feeds), question, asOf);
    const good = await verifyReport(context, pdf, recompute);
    expect(good).toMatchObject({ ok: true, value: { id: made.row.id, holds: true } });
    const changed = join(folder, 'changed.pdf');
    writeFileSync(changed, Buffer.concat([readFileSync(pdf), Buffer.from('\n% changed\n')]));
    const bad = await verifyReport(context, changed, recompute);
    expect(bad).toMatchObject({ ok: true, value: { holds: false } });
  }, 120_000);
});
