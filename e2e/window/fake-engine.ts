import type { CallInput, CallName, Change, Engine, Reply } from '../../src/shared/contract/contract.ts';

/** Knows two calls and remembers what reached it. */
export function fakeEngine() {
  const received: { name: string; input: unknown }[] = [];
  const listeners = new Set<(change: Change) => void>();
  const engine: Engine = {
    dispatch: async <N extends CallName>(name: N, input: CallInput<N>): Promise<Reply<N>> => {
      received.push({ name, input });
      if (name === 'audit.verify') throw new Error('a bug in the engine');
      if (name !== 'app.info') return { ok: false, problem: { kind: 'not-found', what: name } };
      const info = { version: '1', shell: 'chromium', dataFolder: '/nowhere', user: 'someone', isRoot: false };
      return { ok: true, value: info } as Reply<N>;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return { engine, received, tell: (change: Change) => listeners.forEach((listener) => listener(change)), listeners };
}
