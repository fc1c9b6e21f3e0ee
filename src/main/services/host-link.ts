import type { Query } from '../../shared/domain/command.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { ask } from '../transports/transport.ts';
import type { Session } from '../transports/transport.ts';
import type { Context } from './context.ts';
import { forgetRefusedSecret, lockedMeanwhile, openHost } from './way-in.ts';

/** The way to a host while a run is watched: opened when needed, and anew after it broke. */
export class HostLink {
  #session: Session | null = null;
  readonly #context: Context;
  readonly host: Host;
  constructor(context: Context, host: Host) {
    this.#context = context;
    this.host = host;
  }

  async ask<T>(query: Query<T>, signal?: AbortSignal): Promise<Result<T>> {
    return this.use((session) => ask(session, query, signal));
  }

  async use<T>(work: (session: Session) => Promise<Result<T>>): Promise<Result<T>> {
    if (!this.#session) {
      const opened = await openHost(this.#context, this.host);
      if (!opened.ok) return this.#failed(opened);
      this.#session = opened.value;
    }
    const answer = await work(this.#session);
    return answer.ok ? answer : this.#failed(answer);
  }

  /** The next question goes over a new connection. */
  drop(): void {
    this.#session?.close();
    this.#session = null;
  }

  #failed(answer: { readonly ok: false; readonly problem: Problem }): { readonly ok: false; readonly problem: Problem } {
    forgetRefusedSecret(this.#context, this.host, answer.problem);
    if (concernsTheWay(answer.problem)) this.drop();
    return fail(lockedMeanwhile(this.#context, this.host, answer.problem));
  }
}

const wayProblems: ReadonlySet<Problem['kind']> = new Set([
  'unreachable',
  'connection-lost',
  'deadline',
  'jump-failed',
  'too-much-output',
  'cannot-parse',
]);
const personProblems: ReadonlySet<Problem['kind']> = new Set([
  'host-key-unknown', 'host-key-changed', 'host-key-revoked', 'sign-in-refused', 'agent-missing', 'key-unreadable', 'secret-needed', 'sudo-password-wrong', 'sudo-refused', 'rights-needed',
  'vault-locked', 'vault-passphrase-wrong', 'vault-altered', 'vault-key-lost', 'passphrase-wrong', 'credential-missing',
  'winrm-not-there', 'winrm-not-offered', 'winrm-denied', 'windows-not-deployed',
  'questions-asked', 'needs-system-ssh', 'ssh-failed', 'wrapper-refused',
]); // prettier-ignore

/** The host could not be asked, which says nothing about what happens on it. */
export const concernsTheWay = (problem: Problem): boolean => wayProblems.has(problem.kind) || needsPerson(problem);
/** Asking again by itself would change nothing, or lock an account. */
export const needsPerson = (problem: Problem): boolean => personProblems.has(problem.kind);
