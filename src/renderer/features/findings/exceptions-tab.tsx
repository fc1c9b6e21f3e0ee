import { useMemo, useState, type ReactNode } from 'react';
import type { Exception } from '../../../shared/domain/exception.ts';
import { openDialog } from '../../state/dialogs.ts';
import { useFiltered } from '../../state/filters.ts';
import { useLive } from '../../state/live.ts';
import { act, tell } from '../../state/notices.ts';
import { saveFile } from '../../state/save-file.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/field.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import type { FilterFields } from '../../ui/filter.ts';
import { count, dayName } from '../../ui/format.ts';
import { State } from '../../ui/state.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-model.ts';
import { ExceptionPane } from './exception-pane.tsx';
import { stateKinds, stateOf, whatOf } from './exception-words.ts';

const w = t.exceptions;
const FILE = 'patchbay.openvex.json';

const columns: readonly Column<Exception>[] = [
  { id: 'what', head: w.columns.what, width: 'minmax(206px, 1.4fr)', sort: whatOf, cell: (one) => <b>{whatOf(one)}</b> },
  {
    id: 'state',
    head: w.columns.state,
    width: '108px',
    sort: (one) => w.states[stateOf(one)],
    cell: (one) => <State of={stateKinds[stateOf(one)]}>{w.states[stateOf(one)]}</State>,
  },
  { id: 'until', head: w.columns.until, width: '96px', sort: (one) => one.expiresOn, cell: (one) => dayName(one.expiresOn) },
  {
    id: 'due',
    head: w.columns.due,
    width: '92px',
    sort: (one) => one.originalDue,
    text: (one) => one.originalDue ?? '',
    cell: (one) => <span className="dim">{one.originalDue && dayName(one.originalDue)}</span>,
  },
  {
    id: 'owner',
    head: w.columns.owner,
    width: 'minmax(90px, 0.6fr)',
    sort: (one) => one.owner,
    cell: (one) => <span className="dim">{one.owner}</span>,
  },
  {
    id: 'reason',
    head: w.columns.reason,
    width: 'minmax(140px, 1.4fr)',
    text: (one) => one.reason,
    cell: (one) => <span className="dim">{one.reason}</span>,
  },
  {
    id: 'kind',
    head: w.columns.kind,
    width: '120px',
    sort: (one) => w.kinds[one.kind],
    cell: (one) => <span className="dim">{w.kinds[one.kind]}</span>,
  },
  {
    id: 'renewals',
    head: w.columns.renewals,
    width: '74px',
    align: 'end',
    sort: (one) => one.renewals,
    cell: (one) => count(one.renewals),
  },
  {
    id: 'hosts',
    head: w.columns.hosts,
    width: '56px',
    align: 'end',
    sort: (one) => one.hostIds.length || Infinity,
    text: (one) => (one.hostIds.length === 0 ? w.allHosts : count(one.hostIds.length)),
    cell: (one) => (one.hostIds.length === 0 ? w.allHosts : count(one.hostIds.length)),
  },
];
const fields: FilterFields<Exception> = {
  state: (one) => [stateOf(one)],
  kind: (one) => [one.kind],
  owner: (one) => [one.owner],
  cve: (one) => (one.cve ? [one.cve] : []),
  package: (one) => (one.source ? [one.source] : []),
};
const keyOf = (one: Exception): string => one.id;
const textOf = (one: Exception): string => `${whatOf(one)} ${one.reason} ${one.owner}`;

/** The register: what is excused, by whom and until when. What ends first stands first. */
export function ExceptionsTab(): ReactNode {
  const [ended, setEnded] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const from = useLive('exceptions.list', { ended });
  const { value } = from;
  const rows = useMemo(() => (value ?? []).toSorted((a, b) => a.expiresOn.localeCompare(b.expiresOn)), [value]);
  const { memory, shown, field } = useFiltered('exceptions', rows, fields, textOf);
  const states = rows.map(stateOf);
  const soon = states.filter((state) => state === 'soon').length;
  const openRow = rows.find((one) => one.id === open);
  const save = async (): Promise<void> => {
    const made = await act('exceptions.exportVex', {});
    if (!made) return;
    saveFile(FILE, made.text);
    tell({ tone: 'ok', text: w.saved(FILE) });
  };
  return (
    <div className="body split">
      <div className="col">
        <div className="bar under row wrap">
          <b className="grow">{value && w.head(soon + states.filter((state) => state === 'holds').length, soon)}</b>
          <Button icon="file" onPress={() => openDialog({ kind: 'import-vex' })}>
            {w.importVex}
          </Button>
          <Button disabled={rows.length === 0} onPress={save}>
            {w.exportVex}
          </Button>
          <Button look="primary" icon="plus" onPress={() => openDialog({ kind: 'add-exception', cve: '', source: '', hostIds: [] })}>
            {w.add}
          </Button>
        </div>
        <div className="bar under row wrap">
          <FilterField label={w.filter} placeholder={w.filterHint} {...field} />
          <Switch label={w.ended} checked={ended} onChange={setEnded} />
        </div>
        <Table
          label={w.table}
          from={from}
          memory={memory}
          columns={columns}
          rows={shown}
          keyOf={keyOf}
          nameOf={whatOf}
          open={open}
          onOpen={setOpen}
          empty={rows.length === 0 ? <None /> : w.nothingFits}
        />
      </div>
      {openRow && <ExceptionPane one={openRow} onClose={() => setOpen(null)} />}
    </div>
  );
}

const None = (): ReactNode => (
  <div className="empty">
    <h2>{w.empty}</h2>
    <p className="dim">{w.emptyNote}</p>
  </div>
);
