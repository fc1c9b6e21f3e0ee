import type { SecretKind } from '../../shared/domain/credential.ts';
import type { Command, CommandOutput, Query } from '../../shared/domain/command.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { Result } from '../../shared/domain/result.ts';

/** A value that prints as *** wherever it ends up by mistake. Only `reveal` gives it away. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '***';
  }
  toJSON(): string {
    return '***';
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
  }
}

/** What a transport may ask for. Secrets are held in memory only, by whoever implements this. */
export interface Secrets {
  /**
   * null where nobody has entered it yet. `forWhat` is a key file's path for a passphrase, the account (`accountOf`) for a
   * hop that is signed in to by means of its own, else the host's id.
   */
  get(kind: SecretKind, forWhat: string): Secret | null;
}

/** One open way to a host. Safe to use for several commands at once. */
export interface Session {
  run(command: Command, signal?: AbortSignal): Promise<Result<CommandOutput>>;
  close(): void;
}

export interface Transport {
  open(host: Host, signal?: AbortSignal): Promise<Result<Session>>;
  /**
   * Only where hosts prove themselves by a key. Connects again and, only if the host (or the jump host in front of it)
   * still shows a key with this fingerprint ("SHA256:..."), adds it to known_hosts. Does not sign in to the one whose
   * key is accepted. Fails with host-key-unknown where another key is shown now.
   */
  acceptKey?(host: Host, fingerprint: string, signal?: AbortSignal): Promise<Result<null>>;
}

export async function ask<T>(session: Session, query: Query<T>, signal?: AbortSignal): Promise<Result<T>> {
  const answer = await session.run(query.command, signal);
  return answer.ok ? query.parse(answer.value) : answer;
}
