import type { FeedInfo } from '../../../shared/contract/vulnerabilities.ts';
import { FEED_TITLES } from '../../../shared/domain/matching/ecosystem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { filesFor, type Feed } from '../../feeds/feed.ts';
import type { FeedFileRecord, Reader } from '../../store/store.ts';
import { releaseOf, type Found } from './releases.ts';

const DAY_MS = 86_400_000;
/** What those give that say something of every CVE or product. The others are a distribution's own. */
const GIVES: Readonly<Record<string, string>> = {
  kev: 'Which vulnerabilities are exploited, and by when CISA wants them closed',
  epss: 'How likely a vulnerability is to be exploited in the next 30 days',
  vulnrichment: 'How a vulnerability is exploited and what it harms, by CISA; scores with whose they are',
  endoflife: 'When systems, databases and runtimes end',
};

/** Canonical releases of the hosts, with who judges them. */
export function releasesInUse(store: Reader): Map<string, Found> {
  const found = store.findings.subjects().flatMap(({ os }) => (os ? (releaseOf(os) ?? []) : []));
  return new Map(found.map((one) => [one.release.id, one]));
}

/** Which of the inventory's releases a feed is for; null: it says something of every host. */
export function usersOf(feed: Pick<Feed<unknown>, 'id'>, releases: ReadonlyMap<string, Found>): readonly string[] | null {
  if (!(feed.id in FEED_TITLES)) return null;
  return [...releases.values()]
    .filter(({ ecosystem, release }) => ecosystem.feeds(release).some((use) => use.feed === feed.id))
    .map(({ release }) => release.id);
}

/** All that are named; an id that is none is refused. */
export function feedsNamed(only: readonly string[], known: readonly Feed<unknown>[]): Result<Feed<unknown>[]> {
  const unknown = only.filter((id) => !known.some((feed) => feed.id === id));
  const message = `no feed ${unknown.join(', ')}; there are ${known.map((feed) => feed.id).join(', ')}`;
  return unknown.length
    ? fail({ kind: 'invalid-input', issues: [{ path: 'only', message }] })
    : ok(known.filter(({ id }) => only.includes(id)));
}

/** Those that are named; none named, those that say something of a host. */
export function wantedFeeds(store: Reader, feeds: readonly Feed<unknown>[], only: readonly string[]): Result<Feed<unknown>[]> {
  if (only.length) return feedsNamed(only, feeds);
  const releases = releasesInUse(store);
  return ok(feeds.filter((feed) => usersOf(feed, releases)?.length !== 0));
}

/** The day that the data is of. A file that does not say its day is of the day when the vendor last had no newer one. */
export const dayOf = ({ date, problem, triedAt, updatedAt }: FeedFileRecord): string | null =>
  date ?? (problem === null ? triedAt : updatedAt)?.slice(0, 10) ?? null;

/** Each feed as it is here: of several files the oldest counts, and any problem. */
export function feedInfos(store: Reader, feeds: readonly Feed<unknown>[], steps: ReadonlyMap<string, string>, now: string): FeedInfo[] {
  const releases = releasesInUse(store);
  const records = store.feeds.files();
  return feeds.map((feed) => {
    const users = usersOf(feed, releases);
    const mine = records.filter((one) => one.feed === feed.id);
    const wanted = filesFor(feed.files, users ?? []).map(({ name }) => mine.find((one) => one.file === name));
    const read = mine.filter((one) => one.edition !== null);
    const date = least(read.map(dayOf));
    return {
      feed: feed.id,
      title: feed.title,
      gives: GIVES[feed.id] ?? `What the vendor knows of ${users?.length ? users.join(', ') : 'releases that no host has'}`,
      url: feed.files[0]?.url ?? '',
      state: stateOf(feed, users, wanted, date, now),
      version: read.find((one) => one.version !== null)?.version ?? null,
      date,
      updatedAt: least(read.map((one) => one.updatedAt)),
      triedAt: most(mine.map((one) => one.triedAt)),
      rows: read.reduce((sum, one) => sum + one.entries, 0),
      bytes: read.reduce((sum, one) => sum + one.bytes, 0),
      problem: mine.find((one) => one.problem !== null)?.problem ?? null,
      step: steps.get(feed.id) ?? null,
    };
  });
}

function stateOf(
  feed: Feed<unknown>,
  users: readonly string[] | null,
  wanted: readonly (FeedFileRecord | undefined)[],
  date: string | null,
  now: string,
): FeedInfo['state'] {
  if (users !== null && !users.length) return 'not-needed';
  const missing = wanted.some((one) => !one || one.edition === null || (users ?? []).some((id) => !one.releases.includes(id)));
  if (missing || date === null) return 'never';
  return (Date.parse(now.slice(0, 10)) - Date.parse(date)) / DAY_MS > feed.staleAfterDays ? 'stale' : 'current';
}

const sorted = (values: readonly (string | null)[]): string[] => values.filter((one) => one !== null).sort();
const least = (values: readonly (string | null)[]): string | null => sorted(values)[0] ?? null;
const most = (values: readonly (string | null)[]): string | null => sorted(values).at(-1) ?? null;
