import type { Change } from '../../shared/contract/contract.ts';

/** Tells whoever listens that something changed. A listener that throws does not keep the others from hearing. */
export class ChangeBus {
  readonly #listeners = new Set<(change: Change) => void>();

  on(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(change: Change): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }
}
