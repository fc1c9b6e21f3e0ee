import { setTimeout as delay } from 'node:timers/promises';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, type Result } from '../../shared/domain/result.ts';

/** A lock between processes, given back by the system when its holder dies. */
export interface FileLock {
  tryTake(): boolean;
  release(): void;
}

/** What was read before no longer holds. */
export const CHANGED_MEANWHILE: Problem = {
  kind: 'conflict',
  detail: 'Another Patchbay changed the vault at the same time',
  next: 'Unlock it and try again.',
};

const LOOK_MS = 20;
/** A change takes some milliseconds; whoever holds it longer hangs. */
const WAIT_MS = 5000;

/** One change at a time: in this process by a queue, between processes by a lock. */
export class Turns {
  readonly #lock: FileLock;
  #last: Promise<unknown> = Promise.resolve();

  constructor(lock: FileLock) {
    this.#lock = lock;
  }

  /** In this process. Not to be nested. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Among all processes; inside a turn. What was read before must be read again. */
  async alone<T>(work: () => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
    const until = performance.now() + WAIT_MS;
    while (!this.#lock.tryTake()) {
      if (performance.now() > until)
        return fail({
          kind: 'conflict',
          detail: 'Another Patchbay is changing the vault',
          next: 'Wait until it has finished, or close it, then try again.',
        });
      await delay(LOOK_MS);
    }
    try {
      return await work();
    } finally {
      this.#lock.release();
    }
  }
}
