import { randomBytes } from 'node:crypto';
import type { Command, CommandOutput } from '../../../shared/domain/command.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import { Frame, Tail } from '../frame.ts';
import { Limiter } from '../limiter.ts';
import { DENIED } from '../payload.ts';
import type { Session } from '../transport.ts';
import type { Connection } from './connection.ts';
import { asStdin, payload, powershellArgs } from './payload.ts';
import { Shell } from './shell.ts';
import type { Received } from './soap/answers.ts';
import { readableErrors } from './soap/clixml.ts';

/** Windows allows thirty shells to a user (MaxShellsPerUser), and ten users at once. */
const MOST_AT_ONCE = 4;
const MOST_NOISE = 1024 * 1024;
const STDERR_BYTES = 64 * 1024;

export interface Door {
  readonly address: string;
  readonly user: string;
  /** "http://host:5985/wsman" */
  readonly to: string;
  /** One more signed-in connection. */
  readonly dial: (signal: AbortSignal) => Promise<Result<Connection>>;
}

/** Commands at the same time go over connections of their own: one waits for its answer up to the operation time. */
export class WinrmSession implements Session {
  readonly #door: Door;
  readonly #idle: Connection[];
  readonly #open = new Set<Connection>();
  readonly #turns = new Limiter(MOST_AT_ONCE);
  readonly #ending = new AbortController();

  constructor(door: Door, first: Connection) {
    this.#door = door;
    this.#idle = [first];
    this.#open.add(first);
  }

  async run(command: Command, signal?: AbortSignal): Promise<Result<CommandOutput>> {
    if (command.language !== 'powershell') return fail({ kind: 'windows-not-deployed' });
    const deadline = AbortSignal.timeout(command.deadlineSeconds * 1000);
    const any = AbortSignal.any([deadline, this.#ending.signal, ...(signal ? [signal] : [])]);
    const outcome = await this.#runOn(command, any);
    if (outcome.ok || !any.aborted) return outcome;
    return fail(
      deadline.aborted
        ? { kind: 'deadline', what: command.what, seconds: command.deadlineSeconds }
        : { kind: 'cancelled', what: command.what },
    );
  }

  close(): void {
    this.#ending.abort();
    for (const connection of this.#open) connection.close();
  }

  async #runOn(command: Command, signal: AbortSignal): Promise<Result<CommandOutput>> {
    const leave = await this.#turns.enter();
    try {
      const connection = this.#idle.pop() ?? (await this.#dial(signal));
      if (!('post' in connection)) return connection;
      const outcome = await perform(connection, this.#door, command, signal);
      if (outcome.ok) this.#idle.push(connection);
      else this.#drop(connection);
      return outcome;
    } finally {
      leave();
    }
  }

  async #dial(signal: AbortSignal): Promise<Connection | { readonly ok: false; readonly problem: Problem }> {
    const dialled = await this.#door.dial(signal);
    if (!dialled.ok) return dialled;
    this.#open.add(dialled.value);
    return dialled.value;
  }

  #drop(connection: Connection): void {
    this.#open.delete(connection);
    connection.close();
  }
}

async function perform(connection: Connection, door: Door, command: Command, signal: AbortSignal): Promise<Result<CommandOutput>> {
  const token = `patchbay-${randomBytes(16).toString('hex')}`;
  const script = payload(command, token);
  const ear = new Ear(token, command);
  const shell = new Shell(connection, door, door.to, signal);
  const ended = await shell.run({
    command: 'powershell',
    args: powershellArgs(script),
    stdin: asStdin(script),
    hear: (part) => ear.hear(part),
  });
  return ended.ok ? ear.outcome(ended.value, door.user) : ended;
}

/** Puts the parts of both streams together. Bytes are joined before they are read: a character may lie across two parts. */
class Ear {
  readonly #command: Command;
  readonly #frame: Frame;
  readonly #chunks: Buffer[] = [];
  readonly #errors = new Tail(STDERR_BYTES);
  #size = 0;
  #noise = 0;
  #firstByteAt = 0;

  constructor(token: string, command: Command) {
    this.#command = command;
    this.#frame = new Frame(token, (bytes) => {
      this.#chunks.push(bytes);
      this.#size += bytes.length;
    });
  }

  hear({ stdout, stderr }: Received): Problem | null {
    if (stderr.length > 0) this.#errors.push(stderr);
    if (stdout.length > 0) this.#frame.push(stdout);
    if (this.#frame.begin === null) this.#noise += stdout.length;
    else this.#firstByteAt ||= Date.now();
    const { what, maxBytes } = this.#command;
    if (this.#noise > MOST_NOISE) return { kind: 'too-much-output', what: `noise before ${what}`, limitBytes: MOST_NOISE };
    return this.#size > maxBytes ? { kind: 'too-much-output', what, limitBytes: maxBytes } : null;
  }

  outcome(exit: number | null, user: string): Result<CommandOutput> {
    const { what } = this.#command;
    const end = this.#frame.end;
    const stderr = Buffer.from(readableErrors(this.#errors.bytes().toString()));
    if (end === DENIED) return fail({ kind: 'rights-needed', forWhat: `${what} as administrator, and ${user} is none here` });
    if (end === null || !/^\d{1,3}$/.test(end)) {
      const words = `${stderr.toString()}\n${this.#frame.before()}`.split('\n').filter((line) => line.trim() !== '');
      return fail({
        kind: 'command-failed',
        what: `PowerShell of ${user}`,
        exit: exit ?? -1,
        lines: words.slice(-8).map((line) => cleanText(line, 1000)),
      });
    }
    return ok({
      exit: Number(end),
      stdout: Buffer.concat(this.#chunks),
      stderr,
      rights: this.#frame.begin === '0' ? 'root' : 'user',
      firstByteAt: this.#firstByteAt,
    });
  }
}
