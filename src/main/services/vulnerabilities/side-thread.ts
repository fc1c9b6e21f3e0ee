import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fail, type Result } from '../../../shared/domain/result.ts';
import type { Job, Said, WorkerData } from './worker.ts';

/** The heap that a job may take, in MB. A feed of any size is read in far less; the data of one release, ready to be asked, takes most. */
const MAX_HEAP = 1024;
/** Rows live shortly: a large room for them would only be filled before it is swept. */
const YOUNG_HEAP = 16;

/** Longer than any step of a job. */
const PATIENCE_MS = 5000;

/** Beside this file where Node runs the sources; in the build a file of its own, which lies beside the shells' or one folder above. */
const SCRIPT = [join(import.meta.dirname, 'worker.ts'), ...['.', '..'].map((up) => join(import.meta.dirname, up, 'feeds-worker.js'))];

/** A thread beside the engine, which answers meanwhile. It takes one job at a time, and waits for the next without keeping the process alive. */
export class SideThread {
  readonly #data: WorkerData;
  #worker: Worker | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(data: WorkerData) {
    this.#data = data;
  }

  /** After the jobs before it. Aborted, the thread is ended where it is: a job leaves nothing half done in the database. */
  run<T>(job: Exclude<Job, { kind: 'end' }>, say: (step: string) => void, signal?: AbortSignal): Promise<Result<T>> {
    const done = this.#turn.then(() => this.#runNow<T>(job, say, signal));
    this.#turn = done;
    return done;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#end();
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    if (worker) await ended(worker);
  }

  #runNow<T>(job: Exclude<Job, { kind: 'end' }>, say: (step: string) => void, signal?: AbortSignal): Promise<Result<T>> {
    const cancelled = fail({ kind: 'cancelled', what: job.kind === 'judge' ? 'judging hosts' : `reading ${job.feed}` });
    if (signal?.aborted) return Promise.resolve(cancelled);
    const worker = (this.#worker ??= begin(this.#data));
    worker.ref();
    return new Promise((resolve) => {
      const finish = (result: Result<T>): void => {
        signal?.removeEventListener('abort', stop);
        worker.off('message', hear).off('error', fall).off('exit', leave);
        worker.unref();
        resolve(result);
      };
      const lost = (detail: string): void => {
        this.#worker = null;
        finish(fail({ kind: 'bug', detail: detail.slice(0, 2000) }));
      };
      const stop = (): void => void this.#end().then(() => finish(cancelled));
      signal?.addEventListener('abort', stop, { once: true });
      const hear = (said: Said): void => ('step' in said ? say(said.step) : finish(said.done as Result<T>));
      const fall = (error: Error): void => lost(error.stack ?? error.message);
      const leave = (): void => (signal?.aborted ? undefined : lost('the thread ended without an answer'));
      worker.on('message', hear).on('error', fall).on('exit', leave);
      worker.postMessage(job);
    });
  }
}

/**
 * The thread ends itself between two steps. Ended from outside while it opens a zlib stream, it takes the whole process with it
 * ("close before init" in node_zlib.cc), so that this is left for one that does not hear.
 */
async function ended(worker: Worker): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.once('exit', () => resolve());
  const late = setTimeout(() => void worker.terminate(), PATIENCE_MS);
  worker.postMessage({ kind: 'end' } satisfies Job);
  await promise;
  clearTimeout(late);
}

function begin(workerData: WorkerData): Worker {
  const script = SCRIPT.find((path) => existsSync(path));
  if (!script) throw new Error(`no worker beside ${import.meta.dirname}`);
  return new Worker(script, { workerData, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP, maxYoungGenerationSizeMb: YOUNG_HEAP } });
}
