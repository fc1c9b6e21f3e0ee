import { PassThrough } from 'node:stream';
import { calls } from '../../../shared/contract/contract.ts';
import type { Calls, CallName, CallOutput, Change, Engine, Reply } from '../../../shared/contract/contract.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { z } from 'zod';
import type { Io } from './io.ts';
import { runCli } from './run.ts';

type Input<N extends CallName> = z.output<Calls[N]['input']>;
/** What the engine of a test says. A function is asked anew each time. */
export type Answers = { [N in CallName]?: (input: Input<N>) => Result<CallOutput<N>> };
interface Asked {
  readonly name: CallName;
  readonly input: unknown;
}

/** Holds both sides to the contract: what the command line asks and what the test answers are parsed by it. */
function fakeEngine(answers: Answers): { engine: Engine; asked: Asked[] } {
  const listeners = new Set<(change: Change) => void>();
  const asked: Asked[] = [];
  const engine: Engine = {
    async dispatch<N extends CallName>(name: N, raw: unknown): Promise<Reply<N>> {
      const input = calls[name].input.safeParse(raw);
      asked.push({ name, input: raw });
      if (!input.success)
        return fail({
          kind: 'invalid-input',
          issues: input.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
        });
      const answer = answers[name];
      if (!answer) throw new Error(`the test has no answer for ${name}`);
      const said = answer(input.data as Input<N>);
      setImmediate(() => listeners.forEach((listener) => listener({ topic: 'hosts', id: null })));
      return said.ok ? ok(calls[name].output.parse(said.value) as CallOutput<N>) : said;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { engine, asked };
}

export interface Scene {
  readonly answers?: Answers;
  /** What a person at a terminal types, one line a question. Without it there is no terminal. */
  readonly types?: readonly string[];
  /** What is piped into standard input. */
  readonly piped?: string;
  readonly env?: Io['env'];
  readonly refuses?: Problem;
  /** Aborts when this returns true; looked at before every answer of the engine. */
  readonly interruptWhen?: (asked: readonly Asked[]) => boolean;
  /** Milliseconds that the clock advances at each look. */
  readonly clockStep?: number;
}

export interface Seen {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly Asked[];
  readonly opened: readonly { dataFolder: string; drive: boolean }[];
  /** Every line of standard output, parsed. */
  readonly documents: readonly Record<string, unknown>[];
  /** The last of them. */
  readonly outcome: Record<string, unknown>;
  inputsOf(name: CallName): unknown[];
}

export const NOW = new Date('2026-11-21T12:00:00Z');

/** Runs a command line against a fake engine, at a fake terminal or none. */
export async function cli(line: string | readonly string[], scene: Scene = {}): Promise<Seen> {
  const argv = typeof line === 'string' ? line.split(' ') : line;
  const { engine, asked } = fakeEngine(scene.answers ?? {});
  const stop = new AbortController();
  const opened: { dataFolder: string; drive: boolean }[] = [];
  const stdin = new PassThrough();
  if (scene.piped !== undefined) stdin.end(scene.piped);
  const written = { out: '', err: '' };
  const lines = [...(scene.types ?? [])];
  let clock = NOW.getTime();
  const typeWhenAsked = (text: string): void => {
    if (scene.types && /(\[y\/N\]|:) $/.test(text)) setImmediate(() => stdin.write(lines.length ? `${lines.shift()}\n` : '\u0003'));
  };
  const watched: Engine = {
    ...engine,
    dispatch: (name, input) => {
      if (scene.interruptWhen?.(asked)) stop.abort();
      return engine.dispatch(name, input);
    },
  };
  const isTTY = scene.types !== undefined;
  const io: Io = {
    openEngine: async (options) => {
      opened.push(options);
      return scene.refuses ? fail(scene.refuses) : ok({ engine: watched, close: async () => undefined });
    },
    stdin,
    stdout: { write: (text) => (written.out += text) },
    stderr: {
      write: (text) => {
        written.err += text;
        typeWhenAsked(text);
      },
    },
    env: { LANG: 'C.UTF-8', PATCHBAY_DATA: '/data', ...scene.env },
    isTTY: { stdin: isTTY, stdout: isTTY, stderr: isTTY },
    size: () => ({ columns: 100, rows: 30 }),
    interrupted: stop.signal,
    now: () => new Date((clock += scene.clockStep ?? 0)),
  };
  const exit = await runCli(argv, io);
  const parse = (): Record<string, unknown>[] =>
    written.out
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text) as Record<string, unknown>);
  return {
    exit,
    ...written,
    asked,
    opened,
    get documents() {
      return parse();
    },
    get outcome() {
      return parse().at(-1) ?? {};
    },
    inputsOf: (name) => asked.filter((one) => one.name === name).map((one) => one.input),
  };
}
