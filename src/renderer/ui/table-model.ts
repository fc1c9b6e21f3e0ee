import type { ReactNode } from 'react';

export interface Column<T> {
  readonly id: string;
  readonly head: string;
  /** A CSS grid track, in pixels or from so many pixels on: "118px", "minmax(160px, 1fr)". */
  readonly width: string;
  readonly align?: 'end' | 'center';
  /** Not shown until somebody asks for it. */
  readonly extra?: true;
  /** Makes the column sortable. null sorts last in both directions. */
  readonly sort?: (row: T) => string | number | null;
  /** What the cell says, for copies and exports; what it sorts by where this is left out. */
  readonly text?: (row: T) => string;
  /** How many columns the cell covers in this row; what it covers is left out. */
  readonly span?: (row: T) => number;
  /** Its cells hold buttons, whose focus ring needs room. */
  readonly holdsButtons?: true;
  readonly cell: (row: T) => ReactNode;
}

/** The columns that are shown: the first always, the others unless hidden. */
export const shownColumns = <T>(all: readonly Column<T>[], hidden: readonly string[] | null): readonly Column<T>[] =>
  all.filter((column, index) => index === 0 || (hidden ? !hidden.includes(column.id) : !column.extra));

export interface Sort {
  readonly column: string;
  readonly down: boolean;
}

export interface Group {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
}

/** A way of grouping that can be chosen. */
export interface Grouping<T> {
  readonly id: string;
  readonly name: string;
  readonly of: (row: T) => Group;
}

export type Line<T> =
  | { readonly kind: 'group'; readonly group: Group; readonly size: number; readonly closed: boolean }
  | { readonly kind: 'row'; readonly row: T };

const names = new Intl.Collator('en', { numeric: true });

/** Stable: rows that are equal keep the order they came in, which is the page's own (problems first). */
export function sortRows<T>(rows: readonly T[], columns: readonly Column<T>[], sort: Sort | null): readonly T[] {
  const value = columns.find((column) => column.id === sort?.column)?.sort;
  if (!sort || !value) return rows;
  const keyed = rows.map((row) => ({ row, key: value(row) }));
  const turn = sort.down ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return a.key === b.key ? 0 : a.key === null ? 1 : -1;
    return turn * (typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : names.compare(String(a.key), String(b.key)));
  });
  return keyed.map(({ row }) => row);
}

/** Puts a heading before the first row of each group; groups stand in the order of their first row. Closed ones show no rows. */
export function withGroups<T>(
  rows: readonly T[],
  groupOf?: (row: T) => Group,
  closed: ReadonlySet<string> = new Set(),
): readonly Line<T>[] {
  if (!groupOf) return rows.map((row) => ({ kind: 'row', row }));
  const groups = new Map<string, { group: Group; rows: T[] }>();
  for (const row of rows) {
    const group = groupOf(row);
    const known = groups.get(group.id);
    if (known) known.rows.push(row);
    else groups.set(group.id, { group, rows: [row] });
  }
  return [...groups.values()].flatMap(({ group, rows: inside }) => [
    { kind: 'group' as const, group, size: inside.length, closed: closed.has(group.id) },
    ...(closed.has(group.id) ? [] : inside).map((row) => ({ kind: 'row' as const, row })),
  ]);
}

/** The next line an arrow key goes to; headings are stepped over. Answers `from` where there is none. */
export function step<T>(lines: readonly Line<T>[], from: number, by: number): number {
  const direction = Math.sign(by);
  let target = from;
  let left = Math.abs(by);
  for (let index = from + direction; index >= 0 && index < lines.length && left > 0; index += direction) {
    if (lines[index]?.kind !== 'row') continue;
    target = index;
    left -= 1;
  }
  return target;
}

/** The next row whose name begins with these letters, after `from` and round again; -1 where there is none. */
export function findByName<T>(lines: readonly Line<T>[], nameOf: (row: T) => string, letters: string, from: number): number {
  const wanted = letters.toLowerCase();
  for (let away = 0; away < lines.length; away += 1) {
    const index = (Math.max(0, from) + away) % lines.length;
    const line = lines[index];
    if (line?.kind === 'row' && nameOf(line.row).toLowerCase().startsWith(wanted)) return index;
  }
  return -1;
}

/** A click on a head: down first for numbers is no rule of ours; ascending, descending, the page's own order. */
export const nextSort = (sort: Sort | null, column: string): Sort | null =>
  sort?.column !== column ? { column, down: false } : sort.down ? null : { column, down: true };
