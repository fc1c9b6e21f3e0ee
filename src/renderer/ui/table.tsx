import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { useTableKeys } from './table-keys.ts';
import { nextSort, sortRows, withGroups, type Column, type Group, type Sort } from './table-model.ts';
import { TableHead, TableItem } from './table-parts.tsx';

export interface TableProps<T> {
  /** The table's accessible name. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly nameOf: (row: T) => string;
  readonly groupOf?: (row: T) => Group;
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
  const { label, columns, rows, keyOf, groupOf, chosen, onChoose, canChoose, empty } = props;
  const [sort, setSort] = useState<Sort | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => withGroups(sortRows(rows, columns, sort), groupOf), [rows, columns, sort, groupOf]);
  const { active, setActive, onKeyDown } = useTableKeys(lines, props, scroller, (index) => virtual.scrollToIndex(index));
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

  return (
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
              <div key={item.key} role="row" aria-rowindex={item.index + 2} className="tr group" style={place}>
                <div role="gridcell" className="td" aria-colspan={columns.length + (onChoose ? 1 : 0)}>
                  {line.group.title}
                  {line.group.note && <span className="note">{line.group.note}</span>}
                </div>
              </div>
            );
          }
          return (
            <TableItem
              key={item.key}
              table={props}
              row={line.row}
              index={item.index}
              active={item.index === active || (active < 0 && item.index === firstRow(lines))}
              place={place}
              onActivate={() => setActive(item.index)}
            />
          );
        })}
      </div>
      {lines.length === 0 && <div className="tbl-empty">{empty}</div>}
    </div>
  );
}

const firstRow = (lines: readonly { kind: string }[]): number => lines.findIndex((line) => line.kind === 'row');
