import type { FixRow } from '../../../shared/contract/contract.ts';
import type { Selection } from '../../../shared/domain/plan.ts';

/** A selection while it is being made: "packages" may be empty here, which the engine would not take. */
export interface Choice {
  readonly mode: Selection['mode'];
  readonly packages: readonly string[];
  readonly exclude: readonly string[];
}

export const startChoice: Choice = { mode: 'security', packages: [], exclude: [] };
export const choiceOf = (selection: Selection | null): Choice =>
  selection
    ? { mode: selection.mode, packages: selection.mode === 'packages' ? selection.packages : [], exclude: selection.exclude }
    : startChoice;

/** Just these. */
export const choiceOfRows = (rows: readonly FixRow[]): Choice => ({
  mode: 'packages',
  packages: unique(rows.flatMap((row) => row.packages)),
  exclude: [],
});

export function selectionOf({ mode, packages, exclude }: Choice): Selection | null {
  if (mode !== 'packages') return { mode, exclude: [...exclude] };
  return packages.length > 0 ? { mode, packages: [...packages], exclude: [] } : null;
}

export const rowKey = (row: FixRow): string => `${row.source} ${row.to} ${row.security ? 's' : 'o'}`;

/** Held stays held, phased waits for the archive: neither can be chosen here. */
export const canChoose = (row: FixRow): boolean => row.state !== 'held' && row.state !== 'phased';

export function isChosen(choice: Choice, row: FixRow): boolean {
  if (!canChoose(row)) return false;
  if (choice.mode === 'packages') return row.packages.some((name) => choice.packages.includes(name));
  if (choice.mode === 'security' && !row.security) return false;
  return row.packages.some((name) => !choice.exclude.includes(name));
}

/** Ticks and unticks rows. Taking in what the mode would not take turns it into a list of packages. */
export function choose(choice: Choice, rows: readonly FixRow[], wanted: ReadonlySet<string>): Choice {
  const changed = rows.filter((row) => canChoose(row) && wanted.has(rowKey(row)) !== isChosen(choice, row));
  const added = changed.filter((row) => wanted.has(rowKey(row)));
  const dropped = changed.filter((row) => !wanted.has(rowKey(row)));
  const foreign = choice.mode === 'security' && added.some((row) => !row.security);
  const from = foreign ? listed(choice, rows) : choice;
  const plus = added.flatMap((row) => row.packages);
  const minus = new Set(dropped.flatMap((row) => row.packages));
  if (from.mode === 'packages') return { ...from, packages: unique([...from.packages, ...plus]).filter((name) => !minus.has(name)) };
  return { ...from, exclude: unique([...from.exclude.filter((name) => !plus.includes(name)), ...minus]) };
}

/** The same choice, written as a list of packages. */
export const listed = (choice: Choice, rows: readonly FixRow[]): Choice => ({
  mode: 'packages',
  packages: unique(
    rows
      .filter((row) => isChosen(choice, row))
      .flatMap((row) =>
        row.packages.filter((name) => (choice.mode === 'packages' ? choice.packages.includes(name) : !choice.exclude.includes(name))),
      ),
  ),
  exclude: [],
});

export function setMode(choice: Choice, mode: Choice['mode'], rows: readonly FixRow[]): Choice {
  if (mode === choice.mode) return choice;
  return mode === 'packages' ? listed(choice, rows) : { mode, packages: [], exclude: choice.exclude };
}

/** Hosts that at least one chosen update is for. */
export const hostsOf = (choice: Choice, rows: readonly FixRow[]): readonly string[] =>
  unique(
    rows
      .filter((row) => isChosen(choice, row))
      .flatMap((row) =>
        row.hosts
          .filter((host) => host.packages.some((pack) => pack.state !== 'held' && pack.state !== 'phased'))
          .map((host) => host.hostId),
      ),
  );

const unique = (names: readonly string[]): string[] => [...new Set(names)];
