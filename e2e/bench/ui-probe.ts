import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Looks at the engine from inside its process without a line of it in the product: `node --expose-gc --import THIS`.
 * At each SIGUSR2 one JSON line goes to the file named in PATCHBAY_BENCH_PROBE; the delay counts anew from there.
 */
const file = process.env['PATCHBAY_BENCH_PROBE'] ?? '';
const RESOLUTION_MS = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
/** The longest that the thread worked without coming back to its loop, by its own CPU clock: what others on the machine take does not count. */
let stretch = 0;
let worked = cpu();
setInterval(() => {
  const now = cpu();
  stretch = Math.max(stretch, now - worked);
  worked = now;
}, RESOLUTION_MS).unref();
function cpu(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
process.on('SIGUSR2', () => {
  // The histogram holds the whole time between two looks: what is over the resolution was waited for.
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  const delays = { max: late(delay.max), p99: late(delay.percentile(99)), stretch };
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  appendFileSync(file, `${JSON.stringify({ ...delays, heapBytes: heapUsed + external, rssBytes: rss })}\n`);
  delay.reset();
  stretch = 0;
  worked = cpu();
});
