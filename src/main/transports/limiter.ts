/** Lets at most `most` things happen at once; the others wait their turn, first come first served. */
export class Limiter {
  #most: number;
  #busy = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  get busy(): number {
    return this.#busy;
  }

  /** Whoever gets in calls the answered function once to leave. */
  async enter(): Promise<() => void> {
    if (this.#busy >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy++;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#leave();
    };
  }

  /** The other side allows less than was thought. */
  lower(most: number): void {
    this.#most = Math.max(1, Math.min(this.#most, most));
  }

  #leave(): void {
    const next = this.#busy <= this.#most ? this.#waiting.shift() : undefined;
    if (next) next();
    else this.#busy--;
  }
}
