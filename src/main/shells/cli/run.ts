import { CommanderError } from 'commander';
import type { Engine } from '../../../shared/contract/contract.ts';
import { explain } from '../../../shared/domain/problem.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import { Cli } from './context.ts';
import type { Done } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import type { Io } from './io.ts';
import { toJson } from './json.ts';
import type { Chosen } from './options.ts';
import { readSecret } from './passphrase.ts';
import { problemLines } from './problem-text.ts';
import { buildProgram } from './program.ts';
import type { GlobalOptions } from './program.ts';
import { enterSecrets, readSecrets } from './secrets.ts';
import { Style } from './style.ts';

/** Runs one command line (without the program's own name). Answers the exit code; docs/cli.md says what each means. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const parsed = parse(argv, io);
  if (typeof parsed === 'number') return parsed;
  const outcome = await perform(parsed.chosen, parsed.options, io);
  return report(outcome, parsed.options.json === true, io);
}

function parse(argv: readonly string[], io: Io): { chosen: Chosen; options: GlobalOptions } | number {
  const json = argv.includes('--json');
  let chosen: Chosen | null = null;
  const program = buildProgram(io, json, (it) => (chosen = it));
  try {
    program.parse(argv.length ? [...argv] : ['--help'], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.ok;
    if (!json) return EXIT.usage; // commander has said it
    return report(fail(invalid(error.message)), json, io);
  }
  if (chosen === null) throw new Error('the command line was understood and no verb was chosen');
  return { chosen, options: program.opts<GlobalOptions>() };
}

const invalid = (message: string): Problem => ({
  kind: 'invalid-input',
  issues: [{ path: 'command line', message: message.replace(/^error: /, '') }],
});

async function perform(chosen: Chosen, options: GlobalOptions, io: Io): Promise<Result<Done>> {
  const secrets = options.secretsStdin ? await readSecrets(io.stdin) : ok(null);
  if (!secrets.ok) return secrets;
  const opened = chosen.drive === null ? ok(nothingOpen) : await io.openEngine({ dataFolder: options.data, drive: chosen.drive });
  if (!opened.ok) return opened;
  const { engine } = opened.value;
  try {
    const passphrase = once(() => readSecret({ file: options.passphraseFile, fd: options.passphraseFd }));
    const cli = new Cli(engine, io, { json: options.json === true, mayAsk: !options.secretsStdin, passphrase });
    const entered = secrets.value ? await enterSecrets(cli, secrets.value) : ok(null);
    return entered.ok ? await chosen.verb(cli) : entered;
  } finally {
    await opened.value.close();
  }
}

const nothingOpen: { readonly engine: Engine; close(): Promise<void> } = {
  engine: {
    dispatch: () => Promise.reject(new Error('this verb opens no database')),
    onChange: () => () => {},
  },
  close: async () => {},
};

/** A file descriptor can be read but once. */
function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | null = null;
  return () => (done ??= { value: work() }).value;
}

/** The last line on standard output is the outcome, in words or as one JSON document. */
function report(outcome: Result<Done>, json: boolean, io: Io): number {
  const exit = outcome.ok ? outcome.value.exit : Math.max(exitCodeOf(outcome.problem), EXIT.failed);
  if (json) {
    const document = outcome.ok
      ? { ok: true, exit, value: outcome.value.value }
      : { ok: false, exit, problem: outcome.problem, explanation: explain(outcome.problem) };
    io.stdout.write(`${toJson(document)}\n`);
    return exit;
  }
  if (outcome.ok) for (const line of outcome.value.lines) io.stdout.write(`${line}\n`);
  else for (const line of problemLines(new Style(io.env, io.isTTY.stderr), outcome.problem)) io.stderr.write(`${line}\n`);
  return exit;
}
