import { useMemo, useState, type ReactNode } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import type { HostFinding } from '../../../shared/contract/vulnerabilities.ts';
import { byDue, dueState, statusState } from '../../state/findings.ts';
import { useLive } from '../../state/live.ts';
import { go } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Segments } from '../../ui/field.tsx';
import { KevTag, percentile } from '../../ui/finding-parts.tsx';
import { count, dayName } from '../../ui/format.ts';
import { State } from '../../ui/state.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-model.ts';
import { SaveSbom } from './save-sbom.tsx';

const w = t.findings.host;
const c = t.findings.columns;

const columns: readonly Column<HostFinding>[] = [
  {
    id: 'cve',
    head: c.cve,
    width: 'minmax(234px, 1.4fr)',
    sort: (one) => one.cve,
    cell: (one) => (
      <span className="row tags" style={{ gap: 6 }}>
        <b>{one.cve}</b>
        <KevTag kev={one.kev} />
      </span>
    ),
  },
  { id: 'source', head: c.source, width: 'minmax(90px, 1fr)', sort: (one) => one.source, cell: (one) => one.source },
  {
    id: 'due',
    head: c.due,
    width: '112px',
    sort: (one) => one.due?.due ?? null,
    text: (one) => one.due?.due ?? '',
    cell: (one) =>
      one.exception ? (
        <State of="excepted">{dayName(one.exception.expiresOn)}</State>
      ) : (
        <State of={dueState(one.due).kind}>{dueState(one.due).word}</State>
      ),
  },
  {
    id: 'status',
    head: c.status,
    width: '130px',
    sort: (one) => one.status,
    cell: (one) => <State of={statusState[one.status]}>{t.findings.statuses[one.status]}</State>,
  },
  {
    id: 'epss',
    head: c.epss,
    width: '50px',
    align: 'end',
    sort: (one) => one.epss?.percentile ?? null,
    text: (one) => percentile(one.epss?.percentile ?? null),
    cell: (one) => percentile(one.epss?.percentile ?? null),
  },
];

type Unjudged = CallOutput<'findings.unjudged'>[number];
const unjudgedColumns: readonly Column<Unjudged>[] = [
  { id: 'package', head: w.package, width: 'minmax(120px, 1fr)', sort: (one) => one.package, cell: (one) => <b>{one.package}</b> },
  {
    id: 'version',
    head: w.version,
    width: 'minmax(100px, 0.8fr)',
    text: (one) => one.version,
    cell: (one) => <span className="mono dim">{one.version}</span>,
  },
  {
    id: 'reason',
    head: w.reason,
    width: 'minmax(160px, 2fr)',
    sort: (one) => one.reason,
    cell: (one) => <State of="unknown">{one.reason}</State>,
  },
  { id: 'rule', head: w.rule, width: '150px', sort: (one) => one.rule, cell: (one) => <span className="mono dim">{one.rule}</span> },
];

/** What is open on this host, and the packages of which nothing can be said: these are not safe. */
export function HostFindings({ id, name }: { id: string; name: string }): ReactNode {
  const [isUnjudged, setUnjudged] = useState(false);
  const judged = useLive('findings.ofHost', { id });
  const { value } = judged;
  const unknown = useLive('findings.unjudged', { id });
  const unjudged = unknown.value;
  const rows = useMemo(() => (value ?? []).toSorted(byHostUrgency), [value]);
  return (
    <>
      <div className="bar under row wrap">
        <Segments
          label={w.choose}
          value={isUnjudged ? 'unjudged' : 'judged'}
          onChange={(next) => setUnjudged(next === 'unjudged')}
          options={[
            { value: 'judged', text: value ? `${w.judged} ${count(value.length)}` : w.judged },
            { value: 'unjudged', text: unjudged ? `${w.unjudged} ${count(unjudged.length)}` : w.unjudged },
          ]}
        />
        <span className="grow" />
        <SaveSbom hostId={id} name={name} />
      </div>
      {isUnjudged ? (
        <Table
          label={w.unjudgedTable}
          from={unknown}
          columns={unjudgedColumns}
          rows={unjudged ?? []}
          keyOf={(one) => `${one.package} ${one.version}`}
          nameOf={(one) => one.package}
          empty={w.unjudgedNone}
        />
      ) : (
        <Table
          label={w.table}
          from={judged}
          columns={columns}
          rows={rows}
          keyOf={keyOf}
          nameOf={(one) => one.cve}
          onOpen={(key) => {
            const one = rows.find((each) => keyOf(each) === key);
            if (one) go(['findings', 'vulnerabilities'], { cve: one.cve, source: one.source, host: id });
          }}
          empty={w.none}
        />
      )}
    </>
  );
}

const keyOf = (one: HostFinding): string => `${one.cve} ${one.source}`;
const byHostUrgency = (a: HostFinding, b: HostFinding): number =>
  Number(a.exception !== null) - Number(b.exception !== null) || Number(b.kev !== null) - Number(a.kev !== null) || byDue(a, b);
