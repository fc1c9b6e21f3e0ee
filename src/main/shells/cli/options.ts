import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Cli } from './context.ts';
import type { Verb } from './context.ts';
import { confirm } from './prompt.ts';
import type { Selection } from './select.ts';

export interface Chosen {
  readonly verb: Verb;
  /** Whether it stays and drives deployments. Null where no database may be opened: then there is nothing to call. */
  readonly drive: boolean | null;
}

/** A command says with this what is to be done; it is done after the whole command line was understood. */
export type Choose = (chosen: Chosen) => void;
export type Register = (program: Command, choose: Choose) => void;

/** Given several times, or once with commas. */
export const list = (value: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  ...value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
];

/** Given several times; a name may hold a comma. */
export const repeated = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

/** Given several times or with commas, each one of these. */
const oneOf =
  (...words: readonly string[]) =>
  (value: string, before: readonly string[] | undefined): string[] => {
    const given = list(value, before);
    if (given.some((one) => !words.includes(one))) throw new InvalidArgumentError(`One of ${words.join(', ')} is wanted.`);
    return given;
  };

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
  readonly site?: string[];
  readonly group?: string[];
  readonly owner?: string[];
  readonly exposed?: string[];
  readonly criticality?: string[];
}

export const hostOptions = (command: Command): Command =>
  command
    .argument('[hosts...]', 'names, patterns (web*), tag:x or ring:n')
    .option('--all', 'every host of the inventory')
    .option('--tag <tag>', 'hosts with this tag', list)
    .option('--ring <number>', 'hosts of this ring', list)
    .option('--site <name>', 'only hosts of this site', repeated)
    .option('--group <name>', 'only hosts of this group', repeated)
    .option('--owner <name>', 'only hosts of this owner', repeated)
    .option('--exposed <yes|no|unknown>', 'only hosts that can, or cannot, be reached from the internet', oneOf('yes', 'no', 'unknown'))
    .option(
      '--criticality <level>',
      'only hosts that the business depends on so much: low, medium, high, unknown',
      oneOf('low', 'medium', 'high', 'unknown'),
    );

export const selectionOf = (words: readonly string[], options: HostOptions): Selection => ({
  words,
  all: options.all,
  tag: options.tag,
  ring: options.ring,
  only: { site: options.site, group: options.group, owner: options.owner, exposed: options.exposed, criticality: options.criticality },
});

/** The person's yes, at the terminal or by --yes. */
export async function approve(cli: Cli, yes: boolean | undefined, question: string, what: string): Promise<Result<null>> {
  if (yes) return ok(null);
  if (!cli.prompt)
    return fail({ kind: 'invalid-input', issues: [{ path: '--yes', message: `wanted for the ${what}: there is no terminal to ask on` }] });
  return (await confirm(cli.prompt, question)) ? ok(null) : fail({ kind: 'cancelled', what });
}
