import type { HostRow } from '../../shared/contract/contract.ts';
import { explain, type Problem, type Remedy } from '../../shared/domain/problem.ts';
import type { FilterFields } from '../ui/filter.ts';
import { kindOfProblem } from '../ui/problem-kind.ts';
import type { StateKind } from '../ui/states.ts';
import { t } from '../texts/index.ts';
import type { Grouping } from '../ui/table-model.ts';

/** How a host stands: what its state column says, and where it comes in a list that shows problems first. */
export interface Condition {
  readonly kind: StateKind;
  readonly word: string;
  /** 0 needs a person, 1 failed or unreachable, 2 is worked on, 3 waits, 4 worth a look, 5 rests. */
  readonly rank: number;
}

export const wordOfProblem = (problem: Problem): string => t.problems[problem.kind];

/** A person has to do something before a retry can help. */
const needsPerson = new Set<Remedy>(['accept-key', 'compare-keys', 'enter-secret', 'unlock-vault', 'edit-host']);

export function conditionOf(row: HostRow): Condition {
  const { state, problem, warnings } = row.scan;
  if (state === 'scanning') return { kind: 'running', word: t.hostState.scanning, rank: 2 };
  if (state === 'waiting') return { kind: 'waiting', word: t.hostState.waiting, rank: 3 };
  if (problem) {
    const rank = needsPerson.has(explain(problem).remedy) ? 0 : problem.kind === 'cancelled' ? 4 : 1;
    return { kind: kindOfProblem(problem), word: wordOfProblem(problem), rank };
  }
  if (state === 'never') return { kind: 'unknown', word: t.hostState.never, rank: 4 };
  if (state === 'cancelled') return { kind: 'skipped', word: t.hostState.cancelled, rank: 4 };
  if (state === 'failed') return { kind: 'failed', word: t.hostState.failed, rank: 1 };
  if (warnings.length > 0) return { kind: 'differs', word: t.hostState.scannedWithWarnings, rank: 4 };
  return { kind: 'done', word: t.hostState.scanned, rank: 5 };
}

/** Needs a person now: shown on Start and counted in the strip. */
export const needsYou = (row: HostRow): boolean => conditionOf(row).rank <= 1;

export const scanDone = (row: HostRow): boolean => !['never', 'waiting', 'scanning'].includes(row.scan.state);

const byName = new Intl.Collator('en', { numeric: true });

export const problemsFirst = (rows: readonly HostRow[]): readonly HostRow[] =>
  rows
    .map((row) => ({ row, rank: conditionOf(row).rank }))
    .sort((a, b) => a.rank - b.rank || byName.compare(a.row.host.name, b.row.host.name))
    .map(({ row }) => row);

export const hostKey = (row: HostRow): string => row.host.id;
export const hostName = (row: HostRow): string => row.host.name;

export const hostFields: FilterFields<HostRow> = {
  site: (row) => (row.host.site ? [row.host.site] : []),
  group: (row) => (row.host.group ? [row.host.group] : []),
  tag: (row) => row.host.tags,
  ring: (row) => [String(row.host.ring)],
  state: (row) => stateWords(row),
  system: (row) => (row.system ? [row.system] : []),
  owner: (row) => (row.host.owner ? [row.host.owner] : []),
  exposed: (row) => [row.host.exposed === null ? 'unknown' : row.host.exposed ? 'yes' : 'no'],
  via: (row) => [row.host.transport],
};

/** How lists of hosts can be grouped. */
export const hostGroupings: readonly Grouping<HostRow>[] = [
  { id: 'site', name: t.table.by.site, of: ({ host: { site } }) => ({ id: site, title: site || t.table.noSite }) },
  { id: 'group', name: t.table.by.group, of: ({ host: { group } }) => ({ id: group, title: group || t.table.noHostGroup }) },
  { id: 'state', name: t.table.by.state, of: (row) => ({ id: conditionOf(row).word, title: conditionOf(row).word }) },
];

function stateWords(row: HostRow): readonly string[] {
  const rank = conditionOf(row).rank;
  const words: string[] = [row.scan.state];
  if (rank <= 1) words.push('problem');
  if (row.scan.state !== 'scanned') words.push('unknown');
  if (row.scan.problem?.kind === 'unreachable') words.push('unreachable');
  if ((row.security ?? 0) > 0) words.push('security');
  if ((row.updates ?? 0) > 0) words.push('outdated');
  if (row.rebootRequired) words.push('reboot');
  if (row.busyWith) words.push('busy');
  return words;
}

export const hostText = (row: HostRow): string => `${row.host.name} ${row.host.address} ${row.system ?? ''} ${row.host.notes}`;
