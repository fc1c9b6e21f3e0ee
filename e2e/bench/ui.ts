import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { conclude, median } from './measure.ts';
import { FLEET, LARGEST, makeFleet } from './ui-database.ts';
import { answered, scroll, settle, watch, type Frames } from './ui-page.ts';
import { BenchWindow, startTime, type EngineLook } from './ui-window.ts';

/**
 * npm run bench:ui -- [ACTIONS]    the window on the largest fleet; 2,000 actions stand for an hour of clicks
 *
 * The built app in its Chromium shell, headless, drawn by the processor alone: a screen with a graphics card is quicker.
 */
const actions = Number(process.argv[2] ?? 2000);
const STARTS = 5;

const grid = (page: Page, name?: string) => (name ? page.getByRole('grid', { name, exact: true }) : page.getByRole('grid')).first();
const open = async (page: Page, hash: string): Promise<void> => {
  await page.evaluate((to) => void (location.hash = to), hash);
  await settle(page);
};

/** Where there are many rows, and where they are. */
const TABLES = [
  ['hosts', '#/hosts', 'Hosts'],
  ['fixList', '#/patch/assess', 'Fix list'],
  ['packages', '#/hosts/host000150', 'Packages'],
  ['rows10000', `#/hosts/${LARGEST.host}`, 'Packages'],
  ['deployment', '#/patch/deploy', 'Deployment'],
  ['history', '#/history', 'History'],
] as const;

async function scrolling(page: Page): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const [key, hash, name] of TABLES) {
    await open(page, hash);
    const table = grid(page, name);
    await table.locator('[role=row].item').first().waitFor();
    const seen: Frames = await scroll(page, table);
    say(
      `scroll ${key}: p50 ${seen.p50.toFixed(1)}, p95 ${seen.p95.toFixed(1)}, max ${seen.max.toFixed(1)} ms, longest task ${seen.longestTask.toFixed(0)} ms`,
    );
    Object.assign(figures, { [`msFrame_${key}_p95`]: seen.p95, [`msFrame_${key}_max`]: seen.max, [`msTask_${key}_max`]: seen.longestTask });
  }
  return figures;
}

type Click = readonly [name: string, at: string, act: (page: Page) => Promise<void>];
const link = (name: string) => (page: Page) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
const step = (name: string) => (page: Page) => page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name }).click();
const head = (name: string) => (page: Page) => grid(page).getByRole('columnheader', { name, exact: true }).getByRole('button').click();
const row = (page: Page) => grid(page).locator('[role=row].item').nth(4).locator('[role=gridcell]').last().click();
const all = (page: Page) => grid(page).getByRole('checkbox').first().click();
const type = (text: string) => async (page: Page) => {
  await page.keyboard.press('/');
  await page.keyboard.type(text, { delay: 40 });
};

const CLICKS: readonly Click[] = [
  ...['Hosts', 'History', 'Settings', 'Start'].map((name): Click => [`page ${name}`, '', link(name)]),
  ...['Scan', 'Assess', 'Test', 'Deploy', 'Verify', 'Report'].map((name): Click => [`step ${name}`, '#/patch/scan', step(name)]),
  ['hosts: sort', '#/hosts', head('Host')],
  ['hosts: filter', '#/hosts', type('web-1')],
  ['hosts: clear filter', '', (page) => page.keyboard.press('Control+a').then(() => page.keyboard.press('Delete'))],
  ['hosts: open pane', '#/hosts', row],
  ['hosts: select all', '#/hosts', all],
  ['hosts: select none', '', all],
  ['test: select all', '#/patch/test', all],
  ['fix list: sort', '#/patch/assess', head('Update')],
  ['fix list: filter', '#/patch/assess', type('lib4')],
  ['fix list: open pane', '#/patch/assess', row],
  ['test: sort', '#/patch/test', head('Host')],
  ['test: open pane', '#/patch/test', row],
  ['test: download and disk', '#/patch/test', (page) => page.getByRole('button', { name: 'Download and disk' }).click()],
  ['deploy: open pane', '#/patch/deploy', row],
  ['deploy: timeline', '#/patch/deploy', (page) => page.getByRole('button', { name: 'Timeline' }).click()],
  ['10,000 rows: sort', `#/hosts/${LARGEST.host}`, head('Package')],
  ['history: open pane', '#/history', row],
  ['palette', '#/hosts', (page) => page.keyboard.press('Control+k')],
];

async function clicking(page: Page): Promise<Record<string, number>> {
  const took: (readonly [string, number])[] = [];
  for (const [name, at, act] of CLICKS) {
    if (at) await open(page, at);
    await page.keyboard.press('Escape');
    const ms = await answered(page, () => act(page));
    took.push([name, ms]);
  }
  // The last one opened the palette, which keeps everything else from being found.
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  took.sort((a, b) => b[1] - a[1]);
  say(`clicks, slowest first: ${took.map(([name, ms]) => `${name} ${ms.toFixed(0)}`).join(', ')} ms`);
  return { msClick_max: took[0]![1], msClick_median: median(took.map(([, ms]) => ms)) };
}

