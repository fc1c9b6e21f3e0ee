import { closeSync, openSync, readSync } from 'node:fs';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Cli } from './context.ts';
import { whole } from './options.ts';
import { problemLines } from './problem-text.ts';
import { confirm } from './prompt.ts';

const MOST_BYTES = 4096;
const TRIES = 3;
const interrupted = fail({ kind: 'cancelled', what: 'question at the terminal' });

/** Where a script has a secret: a file, or a file descriptor that it opened. Never an argument, never the environment. */
export interface SecretSource {
  readonly file?: string | undefined;
  readonly fd?: number | undefined;
}

export const secretOptions = (command: Command, name: string, what: string): Command =>
  command
    .option(`--${name}-file <file>`, `read ${what} from this file: its first line`)
    .addOption(new Option(`--${name}-fd <number>`, `read ${what} from this open file descriptor`).argParser(whole(0, 1023)));

/** The first line. null where no source was named. Never quotes what was read. */
export function readSecret({ file, fd }: SecretSource): Result<string | null> {
  if (file === undefined && fd === undefined) return ok(null);
  const name = file ?? `file descriptor ${fd}`;
  try {
    const handle = file === undefined ? fd! : openSync(file, 'r');
    const line = readUpTo(handle).toString('utf8').split(/\r?\n/, 1)[0] ?? '';
    if (file !== undefined) closeSync(handle);
    return line === '' ? fail({ kind: 'file', path: name, detail: 'its first line is empty' }) : ok(line);
  } catch (error) {
    return fail({ kind: 'file', path: name, detail: error instanceof Error ? error.message : String(error) });
  }
}

function readUpTo(handle: number): Buffer {
  const bytes = Buffer.alloc(MOST_BYTES);
  let length = 0;
  for (let read = -1; read !== 0 && length < MOST_BYTES; length += read) read = readSync(handle, bytes, length, MOST_BYTES - length, null);
  return bytes.subarray(0, length);
}

/** From its source, else typed at the terminal. */
export async function wantSecret(cli: Cli, source: SecretSource, question: string, option: string): Promise<Result<string>> {
  const given = readSecret(source);
  if (!given.ok) return given;
  if (given.value !== null) return ok(given.value);
  if (!cli.prompt)
    return fail({ kind: 'invalid-input', issues: [{ path: `--${option}-file`, message: 'wanted where there is no terminal to ask on' }] });
  const typed = await cli.prompt.secret(question);
  if (typed === null) return interrupted;
  return typed === '' ? fail({ kind: 'cancelled', what: 'empty answer' }) : ok(typed);
}

/** As wantSecret, typed twice at a terminal. */
export async function wantNewSecret(cli: Cli, source: SecretSource, question: string, option: string): Promise<Result<string>> {
  const given = readSecret(source);
  if (!given.ok) return given;
  if (given.value !== null) return ok(given.value);
  const first = await wantSecret(cli, {}, question, option);
  return first.ok ? again(cli, first.value) : first;
}

/** The vault's. An empty answer is null where that is allowed. */
export async function wantNewPassphrase(cli: Cli, source: SecretSource, isOptional: boolean): Promise<Result<string | null>> {
  if (!isOptional) return wantNewSecret(cli, source, 'New passphrase of the vault:', 'new-passphrase');
  const given = readSecret(source);
  if (!given.ok || given.value !== null || !cli.prompt) return given;
  const first = await cli.prompt.secret('New passphrase of the vault, or nothing for none:');
  if (first === null) return interrupted;
  return first === '' ? ok(null) : again(cli, first);
}

async function again(cli: Cli, first: string): Promise<Result<string>> {
  const second = await cli.prompt!.secret('The same once more:');
  if (second === null) return interrupted;
  return second === first
    ? ok(first)
    : fail({ kind: 'invalid-input', issues: [{ path: 'passphrase', message: 'the two are not the same' }] });
}

export const isLockedVault = (problem: Problem): boolean =>
  problem.kind === 'vault-locked' || (problem.kind === 'vault-key-lost' && problem.hasPassphrase);

/** Opens it with the passphrase that the command was given, else asks. False where there is nothing and nobody to ask. */
export async function unlockVault(cli: Cli, problem: Problem): Promise<Result<boolean>> {
  const given = cli.passphrase();
  if (!given.ok) return given;
  if (given.value !== null) return opened(await cli.call('vault.unlock', { passphrase: given.value }));
  if (!cli.prompt) return ok(false);
  cli.explainOnTheWay((style) => problemLines(style, problem, null, false).slice(0, 1));
  if (problem.kind === 'vault-locked' && problem.by === 'key-store') {
    const yes = await confirm(cli.prompt, 'Unlock it by the key store?');
    return yes === null ? interrupted : yes ? opened(await cli.call('vault.unlock', {})) : ok(false);
  }
  for (let tries = 1; ; tries++) {
    const passphrase = await cli.prompt.secret('Passphrase of the vault:');
    if (passphrase === null) return interrupted;
    if (passphrase === '') return ok(false);
    const answer = await cli.call('vault.unlock', { passphrase });
    if (answer.ok || answer.problem.kind !== 'vault-passphrase-wrong' || tries === TRIES) return opened(answer);
    cli.note('Wrong passphrase');
  }
}

const opened = (answer: Result<unknown>): Result<boolean> => (answer.ok ? ok(true) : answer);

/** Does it; where a locked vault is in the way, unlocks that first and does it again. */
export async function withVault<T>(cli: Cli, work: () => Promise<Result<T>>): Promise<Result<T>> {
  const first = await work();
  if (first.ok || !isLockedVault(first.problem)) return first;
  const unlocked = await unlockVault(cli, first.problem);
  if (!unlocked.ok) return unlocked;
  return unlocked.value ? work() : first;
}
