import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FeedState } from '../../shared/contract/assess-list.ts';
import { fail, type Result } from '../../shared/domain/result.ts';
import { feedChunks } from '../feeds/feed-chunks.ts';
import { readFeed } from '../feeds/read-feed.ts';
import { filesFor, type Feed, type Needs } from '../feeds/feed.ts';

const DAY_MS = 86_400_000;
const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/**
 * Reads the files of one feed that the wanted releases need from a folder, as they are or with .gz behind the name. `keep` gets the rows of whole,
 * sound files only: half a feed would hide what is missing.
 */
export async function readFolderFeed<Row>(
  feed: Feed<Row>,
  folder: string,
  needs: Needs,
  asOf: string,
  keep: (row: Row) => boolean,
): Promise<{ states: FeedState[]; rows: Row[] }> {
  const states: FeedState[] = [];
  const rows: Row[][] = [];
  for (const { name } of filesFor(feed.files, needs.releases)) {
    const part: Row[][] = [];
    const path = [join(folder, name), join(folder, `${name}.gz`)].find((one) => existsSync(one));
    const state = path ? await readOne(feed, name, path, needs, asOf, (some) => part.push(some.filter(keep))) : missing(feed, name);
    states.push(state);
    if (state.state === 'read') rows.push(part.flat());
  }
  return { states, rows: rows.flat() };
}

const missing = (feed: Feed<unknown>, file: string): FeedState => ({
  feed: feed.id,
  title: feed.title,
  file,
  state: 'missing',
  version: null,
  date: null,
  ageDays: null,
  stale: false,
  rows: 0,
  problem: null,
});

async function readOne<Row>(
  feed: Feed<Row>,
  name: string,
  path: string,
  needs: Needs,
  asOf: string,
  take: (rows: readonly Row[]) => void,
): Promise<FeedState> {
  const read = await onDisk(path, () => readFeed(feed, name, needs, feedChunks(path), take));
  if (!read.ok) return { ...missing(feed, name), state: 'unreadable', problem: read.problem };
  const date = read.value.date ?? dayOf(statSync(path).mtime);
  const ageDays = Math.round((Date.parse(asOf) - Date.parse(date)) / DAY_MS);
  const { version, rows } = read.value;
  return { ...missing(feed, name), state: 'read', version, date, ageDays, stale: ageDays > feed.staleAfterDays, rows };
}

/** What the disk says (no rights, a folder, a disk error) is a problem with the path. */
export async function onDisk<T>(path: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return fail({ kind: 'file', path, detail: error.message });
  }
}
