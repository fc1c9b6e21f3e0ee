import { useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import type { Live } from '../state/live.ts';
import type { TableMemory } from '../state/views.ts';
import { t } from '../texts/index.ts';
import { ProblemLine, ProblemPage } from './problem-page.tsx';
import { useTableKeys } from './table-keys.ts';
import { hearing, HEAD, Lines, reveal, useLines } from './table-lines.tsx';
import { TableMenu } from './table-menu.tsx';
import { nextSort, shownColumns, sortRows, withGroups, type Column, type Group, type Grouping, type Sort } from './table-model.ts';
import { TableBones, TableHead } from './table-parts.tsx';

export interface TableProps<T> {
  /** The table's accessible name. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly nameOf: (row: T) => string;
  /** Where the rows come from: until it has answered the table shows its shape; where it could not, why, and what was known before. */
  readonly from?: Pick<Live<unknown>, 'value' | 'problem' | 'retry'>;
  /** Always grouped so; `groupings` are to choose from. */
  readonly groupOf?: (row: T) => Group;
  readonly groupings?: readonly Grouping<T>[];
  /** Sort, columns and grouping are kept under it; without, they last as long as the page. */
  readonly memory?: TableMemory;
  /** The row whose pane is open. */
  readonly open?: string | null;
  readonly onOpen?: (key: string | null) => void;
  /** Ticks before the rows; without `onChoose` there are none. */
  readonly chosen?: ReadonlySet<string>;
  readonly onChoose?: (keys: ReadonlySet<string>) => void;
  readonly canChoose?: (row: T) => boolean;
  readonly empty: ReactNode;
}

/**
 * A grid after the ARIA Authoring Practices: the focus walks over rows, arrow right goes into a row's controls.
 * Only the rows in sight are in the document, so that 10,000 hosts scroll like ten.
 */
export function Table<T>(props: TableProps<T>): ReactNode {
  const { from, label, memory } = props;
  if (from?.problem && from.value === null) return <ProblemPage problem={from.problem} retry={from.retry} />;
  const grid = <Grid {...props} />;
  return (
    <>
      {from?.problem && <ProblemLine what={label} problem={from.problem} retry={from.retry} />}
      {memory ? <div className="tbl-box">{grid}</div> : grid}
    </>
  );
}

function Grid<T>(props: TableProps<T>): ReactNode {
  const { label, rows, keyOf, chosen, onChoose, canChoose, from, memory } = props;
  const { columns, sort, setSort, groupOf } = useShape(props);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const scroller = useRef<HTMLDivElement>(null);
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const lines = useMemo(() => withGroups(sorted, groupOf, closed), [sorted, groupOf, closed]);
  const keys = useTableKeys(lines, { ...props, columns }, scroller, (index) => reveal(scroller.current, lines, index));
  const virtual = useLines(lines, scroller, keys.active);
  const pickable = useMemo(
    () => (onChoose ? rows.filter((row) => canChoose?.(row) ?? true).map(keyOf) : []),
    [rows, onChoose, canChoose, keyOf],
  );
  const picks = onChoose !== undefined;
  const isLoading = from !== undefined && from.value === null;
  return (
    <>
      <div
        ref={scroller}
        className="tbl virtual"
        role="grid"
        aria-label={label}
        aria-rowcount={lines.length + 1}
        aria-multiselectable={picks ? true : undefined}
        aria-busy={isLoading ? true : undefined}
        onKeyDown={keys.onKeyDown}
        {...hearing(props, lines, keys.setActive)}
        style={{ '--cols': `${picks ? '30px ' : ''}${columns.map((column) => column.width).join(' ')}` } as CSSProperties}
      >
        <div
          className="tbl-in"
          role="presentation"
          style={{ height: virtual.getTotalSize() + HEAD, minWidth: leastWidth(columns) + (picks ? 30 : 0) }}
        >
          <TableHead
            columns={columns}
            sort={sort}
            onSort={(id) => setSort(nextSort(sort, id))}
            chosen={chosen}
            pickable={pickable}
            onChoose={onChoose}
            label={label}
          />
          <Lines
            table={props}
            lines={lines}
            columns={columns}
            active={keys.active}
            virtual={virtual}
            onToggle={(group) => setClosed(toggled(closed, group))}
          />
        </div>
        {isLoading && <TableBones columns={columns} picks={picks} />}
        {lines.length === 0 && <Nothing isLoading={isLoading}>{props.empty}</Nothing>}
      </div>
      {memory && <TableMenu table={props} shown={sorted} columns={columns} />}
    </>
  );
}

const Nothing = ({ isLoading, children }: { isLoading: boolean; children: ReactNode }): ReactNode => (
  <div role="row">
    <div role="gridcell" className={isLoading ? 'vh' : 'tbl-empty'}>
      {isLoading ? t.common.loading : children}
    </div>
  </div>
);

/** In pixels: the least of every column, and the row's own padding. */
const leastWidth = <T,>(columns: readonly Column<T>[]): number =>
  columns.reduce((sum, column) => sum + Number.parseInt(column.width.replace(/^\D+/, ''), 10), 16);

/** Which columns there are, in what order and how grouped: as kept, or for the moment. */
function useShape<T>({ columns: all, memory, groupings, groupOf }: TableProps<T>): {
  columns: readonly Column<T>[];
  sort: Sort | null;
  setSort: (sort: Sort | null) => void;
  groupOf: ((row: T) => Group) | undefined;
} {
  const [passing, setPassing] = useState<Sort | null>(null);
  const hidden = memory?.view.hidden ?? null;
  const columns = useMemo(() => shownColumns(all, hidden), [all, hidden]);
  return {
    columns,
    sort: memory ? memory.view.sort : passing,
    setSort: memory ? (sort) => memory.change({ sort }) : setPassing,
    groupOf: groupOf ?? groupings?.find((grouping) => grouping.id === memory?.view.group)?.of,
  };
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}
