import { create } from 'zustand';
import { noFilter, type FilterState } from '../ui/filter.ts';

/** The words of every filter field, so that none is lost when the page changes. */
const useFilters = create<Readonly<Record<string, FilterState>>>(() => ({}));

export function useFilter(table: string): readonly [FilterState, (state: FilterState) => void] {
  const state = useFilters((all) => all[table] ?? noFilter);
  return [state, (next) => setFilter(table, next)];
}

export const setFilter = (table: string, state: FilterState): void => useFilters.setState({ [table]: state });
