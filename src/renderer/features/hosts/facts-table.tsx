import { useMemo, type ReactNode } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { useFiltered } from '../../state/filters.ts';
import { t } from '../../texts/index.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import type { FilterFields } from '../../ui/filter.ts';
import { Table } from '../../ui/table.tsx';
import type { Column, Group } from '../../ui/table-model.ts';
import { factRows, type FactRow } from './fact-rows.ts';

const w = t.hostFacts;

const columns: readonly Column<FactRow>[] = [
  { id: 'name', head: w.fact, width: 'minmax(140px, 1fr)', sort: (row) => row.name, cell: (row) => <b>{row.name}</b> },
  {
    id: 'value',
    head: w.value,
    width: 'minmax(200px, 2.4fr)',
    sort: (row) => row.value,
    cell: (row) => <span title={row.value}>{row.value}</span>,
  },
];
const fields: FilterFields<FactRow> = { section: (row) => [row.section] };
const textOf = (row: FactRow): string => `${row.section} ${row.name} ${row.value}`;
const keyOf = textOf;
const nameOf = (row: FactRow): string => row.name;
const groupOf = ({ section }: FactRow): Group => ({ id: section, title: section });

/** What the newest scan says, to search, copy and export; the column at the left has what one looks at every day. */
export function FactsTable({ facts }: { facts: NonNullable<CallOutput<'hosts.get'>['facts']> }): ReactNode {
  const rows = useMemo(() => factRows(facts), [facts]);
  const { memory, shown, field } = useFiltered('facts', rows, fields, textOf);
  return (
    <>
      <div className="bar">
        <FilterField label={w.filter} placeholder={w.filterHint} {...field} />
      </div>
      <Table
        label={w.table}
        memory={memory}
        columns={columns}
        rows={shown}
        groupOf={groupOf}
        keyOf={keyOf}
        nameOf={nameOf}
        empty={w.noFact}
      />
    </>
  );
}