/** Actions until every table had its turn. */
const ROUND = 4 * TABLES.length;

/** One of everything that a person does over and over; which one depends on the turn alone. */
async function oneAction(page: Page, turn: number): Promise<void> {
  const [, hash, name] = TABLES[Math.floor(turn / 4) % TABLES.length]!;
  if (turn % 4 === 0) await page.evaluate((to) => void (location.hash = to), hash);
  else if (turn % 4 === 1) {
    const box = await grid(page, name).boundingBox();
    if (box) await page.mouse.click(box.x + box.width / 2, box.y + 44 + 32 * (turn % 7));
  } else if (turn % 4 === 2) await page.mouse.wheel(0, turn % 8 === 2 ? 1200 : -1200);
  else await page.keyboard.press('Escape');
}

async function anHour(window: BenchWindow): Promise<Record<string, number>> {
  const { page } = window;
  const heaps: { page: number; engine: number }[] = [];
  // What is loaded once (pages, answers that are kept) is loaded before the first look.
  for (let turn = 0; turn < 3 * ROUND; turn += 1) await oneAction(page, turn);
  // A look goes to another page: it comes between two rounds, each of which begins by going somewhere.
  const rounds = Math.ceil(actions / ROUND);
  for (let round = 0; round < rounds; round += 1) {
    if (round % Math.ceil(rounds / 8) === 0) heaps.push(await look());
    for (let turn = 0; turn < ROUND; turn += 1) await oneAction(page, turn);
  }
  heaps.push(await look());
  say(
    `heap of the page ${heaps.map((one) => megabytes(one.page)).join(', ')} MB; of the engine ${heaps.map((one) => megabytes(one.engine)).join(', ')} MB`,
  );
  const grown = (of: 'page' | 'engine'): number =>
    100 * (median(heaps.slice(-3).map((one) => one[of])) / median(heaps.slice(0, 3).map((one) => one[of])) - 1);
  return {
    megabytesPageHeap: heaps.at(-1)!.page / 1e6,
    megabytesEngineHeap: heaps.at(-1)!.engine / 1e6,
    percentPageGrew: grown('page'),
    percentEngineGrew: grown('engine'),
  };

  async function look(): Promise<{ page: number; engine: number }> {
    await open(page, '#/start');
    take(await window.engine());
    const heap = { page: await window.pageHeap(), engine: (await window.engine()).heapBytes };
    // The collections of the looks are not the app's.
    await window.engine();
    return heap;
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
const say = (line: string): void => console.log(`${line} (load ${loadavg()[0]!.toFixed(1)})`);

/** The most of all looks at the engine while somebody worked with it. */
const engine = { late: 0, work: 0 };
function take({ max, stretch }: EngineLook): void {
  engine.late = Math.max(engine.late, max);
  engine.work = Math.max(engine.work, stretch);
}
const home = mkdtempSync(join(tmpdir(), 'patchbay-bench-ui-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const made = join(home, 'made');
mkdirSync(join(home, 'data'), { recursive: true });
mkdirSync(made);
const { findings } = await makeFleet(made);
cpSync(made, join(home, 'data'), { recursive: true });
say(`${FLEET.hosts} hosts, ${FLEET.packages} packages, ${findings} findings, ${FLEET.runs} runs written`);
const starts: number[] = [];
// The first is cold, and makes the day's backup: it does not count.
for (let n = 0; n <= STARTS; n += 1) starts.push(await startTime(home));
say(`usable after ${starts.map((ms) => ms.toFixed(0)).join(', ')} ms, the first not counted`);
const window = await BenchWindow.open(home);
try {
  await watch(window.page);
  await settle(window.page, 1500);
  const first = await window.engine();
  await window.engine();
  say(`engine while it starts: late by ${first.max.toFixed(0)} ms at most, ${first.stretch.toFixed(0)} ms of CPU time in one go`);
  const figures = { ...(await scrolling(window.page)), ...(await clicking(window.page)) };
  const worked = await window.engine();
  take(worked);
  say(
    `engine while it answered: late by ${worked.max.toFixed(1)} ms at most, p99 ${worked.p99.toFixed(1)} ms; ${worked.stretch.toFixed(1)} ms of CPU time in one go at most`,
  );
  await window.engine();
  const hour = await anHour(window);
  const all = {
    load: loadavg()[0]!,
    msUsable: median(starts.slice(1)),
    ...figures,
    msEngineLate_max: engine.late,
    msEngineWork_max: engine.work,
    megabytesEngineResident: (await window.engine()).rssBytes / 1e6,
    ...hour,
  };
  const frames = Object.fromEntries(TABLES.map(([key]) => [`msFrame_${key}_max`, 50]));
  conclude('ui', all, { msUsable: 1500, msClick_max: 100, msEngineLate_max: 50, percentPageGrew: 5, percentEngineGrew: 5, ...frames });
} finally {
  await window.close();
}
