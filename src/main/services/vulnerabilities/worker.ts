import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Feed } from '../../feeds/feed.ts';
import { feeds } from '../../feeds/index.ts';
import { openStore } from '../../store/index.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import { judgeHosts } from './judge.ts';
import { readIntoStore, type FileToRead } from './read-into-store.ts';

/** What a thread beside the engine is asked: to read files into the database, or to judge hosts by it. */
export type Job =
  | {
      readonly kind: 'read';
      readonly feed: string;
      readonly files: readonly FileToRead[];
      readonly releases: readonly string[];
      readonly now: string;
    }
  | { readonly kind: 'judge'; readonly now: string }
  /** To end the thread, wherever a job is. */
  | { readonly kind: 'end' };
export interface WorkerData {
  /** The database. */
  readonly file: string;
  readonly user: string;
}
export type Said = { readonly step: string } | { readonly done: Result<unknown> };

const known: readonly Feed<unknown>[] = Object.values(feeds);
/** Another Patchbay may be writing; a thread can wait. Milliseconds. */
const BUSY_MS = 30_000;

async function work(store: Store, job: Exclude<Job, { kind: 'end' }>, say: (step: string) => void): Promise<unknown> {
  if (job.kind === 'judge') return judgeHosts(store, known, job.now, say);
  const feed = known.find((one) => one.id === job.feed);
  if (!feed) throw new Error(`no feed ${job.feed}`);
  return readIntoStore(store, feed, job.files, job.releases, job.now);
}

function failed(error: unknown): Result<never> {
  if (error instanceof StoreError) return fail(error.problem);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return fail({ kind: 'bug', detail: detail.slice(0, 2000) });
}

function listen(port: MessagePort, { file, user }: WorkerData): void {
  const say = (said: Said): void => port.postMessage(said);
  const opened = openStore({ file, user, busyTimeout: BUSY_MS });
  port.on('message', (job: Job) => {
    if (job.kind === 'end') process.exit(0); // of a thread, it ends the thread
    if (!opened.ok) return say({ done: opened });
    void work(opened.value, job, (step) => say({ step }))
      .then((value) => ok(value), failed)
      .then((done) => say({ done }));
  });
}

if (parentPort) listen(parentPort, workerData as WorkerData);
