import { useMemo, useState, type ReactNode } from 'react';
import type { Check, Deployment, Run } from '../../../shared/domain/deployment.ts';
import type { Plan } from '../../../shared/domain/plan.ts';
import { useFiltered } from '../../state/filters.ts';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import type { FilterFields } from '../../ui/filter.ts';
import { ProblemLine } from '../../ui/problem-page.tsx';
import { State } from '../../ui/state.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-model.ts';
import { Verdict } from '../../ui/verdict.tsx';
import { ChecksTable } from './checks-table.tsx';
import { EmptyStep } from './empty-step.tsx';
import type { Patch } from './patch.ts';
import { standing } from './proof.ts';

const w = t.verify;
const columns: readonly Column<Run>[] = [
  { id: 'host', head: w.columns.host, width: 'minmax(96px, 1fr)', sort: (run) => run.hostName, cell: (run) => <b>{run.hostName}</b> },
  {
    id: 'proof',
    head: w.columns.proof,
    width: '140px',
    sort: (run) => standing(run).rank,
    cell: (run) => <State of={standing(run).kind}>{standing(run).word}</State>,
  },
];
const fields: FilterFields<Run> = { ring: (run) => [String(run.ring)], state: (run) => [standing(run).proven ? 'proven' : 'open'] };
const keyOf = (run: Run): string => run.hostId;
const textOf = (run: Run): string => run.hostName;

export function VerifyStep({ patch }: { patch: Patch }): ReactNode {
  if (!patch.deployment)
    return <EmptyStep title={t.patch.noDeployment} note={t.patch.noDeploymentNote} action={t.patch.toTest} to="test" />;
  return <Proofs key={patch.deployment.id} deployment={patch.deployment} />;
}

function Proofs({ deployment: kept }: { deployment: Deployment }): ReactNode {
  // What a second look found stands here until one leaves; on record stays what was found right after the run.
  const [looked, setLooked] = useState<ReadonlyMap<string, readonly Check[]>>(new Map());
  const deployment = useMemo(
    () => ({ ...kept, runs: kept.runs.map((run) => ({ ...run, checks: [...(looked.get(run.hostId) ?? run.checks)] })) }),
    [kept, looked],
  );
  const look = async (hostIds: string[]): Promise<void> => {
    const found = await act('deployments.verify', { id: kept.id, hostIds });
    if (found) setLooked((before) => new Map([...before, ...found.map((each) => [each.hostId, each.checks] as const)]));
  };
  const { value: plan, problem, retry } = useLive('plan.get', { planId: deployment.planId });
  const [open, setOpen] = useState<string | null>(null);
  const sorted = useMemo(
    () =>
      [...deployment.runs].sort(
        (a, b) => standing(a).rank - standing(b).rank || a.hostName.localeCompare(b.hostName, 'en', { numeric: true }),
      ),
    [deployment.runs],
  );
  const { shown, field } = useFiltered('verify', sorted, fields, textOf);
  const run = deployment.runs.find((each) => each.hostId === open) ?? sorted[0];
  return (
    <div className="body split verify">
      <div className="col list">
        {problem && <ProblemLine what={w.versions} problem={problem} retry={retry} />}
        <div className="bar">
          <FilterField label={t.scan.filter} placeholder={t.scan.filter} {...field} />
        </div>
        <Table
          label={w.table}
          columns={columns}
          rows={shown}
          keyOf={keyOf}
          nameOf={textOf}
          open={run?.hostId ?? null}
          onOpen={setOpen}
          empty={t.scan.noFit}
        />
        <div className="bar end">
          <span className="small dim grow">{w.note}</span>
          <Button onPress={() => look([])}>{w.look}</Button>
        </div>
      </div>
      {run && <HostProof deployment={deployment} run={run} plan={plan} again={looked.has(run.hostId)} onLook={() => look([run.hostId])} />}
    </div>
  );
}

interface HostProofProps {
  readonly deployment: Deployment;
  readonly run: Run;
  readonly plan: Plan | null;
  /** What is shown comes from a second look. */
  readonly again: boolean;
  readonly onLook: () => unknown;
}

function HostProof({ deployment, run, plan, again, onLook }: HostProofProps): ReactNode {
  const items = plan?.hosts.find((host) => host.hostId === run.hostId)?.transaction?.items ?? [];
  return (
    <section className="col proof" aria-label={run.hostName}>
      <div className="bar under">
        <h2>{run.hostName}</h2>
        <State of={standing(run).kind}>{standing(run).word}</State>
        {again && <span className="small dim">{w.again}</span>}
        <span className="grow" />
        <Button icon="retry" label={w.lookHost(run.hostName)} onPress={onLook}>
          {w.look}
        </Button>
        {deployment.kind === 'deploy' && run.attempts > 0 && (
          <Button icon="rollback" look="danger" onPress={() => go(['patch', 'roll-back'], { deployment: deployment.id, host: run.hostId })}>
            {w.rollBack(run.hostName)}
          </Button>
        )}
      </div>
      <div className="page flush" role="group" aria-label={w.checks} tabIndex={0}>
        <div style={{ padding: 16 }}>
          <ProofVerdict run={run} />
        </div>
        {run.checks.length > 0 && <ChecksTable checks={run.checks} />}
        {items.length > 0 && <h3 className="table-head">{w.versions}</h3>}
        {items.length > 0 && (
          <table className="plain-table" aria-label={w.versionsTable}>
            <thead>
              <tr>
                <th scope="col">{w.versionColumns.package}</th>
                <th scope="col">{w.versionColumns.before}</th>
                <th scope="col">{w.versionColumns.after}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={`${item.name}:${item.arch}`}>
                  <td>
                    <State of={item.action}>
                      <span className="text">{item.name}</span>
                    </State>
                  </td>
                  <td className="mono dim">{item.from}</td>
                  <td className="mono">{item.to ?? t.test.pane.actions.remove}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

function ProofVerdict({ run }: { run: Run }): ReactNode {
  const all = run.checks.filter((check) => check.outcome !== 'not-checked').length;
  const failed = run.checks.filter((check) => check.outcome === 'failed').length;
  const differs = run.checks.filter((check) => check.outcome === 'differs').length;
  if (all === 0) {
    return (
      <Verdict of="waiting" title={w.none}>
        <p>{w.noneNote}</p>
      </Verdict>
    );
  }
  if (failed > 0) return <Verdict of="failed" title={w.someFailed(failed, all)} />;
  return differs > 0 ? <Verdict of="differs" title={w.someDiffer(differs, all)} /> : <Verdict of="done" title={w.allPassed(all)} />;
}
