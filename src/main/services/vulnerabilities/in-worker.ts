import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fail, type Result } from '../../../shared/domain/result.ts';
import type { Job, Said, WorkerData } from './worker.ts';

/** The heap that a job may take; a feed of any size is read in far less. */
const MAX_HEAP_MB = 192;

/** Beside this file where Node runs the sources; in the build one file of its own, which lies beside the shells' or one folder above. */
const SCRIPT = [join(import.meta.dirname, 'worker.ts'), ...['.', '..'].map((up) => join(import.meta.dirname, up, 'feeds-worker.js'))];

/** Runs one job in a thread of its own, so that the engine answers meanwhile. Aborted, the thread is ended where it is. */
export async function inWorker<T>(data: WorkerData, say: (step: string) => void, signal?: AbortSignal): Promise<Result<T>> {
  const script = SCRIPT.find((path) => existsSync(path));
  if (!script) throw new Error(`no worker beside ${import.meta.dirname}`);
  const worker = new Worker(script, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
  const cancelled = fail({ kind: 'cancelled', what: whatOf(data.job) });
  return new Promise((resolve) => {
    const stop = (): void => void worker.terminate().then(() => resolve(cancelled));
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    let done: Result<T> | null = null;
    worker.on('message', (said: Said) => ('step' in said ? say(said.step) : (done = said.done as Result<T>)));
    worker.on('error', (error) => (done ??= fail({ kind: 'bug', detail: (error.stack ?? error.message).slice(0, 2000) })));
    worker.on('exit', () => {
      signal?.removeEventListener('abort', stop);
      resolve(done ?? fail({ kind: 'bug', detail: 'the worker ended without an answer' }));
    });
  });
}

const whatOf = (job: Job): string => (job.kind === 'judge' ? 'judging hosts' : `reading ${job.feed}`);
