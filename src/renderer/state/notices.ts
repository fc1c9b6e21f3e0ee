import { create } from 'zustand';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import { explain, type Problem } from '../../shared/domain/problem.ts';
import { ask } from './api.ts';

/** What the banner says. One at a time: a failure stays until it is closed, a notice makes room for the next. */
export interface Notice {
  readonly tone: 'live' | 'warn' | 'bad' | 'ok';
  readonly text: string;
  readonly action?: { readonly text: string; readonly run: () => unknown };
}

export const useNotice = create<{ notice: Notice | null }>(() => ({ notice: null }));
export const tell = (notice: Notice): void => useNotice.setState({ notice });
/** What only said that something went well, or offers an undo, is old news on the next page. A failure stays until it is closed. */
export const hushOnLeaving = (): void => {
  const { notice } = useNotice.getState();
  if (notice && notice.tone !== 'bad' && notice.tone !== 'warn') hush();
};

export const hush = (): void => useNotice.setState({ notice: null });

export function tellProblem(problem: Problem): void {
  const { title, did, next, tone } = explain(problem);
  tell({ tone: tone === 'bad' ? 'bad' : 'warn', text: `${title}. ${did} ${next}` });
}

/** A call that changes something. Its failure is told in the banner; the answer is null then. */
export async function act<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N> | null> {
  const reply = await ask(name, input);
  if (reply.ok) return reply.value;
  tellProblem(reply.problem);
  return null;
}
