import type { ShellNotice } from '../../shared/contract/contract.ts';
import type { ChangeBus } from './change-bus.ts';

const KEPT = 20;

/** What the window's shell has to say to whoever looks at the window, in the order in which it was said. */
export class Notices {
  readonly #changes: ChangeBus;
  #said: readonly ShellNotice[] = [];
  #last = 0;

  constructor(changes: ChangeBus) {
    this.#changes = changes;
  }

  say(tone: ShellNotice['tone'], text: string): void {
    this.#said = [...this.#said, { seq: ++this.#last, tone, text: text.slice(0, 1000) }].slice(-KEPT);
    this.#changes.emit({ topic: 'notices', id: null });
  }

  newest(): ShellNotice[] {
    return [...this.#said];
  }
}
