import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { feeds } from '../../src/main/feeds/index.ts';
import { ChangeBus } from '../../src/main/services/change-bus.ts';
import type { Context } from '../../src/main/services/context.ts';
import { history } from '../../src/main/services/reports/history.test-kit.ts';
import { makeReport } from '../../src/main/services/reports/make.ts';
import { reportData } from '../../src/main/services/reports/report-data.ts';
import { chromiumPrinting } from '../../src/main/shells/chromium/print.ts';
import { reportFonts } from '../../src/main/shells/report-fonts.ts';
import { openStore } from '../../src/main/store/index.ts';
import { ReportQuestion } from '../../src/shared/contract/reports.ts';
import { conclude, median } from './measure.ts';

/**
 * npm run bench:report    a year of 200 hosts as a PDF with its HTML, data and annexes, the browser included
 *
 * The history is made first and not counted. Each report is made by a process of its own, as the command line does it; memory
 * is that of the process and of the browser that it starts, by Pss (proc(5)), so that pages that they share count once.
 */
const HOSTS = 200;
const RUNS = 5;
const MONTHS = 12;
const NOW = '2026-10-02T08:15:22.000Z';
const LOOK_EVERY_MS = 50;

if (process.argv[2] === 'make') await make(process.argv[3] ?? '');
else await bench();

async function make(folder: string): Promise<void> {
  const opened = openStore({ file: join(folder, 'patchbay.sqlite'), user: 'bench', now: () => new Date(NOW) });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
  const store = opened.value;
  const question = ReportQuestion.parse({ framework: 'pci-dss', from: '2025-10-01', to: '2026-09-30' });
  const context = { store, changes: new ChangeBus(), now: () => NOW } as unknown as Context;
  const began = performance.now();
  const data = await reportData(store, Object.values(feeds), question, NOW);
  const gathered = performance.now();
  const press = { fonts: reportFonts, open: chromiumPrinting, version: 'bench', folder };
  const look = { organisation: 'Bench', classification: 'Confidential', foreword: '' };
  const made = await makeReport(context, press, data, { question, look, path: join(folder, 'report.pdf') });
  if (!made.ok || made.value.problem) throw new Error(JSON.stringify(made));
  const findings = data.items.reduce((sum, one) => sum + one.cves.length, 0) + data.noUpdate.length;
  const seconds = (performance.now() - began) / 1000;
  process.send?.({ seconds, gathering: (gathered - began) / 1000, findings, items: data.items.length, pages: made.value.pages });
  store.close();
  process.disconnect();
}

interface Run {
  readonly seconds: number;
  readonly gathering: number;
  readonly findings: number;
  readonly items: number;
  readonly pages: number;
}

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-report-'));
  try {
    const store = await history(join(folder, 'patchbay.sqlite'), {
      hosts: HOSTS,
      months: MONTHS,
      updates: 5,
      end: '2026-09-30T22:00:00.000Z',
    });
    store.close();
    const runs: (Run & { megabytes: number })[] = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await one(folder));
    const [first] = runs;
    const bytes = statSync(join(folder, 'report.pdf')).size;
    console.log(
      `${HOSTS} hosts, ${first?.findings} findings in ${first?.items} items, ${first?.pages} pages; load ${loadavg()[0]?.toFixed(1)}`,
    );
    conclude(
      'report',
      {
        seconds: median(runs.map((each) => each.seconds)),
        slowestSeconds: Math.max(...runs.map((each) => each.seconds)),
        gatheringSeconds: median(runs.map((each) => each.gathering)),
        peakMegabytes: Math.max(...runs.map((each) => each.megabytes)),
        pdfMegabytes: bytes / 1e6,
      },
      { seconds: 5, peakMegabytes: 400, pdfMegabytes: 5 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function one(folder: string): Promise<Run & { megabytes: number }> {
  const child = fork(import.meta.filename, ['make', folder]);
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, treeBytes(child.pid ?? 0))), LOOK_EVERY_MS);
  try {
    const [said] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [null])])) as [Run | null];
    if (!said) throw new Error('the report was not made');
    await once(child, 'exit');
    return { ...said, megabytes: peak / 1e6 };
  } finally {
    clearInterval(watch);
  }
}

/** A process and all that came of it. */
function treeBytes(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isIn = (pid: number): boolean => pid === root || (pid > 1 && isIn(parents.get(pid) ?? 0));
  const pss = (pid: number): number => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
  return [...parents.keys()].filter(isIn).reduce((sum, pid) => sum + pss(pid), 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // ended meanwhile
  }
}
