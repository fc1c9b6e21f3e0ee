import type { HostRow } from '../../../shared/contract/contract.ts';
import type { CredentialRow } from '../../../shared/contract/credentials.ts';
import type { Host } from '../../../shared/domain/host.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Cli } from './context.ts';

/** How hosts are named on the command line: a name, an id, a pattern with * and ?, tag:x or ring:n. */
export interface Selection {
  readonly words: readonly string[];
  readonly all?: boolean | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly ring?: readonly string[] | undefined;
  /** Narrows down what the words name, or all hosts where there are none. */
  readonly only?: Only | undefined;
}

/** Several values of one field add up; several fields narrow down. "unknown" is where nobody has said it yet. */
export interface Only {
  readonly site?: readonly string[] | undefined;
  readonly group?: readonly string[] | undefined;
  readonly owner?: readonly string[] | undefined;
  readonly exposed?: readonly string[] | undefined;
  readonly criticality?: readonly string[] | undefined;
}

const SAID: { readonly [F in keyof Only]-?: (host: Host) => string } = {
  site: (host) => host.site,
  group: (host) => host.group,
  owner: (host) => host.owner,
  exposed: (host) => yesNo(host.exposed),
  criticality: (host) => host.criticality ?? 'unknown',
};

export const yesNo = (value: boolean | null): string => (value === null ? 'unknown' : value ? 'yes' : 'no');

function narrow(rows: readonly HostRow[], only: Only = {}): Result<HostRow[]> {
  let left = [...rows];
  for (const [field, values] of Object.entries(only) as [keyof Only, readonly string[] | undefined][]) {
    if (!values) continue;
    const wanted = new Set(values.map((value) => value.toLowerCase()));
    left = left.filter(({ host }) => wanted.has(SAID[field](host).toLowerCase()));
    if (!left.length) return fail({ kind: 'not-found', what: `host with ${field} ${values.join(', ')}` });
  }
  return ok(left);
}

export const wordsOf = (selection: Selection): string[] => [
  ...selection.words,
  ...(selection.tag ?? []).map((tag) => `tag:${tag}`),
  ...(selection.ring ?? []).map((ring) => `ring:${ring}`),
];

/** In the inventory's order, each host once. A word that fits no host is an error, so that a typing mistake is no silent success. */
export function selectHosts(rows: readonly HostRow[], words: readonly string[]): Result<HostRow[]> {
  const tests = words.map((word) => ({ word, fits: matcher(word) }));
  const unknown = tests.filter(({ fits }) => !rows.some(fits));
  if (unknown.length) return fail({ kind: 'not-found', what: unknown.map(({ word }) => `host ${word}`).join(', ') });
  return ok(rows.filter((row) => tests.some(({ fits }) => fits(row))));
}

function matcher(word: string): (row: HostRow) => boolean {
  const [, kind, value = ''] = /^(tag|ring):(.+)$/.exec(word) ?? [];
  if (kind === 'tag') return ({ host }) => host.tags.some((tag) => tag.toLowerCase() === value.toLowerCase());
  if (kind === 'ring') return ({ host }) => String(host.ring) === value;
  const pattern = new RegExp(
    `^${word
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'iu',
  );
  return ({ host }) => host.id === word || pattern.test(host.name);
}

/** The chosen hosts; where none were named: all of them if `noneMeansAll`, else an error that says how to name them. */
export async function chosenHosts(cli: Cli, selection: Selection, noneMeansAll = false): Promise<Result<HostRow[]>> {
  const rows = await cli.call('hosts.list', {});
  if (!rows.ok) return rows;
  const words = wordsOf(selection);
  if (words.length) {
    const named = selectHosts(rows.value, words);
    return named.ok ? narrow(named.value, selection.only) : named;
  }
  const narrowed = Object.values(selection.only ?? {}).some((values) => values !== undefined);
  if (!selection.all && !noneMeansAll && !narrowed)
    return fail({
      kind: 'invalid-input',
      issues: [{ path: 'hosts', message: 'name hosts (a name, web*, tag:x, ring:0), give --site or its like, or --all' }],
    });
  return rows.value.length ? narrow(rows.value, selection.only) : fail(emptyInventory);
}

const emptyInventory: Problem = {
  kind: 'conflict',
  detail: 'The inventory is empty',
  next: 'Add a host: "patchbay hosts import" reads ~/.ssh/config, "patchbay hosts add --help" shows the rest.',
};

/** Exactly one host. */
export async function oneHost(cli: Cli, word: string): Promise<Result<HostRow>> {
  const found = await chosenHosts(cli, { words: [word] });
  if (!found.ok) return found;
  const [first, ...others] = found.value;
  if (!first || others.length)
    return fail({ kind: 'invalid-input', issues: [{ path: 'host', message: `${word} names ${found.value.length} hosts; one is wanted` }] });
  return ok(first);
}

/** By its name or id; the case of letters is no difference. */
export async function oneCredential(cli: Cli, word: string): Promise<Result<CredentialRow>> {
  const rows = await cli.call('credentials.list', {});
  if (!rows.ok) return rows;
  const found = rows.value.find((row) => row.id === word || row.name.toLowerCase() === word.toLowerCase());
  return found ? ok(found) : fail({ kind: 'not-found', what: `credential ${word}` });
}
