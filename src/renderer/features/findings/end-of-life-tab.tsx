import { useMemo, useState, type ReactNode } from 'react';
import type { EndOfLifeRow } from '../../../shared/contract/vulnerabilities.ts';
import { useFiltered } from '../../state/filters.ts';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import type { FilterFields } from '../../ui/filter.ts';
import { dayName } from '../../ui/format.ts';
import { State } from '../../ui/state.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-model.ts';
import { EndOfLifePane } from './end-of-life-pane.tsx';
import { byEnd, endKinds, endOf, groupIdOf, groupOfEnd, keyOfEnd, reviewIsOverdue, titleOf } from './end-of-life-words.ts';

const w = t.endOfLife;

const columns: readonly Column<EndOfLifeRow>[] = [
  { id: 'what', head: w.columns.what, width: 'minmax(130px, 1fr)', sort: titleOf, cell: (row) => <b>{titleOf(row)}</b> },
  { id: 'host', head: w.columns.host, width: 'minmax(98px, 1fr)', sort: (row) => row.hostName, cell: (row) => row.hostName },
  {
    id: 'installed',
    head: w.columns.installed,
    width: 'minmax(66px, 0.6fr)',
    text: (row) => row.installed,
    cell: (row) => <span className="mono dim">{row.installed}</span>,
  },
  {
    id: 'state',
    head: w.columns.state,
    width: '146px',
    sort: (row) => w.states[row.state],
    cell: (row) => <State of={endKinds[row.state]}>{w.states[row.state]}</State>,
  },
  {
    id: 'ends',
    head: w.columns.ends,
    width: '100px',
    sort: endOf,
    text: (row) => row.supportedUntil ?? '',
    cell: (row) => (row.supportedUntil ? dayName(row.supportedUntil) : <span className="dim">{t.common.notKnown}</span>),
  },
  {
    id: 'extended',
    extra: true,
    head: w.columns.extended,
    width: '108px',
    sort: (row) => row.control?.extendedUntil ?? row.extendedUntil,
    text: (row) => row.control?.extendedUntil ?? row.extendedUntil ?? '',
    cell: (row) => <span className="dim">{until(row.control?.extendedUntil ?? row.extendedUntil)}</span>,
  },
  {
    id: 'review',
    head: w.columns.review,
    width: '124px',
    sort: (row) => row.control?.reviewOn ?? null,
    text: (row) => row.control?.reviewOn ?? '',
    cell: (row) => row.control && <State of={reviewIsOverdue(row) ? 'overdue' : 'inTime'}>{dayName(row.control.reviewOn)}</State>,
  },
  {
    id: 'control',
    head: w.columns.control,
    width: 'minmax(158px, 1.6fr)',
    text: (row) => row.control?.control ?? '',
    cell: (row) => <Held row={row} />,
  },
];
const until = (day: string | null): string => (day === null ? '' : dayName(day));

/** Ended with nothing recorded is the one that an auditor asks for. */
function Held({ row }: { row: EndOfLifeRow }): ReactNode {
  if (row.control) return <span className="dim">{row.control.control || row.control.extendedSupport}</span>;
  return row.state === 'ended' ? <State of="differs">{w.noControl}</State> : null;
}

const fields: FilterFields<EndOfLifeRow> = {
  state: (row) => [row.state],
  product: (row) => [row.product],
  host: (row) => [row.hostName],
  owner: (row) => (row.control ? [row.control.owner] : []),
};
const nameOf = (row: EndOfLifeRow): string => `${titleOf(row)} ${row.hostName}`;
const textOf = (row: EndOfLifeRow): string => `${titleOf(row)} ${row.hostName} ${row.control?.control ?? ''}`;

/** What ends when, per host and product, in the order of a calendar. */
export function EndOfLifeTab(): ReactNode {
  const from = useLive('endOfLife.list', {});
  const { value } = from;
  const [open, setOpen] = useState<string | null>(null);
  const rows = useMemo(() => (value ?? []).toSorted(byEnd), [value]);
  const { memory, shown, field } = useFiltered('end-of-life', rows, fields, textOf);
  const openRow = rows.find((row) => keyOfEnd(row) === open);
  const ended = rows.filter((row) => row.state === 'ended');
  const soon = rows.filter((row) => groupIdOf(row) === 'soon').length;
  return (
    <div className="body split">
      <div className="col">
        <div className="bar under row wrap">
          <FilterField label={w.filter} placeholder={w.filterHint} {...field} />
          {rows.length > 0 && <span className="dim">{w.head(ended.length, ended.filter((row) => !row.control).length, soon)}</span>}
        </div>
        <Table
          label={w.table}
          from={from}
          memory={memory}
          columns={columns}
          rows={shown}
          groupOf={groupOfEnd}
          keyOf={keyOfEnd}
          nameOf={nameOf}
          open={open}
          onOpen={setOpen}
          empty={rows.length === 0 ? w.empty : w.nothingFits}
        />
      </div>
      {openRow && <EndOfLifePane row={openRow} onClose={() => setOpen(null)} />}
    </div>
  );
}
