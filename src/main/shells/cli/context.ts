import type { CallInput, CallName, CallOutput, Engine } from '../../../shared/contract/contract.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { toJson } from './json.ts';
import { Progress } from './progress.ts';
import { openPrompt } from './prompt.ts';
import type { Prompt } from './prompt.ts';
import { Style } from './style.ts';

/** What a verb ends with: the same outcome as a value for programs and as lines for people. */
export interface Done {
  readonly value: unknown;
  readonly lines: readonly string[];
  readonly exit: ExitCode;
}
export type Verb = (cli: Cli) => Promise<Result<Done>>;
export const done = (value: unknown, lines: readonly string[], exit: ExitCode = 0): Result<Done> => ok({ value, lines, exit });

/** What a verb works with. */
export class Cli {
  readonly io: Io;
  readonly style: Style;
  readonly progress: Progress;
  readonly prompt: Prompt | null;
  readonly #engine: Engine;
  readonly #json: boolean;
  /** Style of what goes to standard error, which may be a terminal where standard output is none. */
  readonly #noteStyle: Style;

  /** The vault's passphrase that the command line named a source of; null where it named none. Read when it is wanted. */
  readonly passphrase: () => Result<string | null>;

  constructor(engine: Engine, io: Io, options: { json: boolean; mayAsk: boolean; passphrase?: () => Result<string | null> }) {
    this.io = io;
    this.passphrase = options.passphrase ?? (() => ok(null));
    this.#engine = engine;
    this.#json = options.json;
    this.style = new Style(io.env, io.isTTY.stdout);
    this.#noteStyle = new Style(io.env, io.isTTY.stderr);
    this.progress = new Progress(io, this.#noteStyle, options.json);
    this.prompt = options.mayAsk ? openPrompt(io) : null;
  }

  get now(): Date {
    return this.io.now();
  }

  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>> {
    const reply = await this.#engine.dispatch(name, input);
    return reply.ok ? ok(reply.value) : fail(reply.problem);
  }

  onChange(listener: () => void): () => void {
    return this.#engine.onChange(listener);
  }

  /** Said on the way, to people only. */
  note(...lines: readonly string[]): void {
    if (this.#json) return;
    this.progress.end();
    for (const line of lines) this.io.stderr.write(`${line}\n`);
  }

  /** Part of the result, as it comes. */
  say(text: string, json: unknown): void {
    this.io.stdout.write(this.#json ? `${toJson(json)}\n` : text);
  }

  /** Part of the result for people, where a program gets all of it at the end. */
  sayToPeople(lines: readonly string[]): void {
    if (!this.#json) for (const line of lines) this.io.stdout.write(`${line}\n`);
  }

  /** Before a question: what it is about, in the style of standard error. */
  explainOnTheWay(lines: (style: Style) => readonly string[]): void {
    this.progress.end();
    for (const line of lines(this.#noteStyle)) this.io.stderr.write(`${line}\n`);
  }
}
