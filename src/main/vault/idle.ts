/** How often it is looked at whether time is up: a setting that was shortened takes effect within this. */
const LOOK_MS = 15_000;

/** Calls `onIdle` once nothing was used for so many minutes; 0 is never. Keeps no process alive. */
export class IdleClock {
  readonly #minutes: () => number;
  readonly #onIdle: () => void;
  readonly #now: () => number;
  #last = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(minutes: () => number, onIdle: () => void, now: () => number) {
    this.#minutes = minutes;
    this.#onIdle = onIdle;
    this.#now = now;
  }

  /** It was used just now. */
  touch(): void {
    this.#last = this.#now();
    if (this.#timer) return;
    this.#timer = setInterval(() => this.check(), LOOK_MS);
    this.#timer.unref();
  }

  check(): void {
    const limit = this.#minutes() * 60_000;
    if (this.#timer && limit > 0 && this.#now() - this.#last >= limit) {
      this.stop();
      this.#onIdle();
    }
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}
