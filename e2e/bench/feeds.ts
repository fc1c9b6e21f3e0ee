import { once } from 'node:events';
import { fork } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { feeds } from '../../src/main/feeds/index.ts';
import { readIntoStore } from '../../src/main/services/vulnerabilities/read-into-store.ts';
import { opened } from '../../src/main/store/store.test-kit.ts';

/**
 * npm run bench:feeds    reading whole feeds into the database: a generated tracker of 70 MB, an EPSS of 300,000 rows
 *
 * Each is read twice by a process of its own, which says the most memory that it ever had: the second edition is written beside
 * the first and takes its place. Growth is what the file has after that.
 */
const TRACKER_BYTES = 70e6;
const EPSS_ROWS = 300_000;
/** As for the thread that reads: V8's young generation, in MB. */
const YOUNG_HEAP = 16;
const RELEASES = ['bullseye', 'bookworm', 'trixie', 'forky', 'sid'];

async function write(path: string, lines: Iterable<string>): Promise<void> {
  const file = createWriteStream(path);
  let part = '';
  for (const line of lines) {
    part += line;
    if (part.length < 1e6) continue;
    if (!file.write(part)) await once(file, 'drain');
    part = '';
  }
  await new Promise((resolve) => file.end(part, () => resolve(null)));
}

/** As the real one is: source, CVE, description, releases with their repositories. */
function* tracker(): Generator<string> {
  let [written, n] = [0, 0];
  yield '{';
  while (written < TRACKER_BYTES) {
    const cves = Array.from({ length: 18 }, () => {
      n += 1;
      const releases = Object.fromEntries(
        RELEASES.map((name) => {
          const repositories = { [name]: `1.${n % 90}-1`, [`${name}-security`]: `1.${n % 90}-1+deb12u1` };
          const said =
            n % 3 ? { status: 'resolved', fixed_version: `1.${n % 97}-2` } : { status: 'open', nodsa: 'Minor issue', nodsa_reason: '' };
          return [name, { ...said, repositories, urgency: n % 2 ? 'not yet assigned' : 'unimportant' }];
        }),
      );
      const description = `A flaw number ${n} lets somebody do something that nobody wanted, under conditions that are told here at length.`;
      return `"CVE-${2005 + (n % 21)}-${10_000 + n}": ${JSON.stringify({ scope: 'remote', debianbug: n, description, releases })}`;
    });
    const entry = `${written ? ', ' : ''}"source-${n}": {${cves.join(', ')}}`;
    written += entry.length;
    yield entry;
  }
  yield '}';
}

function* epss(): Generator<string> {
  yield '#model_version:v2026.06.15,score_date:2026-11-21T00:00:00+0000\ncve,epss,percentile\n';
  for (let n = 0; n < EPSS_ROWS; n += 1)
    yield `CVE-${1999 + Math.floor((n * 27) / EPSS_ROWS)}-${1000 + (n % 12_000)},${(((n * 7919) % 99_991) / 1e5).toFixed(5)},${((n % 10_007) / 10_007).toFixed(5)}\n`;
}

interface Read {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytesOfMemory: number;
  readonly rows: number;
}

/** The most that was ever resident, in MB. ru_maxrss will not do: it begins with the parent's. */
const mostMemory = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1000;

/** In a process of its own: `feeds.ts FOLDER FEED FILE`. */
async function child(folder: string, id: 'debian-tracker' | 'epss', name: string): Promise<void> {
  const store = opened(join(folder, 'patchbay.sqlite'));
  const file = { name, path: join(folder, name), keepAs: null, url: '', day: '2026-11-22', kept: { etag: null, lastModified: null } };
  const before = process.cpuUsage();
  const start = performance.now();
  const { read } = await readIntoStore(store, feeds[id], [file], ['debian:12'], new Date().toISOString());
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(before);
  store.close();
  process.send?.({
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    megabytesOfMemory: mostMemory(),
    rows: read[0]?.entries ?? 0,
  } satisfies Read);
}

const read = (folder: string, id: string, name: string): Promise<Read> =>
  new Promise((resolve, reject) => {
    const other = fork(fileURLToPath(import.meta.url), [folder, id, name], { execArgv: [`--max-semi-space-size=${YOUNG_HEAP / 2}`] });
    other.on('message', (said) => resolve(said as Read));
    other.on('exit', (code) => reject(new Error(`the reader ended with ${code}`)));
  });

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-feeds-'));
  const at = (name: string): string => join(folder, name);
  const size = (name: string): number => statSync(at(name)).size / 1e6;
  try {
    await write(at('debian-tracker.json'), tracker());
    await write(at('epss.csv.gz'), epss());
    opened(at('patchbay.sqlite')).close();
    const empty = size('patchbay.sqlite');
    const first = await read(folder, 'debian-tracker', 'debian-tracker.json');
    const withTracker = size('patchbay.sqlite');
    const scores = await read(folder, 'epss', 'epss.csv.gz');
    const withEpss = size('patchbay.sqlite');
    const second = await read(folder, 'debian-tracker', 'debian-tracker.json');
    await read(folder, 'epss', 'epss.csv.gz');
    const megabytes = size('debian-tracker.json');
    const round = (value: number): number => Math.round(value * 10) / 10;
    const figures = {
      trackerMegabytes: round(megabytes),
      trackerRows: first.rows,
      trackerMegabytesPerSecond: round(megabytes / Math.min(first.seconds, second.seconds)),
      trackerMegabytesPerCpuSecond: round(megabytes / Math.min(first.cpuSeconds, second.cpuSeconds)),
      epssRows: scores.rows,
      epssSeconds: round(scores.seconds),
      mostMegabytesOfMemory: round(Math.max(first.megabytesOfMemory, second.megabytesOfMemory, scores.megabytesOfMemory)),
      databaseMegabytesByTracker: round(withTracker - empty),
      databaseMegabytesByEpss: round(withEpss - withTracker),
      databaseMegabytesAfterSecondEditions: round(size('patchbay.sqlite')),
      load: round(loadavg()[0] ?? 0),
    };
    const ok = figures.trackerMegabytesPerSecond >= 25 && figures.mostMegabytesOfMemory <= 250;
    console.log(JSON.stringify({ name: 'feeds', figures, targets: { trackerMegabytesPerSecond: 25, mostMegabytesOfMemory: 250 }, ok }));
    process.exitCode = ok ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [folder, id, name] = process.argv.slice(2);
if (folder && name && (id === 'debian-tracker' || id === 'epss')) await child(folder, id, name);
else await bench();
