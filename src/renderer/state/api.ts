import type { Api, CallInput, CallName, Reply } from '../../shared/contract/contract.ts';

declare global {
  interface Window {
    readonly api: Api;
  }
}

/** The only door. A call that throws is a broken shell: said as a problem, because nothing else can be. */
export async function ask<N extends CallName>(name: N, input: CallInput<N>): Promise<Reply<N>> {
  try {
    return await window.api.call(name, input);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      problem: {
        kind: 'conflict',
        detail: `Patchbay's engine does not answer: ${detail}`,
        next: 'Close the window and start Patchbay again. What runs on a host goes on there.',
      },
    };
  }
}
