import { loadavg } from 'node:os';
import { debian } from '../../src/shared/domain/matching/debian/index.ts';
import { askDebsecan, debsecanRows, realHost } from '../../src/shared/domain/matching/debian/debsecan.test-kit.ts';
import type { Installed } from '../../src/shared/domain/matching/finding.ts';
import type { Advisory, DebianEntry } from '../../src/shared/domain/vulnerability/rows.ts';

/**
 * npm run bench:match    judging hosts by stored data, and the real debsecan on the same input in the same run
 *
 * One real host with 952 packages. Beside debsecan both have debsecan's feed (8,580 rows). The times of Patchbay alone are by
 * 45,000 rows, about what the tracker has of one release: the feed's, and CVEs spread over 3,600 source packages, a fifth of them open.
 * The best of several times, as other work on the computer only ever adds to them.
 */
const HOSTS = 200;
const ROWS = 45_000;
const SOURCES = 3600;
const TIMES = 9;

const release = debian.release('debian:12');
if (!release) throw new Error('bookworm is known');
const rows = debsecanRows();
const installed = [...new Set(realHost().map((one) => one.source))];
const sources = Array.from({ length: SOURCES }, (_, n) => installed[n] ?? `other-${n}`);
const more = Array.from({ length: ROWS - rows.length }, (_, n): Advisory<DebianEntry> => {
  const said = n % 5 ? ({ status: 'resolved', fixed: '0' } as const) : ({ status: 'open', fixed: null } as const);
  const body = { cve: `CVE-2025-${10_000 + n}`, urgency: 'low', nodsa: 'Minor issue', nodsaReason: null, newest: null, ...said };
  return { feed: 'debian-tracker', release: 'debian:12', package: sources[(n * 7) % SOURCES] ?? '', body };
});

const packages = realHost();
const host = (some: readonly Installed[]) => ({ packages: some, kernel: null, modules: null });
/** Hosts of one release differ in a few packages. */
const fleet = Array.from({ length: HOSTS }, (_, n) => host(packages.filter((_one, at) => at % 97 !== n % 97)));

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
const repeated = (work: () => unknown): number => Math.min(...Array.from({ length: TIMES }, () => milliseconds(work)));
const round = (value: number): number => Math.round(value * 100) / 100;

const msPrepare = milliseconds(() => debian.prepare(release, [...rows, ...more], '2026-11-22'));
const all = debian.prepare(release, [...rows, ...more], '2026-11-22');
const msHost = repeated(() => all(host(packages)));
const msFleet = Math.min(...[1, 2, 3].map(() => milliseconds(() => fleet.forEach((one) => all(one)))));

const feedOnly = debian.prepare(release, rows, '2026-11-22');
const msPatchbay = repeated(() => feedOnly(host(packages)));
const theirs: string[][] = [];
const msDebsecan = Math.min(...Array.from({ length: 3 }, () => milliseconds(() => theirs.push(askDebsecan(packages)))));
const figures = {
  packages: packages.length,
  rows: rows.length + more.length,
  msPrepareOnce: round(msPrepare),
  msHost: round(msHost),
  msFleetOf200: round(msFleet),
  findingsOfHost: all(host(packages)).findings.length,
  msDebsecan: round(msDebsecan),
  msPatchbayOnItsFeed: round(msPatchbay),
  findingsOfDebsecan: theirs[0]?.length ?? 0,
  timesFaster: round(msDebsecan / msPatchbay),
  load: round(loadavg()[0] ?? 0),
};
const ok = figures.msHost <= 10 && figures.msFleetOf200 <= 1000 && figures.timesFaster >= 20;
console.log(JSON.stringify({ name: 'match', figures, targets: { msHost: 10, msFleetOf200: 1000, timesFaster: 20 }, ok }));
process.exitCode = ok ? 0 : 1;
