import { useMemo } from 'react';
import { create } from 'zustand';
import { applyFilter, type FilterFields, type FilterState } from '../ui/filter.ts';
import { changeView, useTableView, type TableMemory } from './views.ts';

/** What is being typed outlives the page; the finished words outlive the window. */
const useTyped = create<Readonly<Record<string, string>>>(() => ({}));

export function setFilter(table: string, { words, text }: FilterState): void {
  useTyped.setState({ [table]: text });
  changeView(table, { words: [...words] });
}

interface Filtered<T> {
  readonly memory: TableMemory;
  /** The rows that the filter leaves; the same array as long as neither changes. */
  readonly shown: readonly T[];
  /** What the filter's field is given. */
  readonly field: {
    readonly state: FilterState;
    readonly onChange: (state: FilterState) => void;
    readonly rows: readonly T[];
    readonly fields: FilterFields<T>;
  };
}

/** A table's memory, its filter and what that leaves. `fields` and `textOf` have to stay the same from render to render. */
export function useFiltered<T>(table: string, rows: readonly T[], fields: FilterFields<T>, textOf: (row: T) => string): Filtered<T> {
  const memory = useTableView(table);
  const text = useTyped((all) => all[table] ?? '');
  const { words } = memory.view;
  const state = useMemo(() => ({ words, text }), [words, text]);
  const shown = useMemo(() => applyFilter(rows, state, fields, textOf), [rows, state, fields, textOf]);
  const field = useMemo(
    () => ({ state, onChange: (next: FilterState) => setFilter(table, next), rows, fields }),
    [state, table, rows, fields],
  );
  return { memory, shown, field };
}
