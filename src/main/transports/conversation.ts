import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import type { Command, CommandOutput } from '../../shared/domain/command.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { cleanText } from '../../shared/domain/text.ts';
import type { Secrets } from './transport.ts';
import { Frame, Tail } from './frame.ts';
import { elevate, elevateByWrapper, Handshake } from './handshake.ts';
import { DENIED, payload } from './payload.ts';
import { REFUSED, wrapperPayload } from './wrapper.ts';

/** One command's way in and out: an ssh channel or a child process whose other end is a waiting /bin/sh. */
export interface Wire {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Calls back once, when nothing can come any more. `lost`: the way there broke, the shell itself may live on. */
  onEnd(listener: (ended: { exit: number | null; signal: string | null; lost: string | null }) => void): void;
  /** Lets go of the wire. What runs at the other end is not killed. */
  close(): void;
}

type Outcome = Result<CommandOutput>;

const STDERR_BYTES = 64 * 1024;
/** A profile may be noisy; one that never ends is not listened to. */
const MOST_NOISE = 16 * 1024 * 1024;

/** Who a command is for, as far as the conversation needs to know. */
export type Party = Pick<Host, 'id' | 'address' | 'user' | 'elevation'>;

/**
 * Runs one command over a wire that `open` brings. Never throws for what a host does. The deadline counts from the
 * call, the opening of the wire included.
 */
export function perform(
  open: () => Promise<Result<Wire>>,
  party: Party,
  command: Command,
  secrets: Secrets,
  signal?: AbortSignal,
): Promise<Outcome> {
  if (command.rights === 'root' && party.elevation === 'none')
    return Promise.resolve(fail({ kind: 'rights-needed', forWhat: command.what }));
  return new Promise((resolve, reject) => {
    let wire: Wire | null = null;
    let settled = false;
    const settle = (outcome: Outcome): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      wire?.close();
      resolve(outcome);
    };
    const timer = setTimeout(
      () => settle(fail({ kind: 'deadline', what: command.what, seconds: command.deadlineSeconds })),
      command.deadlineSeconds * 1000,
    );
    const cancel = (): void => settle(fail({ kind: 'cancelled', what: command.what }));
    if (signal?.aborted) return cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    open().then((opened) => {
      if (!opened.ok) return settle(opened);
      if (settled) return opened.value.close();
      wire = opened.value;
      converse(wire, party, command, secrets, settle);
    }, reject);
  });
}

function converse(wire: Wire, party: Party, command: Command, secrets: Secrets, settle: (outcome: Outcome) => void): void {
  const token = `patchbay-${randomBytes(16).toString('hex')}`;
  const answer = new Answer(token, party, command);
  const elevated = command.rights !== 'user' && (party.elevation === 'sudo' || party.elevation === 'wrapper');
  const wrapper = elevated && party.elevation === 'wrapper';
  const password = elevated && !wrapper ? secrets.get('sudo-password', party.id) : null;
  let handshake = elevated
    ? new Handshake(token, party.user, party.address, { password, orAsUser: command.rights === 'best', wrapper })
    : null;

  const send = (as: 'root' | 'user', denied: Problem | null): void => {
    answer.denied = denied;
    wire.stdin.end(wrapper && as === 'root' ? wrapperPayload(command, token) : payload(command, token));
  };
  const hear = (chunk: Buffer): void => {
    const step = handshake?.hear(chunk);
    if (step?.do === 'answer') wire.stdin.write(`${step.password.reveal()}\n`);
    if (step?.do === 'stop') settle(fail(step.problem));
    if (step?.do !== 'send') return;
    handshake = null;
    send(step.as, step.denied);
  };
  const check = (outcome: Outcome | null): void => {
    if (outcome) settle(outcome);
  };

  // A peer that goes away while we write shows as the end of the wire, which is where it is dealt with.
  wire.stdin.on('error', () => {});
  wire.stdout.on('data', (chunk: Buffer) => check(answer.stdout(chunk)));
  wire.stderr.on('data', (chunk: Buffer) => {
    hear(chunk);
    check(answer.stderr(chunk));
  });
  wire.onEnd((ended) => settle(answer.atEnd(ended)));
  if (wrapper) wire.stdin.write(elevateByWrapper(token));
  else if (elevated) wire.stdin.write(elevate(token, password !== null));
  else send('user', null);
}

