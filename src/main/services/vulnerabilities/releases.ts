import type { HostFacts } from '../../../shared/domain/facts.ts';
import { findRelease } from '../../../shared/domain/matching/ecosystems.ts';
import type { Ecosystem, Release } from '../../../shared/domain/matching/ecosystem.ts';
import type { FeedFile } from '../../feeds/feed.ts';
import { filesFor } from '../../feeds/feed.ts';
import type { FeedFileRecord } from '../../store/store.ts';

export type Found = { readonly ecosystem: Ecosystem; readonly release: Release };

/** A rolling distribution has no version to name. */
export const releaseOf = (os: HostFacts['os']): Found | null =>
  findRelease(`${os.id}:${os.versionId}`) ?? (os.versionId === '' ? findRelease(os.id) : null);

export interface KnownFeed {
  readonly id: string;
  readonly title: string;
  readonly files: readonly FeedFile[];
  readonly staleAfterDays: number;
  readonly maxBytes: number;
}

/** The editions by which a release is judged; null where one is missing without which nothing can be said. */
export function basisOf(found: Found, feeds: readonly KnownFeed[], files: readonly FeedFileRecord[]): readonly number[] | null {
  const editions: number[] = [];
  for (const { feed: id, needed } of found.ecosystem.feeds(found.release)) {
    const wanted = filesFor(feeds.find((feed) => feed.id === id)?.files ?? [], [found.release.id]);
    for (const { name } of wanted) {
      const file = files.find((one) => one.feed === id && one.file === name);
      const edition = file?.releases.includes(found.release.id) ? file.edition : null;
      if (edition !== null) editions.push(edition);
      else if (needed) return null;
    }
  }
  return editions;
}
