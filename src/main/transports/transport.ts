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

/** The layers below a shell, in the order in which they are reached. */
export const LAYERS_BELOW = ['name', 'tcp', 'greeting', 'algorithms', 'host-key', 'sign-in'] as const;

/** One layer that was reached on the way to a host or one of its jump hosts. */
export interface Seen {
  readonly layer: (typeof LAYERS_BELOW)[number];
  /** The host or jump host that it concerns, as known_hosts names it. */
  readonly hop: string;
  /** The fact, the other side's own words among it: hostile until cleaned. */
  readonly text: string;
}
export type Watch = (seen: Seen) => void;

export interface Transport {
  /**
   * Where the host has questions that only a person can answer, it fails with questions-asked, and the connection
   * waits for `answer`; the next `open` then takes it up. `watch` is told of each layer as it is reached.
   */
  open(host: Host, signal?: AbortSignal, watch?: Watch): Promise<Result<Session>>;
  /** What a person answers to the questions that the last `open` failed with. Fails with questions-asked where the host has more. */
  answer?(host: Host, answers: readonly string[]): Promise<Result<null>>;
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