/** Puts the two streams together into an outcome. */
class Answer {
  /** Why it was not root that ran it, where that was wanted. */
  denied: Problem | null = null;
  readonly #party: Party;
  readonly #command: Command;
  readonly #chunks: Buffer[] = [];
  readonly #errors = new Tail(STDERR_BYTES);
  readonly #out: Frame;
  readonly #err: Frame;
  #size = 0;
  #noise = 0;
  #firstByteAt = 0;

  constructor(token: string, party: Party, command: Command) {
    this.#party = party;
    this.#command = command;
    this.#err = new Frame(token, (bytes) => this.#errors.push(bytes));
    this.#out = new Frame(token, (bytes) => {
      this.#chunks.push(bytes);
      this.#size += bytes.length;
    });
  }

  stdout(chunk: Buffer): Outcome | null {
    this.#out.push(chunk);
    if (this.#out.begin === null) this.#noise += chunk.length;
    else this.#firstByteAt ||= Date.now();
    if (this.#noise > MOST_NOISE)
      return fail({ kind: 'too-much-output', what: `noise before ${this.#command.what}`, limitBytes: MOST_NOISE });
    if (this.#size > this.#command.maxBytes)
      return fail({ kind: 'too-much-output', what: this.#command.what, limitBytes: this.#command.maxBytes });
    return this.#whenComplete();
  }

  stderr(chunk: Buffer): Outcome | null {
    this.#err.push(chunk);
    return this.#whenComplete();
  }

  /** The wire has ended: complete if stdout is, whatever a script did to its stderr. */
  atEnd(ended: { exit: number | null; signal: string | null; lost: string | null }): Outcome {
    if (this.#out.end !== null) return this.#outcome();
    const lost = (detail: string): Outcome => fail({ kind: 'connection-lost', address: this.#party.address, detail });
    if (ended.lost !== null) return lost(ended.lost);
    if (this.#out.begin !== null)
      return lost(`the shell on the host ended in the middle of the answer${ended.signal ? ` (${ended.signal})` : ''}`);
    const lines = `${this.#err.before()}\n${this.#out.before()}`.split('\n').filter((line) => line.trim() !== '');
    return fail({
      kind: 'command-failed',
      what: `/bin/sh of ${this.#party.user}`,
      exit: ended.exit ?? -1,
      lines: lines.slice(-8).map((line) => line.slice(0, 1000)),
    });
  }

  #whenComplete(): Outcome | null {
    return this.#out.end !== null && this.#err.end !== null ? this.#outcome() : null;
  }

  #outcome(): Outcome {
    if (this.#out.end === DENIED)
      return fail({ kind: 'rights-needed', forWhat: `${this.#command.what} as root, and ${this.#party.user} is not root` });
    if (this.#out.end === REFUSED)
      return fail({
        kind: 'wrapper-refused',
        user: this.#party.user,
        what: this.#command.what,
        why: cleanText(this.#errors.bytes().toString(), 1000),
      });
    if (!/^\d{1,3}$/.test(this.#out.end ?? ''))
      return fail({ kind: 'cannot-parse', what: `exit code of ${this.#command.what}`, line: this.#out.end ?? '' });
    return ok({
      exit: Number(this.#out.end),
      stdout: Buffer.concat(this.#chunks),
      stderr: this.#errors.bytes(),
      rights: this.#out.begin === '0' ? 'root' : 'user',
      firstByteAt: this.#firstByteAt,
      ...(this.denied && { denied: this.denied }),
    });
  }
}
