import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AnyAuthMethod, ParsedKey, Prompt } from 'ssh2';
import ssh2 from 'ssh2';
import { accountOf, type SignIn as SignInBy } from '../../../shared/domain/host.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { assertNever, fail, ok, type Result } from '../../../shared/domain/result.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Secret, Secrets } from '../transport.ts';

/** One host or jump host, and how it is signed in to. */
export interface Hop {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly signIn: SignInBy;
  /** What its password is asked for under. */
  readonly secretFor: string;
}

const MOST_KEY_BYTES = 1024 * 1024;
/** A host that asks more than this at once is not answered. */
const MOST_PROMPTS = 20;

export const questionsAsked = (questions: Questions, seconds: number): Problem => ({
  kind: 'questions-asked',
  ...questions,
  prompts: [...questions.prompts],
  seconds,
});

/** A key file that is encrypted is decrypted once: its key derivation takes a second of pure JavaScript. */
export class KeyFiles {
  readonly #keys = new Map<string, { readonly bytes: Buffer; readonly passphrase: Secret | null; readonly key: ParsedKey }>();

  async get(path: string, secrets: Secrets): Promise<Result<ParsedKey>> {
    const file = path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
    const passphrase = secrets.get('passphrase', path);
    try {
      if ((await stat(file)).size > MOST_KEY_BYTES) return fail({ kind: 'key-unreadable', path, detail: 'larger than 1 MiB' });
      const bytes = await readFile(file);
      // Looked up only now, with nothing to wait for before it is stored: twenty hosts that ask at once decrypt it once.
      const known = this.#keys.get(file);
      if (known?.bytes.equals(bytes) && (known.passphrase === null || known.passphrase === passphrase)) return ok(known.key);
      const parsed = parse(bytes, path, passphrase);
      if (parsed.ok) this.#keys.set(file, { bytes, passphrase, key: parsed.value });
      return parsed;
    } catch (error) {
      return fail({ kind: 'key-unreadable', path, detail: error instanceof Error ? error.message : String(error) });
    }
  }
}

function parse(bytes: Buffer, path: string, passphrase: Secret | null): Result<ParsedKey> {
  // A list where a file holds several keys, whatever its types say.
  const key = [ssh2.utils.parseKey(bytes, passphrase?.reveal())].flat()[0];
  if (key instanceof Error) {
    // ssh2 has no error codes: "... but no passphrase given", "... bad passphrase?", "Bad passphrase?".
    if (/passphrase/i.test(key.message))
      return fail(passphrase ? { kind: 'passphrase-wrong', path } : { kind: 'secret-needed', secret: 'passphrase', forWhat: path });
    return fail({ kind: 'key-unreadable', path, detail: key.message });
  }
  if (!key?.isPrivateKey()) return fail({ kind: 'key-unreadable', path, detail: 'holds no private key' });
  return ok(key);
}

/** On Windows OpenSSH's agent listens on a pipe of a fixed name and sets no variable. */
export function agentPath(): string | null {
  const path = process.env['SSH_AUTH_SOCK'];
  if (path) return path;
  return process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : null;
}

/** What a host wants to know, in its own words (RFC 4256, 3.2). */
export interface Questions {
  readonly user: string;
  readonly address: string;
  readonly instruction: string;
  readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
}
/** Answers one word for each prompt; null where nobody answers. */
export type Ask = (questions: Questions) => Promise<string[] | null>;

/**
 * Answers ssh2's question "what next?" for one connection: the host's own means, once, and after a partial success what
 * the host still wants. Keeps what was tried and what the host offered for the error.
 */
export class SignIn {
  readonly tried: string[] = [];
  offered: string[] = [];
  /** Why it could not even be tried. */
  problem: Problem | null = null;
  readonly #hop: Hop;
  readonly #secrets: Secrets;
  readonly #keys: KeyFiles;
  readonly #agent: string | null;
  readonly #ask: Ask;
  #passwordUsed = false;
  #rounds = 0;

