import { create } from 'zustand';
import type { FilterState } from '../ui/filter.ts';
import { changeView, useTableView } from './views.ts';

/** What is being typed outlives the page; the finished words outlive the window. */
const useTyped = create<Readonly<Record<string, string>>>(() => ({}));

export function useFilter(table: string): readonly [FilterState, (state: FilterState) => void] {
  const text = useTyped((all) => all[table] ?? '');
  const { words } = useTableView(table).view;
  return [{ words, text }, (next) => setFilter(table, next)];
}

export function setFilter(table: string, { words, text }: FilterState): void {
  useTyped.setState({ [table]: text });
  changeView(table, { words: [...words] });
}
