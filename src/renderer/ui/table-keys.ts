import { useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { gridOf, toTsv } from './table-export.ts';
import { findByName, step, type Line } from './table-model.ts';
import type { TableProps } from './table.tsx';

const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, End: Infinity, Home: -Infinity };
/** Letters typed within this many milliseconds are one name. */
const TYPED_MS = 800;
const inside = 'button, a[href], input';

/** The focus and the keys of a table. `active` is the line with the focus, by index; -1 before the first. */
export function useTableKeys<T>(
  lines: readonly Line<T>[],
  table: TableProps<T>,
  scroller: RefObject<HTMLDivElement | null>,
  reveal: (index: number) => void,
): { active: number; setActive: (index: number) => void; onKeyDown: (event: KeyboardEvent) => void } {
  const [focus, setFocus] = useState<{ readonly key: string; readonly index: number } | null>(null);
  const keyAt = (index: number): string | null => {
    const line = lines[index];
    return line?.kind === 'row' ? table.keyOf(line.row) : null;
  };
  // Rows move while a scan runs: the focus stays with the host, not with the place.
  const found =
    focus === null ? -1 : keyAt(focus.index) === focus.key ? focus.index : lines.findIndex((_, index) => keyAt(index) === focus.key);

  const setActive = (index: number): void => {
    const key = keyAt(index);
    setFocus(key === null ? null : { key, index });
  };
  const focusRow = (index: number): void => {
    setActive(index);
    reveal(index);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)?.focus());
    if (typeof table.open === 'string') table.onOpen?.(keyAt(index));
  };
  const toggle = (key: string | null): void => {
    const line = lines[found];
    if (key === null || !table.onChoose || line?.kind !== 'row' || table.canChoose?.(line.row) === false) return;
    const next = new Set(table.chosen);
    if (!next.delete(key)) next.add(key);
    table.onChoose(next);
  };
  /** Shift and an arrow choose every row from here to there. */
  const extend = (to: number): void => {
    if (!table.onChoose) return;
    const passed = lines.slice(Math.min(found, to), Math.max(found, to) + 1);
    const keys = passed.flatMap((line) => (line.kind === 'row' && (table.canChoose?.(line.row) ?? true) ? [table.keyOf(line.row)] : []));
    table.onChoose(new Set([...(table.chosen ?? []), ...keys]));
  };
  const intoRow = (event: KeyboardEvent, by: 1 | -1): void => {
    const row = (event.target as HTMLElement).closest('[role="row"]');
    if (!row) return;
    const stops = [row, ...row.querySelectorAll(inside)] as HTMLElement[];
    stops[stops.indexOf(document.activeElement as HTMLElement) + by]?.focus();
  };

  /** Copies the chosen rows, else the row with the focus; a selection of text is the browser's to copy. */
  const copy = (event: KeyboardEvent): void => {
    if (!window.getSelection()?.isCollapsed) return;
    const picked = lines.flatMap((line, index) =>
      line.kind === 'row' && ((table.chosen?.size ?? 0) > 0 ? table.chosen?.has(table.keyOf(line.row)) : index === found) ? [line.row] : [],
    );
    if (picked.length === 0) return;
    event.preventDefault();
    void navigator.clipboard.writeText(toTsv(gridOf(picked, table.columns)));
  };
  const chooseAll = (event: KeyboardEvent): void => {
    if (!table.onChoose) return;
    event.preventDefault();
    const every = lines.flatMap((line) => (line.kind === 'row' && (table.canChoose?.(line.row) ?? true) ? [table.keyOf(line.row)] : []));
    table.onChoose(new Set([...(table.chosen ?? []), ...every]));
  };
  const typed = useRef({ letters: '', at: 0 });
  const seek = (event: KeyboardEvent): void => {
    const { letters, at } = typed.current;
    const goesOn = event.timeStamp - at < TYPED_MS;
    typed.current = { letters: `${goesOn ? letters : ''}${event.key}`, at: event.timeStamp };
    const index = findByName(lines, table.nameOf, typed.current.letters, goesOn ? found : found + 1);
    if (index >= 0) focusRow(index);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const onRow = (event.target as HTMLElement).getAttribute('role') === 'row';
    const by = moves[event.key];
    if (by !== undefined && !event.altKey && !event.ctrlKey) {
      event.preventDefault();
      if (event.shiftKey && found >= 0) extend(step(lines, found, Number.isFinite(by) ? by : Math.sign(by) * lines.length));
      return focusRow(
        step(lines, Number.isFinite(by) ? found : by > 0 ? -1 : lines.length, Number.isFinite(by) ? by : -Math.sign(-by) * lines.length),
      );
    }
    if (event.key === 'ArrowRight') return intoRow(event, 1);
    if (event.key === 'ArrowLeft') return intoRow(event, -1);
    if (!onRow) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() === 'c') copy(event);
      if (event.key.toLowerCase() === 'a') chooseAll(event);
      return;
    }
    if (/^[\p{L}\p{N}]$/u.test(event.key) && !event.altKey) seek(event);
    if (event.key === 'Enter') table.onOpen?.(keyAt(found));
    if (event.key === ' ') {
      event.preventDefault();
      toggle(keyAt(found));
    }
  };
  return { active: found, setActive, onKeyDown };
}
