import { setImmediate } from 'node:timers/promises';
import type { FixRow } from '../../../shared/contract/contract.ts';
import type { Closes, Exposure } from '../../../shared/contract/vulnerabilities.ts';
import { byUrgency } from '../../../shared/domain/ranking/rank.ts';
import type { Reader } from '../../store/store.ts';
import { slices } from '../slices.ts';
import { dayOf, releasesInUse, usersOf } from './feed-info.ts';
import { counts } from './finding-rows.ts';
import { dueOf, findingsOn, type OnHost } from './fleet.ts';
import type { Feed } from '../../feeds/feed.ts';

/** How much is open, by the day that it is due, and which updates close the most of it. */
export async function exposure(store: Reader, feeds: readonly Feed<unknown>[], hostIds: readonly string[], now: string): Promise<Exposure> {
  const found = await findingsOn(store, hostIds, now, counts);
  await setImmediate();
  const open = found.filter((one) => one.exception === null);
  const scope = new Set(hostIds.length ? hostIds : store.hosts.list().map((host) => host.id));
  const subjects = store.findings.subjects().filter(({ hostId }) => scope.has(hostId));
  const days = byDay(open);
  await setImmediate();
  const updates = cover(open);
  await setImmediate();
  return {
    asOf: asOf(store, feeds),
    findings: open.length,
    fixable: open.filter(isFixable).length,
    exploited: open.filter(({ ranked }) => ranked.kev !== null).length,
    overdue: open.filter((one) => (dueOf(one) ?? '9') < now).length,
    excepted: found.length - open.length,
    unjudgedPackages: subjects.reduce((sum, one) => sum + (one.unjudged ?? 0), 0),
    unjudgedHosts: subjects.filter((one) => one.basis === null).length,
    days,
    cover: updates,
  };
}

const isFixable = ({ item }: OnHost): boolean => item.status === 'fixed-available';

/** A finding that is exploited counts as that, whether there is a fix or not. */
function byDay(open: readonly OnHost[]): Exposure['days'] {
  const groups = Map.groupBy(open, (one) => dueOf(one)?.slice(0, 10) ?? null);
  return [...groups]
    .sort(([a], [b]) => (a ?? '9').localeCompare(b ?? '9'))
    .slice(0, 4000)
    .map(([due, some]) => {
      const exploited = some.filter(({ ranked }) => ranked.kev !== null).length;
      const fixable = some.filter((one) => one.ranked.kev === null && isFixable(one)).length;
      return { due, exploited, fixable, noFix: some.length - exploited - fixable };
    });
}

/** The most first; one source is an update of its own in each release. No finding is closed by two updates, so that no other N of them close more than the first N. */
function cover(open: readonly OnHost[]): Exposure['cover'] {
  const groups = [...Map.groupBy(open.filter(isFixable), ({ release, item }) => `${release} ${item.source}`).values()]
    .map((some) => ({ source: some[0]?.item.source ?? '', to: highest(some), closes: some.length }))
    .sort((a, b) => b.closes - a.closes || a.source.localeCompare(b.source) || a.to.localeCompare(b.to));
  let soFar = 0;
  return groups.slice(0, 1000).map((one) => ({ ...one, soFar: (soFar += one.closes) }));
}

/** Hosts of a fleet are alike: of each version once. */
const highest = (some: readonly OnHost[]): string =>
  [...new Map(some.map(({ item, compare }) => [item.fixed ?? '', compare]))].reduce(
    (best, [fixed, compare]) => (best === '' || compare(best, fixed) < 0 ? fixed : best),
    '',
  );

/** As old as the oldest of the feeds that hosts are judged by. */
function asOf(store: Reader, feeds: readonly Feed<unknown>[]): string | null {
  const releases = releasesInUse(store);
  const used = feeds.filter((feed) => usersOf(feed, releases)?.length);
  const days = store.feeds
    .files()
    .flatMap((file) => (file.edition !== null && used.some(({ id }) => id === file.feed) ? (dayOf(file) ?? []) : []));
  return days.sort()[0] ?? null;
}

/** A kernel that is signed is built from a source of its own, and fixes what is known of "linux". */
const fixedSource = (source: string): string => source.replace(/-signed(-[a-z0-9]+)?$/, '');
/** A rebuild without a change of the source, as Debian counts them: "+b1". */
const withoutRebuild = (version: string): string => version.replace(/\+b\d+$/, '');

/** What each line of the fix list closes, by "SOURCE TO ORIGIN". */
export async function closes(
  store: Reader,
  fixes: readonly FixRow[],
  hostIds: readonly string[],
  now: string,
): Promise<Record<string, Closes>> {
  const found = await findingsOn(store, hostIds, now, (item) => item.status === 'fixed-available');
  const byHost = Map.groupBy(found, (one) => `${one.hostId} ${one.item.source}`);
  const closesOf = (fix: FixRow): OnHost[] =>
    fix.hosts.flatMap(({ hostId, packages }) =>
      (byHost.get(`${hostId} ${fixedSource(fix.source)}`) ?? []).filter((one) => packages.some((pending) => isClosed(one, fix, pending))),
    );
  const pause = slices();
  const all: [string, Closes][] = [];
  for (const fix of fixes) {
    all.push([`${fix.source} ${fix.to} ${fix.origin}`, toCloses(closesOf(fix))]);
    await pause();
  }
  return Object.fromEntries(all);
}

/**
 * Fixes are named by versions of the source, updates by those of packages. Where the installed package has another version
 * than its source (dmsetup of lvm2), its update cannot be compared, and closes nothing by itself: another package of the source does.
 */
function isClosed({ item, compare }: OnHost, fix: FixRow, pending: { readonly from: string; readonly to: string }): boolean {
  const isKernel = fixedSource(fix.source) !== fix.source;
  const isSourceVersion = isKernel || withoutRebuild(pending.from) === item.why.compared?.installed;
  return isSourceVersion && item.fixed !== null && compare(item.fixed, withoutRebuild(pending.to)) <= 0;
}

function toCloses(some: readonly OnHost[]): Closes {
  const open = some.filter((one) => one.exception === null).sort((a, b) => byUrgency(a.ranked, b.ranked));
  const dates = open.flatMap(({ ranked }) => ranked.due.filter((one) => one.due !== null).slice(0, 1));
  const scores = some.flatMap(({ ranked }) => ranked.epss?.percentile ?? []);
  return {
    cves: [...new Set(some.map(({ item }) => item.cve))].sort().slice(0, 20_000),
    findings: some.length,
    kev: new Set(some.filter(({ ranked }) => ranked.kev !== null).map(({ item }) => item.cve)).size,
    epss: scores.length ? Math.max(...scores) : null,
    severity: open[0]?.item.severity ?? '',
    due: dates.sort((a, b) => (a.due ?? '').localeCompare(b.due ?? ''))[0] ?? null,
  };
}
