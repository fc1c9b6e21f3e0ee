import type { ReactNode } from 'react';
import type { HostRow } from '../../../shared/contract/contract.ts';
import { explain } from '../../../shared/domain/problem.ts';
import { conditionOf } from '../../state/host-view.ts';
import { remedyButton } from '../../state/remedies.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { count } from '../../ui/format.ts';
import { State } from '../../ui/state.tsx';
import type { Column } from '../../ui/table-model.ts';

const w = t.scan.columns;
const working = (row: HostRow): boolean => row.scan.state === 'scanning' || row.scan.state === 'waiting';
/** Empty while it is read anew: what stands here was answered by the newest scan. */
const number = (row: HostRow, value: number | null): string => (value === null || working(row) ? '' : count(value));
const stopped = (row: HostRow): boolean => row.scan.problem !== null && !working(row);

export const scanColumns: readonly Column<HostRow>[] = [
  { id: 'host', head: w.host, width: 'minmax(118px, 0.7fr)', sort: (row) => row.host.name, cell: (row) => <b>{row.host.name}</b> },
  {
    id: 'system',
    head: w.system,
    width: 'minmax(88px, 0.5fr)',
    sort: (row) => row.system,
    cell: (row) => <span className="dim">{row.system}</span>,
  },
  {
    id: 'state',
    head: w.state,
    width: '168px',
    sort: (row) => conditionOf(row).rank,
    text: (row) => conditionOf(row).word,
    cell: (row) => <State of={conditionOf(row).kind}>{conditionOf(row).word}</State>,
  },
  // A host that stopped has no numbers to show: its reason and its button take their place.
  {
    id: 'what',
    text: (row) => (row.scan.problem ? explain(row.scan.problem).title : quietWords(row)),
    head: w.what,
    width: 'minmax(120px, 1.4fr)',
    span: (row) => (stopped(row) ? 5 : 1),
    holdsButtons: true,
    cell: (row) => <WhatHappens row={row} />,
  },
  { id: 'packages', head: w.packages, width: '92px', align: 'end', sort: (row) => row.packages, cell: (row) => number(row, row.packages) },
  { id: 'updates', head: w.updates, width: '72px', align: 'end', sort: (row) => row.updates, cell: (row) => number(row, row.updates) },
  { id: 'security', head: w.security, width: '72px', align: 'end', sort: (row) => row.security, cell: (row) => number(row, row.security) },
  {
    id: 'seconds',
    head: w.seconds,
    width: '52px',
    align: 'end',
    sort: (row) => row.scan.seconds,
    cell: (row) => <span className="dim">{row.scan.seconds?.toFixed(1)}</span>,
  },
];

function WhatHappens({ row }: { row: HostRow }): ReactNode {
  const { scan, host } = row;
  if (!stopped(row) || !scan.problem)
    return <span className={!working(row) && (row.rebootRequired || scan.warnings.length > 0) ? 'warn' : 'dim'}>{quietWords(row)}</span>;
  const remedy = remedyButton(scan.problem, host.id, { kind: 'scan' });
  return (
    <span className="row">
      <span className="grow cut">{explain(scan.problem).title}</span>
      {remedy && (
        <Button small label={`${remedy.text} ${host.name}`} tabIndex={-1} onPress={remedy.run}>
          {remedy.text}
        </Button>
      )}
    </span>
  );
}

function quietWords({ scan, rebootRequired, updates }: HostRow): string {
  if (scan.step) return scan.step;
  if (scan.state !== 'scanned') return '';
  const [warning] = scan.warnings;
  if (warning) return explain(warning).title;
  if (rebootRequired) return t.hosts.rebootNeeded;
  return updates === 0 ? t.scan.current : '';
}
