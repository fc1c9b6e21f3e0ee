import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { FetchedFile, FetchFeedsInput } from '../../shared/contract/feeds.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import { download, type Kept } from '../feeds/download.ts';
import type { Feed, FeedFile } from '../feeds/feed.ts';
import { feedChunks } from '../feeds/feed-chunks.ts';
import { feeds } from '../feeds/index.ts';
import { readFeed } from '../feeds/read-feed.ts';
import { onDisk } from './feed-folder.ts';
import { feedWay, type FeedWay } from './feed-way.ts';
import { wantedFiles } from './wanted-files.ts';

/** What the folder remembers of each file, so that an unchanged one is not fetched again. */
const NOTES = 'feeds.json';
const Notes = z.record(
  z.string(),
  z.object({ url: z.string(), etag: z.string().nullable(), lastModified: z.string().nullable(), fetchedAt: z.string() }),
);
type Notes = z.infer<typeof Notes>;

/** Brings the files of feeds into a folder, one after the other. A file that fails leaves the older one in place. */
export async function fetchFeeds(
  input: FetchFeedsInput,
  now: string,
  known: readonly Feed<unknown>[] = Object.values(feeds),
): Promise<Result<FetchedFile[]>> {
  const wanted = wantedFiles(input, known);
  if (!wanted.ok) return wanted;
  const way = feedWay(input.proxy, input.ca);
  if (!way.ok) return way;
  return onDisk(input.folder, async () => {
    if (!existsSync(input.folder)) mkdirSync(input.folder);
    const notes = readNotes(input.folder);
    const fetched: FetchedFile[] = [];
    for (const { feed, file } of wanted.value) {
      const one = await fetchOne(feed, file, input.folder, notes[file.name] ?? null, way.value);
      fetched.push(one.said);
      if (!one.kept) continue;
      notes[file.name] = { url: file.url, ...one.kept, fetchedAt: now };
      writeNotes(input.folder, notes);
    }
    return ok(fetched);
  });
}

async function fetchOne(
  feed: Feed<unknown>,
  { name, url, pointer = false }: FeedFile,
  folder: string,
  note: Notes[string] | null,
  way: FeedWay,
): Promise<{ said: FetchedFile; kept: Kept | null }> {
  const path = join(folder, name);
  const fresh = `${path}.new`;
  const said = { feed: feed.id, title: feed.title, file: name, bytes: 0, version: null, problem: null };
  const failed = (problem: Problem) => ({ said: { ...said, state: 'failed' as const, problem }, kept: null });
  const kept = note?.url === url && existsSync(path) ? note : null;
  const got = await download({ title: feed.title, url, pointer, path: fresh, maxBytes: feed.maxBytes, kept, ...way });
  if (!got.ok) return failed(got.problem);
  if (got.value.state === 'unchanged') return { said: { ...said, state: 'unchanged' }, kept: null };
  // Read to its end before it replaces what is in use: an error page is no feed.
  const read = await readFeed(feed, name, { releases: [] }, feedChunks(fresh), () => undefined);
  if (!read.ok) {
    rmSync(fresh, { force: true });
    return failed(read.problem);
  }
  renameSync(fresh, path);
  rmSync(`${path}.gz`, { force: true });
  return { said: { ...said, state: 'fetched', bytes: got.value.bytes, version: read.value.version }, kept: got.value.kept };
}

/** A folder without notes, or with notes that are none, is fetched anew. */
function readNotes(folder: string): Notes {
  try {
    return Notes.parse(JSON.parse(readFileSync(join(folder, NOTES), 'utf8')));
  } catch {
    return {};
  }
}

function writeNotes(folder: string, notes: Notes): void {
  const path = join(folder, NOTES);
  writeFileSync(`${path}.new`, `${JSON.stringify(notes, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}
