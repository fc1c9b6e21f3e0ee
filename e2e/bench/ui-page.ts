import type { Locator, Page } from 'playwright-core';
import { setTimeout } from 'node:timers/promises';

/** In milliseconds. */
export interface Frames {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** The longest task of the page's thread; 0 where none took 50 ms (Long Tasks API). */
  readonly longestTask: number;
}

declare global {
  interface Window {
    bench: { frames: number[]; tasks: number[]; inputs: number[]; counting: boolean };
  }
}

/** Counts from inside the page: each frame's distance to the one before, long tasks, and each input until the next paint (Event Timing). */
export async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const bench = { frames: [] as number[], tasks: [] as number[], inputs: [] as number[], counting: false };
    window.bench = bench;
    new PerformanceObserver((list) => bench.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
    new PerformanceObserver((list) => bench.inputs.push(...list.getEntries().map((entry) => entry.duration))).observe({
      type: 'event',
      durationThreshold: 16,
    } as PerformanceObserverInit);
    let last = performance.now();
    const frame = (): void => {
      const now = performance.now();
      if (bench.counting) bench.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const NOTCH = 300;
const EVERY_MS = 25;

/** Turns the wheel over a table to its end and back; answers its frames. */
export async function scroll(page: Page, table: Locator, notches = 60): Promise<Frames> {
  const box = await table.boundingBox();
  if (!box) throw new Error('no table to scroll');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await settle(page);
  await page.evaluate(() => Object.assign(window.bench, { frames: [], tasks: [], counting: true }));
  for (let turn = 0; turn < notches; turn += 1) {
    await page.mouse.wheel(0, turn < notches * 0.6 ? NOTCH : -NOTCH);
    await setTimeout(EVERY_MS);
  }
  await settle(page);
  const { frames, tasks } = await page.evaluate(() => {
    window.bench.counting = false;
    return { frames: window.bench.frames, tasks: window.bench.tasks };
  });
  const sorted = frames.sort((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), max: sorted.at(-1) ?? 0, longestTask: Math.max(0, ...tasks) };
}

/** Two frames, and time for what an answer of the engine brings. */
export async function settle(page: Page, milliseconds = 250): Promise<void> {
  await setTimeout(milliseconds);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Does it as a person would and answers how long it took until the next paint, in milliseconds; under 16 counts as 16. */
export async function answered(page: Page, act: () => Promise<void>): Promise<number> {
  await settle(page);
  await page.evaluate(() => void (window.bench.inputs = []));
  await act();
  await settle(page);
  return page.evaluate(() => Math.max(16, ...window.bench.inputs));
}
