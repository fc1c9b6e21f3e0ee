import type { FetchFeedsInput } from '../../shared/contract/feeds.ts';
import { findRelease, releaseForms } from '../../shared/domain/matching/ecosystems.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { filesFor, type Feed, type FeedFile } from '../feeds/feed.ts';
import { advisoryFeeds } from '../feeds/index.ts';
import { feedsNamed } from './vulnerabilities/feed-info.ts';

interface WantedFile {
  readonly feed: Feed<unknown>;
  readonly file: FeedFile;
}

/** The files of the feeds that are named (none named: of all), and of vendors only what these releases need (none named: everything). */
export function wantedFiles({ only, releases }: FetchFeedsInput, known: readonly Feed<unknown>[]): Result<WantedFile[]> {
  const named = only.length ? feedsNamed(only, known) : ok(known);
  if (!named.ok) return named;
  const strange = releases.find((text) => findRelease(text) === null);
  if (strange !== undefined) {
    const message = `"${strange}" is not known; there are: ${releaseForms()}`;
    return fail({ kind: 'invalid-input', issues: [{ path: 'releases', message }] });
  }
  const found = releases.flatMap((text) => findRelease(text) ?? []);
  const needed = new Set<string>(found.flatMap(({ ecosystem, release }) => ecosystem.feeds(release).map(({ feed }) => feed)));
  const ids = found.map(({ release }) => release.id);
  return ok(
    named.value
      .filter(({ id }) => !ids.length || needed.has(id) || !Object.hasOwn(advisoryFeeds, id))
      .flatMap((feed) => (ids.length ? filesFor(feed.files, ids) : feed.files).map((file) => ({ feed, file }))),
  );
}
