import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KevRow } from '../../../shared/domain/vulnerability/rows.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ok, type Result } from '../../../shared/domain/result.ts';
import { feedChunks } from '../../feeds/feed-chunks.ts';
import type { Feed } from '../../feeds/feed.ts';
import { readFeed } from '../../feeds/read-feed.ts';
import type { FeedEdition, Reader, Store } from '../../store/store.ts';
import { onDisk } from '../feed-folder.ts';
import { placed } from './places.ts';

/** A file that has come, to be read. */
export interface FileToRead {
  readonly name: string;
  readonly path: string;
  /** Its name once it was read without an error; null: it is at its place already. */
  readonly keepAs: string | null;
  readonly url: string;
  readonly kept: FeedEdition['kept'];
  /** The day that it is of, where the file itself does not say; null: it is of the day that the vendor was asked. */
  readonly day: string | null;
}
export interface ReadFiles {
  readonly read: readonly FeedEdition[];
  readonly unreadable: readonly { readonly file: string; readonly url: string; readonly problem: Problem }[];
}

/**
 * Reads files of one feed into the database. Nobody sees a row of a file before all of it was read; then the files are in
 * use, together and in one transaction. Whatever ends this before leaves what is in use as it is. Only for the holder of the
 * lock of the feeds.
 */
export async function readIntoStore(
  store: Store,
  feed: Feed<unknown>,
  files: readonly FileToRead[],
  releases: readonly string[],
  now: string,
): Promise<ReadFiles> {
  store.feeds.dropUnused();
  const read: FeedEdition[] = [];
  const unreadable: { file: string; url: string; problem: Problem }[] = [];
  for (const file of files) {
    const one = await onDisk(file.path, () => readOne(store, feed, file, releases));
    if (one.ok) read.push(one.value);
    else unreadable.push({ file: file.name, url: file.url, problem: one.problem });
    if (!one.ok && file.keepAs !== null) rmSync(file.path, { force: true });
  }
  // Before the database knows of it: killed in between, the file is asked for again, which costs a transfer and no truth.
  for (const { name, path, keepAs } of files) if (keepAs !== null && read.some(({ file }) => file === name)) moveTo(path, keepAs);
  store.transaction(() => {
    const before = feed.id === 'kev' ? exploited(store) : new Map<string, KevRow>();
    store.feeds.use(read, now);
    for (const one of unreadable) store.feeds.tried({ feed: feed.id, ...one }, now);
    if (before.size) tellExploited(store, before, now);
  });
  store.feeds.dropUnused();
  return { read, unreadable };
}

function moveTo(path: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  renameSync(path, to);
}

async function readOne(store: Store, feed: Feed<unknown>, file: FileToRead, releases: readonly string[]): Promise<Result<FeedEdition>> {
  const { name, url, kept, day } = file;
  const writer = store.feeds.begin(feed.id, name);
  const read = await readFeed(feed, name, { releases }, feedChunks(file.path), (rows) => {
    for (const row of rows) {
      const { place, keep } = placed(row);
      writer.add(place, keep);
    }
  });
  if (!read.ok) return read;
  writer.end();
  const { version, date, rows, bytes: size } = read.value;
  const edition = { feed: feed.id, file: name, url, edition: writer.edition, releases, version, date: date ?? day, kept };
  return ok({ ...edition, entries: rows, bytes: size });
}

const exploited = (store: Reader): Map<string, KevRow> =>
  new Map([...store.feeds.rows('kev', '')].map(({ row }) => [(row as KevRow).cve, row as KevRow]));

/** What is new in KEV and on a host. Not at the very first edition: all of it would be new. */
function tellExploited(store: Store, before: ReadonlyMap<string, KevRow>, now: string): void {
  const fresh = [...exploited(store).values()].filter(({ cve }) => !before.has(cve));
  for (const { cve, name, ransomware } of fresh)
    for (const { source, severity, hostIds } of store.findings.withCve(cve)) {
      const text = `in KEV now: ${name}${ransomware ? '; used by ransomware' : ''}`;
      store.findings.tell({ what: 'exploited', cve, source, severity, text }, hostIds, now);
    }
}
