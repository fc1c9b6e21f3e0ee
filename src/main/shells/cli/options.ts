import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Cli } from './context.ts';
import type { Verb } from './context.ts';
import { confirm } from './prompt.ts';
import type { Selection } from './select.ts';

/** A command says with this what is to be done; it is done after the whole command line was understood. */
export type Choose = (chosen: { verb: Verb; drive: boolean }) => void;
export type Register = (program: Command, choose: Choose) => void;

/** Given several times, or once with commas. */
export const list = (value: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  ...value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
];

export const whole =
  (min: number, max: number) =>
  (value: string): number => {
    const n = Number(value);
    if (!Number.isInteger(n) || n < min || n > max) throw new InvalidArgumentError(`A whole number from ${min} to ${max} is wanted.`);
    return n;
  };

export interface HostOptions {
  readonly all?: boolean;
  readonly tag?: string[];
  readonly ring?: string[];
}

export const hostOptions = (command: Command): Command =>
  command
    .argument('[hosts...]', 'names, patterns (web*), tag:x or ring:n')
    .option('--all', 'every host of the inventory')
    .option('--tag <tag>', 'hosts with this tag', list)
    .option('--ring <number>', 'hosts of this ring', list);

export const selectionOf = (words: readonly string[], options: HostOptions): Selection => ({
  words,
  all: options.all,
  tag: options.tag,
  ring: options.ring,
});

/** The person's yes, at the terminal or by --yes. */
export async function approve(cli: Cli, yes: boolean | undefined, question: string, what: string): Promise<Result<null>> {
  if (yes) return ok(null);
  if (!cli.prompt)
    return fail({ kind: 'invalid-input', issues: [{ path: '--yes', message: `wanted for the ${what}: there is no terminal to ask on` }] });
  return (await confirm(cli.prompt, question)) ? ok(null) : fail({ kind: 'cancelled', what });
}
