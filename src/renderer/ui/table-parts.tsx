import type { CSSProperties, MouseEvent, ReactNode } from 'react';
import { table as words } from '../texts/table.ts';
import { Icon } from './icon.tsx';
import type { Column, Line, Sort } from './table-model.ts';
import type { TableProps } from './table.tsx';

interface HeadProps<T> {
  readonly columns: readonly Column<T>[];
  readonly sort: Sort | null;
  readonly onSort: (column: string) => void;
  readonly chosen: ReadonlySet<string> | undefined;
  readonly pickable: readonly string[];
  readonly onChoose: ((keys: ReadonlySet<string>) => void) | undefined;
  readonly label: string;
}

export function TableHead<T>({ columns, sort, onSort, chosen, pickable, onChoose, label }: HeadProps<T>): ReactNode {
  const ticked = pickable.filter((key) => chosen?.has(key)).length;
  const all = ticked > 0 && ticked === pickable.length;
  const chooseAll = (): void => {
    const next = new Set(chosen);
    for (const key of pickable) {
      if (all) next.delete(key);
      else next.add(key);
    }
    onChoose?.(next);
  };
  return (
    <div role="row" className="tr head" aria-rowindex={1}>
      {onChoose && (
        <div role="columnheader" className="td pick">
          <input
            type="checkbox"
            className="box"
            aria-label={words.chooseAll(label)}
            checked={all}
            ref={(box) => void (box && (box.indeterminate = ticked > 0 && !all))}
            onChange={chooseAll}
          />
        </div>
      )}
      {columns.map((column) => (
        <div
          key={column.id}
          role="columnheader"
          className={`td th ${column.align ?? ''}`}
          aria-sort={sort?.column === column.id ? (sort.down ? 'descending' : 'ascending') : undefined}
        >
          {column.sort ? (
            <button type="button" onClick={() => onSort(column.id)}>
              {column.head}
              {sort?.column === column.id && <Icon name="sort" />}
            </button>
          ) : (
            column.head
          )}
        </div>
      ))}
    </div>
  );
}

interface ItemProps<T> {
  readonly table: TableProps<T>;
  readonly columns: readonly Column<T>[];
  readonly row: T;
  readonly index: number;
  readonly active: boolean;
  readonly place: CSSProperties;
  readonly onActivate: () => void;
}

export function TableItem<T>({ table, columns, row, index, active, place, onActivate }: ItemProps<T>): ReactNode {
  const key = table.keyOf(row);
  const isOpen = table.open === key;
  const isChosen = table.chosen?.has(key) ?? false;
  const click = (event: MouseEvent): void => {
    if ((event.target as HTMLElement).closest('button, a, input, label')) return;
    table.onOpen?.(key);
  };
  const choose = (on: boolean): void => {
    const next = new Set(table.chosen);
    if (on) next.add(key);
    else next.delete(key);
    table.onChoose?.(next);
  };
  return (
    <div
      role="row"
      className="tr item"
      aria-rowindex={index + 2}
      aria-selected={table.onChoose ? isChosen : table.onOpen ? isOpen : undefined}
      data-open={isOpen ? '' : undefined}
      tabIndex={active ? 0 : -1}
      style={place}
      onClick={click}
      onFocus={onActivate}
    >
      {table.onChoose && (
        <div role="gridcell" className="td pick">
          <input
            type="checkbox"
            className="box"
            tabIndex={-1}
            aria-label={words.choose(table.nameOf(row))}
            checked={isChosen}
            disabled={table.canChoose?.(row) === false}
            onChange={(event) => choose(event.target.checked)}
          />
        </div>
      )}
      <Cells columns={columns} row={row} />
    </div>
  );
}

interface GroupRowProps<T> {
  readonly line: Extract<Line<T>, { kind: 'group' }>;
  readonly index: number;
  readonly span: number;
  readonly place: CSSProperties;
  readonly onToggle: () => void;
}

export const GroupRow = <T,>({ line: { group, size, closed }, index, span, place, onToggle }: GroupRowProps<T>): ReactNode => (
  <div role="row" aria-rowindex={index + 2} className="tr group" style={place}>
    <div role="gridcell" className="td" aria-colspan={span}>
      <button type="button" aria-expanded={!closed} onClick={onToggle}>
        <Icon name="expand" size="small" />
        {group.title}
        <span className="note">{group.note ?? words.inGroup(size)}</span>
      </button>
    </div>
  </div>
);

function Cells<T>({ columns, row }: { columns: readonly Column<T>[]; row: T }): ReactNode {
  const cells: ReactNode[] = [];
  for (let index = 0; index < columns.length;) {
    const column = columns[index];
    if (!column) break;
    const span = Math.max(1, column.span?.(row) ?? 1);
    cells.push(
      <div
        key={column.id}
        role="gridcell"
        className={`td ${column.align ?? ''}`}
        aria-colspan={span > 1 ? span : undefined}
        style={span > 1 ? { gridColumn: `span ${span}` } : undefined}
      >
        {column.cell(row)}
      </div>,
    );
    index += span;
  }
  return cells;
}
