import type { SecretKind } from '../../shared/domain/credential.ts';
import { Secret } from '../transports/transport.ts';
import type { Secrets } from '../transports/transport.ts';
import type { Vault } from '../vault/index.ts';

const nameOf = (kind: SecretKind, forWhat: string): string => `${kind} ${forWhat}`;

/**
 * What transports ask for: secrets that were entered, in memory until Patchbay ends, and those of credentials, from the
 * vault. What was entered for a host itself comes first.
 */
export class SecretKeeper implements Secrets {
  readonly #vault: Pick<Vault, 'secret'>;
  readonly #entered = new Map<string, Secret>();
  /** name -> the credential that answers for it. */
  readonly #lent = new Map<string, string>();
  /** Handed out once and again: who was given a secret can tell by it that it is still the same. */
  readonly #handed = new Map<string, Secret>();
  readonly #refused = new Map<string, Secret>();

  constructor(vault: Pick<Vault, 'secret'>) {
    this.#vault = vault;
  }

  get(kind: SecretKind, forWhat: string): Secret | null {
    const name = nameOf(kind, forWhat);
    const entered = this.#entered.get(name);
    if (entered) return entered;
    const secret = this.#ofCredential(kind, name);
    return secret && this.#refused.get(name)?.reveal() !== secret.reveal() ? secret : null;
  }

  isEntered(kind: SecretKind, forWhat: string): boolean {
    return this.#entered.has(nameOf(kind, forWhat));
  }

  keep(kind: SecretKind, forWhat: string, value: string): void {
    this.#entered.set(nameOf(kind, forWhat), new Secret(value));
  }

  /** From now on this credential answers for it; null for none. */
  lend(kind: SecretKind, forWhat: string, credentialId: string | null): void {
    if (credentialId === null) this.#lent.delete(nameOf(kind, forWhat));
    else this.#lent.set(nameOf(kind, forWhat), credentialId);
  }

  /** After a refusal: the next try must ask again, and not lock an account with the same wrong word. */
  forget(kind: SecretKind, forWhat: string): void {
    const name = nameOf(kind, forWhat);
    if (this.#entered.delete(name)) return;
    const secret = this.#ofCredential(kind, name);
    if (secret) this.#refused.set(name, secret);
  }

  /** All that was entered, and what of the vault was handed out. */
  forgetAll(): void {
    this.#entered.clear();
    this.forgetHanded();
  }

  forgetHanded(): void {
    this.#handed.clear();
  }

  #ofCredential(kind: SecretKind, name: string): Secret | null {
    const owner = this.#lent.get(name);
    const value = owner === undefined ? null : this.#vault.secret(owner, kind);
    if (value === null) return null;
    const before = this.#handed.get(name);
    if (before?.reveal() === value) return before;
    const secret = new Secret(value);
    this.#handed.set(name, secret);
    return secret;
  }
}
