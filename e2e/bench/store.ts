import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { openStore } from '../../src/main/store/index.ts';
import type { Store } from '../../src/main/store/store.ts';
import {
  hostId,
  manyPackages,
  minute,
  opened,
  sampleFacts,
  sampleHost,
  sampleScan,
  sampleUpdate,
  temporary,
} from '../../src/main/store/store.test-kit.ts';

/** What the store costs at the largest fleet that Patchbay is made for. Prints one line of JSON. */
const HOSTS = 200;
const UNCHANGED_SCANS = 1000;
const packages = manyPackages(600);
const base = sampleFacts({
  packages,
  updates: packages.slice(0, 40).map((one) => sampleUpdate(one.name)),
  services: packages
    .slice(0, 120)
    .map((one) => ({ name: `${one.name}.service`, active: 'active', sub: 'running', description: `The service of ${one.name}` })),
});
/** Every host with twelve packages of its own; the rest as everywhere, as in a real fleet of one release. */
const factsOf = (n: number) => ({ ...base, packages: packages.map((one, i) => (i % 50 === 0 ? { ...one, version: `1.${n}-1` } : one)) });
/** The same host at another time: only what always moves has moved. */
const later = (n: number) => ({
  ...base,
  uptimeSeconds: 1000.25 * n,
  clockSkewSeconds: n / 777,
  lists: { at: minute(n), refreshed: true },
  space: base.space.map((one) => ({ ...one, freeBytes: one.freeBytes - n * 4096 })),
});

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const round = (value: number): number => Math.round(value * 100) / 100;
function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
const repeated = (times: number, work: (n: number) => unknown): number =>
  median(Array.from({ length: times }, (_, n) => milliseconds(() => work(n))));

function fleet(store: Store): { first: number; unchanged: number } {
  for (let n = 1; n <= HOSTS; n++) store.hosts.add(sampleHost(n));
  const record = (n: number, facts: typeof base) => store.scans.record(sampleScan(facts, 0, { hostId: hostId(n + 1) }));
  return { first: repeated(HOSTS, (n) => record(n, factsOf(n))), unchanged: repeated(HOSTS, (n) => record(n, factsOf(n))) };
}

/** Bytes that the file grows by for each scan that finds nothing new. */
function growth(): number {
  using place = temporary();
  const write = (from: number, count: number): number => {
    const store = opened(place.file);
    if (from === 0) store.hosts.add(sampleHost());
    for (let n = from; n < from + count; n++) store.scans.record(sampleScan(later(n), n));
    store.close();
    return statSync(place.file).size;
  };
  const before = write(0, 1);
  return (write(1, UNCHANGED_SCANS) - before) / UNCHANGED_SCANS;
}

/** Opens as at a start of the day: checked, and backed up in the background. Answers the longest pause of that. */
async function startOfTheDay(file: string): Promise<{ open: number; backup: number; pause: number }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const start = performance.now();
  const result = openStore({ file, user: 'bench', onBackup: () => resolve() });
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  const open = performance.now() - start;
  let [last, pause] = [performance.now(), 0];
  const watch = setInterval(() => {
    pause = Math.max(pause, performance.now() - last);
    last = performance.now();
  }, 1);
  await promise;
  clearInterval(watch);
  const backup = performance.now() - start - open;
  result.value.close();
  return { open, backup, pause };
}

using place = temporary();
const store = opened(place.file);
const recorded = fleet(store);
const ids = store.hosts.list().map((host) => host.id);
const asked = {
  msHostsAndSummaries: round(repeated(20, () => [store.hosts.list(), store.scans.summaries()])),
  msOutstandingAllHosts: round(repeated(20, () => store.scans.outstanding(ids))),
  msFactsOfOneHost: round(repeated(50, () => store.scans.facts(hostId(1)))),
};
store.close();
const start = await startOfTheDay(place.file);
const figures = {
  bytesPerUnchangedScan: round(growth()),
  msFirstScan600Packages: round(recorded.first),
  msUnchangedScan600Packages: round(recorded.unchanged),
  ...asked,
  megabytesFor200Hosts: round(statSync(place.file).size / 1e6),
  msOpen: round(start.open),
  msBackup: round(start.backup),
  msLongestPauseOfBackup: round(start.pause),
};
const targets = {
  bytesPerUnchangedScan: 300,
  msFirstScan600Packages: 20,
  msUnchangedScan600Packages: 20,
  msHostsAndSummaries: 50,
  msOpen: 300,
  msLongestPauseOfBackup: 100,
};
const passed = Object.entries(targets).every(([name, most]) => figures[name as keyof typeof targets] <= most);
console.log(JSON.stringify({ name: 'store', figures, targets, ok: passed }));
process.exitCode = passed ? 0 : 1;
