import { setImmediate } from 'node:timers/promises';
import { calls, isCallName } from '../../shared/contract/contract.ts';
import type { CallInput, CallName, CallOutput, Change, Engine, Reply } from '../../shared/contract/contract.ts';
import { fail } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { StoreError } from '../store/errors.ts';
import type { Context } from './context.ts';

type Parsed<N extends CallName> = ReturnType<(typeof calls)[N]['input']['parse']>;
/** One handler a call; the compiler holds this list against the contract. */
export type Handlers = { readonly [N in CallName]: (input: Parsed<N>) => Result<CallOutput<N>> | Promise<Result<CallOutput<N>>> };

/** One call's work a turn of the event loop: a page that opens asks ten things at once, and whatever else waits comes in between. */
function turns(): () => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const mine = last.then(() => setImmediate());
    last = mine;
    return mine;
  };
}

/** The one door: input is validated, nothing that was thrown gets out. */
export function createEngine(context: Context, handlers: Handlers): Engine {
  const turn = turns();
  return {
    dispatch: async <N extends CallName>(name: N, input: CallInput<N>): Promise<Reply<N>> => {
      if (!isCallName(name)) return fail({ kind: 'not-found', what: `call ${String(name).slice(0, 80)}` });
      const parsed = calls[name].input.safeParse(input);
      if (!parsed.success)
        return fail({
          kind: 'invalid-input',
          issues: parsed.error.issues.slice(0, 50).map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
        });
      await turn();
      try {
        return await handlers[name](parsed.data as Parsed<N>);
      } catch (error) {
        return failed(error);
      }
    },
    onChange: (listener: (change: Change) => void) => context.changes.on(listener),
  };
}

function failed(error: unknown) {
  if (error instanceof StoreError) return fail(error.problem);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return fail({ kind: 'bug', detail: detail.slice(0, 2000) });
}
