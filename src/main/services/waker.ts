/** A wait that can be ended early: by whoever has news, or because Patchbay ends. */
export class Waker {
  #wake: (() => void) | null = null;
  readonly #signal: AbortSignal;
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.wake());
  }

  wake(): void {
    this.#wake?.();
  }

  /** Milliseconds; Infinity waits for `wake` alone. */
  wait(ms: number): Promise<void> {
    if (this.#signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = Number.isFinite(ms) ? setTimeout(() => this.wake(), ms) : null;
      this.#wake = () => {
        if (timer) clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
    });
  }
}
