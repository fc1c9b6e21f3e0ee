import { useState, type KeyboardEvent, type RefObject } from 'react';
import { step, type Line } from './table-model.ts';
import type { TableProps } from './table.tsx';

const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, End: Infinity, Home: -Infinity };
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
  const intoRow = (event: KeyboardEvent, by: 1 | -1): void => {
    const row = (event.target as HTMLElement).closest('[role="row"]');
    if (!row) return;
    const stops = [row, ...row.querySelectorAll(inside)] as HTMLElement[];
    stops[stops.indexOf(document.activeElement as HTMLElement) + by]?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const onRow = (event.target as HTMLElement).getAttribute('role') === 'row';
    const by = moves[event.key];
    if (by !== undefined && !event.altKey && !event.ctrlKey) {
      event.preventDefault();
      return focusRow(
        step(lines, Number.isFinite(by) ? found : by > 0 ? -1 : lines.length, Number.isFinite(by) ? by : -Math.sign(-by) * lines.length),
      );
    }
    if (event.key === 'ArrowRight') return intoRow(event, 1);
    if (event.key === 'ArrowLeft') return intoRow(event, -1);
    if (!onRow) return;
    if (event.key === 'Enter') table.onOpen?.(keyAt(found));
    if (event.key === ' ') {
      event.preventDefault();
      toggle(keyAt(found));
    }
  };
  return { active: found, setActive, onKeyDown };
}
