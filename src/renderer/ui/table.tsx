import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import type { TableMemory } from '../state/views.ts';
import { useTableKeys } from './table-keys.ts';
import { TableMenu } from './table-menu.tsx';
import { nextSort, shownColumns, sortRows, withGroups, type Column, type Group, type Grouping, type Sort } from './table-model.ts';
import { GroupRow, TableHead, TableItem } from './table-parts.tsx';

export interface TableProps<T> {
  /** The table's accessible name. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly nameOf: (row: T) => string;
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

const ROW = 32;
const GROUP = 28;
const HEAD = 28;

/**
 * A grid after the ARIA Authoring Practices: the focus walks over rows, arrow right goes into a row's controls.
 * Only the rows in sight are in the document, so that 10,000 hosts scroll like ten.
 */
export function Table<T>(props: TableProps<T>): ReactNode {
  const { label, rows, keyOf, chosen, onChoose, canChoose, empty } = props;
  const { columns, sort, setSort, groupOf } = useShape(props);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const scroller = useRef<HTMLDivElement>(null);
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const lines = useMemo(() => withGroups(sorted, groupOf, closed), [sorted, groupOf, closed]);
  const { active, setActive, onKeyDown } = useTableKeys(lines, { ...props, columns }, scroller, (index) => virtual.scrollToIndex(index));
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'group' ? GROUP : ROW),
    getItemKey: (index) => {
      const line = lines[index];
      return line === undefined ? index : line.kind === 'group' ? `group ${line.group.id}` : keyOf(line.row);
    },
    overscan: 12,
    scrollMargin: HEAD,
    initialRect: { width: 1000, height: 800 },
    // The row with the focus stays in the document, however far it is scrolled away.
    rangeExtractor: (range: Range) =>
      [...new Set([...(active >= 0 && active < lines.length ? [active] : []), ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
  });
  const pickable = useMemo(
    () => (onChoose ? rows.filter((row) => canChoose?.(row) ?? true).map(keyOf) : []),
    [rows, onChoose, canChoose, keyOf],
  );
  const least = columns.reduce((sum, column) => sum + Number.parseInt(column.width.replace(/^\D+/, ''), 10), onChoose ? 30 + 16 : 16);
  const template = `${onChoose ? '30px ' : ''}${columns.map((column) => column.width).join(' ')}`;

  const grid = (
    <div
      ref={scroller}
      className="tbl virtual"
      role="grid"
      aria-label={label}
      aria-rowcount={lines.length + 1}
      aria-multiselectable={onChoose ? true : undefined}
      onKeyDown={onKeyDown}
      style={{ '--cols': template } as CSSProperties}
    >
      <div className="tbl-in" role="presentation" style={{ height: virtual.getTotalSize() + HEAD, minWidth: least }}>
        <TableHead
          columns={columns}
          sort={sort}
          onSort={(id) => setSort(nextSort(sort, id))}
          chosen={chosen}
          pickable={pickable}
          onChoose={onChoose}
          label={label}
        />
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          const place = { transform: `translateY(${item.start}px)` };
          if (line.kind === 'group') {
            return (
              <GroupRow
                key={item.key}
                line={line}
                index={item.index}
                span={columns.length + (onChoose ? 1 : 0)}
                place={place}
                onToggle={() => setClosed(toggled(closed, line.group.id))}
              />
            );
          }
          return (
            <TableItem
              key={item.key}
              table={props}
              columns={columns}
              row={line.row}
              index={item.index}
              active={item.index === active || (active < 0 && item.index === firstRow(lines))}
              place={place}
              onActivate={() => setActive(item.index)}
            />
          );
        })}
      </div>
      {lines.length === 0 && (
        <div role="row">
          <div role="gridcell" className="tbl-empty">
            {empty}
          </div>
        </div>
      )}
    </div>
  );
  if (!props.memory) return grid;
  return (
    <div className="tbl-box">
      {grid}
      <TableMenu table={props} shown={sorted} columns={columns} />
    </div>
  );
}

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

const firstRow = (lines: readonly { kind: string }[]): number => lines.findIndex((line) => line.kind === 'row');
