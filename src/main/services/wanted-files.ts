import type { FetchFeedsInput } from '../../shared/contract/feeds.ts';
import { findRelease, releaseForms } from '../../shared/domain/matching/ecosystems.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { filesFor, type Feed, type FeedFile } from '../feeds/feed.ts';
import { advisoryFeeds } from '../feeds/index.ts';

export interface WantedFile {
  readonly feed: Feed<unknown>;
  readonly file: FeedFile;
}

/** The files of the feeds that are named (none named: of all), and of vendors only what these releases need (none named: everything). */
export function wantedFiles({ only, releases }: FetchFeedsInput, known: readonly Feed<unknown>[]): Result<WantedFile[]> {
  const unknown = only.filter((id) => !known.some((feed) => feed.id === id));
  if (unknown.length) return invalid('only', `no feed ${unknown.join(', ')}; there are ${known.map((feed) => feed.id).join(', ')}`);
  const strange = releases.find((text) => findRelease(text) === null);
  if (strange !== undefined) return invalid('releases', `"${strange}" is not known; there are: ${releaseForms()}`);
  const found = releases.flatMap((text) => findRelease(text) ?? []);
  const needed = new Set<string>(found.flatMap(({ ecosystem, release }) => ecosystem.feeds(release).map(({ feed }) => feed)));
  const ids = found.map(({ release }) => release.id);
  const feeds = known.filter(({ id }) => !only.length || only.includes(id));
  return ok(
    feeds
      .filter(({ id }) => !ids.length || needed.has(id) || !Object.hasOwn(advisoryFeeds, id))
      .flatMap((feed) => (ids.length ? filesFor(feed.files, ids) : feed.files).map((file) => ({ feed, file }))),
  );
}

const invalid = (path: string, message: string): Result<never> => fail({ kind: 'invalid-input', issues: [{ path, message }] });
