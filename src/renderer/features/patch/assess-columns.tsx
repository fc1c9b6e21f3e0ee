import type { ReactNode } from 'react';
import type { FixRow } from '../../../shared/contract/contract.ts';
import { dueState } from '../../state/findings.ts';
import { t } from '../../texts/index.ts';
import { KevTag, percentile } from '../../ui/finding-parts.tsx';
import { age, count } from '../../ui/format.ts';
import { State } from '../../ui/state.tsx';
import type { StateKind } from '../../ui/states.ts';
import type { Column } from '../../ui/table-model.ts';
import type { JudgedFix } from './judged-fix.ts';

const w = t.assess.columns;
const v = t.findings.fixList;
export const fixState: Record<FixRow['state'], StateKind> = {
  ready: 'upgrade',
  'kept-back': 'differs',
  phased: 'waiting',
  held: 'paused',
  mixed: 'partly',
};

export const fixColumns: readonly Column<JudgedFix>[] = [
  { id: 'update', head: w.update, width: 'minmax(152px, 1.3fr)', sort: (row) => row.source, cell: (row) => <b>{row.source}</b> },
  { id: 'to', head: w.to, width: 'minmax(148px, 1.2fr)', text: (row) => row.to, cell: (row) => <span className="mono dim">{row.to}</span> },
  {
    id: 'due',
    head: v.columns.due,
    width: '114px',
    sort: (row) => row.closes?.due?.due ?? null,
    text: (row) => row.closes?.due?.due ?? '',
    cell: (row) => <Due row={row} />,
  },
  {
    id: 'why',
    head: v.columns.why,
    width: 'minmax(96px, 1fr)',
    sort: (row) => -(row.closes?.kev ?? 0),
    text: (row) => [...((row.closes?.kev ?? 0) > 0 ? [t.findings.kev] : []), row.closes?.severity ?? ''].join(' ').trim(),
    cell: (row) => (
      <span className="row tags" style={{ gap: 6 }} title={row.closes?.due?.reason}>
        {row.closes && row.closes.kev > 0 && <KevTag kev={{ ransomware: false }} />}
        <span className="dim cut">{row.closes?.severity}</span>
      </span>
    ),
  },
  {
    id: 'state',
    head: w.state,
    width: '110px',
    sort: (row) => row.state,
    cell: (row) => <State of={fixState[row.state]}>{t.assess.states[row.state]}</State>,
  },
  {
    id: 'origin',
    extra: true,
    head: w.origin,
    width: 'minmax(90px, 1fr)',
    sort: (row) => row.origin,
    cell: (row) => <span className="dim">{row.origin}</span>,
  },
  {
    id: 'since',
    extra: true,
    head: w.since,
    width: '92px',
    align: 'end',
    sort: (row) => -Date.parse(row.since),
    text: (row) => row.since,
    cell: (row) => age(row.since),
  },
  {
    id: 'packages',
    extra: true,
    head: w.packages,
    width: '56px',
    align: 'end',
    sort: (row) => row.packages.length,
    cell: (row) => count(row.packages.length),
  },
  {
    id: 'cves',
    head: v.columns.cves,
    width: '50px',
    align: 'end',
    sort: (row) => row.closes?.cves.length ?? null,
    text: (row) => String(row.closes?.cves.length ?? ''),
    cell: (row) => row.closes && count(row.closes.cves.length),
  },
  {
    id: 'epss',
    head: v.columns.epss,
    width: '50px',
    align: 'end',
    sort: (row) => row.closes?.epss ?? null,
    text: (row) => percentile(row.closes?.epss ?? null),
    cell: (row) => percentile(row.closes?.epss ?? null),
  },
  { id: 'hosts', head: w.hosts, width: '56px', align: 'end', sort: (row) => row.hosts.length, cell: (row) => count(row.hosts.length) },
];

/** Not judged is unknown; an update that closes nothing known has no date, and that is no unknown. */
function Due({ row: { closes, security } }: { row: JudgedFix }): ReactNode {
  if (!closes) return security ? <State of="unknown">{v.notJudged}</State> : null;
  if (closes.cves.length === 0) return null;
  const { kind, word } = dueState(closes.due);
  return <State of={kind}>{word}</State>;
}
