import { Secret } from '../transports/transport.ts';
import type { SecretKind, Secrets } from '../transports/transport.ts';

/** Secrets that were entered, in memory until Patchbay ends. Never written anywhere. */
export class SecretKeeper implements Secrets {
  readonly #kept = new Map<string, Secret>();

  get(kind: SecretKind, forWhat: string): Secret | null {
    return this.#kept.get(`${kind} ${forWhat}`) ?? null;
  }

  keep(kind: SecretKind, forWhat: string, value: string): void {
    this.#kept.set(`${kind} ${forWhat}`, new Secret(value));
  }

  /** After a refusal: the next try must ask again, and not lock an account with the same wrong word. */
  forget(kind: SecretKind, forWhat: string): void {
    this.#kept.delete(`${kind} ${forWhat}`);
  }
}
