import { memo, type ReactNode } from 'react';
import { table as words } from '../texts/table.ts';
import { Icon } from './icon.tsx';
import type { Column, Line, Sort } from './table-model.ts';

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
  readonly row: T;
  readonly name: string;
  readonly columns: readonly Column<T>[];
  readonly index: number;
  /** Pixels from the table's top. */
  readonly start: number;
  readonly isActive: boolean;
  /** Null where rows are not opened. */
  readonly isOpen: boolean | null;
  /** Null where rows are not chosen. */
  readonly isChosen: boolean | null;
  readonly canChoose: boolean;
}

/** The grid hears clicks, ticks and the focus for all of its rows (table.tsx). */
const heardByGrid = (): void => undefined;

function Item<T>({ row, name, columns, index, start, isActive, isOpen, isChosen, canChoose }: ItemProps<T>): ReactNode {
  return (
    <div
      role="row"
      className="tr item"
      aria-rowindex={index + 2}
      aria-selected={isChosen ?? isOpen ?? undefined}
      data-open={isOpen ? '' : undefined}
      tabIndex={isActive ? 0 : -1}
      style={{ transform: `translateY(${start}px)` }}
    >
      {isChosen !== null && (
        <div role="gridcell" className="td pick">
          <input
            type="checkbox"
            className="box"
            tabIndex={-1}
            aria-label={words.choose(name)}
            checked={isChosen}
            disabled={!canChoose}
            onChange={heardByGrid}
          />
        </div>
      )}
      <Cells columns={columns} row={row} />
    </div>
  );
}

/** Drawn again only where its row, its columns or its state is another: nothing that it is given is made anew at a scroll. */
export const TableItem = memo(Item) as typeof Item;

interface GroupRowProps<T> {
  readonly line: Extract<Line<T>, { kind: 'group' }>;
  readonly index: number;
  readonly span: number;
  /** Pixels from the table's top. */
  readonly start: number;
  readonly onToggle: () => void;
}

export const GroupRow = <T,>({ line: { group, size, closed }, index, span, start, onToggle }: GroupRowProps<T>): ReactNode => (
  <div role="row" aria-rowindex={index + 2} className="tr group" style={{ transform: `translateY(${start}px)` }}>
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
        className={`td ${column.align ?? ''} ${column.holdsButtons ? 'tools' : ''}`}
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

const BONES = [62, 48, 70, 40, 56, 66, 44, 60];

/** The shape of rows, as long as nobody has answered: what comes then moves nothing. */
export const TableBones = <T,>({ columns, picks }: { columns: readonly Column<T>[]; picks: boolean }): ReactNode => (
  <div className="bones" aria-hidden="true">
    {BONES.map((width, index) => (
      <div key={index} className="tr item">
        {picks && <div className="td" />}
        {columns.map((column, at) => (
          <div key={column.id} className="td">
            <span className="bone" style={{ width: `${at === 0 ? width : Math.max(24, width - 8 * at)}%` }} />
          </div>
        ))}
      </div>
    ))}
  </div>
);
