import { parentPort, workerData } from 'node:worker_threads';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Feed } from '../../feeds/feed.ts';
import { feeds } from '../../feeds/index.ts';
import { openStore } from '../../store/index.ts';
import { StoreError } from '../../store/errors.ts';
import { judgeHosts } from './judge.ts';
import { readIntoStore, type FileToRead } from './read-into-store.ts';

/** What a thread beside the engine is asked: to read files into the database, or to judge hosts by it. One job, then it ends. */
export type Job =
  | {
      readonly kind: 'read';
      readonly feed: string;
      readonly files: readonly FileToRead[];
      readonly releases: readonly string[];
      readonly now: string;
    }
  | { readonly kind: 'judge'; readonly now: string };
export interface WorkerData {
  readonly file: string;
  readonly user: string;
  readonly job: Job;
}
export type Said = { readonly step: string } | { readonly done: Result<unknown> };

const say = (said: Said): void => parentPort?.postMessage(said);

async function work({ file, user, job }: WorkerData): Promise<Result<unknown>> {
  const opened = openStore({ file, user, busyTimeout: 30_000 });
  if (!opened.ok) return opened;
  const store = opened.value;
  try {
    const known: readonly Feed<unknown>[] = Object.values(feeds);
    if (job.kind === 'judge') return ok(judgeHosts(store, known, job.now, (step) => say({ step })));
    const feed = known.find((one) => one.id === job.feed);
    if (!feed) throw new Error(`no feed ${job.feed}`);
    return ok(await readIntoStore(store, feed, job.files, job.releases, job.now));
  } finally {
    store.close();
  }
}

function failed(error: unknown): Result<never> {
  if (error instanceof StoreError) return fail(error.problem);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const problem: Problem = { kind: 'bug', detail: detail.slice(0, 2000) };
  return fail(problem);
}

if (parentPort)
  void work(workerData as WorkerData)
    .catch(failed)
    .then((done) => say({ done }));
