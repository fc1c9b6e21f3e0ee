import { ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Cli } from './context.ts';

export interface Followed<T> {
  readonly last: T;
  readonly ended: 'done' | 'interrupted' | 'waited';
}

/** An event may be missed where another Patchbay makes the change; then this is how late it is seen. Milliseconds. */
const LOOK_AGAIN_MS = 2000;
/** Redrawing more often than this helps nobody. Milliseconds. */
const AT_MOST_EVERY_MS = 60;

/** Looks again at every change until it is done, the person stops it, or `waitMs` have passed. */
export async function follow<T>(
  cli: Cli,
  what: { fetch: () => Promise<Result<T>>; isDone: (state: T) => boolean; show: (state: T) => void; waitMs?: number | null },
): Promise<Result<Followed<T>>> {
  const { interrupted } = cli.io;
  const until = what.waitMs ? performance.now() + what.waitMs : Infinity;
  let wake = (): void => {};
  const unsubscribe = cli.onChange(() => wake());
  interrupted.addEventListener('abort', () => wake(), { once: true });
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => (wake = resolve));
      const state = await what.fetch();
      if (!state.ok) return state;
      what.show(state.value);
      if (what.isDone(state.value)) return ok({ last: state.value, ended: 'done' });
      if (interrupted.aborted) return ok({ last: state.value, ended: 'interrupted' });
      if (performance.now() >= until) return ok({ last: state.value, ended: 'waited' });
      await firstOf(changed, Math.min(LOOK_AGAIN_MS, until - performance.now()));
      if (!interrupted.aborted) await sleep(AT_MOST_EVERY_MS);
    }
  } finally {
    unsubscribe();
    cli.progress.end();
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function firstOf(changed: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void changed.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
