import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ok, type Result } from '../../../shared/domain/result.ts';
import type { Feed, FeedFile } from '../../feeds/feed.ts';
import type { Reader, Store } from '../../store/store.ts';
import { onDisk } from '../feed-folder.ts';
import type { FileToRead, ReadFiles } from './read-into-store.ts';

/** Feeds whose data ships with the app (resources/feeds): small ones, whose licences allow it. */
const SHIPPED: readonly string[] = ['kev', 'endoflife'];

interface ShippedFile {
  readonly feed: Feed<unknown>;
  readonly file: FeedFile;
}
type Read = (feed: Feed<unknown>, file: FileToRead) => Promise<Result<ReadFiles>>;
interface ShippedOptions {
  readonly store: Store;
  readonly feeds: readonly Feed<unknown>[];
  /** Where the data lies that ships with the app. */
  readonly from: string;
  /** Where vendors' files are kept. */
  readonly folder: string;
  readonly now: string;
}

/** Those of which nothing was ever read: what came from anywhere else is newer, or somebody chose it. */
export function shippedFiles(store: Reader, feeds: readonly Feed<unknown>[]): ShippedFile[] {
  const has = new Set(store.feeds.files().flatMap((one) => (one.edition === null ? [] : one.feed)));
  return feeds.filter(({ id }) => SHIPPED.includes(id) && !has.has(id)).flatMap((feed) => feed.files.map((file) => ({ feed, file })));
}

/** Takes each as its feed's first edition, of the day that it says of itself. One that cannot be read is that feed's problem. */
export async function readShipped(options: ShippedOptions, read: Read): Promise<void> {
  const { store, feeds, now } = options;
  for (const one of shippedFiles(store, feeds)) {
    const about = { feed: one.feed.id, file: one.file.name, url: one.file.url };
    const before = store.feeds.files().find(({ feed, file }) => feed === about.feed && file === about.file);
    const problem = await readOne(one, options, read);
    if (problem) store.feeds.tried({ ...about, problem: ofShipped(problem) }, now);
    // The vendor was not asked now, so what went wrong when it was still holds.
    else if (before?.problem) store.feeds.tried({ ...about, problem: before.problem }, before.triedAt ?? now);
  }
}

async function readOne({ feed, file: { name, url } }: ShippedFile, { from, folder }: ShippedOptions, read: Read): Promise<Problem | null> {
  const shipped = join(from, `${name}.gz`);
  const path = join(folder, `${name}.shipped`);
  const copied = await onDisk(shipped, async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Packed, it lies inside the app's archive, into which a thread of its own need not see.
    writeFileSync(path, readFileSync(shipped));
    return ok(null);
  });
  if (!copied.ok) return copied.problem;
  const done = await read(feed, { name, path, keepAs: join(folder, name), url, kept: { etag: null, lastModified: null }, day: null });
  rmSync(path, { force: true });
  return done.ok ? (done.value.unreadable[0]?.problem ?? null) : done.problem;
}

/** Says which copy it is about: the vendor's own may well be sound. */
const ofShipped = (problem: Problem): Problem =>
  problem.kind === 'feed-unreadable' ? { ...problem, place: `the copy that came with Patchbay, ${problem.place}` } : problem;
