import { setTimeout } from 'node:timers/promises';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Connection } from './connection.ts';
import { isBusy, isNotYet, problemOfFault } from './faults.ts';
import { commandIdIn, receivedIn, shellIdIn, type Fault, type Received } from './soap/answers.ts';
import { createShell, deleteShell, receive, send, startCommand, STDIN_BYTES, terminate, type Place } from './soap/requests.ts';
import type { Element } from './soap/xml.ts';

const BUSY_TRIES = 3;
const BUSY_SECONDS = 5;

export interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly stdin: Uint8Array;
  /** Called for each part that comes; a problem ends the listening. */
  readonly hear: (part: Received) => Problem | null;
}

/** A shell of its own for one command: made, asked until the command is done, and taken away again. */
export class Shell {
  readonly #connection: Connection;
  readonly #party: { readonly address: string; readonly user: string };
  readonly #signal: AbortSignal;
  readonly #to: string;

  constructor(connection: Connection, party: { readonly address: string; readonly user: string }, to: string, signal: AbortSignal) {
    this.#connection = connection;
    this.#party = party;
    this.#to = to;
    this.#signal = signal;
  }

  /** The exit code of the command; null where the host says none. */
  async run(run: Run): Promise<Result<number | null>> {
    const created = await this.#ask(createShell({ to: this.#to, shellId: null }), 'a shell', shellIdIn);
    if (!created.ok) return created;
    const place: Place = { to: this.#to, shellId: created.value };
    const started = await this.#ask(startCommand(place, run.command, run.args), 'the start of a command', commandIdIn);
    const outcome = started.ok ? await this.#converse(place, started.value, run) : started;
    // A connection that broke, or that nobody waits for any more, ends no shell: that goes by its idle time.
    if (!this.#signal.aborted && (outcome.ok || outcome.problem.kind !== 'connection-lost'))
      await this.#cleanUp(place, started.ok ? started.value : null);
    return outcome;
  }

  async #converse(place: Place, commandId: string, { stdin, hear }: Run): Promise<Result<number | null>> {
    for (let at = 0; at < stdin.length; at += STDIN_BYTES) {
      const sent = await this.#send(send(place, commandId, stdin.subarray(at, at + STDIN_BYTES), at + STDIN_BYTES >= stdin.length));
      if (!sent.ok) return sent;
    }
    for (;;) {
      const part = await this.#receive(place, commandId);
      if (!part.ok) return part;
      const problem = part.value && hear(part.value);
      if (problem) return fail(problem);
      if (part.value?.done) return ok(part.value.exit);
    }
  }

  async #send(envelope: string): Promise<Result<null>> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#post(envelope);
      if (!answer.ok) return answer;
      if (!('fault' in answer.value)) return ok(null);
      if (!isBusy(answer.value.fault) || tries >= BUSY_TRIES) return this.#failed(answer.value.fault, 'input for a command');
      await setTimeout(BUSY_SECONDS * 1000, undefined, { signal: this.#signal }).catch(() => {});
    }
  }

  /** null: nothing yet. */
  async #receive(place: Place, commandId: string): Promise<Result<Received | null>> {
    const answer = await this.#post(receive(place, commandId));
    if (!answer.ok) return answer;
    if ('fault' in answer.value) return isNotYet(answer.value.fault) ? ok(null) : this.#failed(answer.value.fault, 'output of a command');
    const part = receivedIn(answer.value.body, commandId);
    return part ? ok(part) : fail({ kind: 'cannot-parse', what: 'answer to Receive', line: 'no ReceiveResponse' });
  }

  /** Courtesy: a shell that stays counts against the account's quota. What it answers changes nothing. */
  async #cleanUp(place: Place, commandId: string | null): Promise<void> {
    if (commandId !== null && !(await this.#post(terminate(place, commandId))).ok) return;
    await this.#post(deleteShell(place));
  }

  async #ask<T>(envelope: string, what: string, read: (body: Element) => T | null): Promise<Result<T>> {
    const answer = await this.#post(envelope);
    if (!answer.ok) return answer;
    if ('fault' in answer.value) return this.#failed(answer.value.fault, what);
    const value = read(answer.value.body);
    return value === null
      ? fail({ kind: 'cannot-parse', what: `WinRM's answer to the request for ${what}`, line: 'no id in it' })
      : ok(value);
  }

  #failed(fault: Fault, what: string): Result<never> {
    return fail(problemOfFault(fault, what, this.#party));
  }

  async #post(envelope: string): Promise<Result<{ readonly body: Element } | { readonly fault: Fault }>> {
    const answer = await this.#connection.post(envelope, this.#signal);
    if (!answer.ok) return answer;
    if ('unreadable' in answer.value)
      return fail({
        kind: 'cannot-parse',
        what: `answer of WinRM on ${this.#party.address}`,
        line: cleanText(answer.value.unreadable, 500),
      });
    return ok(answer.value);
  }
}
