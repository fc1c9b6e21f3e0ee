import type { ReactNode } from 'react';
import { explain } from '../../../shared/domain/problem.ts';
import { useTableView } from '../../state/views.ts';
import { t } from '../../texts/index.ts';
import { bytes, count } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { State } from '../../ui/state.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-model.ts';
import { backState, isReady, previewState, type PreviewRow } from './plan-view.ts';

const w = t.test.columns;

const columns: readonly Column<PreviewRow>[] = [
  { id: 'host', head: w.host, width: 'minmax(92px, 1fr)', sort: (row) => row.hostName, cell: (row) => <b>{row.hostName}</b> },
  // A host without a transaction has no numbers to show: the reason takes their place.
  {
    id: 'state',
    head: w.state,
    width: 'minmax(144px, 1fr)',
    sort: (row) => previewState(row).rank,
    span: (row) => (row.host && !row.host.transaction ? 5 : 1),
    cell: (row) => <Preview row={row} />,
  },
  {
    id: 'changes',
    head: w.changes,
    width: '70px',
    align: 'end',
    sort: (row) => row.host?.transaction?.items.length ?? null,
    cell: (row) => (row.host?.transaction ? count(row.host.transaction.items.length) : ''),
  },
  {
    id: 'load',
    head: w.load,
    width: '74px',
    align: 'end',
    sort: (row) => row.host?.transaction?.downloadBytes ?? null,
    cell: (row) => <span className="dim">{row.host?.transaction ? bytes(row.host.transaction.downloadBytes) : ''}</span>,
  },
  {
    id: 'reboot',
    head: w.reboot,
    width: '60px',
    align: 'center',
    sort: (row) => (row.host?.transaction ? Number(!row.host.transaction.reboot.expected) : null),
    cell: (row) => row.host?.transaction?.reboot.expected && <Reboot />,
  },
  { id: 'back', head: w.back, width: '128px', sort: (row) => backState(row)?.rank ?? null, cell: (row) => <Back row={row} /> },
];

/** While hosts are asked, every other column changes from moment to moment, and rows would move with it. */
const steadyColumns = columns.map(({ sort, ...column }) => (column.id === 'host' && sort ? { ...column, sort } : column));

const Reboot = (): ReactNode => (
  <span className="warn">
    <Icon name="reboot" />
    <span className="vh">{t.hosts.rebootNeeded}</span>
  </span>
);

function Preview({ row }: { row: PreviewRow }): ReactNode {
  const { kind, word } = previewState(row);
  const why = row.host?.transaction ? undefined : row.host?.blocking.find((problem) => problem.kind !== 'nothing-to-do');
  return (
    <span className="row">
      <State of={kind}>{word}</State>
      {why && <span className="dim cut">{explain(why).title}</span>}
    </span>
  );
}

function Back({ row }: { row: PreviewRow }): ReactNode {
  const back = backState(row);
  if (!back) return row.host ? '' : <State of="waiting">{t.test.back.unknown}</State>;
  return <State of={back.kind}>{back.word}</State>;
}

interface PreviewTableProps {
  /** The plan is being made. */
  readonly isMaking: boolean;
  readonly rows: readonly PreviewRow[];
  readonly open: string | null;
  readonly onOpen: (key: string | null) => void;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (keys: ReadonlySet<string>) => void;
}

export const PreviewTable = ({ isMaking, rows, open, onOpen, chosen, onChoose }: PreviewTableProps): ReactNode => (
  <Table
    label={t.test.table}
    memory={useTableView('preview')}
    columns={isMaking ? steadyColumns : columns}
    rows={rows}
    keyOf={keyOf}
    nameOf={nameOf}
    open={open}
    onOpen={onOpen}
    chosen={chosen}
    onChoose={onChoose}
    canChoose={canChoose}
    empty={t.scan.noFit}
  />
);
const nameOf = (row: PreviewRow): string => row.hostName;
const keyOf = (row: PreviewRow): string => row.hostId;
const canChoose = (row: PreviewRow): boolean => row.host !== null && isReady(row.host);
