import { useMemo } from 'react';
import { create } from 'zustand';
import { TableView, type Views } from '../../shared/contract/views.ts';
import { ask } from './api.ts';

/** How somebody likes each table and pane; read once, saved a moment after the last change. */
const useViews = create<{ readonly views: Views; readonly known: boolean }>(() => ({ views: {}, known: false }));
const asIs = TableView.parse({});
const REST_MS = 400;
const waiting = new Map<string, ReturnType<typeof setTimeout>>();

export async function readViews(): Promise<void> {
  if (useViews.getState().known) return;
  const reply = await ask('views.get', {});
  // What was changed before the answer came is newer than the answer.
  if (reply.ok) useViews.setState(({ views }) => ({ views: { ...reply.value, ...views }, known: true }));
}

/** A view that cannot be saved is no reason to stop anybody: it holds until the window closes. */
export function changeView(table: string, part: Partial<TableView>): void {
  const view = { ...viewOf(useViews.getState().views, table), ...part };
  useViews.setState(({ views }) => ({ views: { ...views, [table]: view } }));
  clearTimeout(waiting.get(table));
  waiting.set(
    table,
    setTimeout(() => void ask('views.save', { table, view }), REST_MS),
  );
}

const viewOf = (views: Views, table: string): TableView => views[table] ?? asIs;

export interface TableMemory {
  readonly view: TableView;
  readonly change: (part: Partial<TableView>) => void;
}

export function useTableView(table: string): TableMemory {
  const view = useViews((state) => viewOf(state.views, table));
  return useMemo(() => ({ view, change: (part) => changeView(table, part) }), [view, table]);
}
