import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ok, type Result } from '../../../shared/domain/result.ts';
import { download, type Kept } from '../../feeds/download.ts';
import { filesFor, type Feed, type FeedFile } from '../../feeds/feed.ts';
import type { FeedFileRecord } from '../../store/store.ts';
import { onDisk } from '../feed-folder.ts';
import type { FeedWay } from '../feed-way.ts';
import type { FileToRead } from './read-into-store.ts';

interface FetchOptions {
  /** Where vendors' files are kept as they came: what they are read for can change, and a bundle is made of them. */
  readonly folder: string;
  /** Canonical releases of the inventory. */
  readonly releases: readonly string[];
  readonly records: readonly FeedFileRecord[];
  readonly now: string;
  readonly way: FeedWay;
  readonly signal: AbortSignal;
  /** How long nothing may come, in milliseconds. */
  readonly idleMs?: number;
}

interface Fetched {
  readonly toRead: readonly FileToRead[];
  /** With null where there was nothing new, else why it did not come. */
  readonly tried: readonly { readonly file: FeedFile; readonly problem: Problem | null }[];
}

/** The files of a feed that these releases need; of one that none of them needs, all. */
function filesToAsk(feed: Feed<unknown>, releases: readonly string[]): readonly FeedFile[] {
  const needed = filesFor(feed.files, releases);
  return needed.length ? needed : feed.files;
}

/** Where the way itself is closed, the next file of the same vendor would only wait as long again. */
const isNoWay = (problem: Problem): boolean =>
  problem.kind === 'cancelled' ||
  (problem.kind === 'feed-unreachable' && ['no-name', 'refused', 'timeout', 'certificate'].includes(problem.reason));

/** Asks for each file that is wanted, whole and by its edition. Answers those that have changed or were never read for these releases. */
export async function fetchFeed(feed: Feed<unknown>, options: FetchOptions): Promise<Fetched> {
  const toRead: FileToRead[] = [];
  const tried: { file: FeedFile; problem: Problem | null }[] = [];
  let noWay: Problem | null = null;
  for (const file of filesToAsk(feed, options.releases)) {
    const one: Result<FileToRead | null> = noWay ? { ok: false, problem: noWay } : await fetchFile(feed, file, options);
    if (!one.ok && isNoWay(one.problem)) noWay = one.problem;
    if (!one.ok) tried.push({ file, problem: one.problem });
    else if (one.value) toRead.push(one.value);
    else tried.push({ file, problem: null });
  }
  return { toRead, tried };
}

async function fetchFile(feed: Feed<unknown>, file: FeedFile, options: FetchOptions): Promise<Result<FileToRead | null>> {
  const { name, url } = file;
  const path = join(options.folder, name);
  const record = options.records.find((one) => one.feed === feed.id && one.file === name && one.url === url);
  const mine = record && record.edition !== null && existsSync(path) ? record : null;
  const got = await bring(feed, file, `${path}.new`, mine?.kept ?? null, options);
  if (!got.ok) return got;
  if (got.value) return ok({ name, url, kept: got.value, path: `${path}.new`, keepAs: path, day: null });
  if (!mine || options.releases.every((id) => mine.releases.includes(id))) return ok(null);
  return ok({ name, url, kept: mine.kept, path, keepAs: null, day: mine.date });
}

/** null: what is here is still the vendor's newest. */
const bring = (
  feed: Feed<unknown>,
  { url, pointer = false }: FeedFile,
  path: string,
  kept: Kept | null,
  options: FetchOptions,
): Promise<Result<Kept | null>> =>
  onDisk(path, async () => {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    const { signal, idleMs } = options;
    const way = { ...options.way, signal, ...(idleMs !== undefined && { idleMs }) };
    const got = await download({ title: feed.title, url, pointer, path, maxBytes: feed.maxBytes, kept, ...way });
    return got.ok ? ok(got.value.state === 'unchanged' ? null : got.value.kept) : got;
  });