  constructor(hop: Hop, secrets: Secrets, keys: KeyFiles, agent: string | null, ask: Ask) {
    this.#hop = hop;
    this.#secrets = secrets;
    this.#keys = keys;
    this.#agent = agent;
    this.#ask = ask;
  }

  /** ssh2's authHandler: `left` is null at first, then the methods that the host offers; `partial`: the last was right, and more is wanted. */
  async next(left: readonly string[] | null, partial: boolean): Promise<AnyAuthMethod | false> {
    if (left) this.offered = [...left];
    const method = partial && left ? this.#secondFactor(left) : await this.#choose(left);
    if (!method.ok) this.problem = method.problem;
    if (!method.ok || method.value === null) return false;
    if (method.value.type !== 'none') this.tried.push(method.value.type);
    return method.value;
  }

  async #choose(left: readonly string[] | null): Promise<Result<AnyAuthMethod | null>> {
    const { user: username, signIn } = this.#hop;
    if (this.tried.length > 0) return ok(null);
    switch (signIn.by) {
      case 'agent':
        return this.#agent ? ok({ type: 'agent', username, agent: this.#agent }) : fail({ kind: 'agent-missing' });
      case 'key': {
        const key = await this.#keys.get(signIn.path, this.#secrets);
        return key.ok ? ok({ type: 'publickey', username, key: key.value as unknown as string }) : key;
      }
      case 'password':
        return this.#password(left);
      default:
        return assertNever(signIn);
    }
  }

  /** AuthenticationMethods of sshd_config(5): a key and then a code, or a password and then a code. */
  #secondFactor(left: readonly string[]): Result<AnyAuthMethod | null> {
    if (left.includes('keyboard-interactive')) return ok(this.#interactive());
    return left.includes('password') && !this.#passwordUsed ? this.#password(left) : ok(null);
  }

  /** Asks first what the host offers: the same wrong password by two methods would count as two tries. */
  #password(left: readonly string[] | null): Result<AnyAuthMethod | null> {
    const { user: username, secretFor } = this.#hop;
    const secret = this.#secrets.get('password', secretFor);
    if (!secret) return fail({ kind: 'secret-needed', secret: 'password', forWhat: accountOf(this.#hop) });
    if (left === null) return ok({ type: 'none', username });
    if (left.includes('password')) {
      this.#passwordUsed = true;
      return ok({ type: 'password', username, password: secret.reveal() });
    }
    return ok(left.includes('keyboard-interactive') ? this.#interactive() : null);
  }

  #interactive(): AnyAuthMethod {
    return {
      type: 'keyboard-interactive',
      username: this.#hop.user,
      prompt: (_name, instruction, _language, prompts, finish) =>
        void this.#answers(instruction, prompts).then((answers) => {
          if (answers) finish(answers);
        }),
    };
  }

  /** The one hidden prompt that asks for a password gets the one that was entered, once. Anything else is for a person. */
  async #answers(instruction: string, prompts: readonly Prompt[]): Promise<string[] | null> {
    if (prompts.length === 0) return [];
    const password = this.#passwordUsed ? null : this.#secrets.get('password', this.#hop.secretFor);
    const [only] = prompts;
    const isFirst = this.#rounds++ === 0 && this.tried.length === 1;
    // Not /pass/: some ask for a passcode next.
    const asksForPassword = prompts.length === 1 && only?.echo === false && (isFirst || /password/i.test(only.prompt));
    if (password && asksForPassword) {
      this.#passwordUsed = true;
      return [password.reveal()];
    }
    if (prompts.length > MOST_PROMPTS) {
      this.problem = { kind: 'cannot-parse', what: `questions of ${this.#hop.address}`, line: `${prompts.length} questions at once` };
      return [];
    }
    const questions: Questions = {
      user: this.#hop.user,
      address: this.#hop.address,
      instruction: cleanText(instruction, 1000),
      prompts: prompts.map(({ prompt, echo }) => ({ text: cleanText(prompt, 200), echo: echo === true })),
    };
    this.problem = questionsAsked(questions, 0);
    const answers = await this.#ask(questions);
    if (answers) this.problem = null;
    return answers;
  }
}
