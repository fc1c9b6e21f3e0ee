import { defaultRangeExtractor, useVirtualizer, type Range, type Virtualizer } from '@tanstack/react-virtual';
import { useMemo, type DOMAttributes, type ReactNode, type RefObject, type SyntheticEvent } from 'react';
import type { Column, Line } from './table-model.ts';
import { GroupRow, TableItem } from './table-parts.tsx';
import type { TableProps } from './table.tsx';

const ROW = 32;
const GROUP = 28;
export const HEAD = 28;

interface LinesProps<T> {
  readonly table: TableProps<T>;
  readonly lines: readonly Line<T>[];
  readonly columns: readonly Column<T>[];
  readonly active: number;
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
  readonly onToggle: (group: string) => void;
}

/** The lines that are in the document now. */
export function Lines<T>({ table, lines, columns, active, virtual, onToggle }: LinesProps<T>): ReactNode {
  const { keyOf, nameOf, chosen, onChoose, canChoose, open, onOpen } = table;
  const stop = active < 0 ? lines.findIndex((line) => line.kind === 'row') : active;
  return virtual.getVirtualItems().map(({ index, start }) => {
    const line = lines[index];
    if (!line) return null;
    if (line.kind === 'group') {
      const { id } = line.group;
      const span = columns.length + (onChoose ? 1 : 0);
      return <GroupRow key={`group ${id}`} line={line} index={index} span={span} start={start} onToggle={() => onToggle(id)} />;
    }
    const key = keyOf(line.row);
    return (
      <TableItem
        key={key}
        row={line.row}
        name={onChoose ? nameOf(line.row) : ''}
        columns={columns}
        index={index}
        start={start}
        isActive={index === stop}
        isOpen={onOpen ? open === key : null}
        isChosen={onChoose ? (chosen?.has(key) ?? false) : null}
        canChoose={canChoose?.(line.row) ?? true}
      />
    );
  });
}

/** Which lines are in the document. The one with the focus stays there, however far it is scrolled away. */
export function useLines<T>(
  lines: readonly Line<T>[],
  scroller: RefObject<HTMLDivElement | null>,
  active: number,
): Virtualizer<HTMLDivElement, Element> {
  const getItemKey = useMemo(() => numbered(lines), [lines]);
  return useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(lines[index]),
    getItemKey,
    overscan: 8,
    scrollMargin: HEAD,
    initialRect: { width: 1000, height: 800 },
    rangeExtractor: (range: Range) =>
      [...new Set([...(active >= 0 && active < lines.length ? [active] : []), ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
  });
}

const heightOf = (line: Line<unknown> | undefined): number => (line?.kind === 'group' ? GROUP : ROW);

/** Scrolls just so far that a line is in sight, below the head. */
export function reveal(box: HTMLElement | null, lines: readonly Line<unknown>[], index: number): void {
  if (!box) return;
  const above = lines.slice(0, index).reduce((sum, line) => sum + heightOf(line), 0);
  const below = HEAD + above + heightOf(lines[index]) - box.clientHeight;
  if (above < box.scrollTop) box.scrollTop = above;
  else if (below > box.scrollTop) box.scrollTop = below;
}

/** What happens in any row is heard by the grid, so that rows carry nothing that is made anew at each drawing. */
export function hearing<T>(
  { keyOf, onOpen, onChoose, chosen }: TableProps<T>,
  lines: readonly Line<T>[],
  setActive: (index: number) => void,
): Pick<DOMAttributes<HTMLDivElement>, 'onClick' | 'onChange' | 'onFocus'> {
  const at = ({ target }: SyntheticEvent): { index: number; key: string } | null => {
    const index = Number((target as HTMLElement).closest('.tr.item')?.getAttribute('aria-rowindex') ?? 0) - 2;
    const line = lines[index];
    return line?.kind === 'row' ? { index, key: keyOf(line.row) } : null;
  };
  return {
    onClick: (event) => {
      if ((event.target as HTMLElement).closest('button, a, input, label')) return;
      const row = at(event);
      if (row) onOpen?.(row.key);
    },
    onChange: (event) => {
      const row = at(event);
      if (!row || !(event.target instanceof HTMLInputElement) || !event.target.closest('.pick')) return;
      const next = new Set(chosen);
      if (event.target.checked) next.add(row.key);
      else next.delete(row.key);
      onChoose?.(next);
    },
    onFocus: (event) => {
      const row = at(event);
      if (row) setActive(row.index);
    },
  };
}

/**
 * Another function where the lines are others, and only there: the virtualizer measures every line again when it is given
 * another one, ten thousand of them at each turn of the wheel where it is made anew.
 */
const numbered =
  (lines: readonly Line<unknown>[]) =>
  (index: number): string | number =>
    lines[index]?.kind === 'group' ? `group ${index}` : index;
