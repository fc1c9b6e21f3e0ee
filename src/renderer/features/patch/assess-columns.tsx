import type { FixRow } from '../../../shared/contract/contract.ts';
import { t } from '../../texts/index.ts';
import { age, count } from '../../ui/format.ts';
import { State } from '../../ui/state.tsx';
import type { StateKind } from '../../ui/states.ts';
import type { Column } from '../../ui/table-model.ts';

const w = t.assess.columns;
export const fixState: Record<FixRow['state'], StateKind> = {
  ready: 'upgrade',
  'kept-back': 'differs',
  phased: 'waiting',
  held: 'paused',
  mixed: 'partly',
};

export const fixColumns: readonly Column<FixRow>[] = [
  { id: 'update', head: w.update, width: 'minmax(140px, 1.3fr)', sort: (row) => row.source, cell: (row) => <b>{row.source}</b> },
  { id: 'to', head: w.to, width: 'minmax(140px, 1.2fr)', text: (row) => row.to, cell: (row) => <span className="mono dim">{row.to}</span> },
  {
    id: 'state',
    head: w.state,
    width: '136px',
    sort: (row) => row.state,
    cell: (row) => <State of={fixState[row.state]}>{t.assess.states[row.state]}</State>,
  },
  {
    id: 'origin',
    head: w.origin,
    width: 'minmax(90px, 1fr)',
    sort: (row) => row.origin,
    cell: (row) => <span className="dim">{row.origin}</span>,
  },
  {
    id: 'since',
    head: w.since,
    width: '92px',
    align: 'end',
    sort: (row) => -Date.parse(row.since),
    text: (row) => row.since,
    cell: (row) => age(row.since),
  },
  {
    id: 'packages',
    head: w.packages,
    width: '56px',
    align: 'end',
    sort: (row) => row.packages.length,
    cell: (row) => count(row.packages.length),
  },
  { id: 'hosts', head: w.hosts, width: '64px', align: 'end', sort: (row) => row.hosts.length, cell: (row) => count(row.hosts.length) },
];
