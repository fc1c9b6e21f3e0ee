import { useMemo, useState, type ReactNode } from 'react';
import type { Deployment, Run } from '../../../shared/domain/deployment.ts';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { usePlace } from '../../state/place.ts';
import { runKind, runWord } from '../../state/run-words.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Radios, Tick } from '../../ui/field.tsx';
import { count, when } from '../../ui/format.ts';
import { ProblemLine } from '../../ui/problem-page.tsx';
import { State } from '../../ui/state.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-model.ts';
import { DeploymentView } from './deployment-view.tsx';
import { EmptyStep } from './empty-step.tsx';
import type { Patch } from './patch.ts';
import { RollBackPreview } from './roll-back-preview.tsx';

const w = t.rollBack;

/** Choose, preview, decide; once it runs, the same live view as a deployment. */
export function RollBackStep({ patch: { deployment } }: { patch: Patch }): ReactNode {
  if (!deployment) return <EmptyStep title={t.patch.noDeployment} note={t.patch.noDeploymentNote} action={t.patch.toTest} to="test" />;
  return <RollBack key={deployment.id} deployment={deployment} />;
}

function RollBack({ deployment }: { deployment: Deployment }): ReactNode {
  const [planId, setPlanId] = useState<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  const all = useLive('deployments.list', {}).value ?? [];
  const running = all.find((each) => each.rollsBack === deployment.id && (each.state !== 'finished' || !choosing));
  const live = useLive('deployments.get', running ? { id: running.id } : null).value;
  if (planId)
    return (
      <RollBackPreview
        planId={planId}
        original={deployment}
        onAgain={() => setPlanId(null)}
        onStarted={() => (setPlanId(null), setChoosing(false))}
      />
    );
  if (running && live) {
    return (
      <div className="body column">
        {live.state === 'finished' && (
          <div className="bar under">
            <b className="grow">{w.live(live.name)}</b>
            <Button onPress={() => setChoosing(true)}>{w.choose}</Button>
          </div>
        )}
        <DeploymentView key={live.id} deployment={live} />
      </div>
    );
  }
  return <Choose deployment={deployment} onPlan={setPlanId} />;
}

/** A host has something to go back from once its run began to change it, and until it went back. */
const canGoBack = (run: Run): boolean => run.attempts > 0 && (run.state === 'done' || run.state === 'failed') && run.rolledBackBy === null;

const columns: readonly Column<Run>[] = [
  { id: 'host', head: w.columns.host, width: 'minmax(120px, 1fr)', sort: (run) => run.hostName, cell: (run) => <b>{run.hostName}</b> },
  {
    id: 'state',
    head: w.columns.state,
    width: '200px',
    cell: (run) => (run.rolledBackBy ? <State of="rebooted">{w.rollingBack}</State> : <State of={runKind(run)}>{runWord(run)}</State>),
  },
  { id: 'changes', head: w.columns.changes, width: '90px', align: 'end', sort: (run) => run.packages, cell: (run) => count(run.packages) },
  { id: 'when', head: w.columns.ended, width: '120px', cell: (run) => <span className="dim">{run.endedAt ? when(run.endedAt) : ''}</span> },
];

const keyOf = (run: Run): string => run.hostId;
const nameOf = (run: Run): string => run.hostName;

function Choose({ deployment, onPlan }: { deployment: Deployment; onPlan: (planId: string) => void }): ReactNode {
  const asked = usePlace().params['host'];
  const { value: plan, problem, retry } = useLive('plan.get', { planId: deployment.planId });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        deployment.runs.filter((run) => canGoBack(run) && (asked ? run.hostId === asked : run.state === 'failed')).map((run) => run.hostId),
      ),
  );
  const [what, setWhat] = useState<'whole' | 'some'>('whole');
  const [names, setNames] = useState<ReadonlySet<string>>(new Set());
  const hostIds = deployment.runs.filter((run) => chosen.has(run.hostId) && canGoBack(run)).map((run) => run.hostId);
  const packages = useMemo(() => {
    const items = (plan?.hosts ?? []).filter((host) => chosen.has(host.hostId)).flatMap((host) => host.transaction?.items ?? []);
    return [...new Set(items.filter((item) => item.action === 'upgrade').map((item) => item.name))].sort();
  }, [plan, chosen]);
  const picked = packages.filter((name) => names.has(name));
  const why = hostIds.length === 0 ? w.chooseHost : what === 'some' && picked.length === 0 ? w.choosePackage : null;

  const preview = async (): Promise<void> => {
    const made = await act('plan.makeRollback', { deploymentId: deployment.id, hostIds, packages: what === 'some' ? picked : null });
    if (made) onPlan(made.planId);
  };
  const toggle = (name: string, on: boolean): void => {
    const next = new Set(names);
    if (on) next.add(name);
    else next.delete(name);
    setNames(next);
  };
  return (
    <div className="body split">
      <div className="col">
        <Table
          label={w.table}
          columns={columns}
          rows={deployment.runs}
          keyOf={keyOf}
          nameOf={nameOf}
          chosen={chosen}
          onChoose={setChosen}
          canChoose={canGoBack}
          empty={w.nothing}
        />
        <div className="bar end">
          <span className="dim grow">{deployment.runs.some(canGoBack) ? why : w.nothing}</span>
          <Button look="primary" iconAfter="arrow" disabled={why !== null} onPress={preview}>
            {w.preview(hostIds.length)}
          </Button>
        </div>
      </div>
      <aside className="side" style={{ width: 320 }} aria-label={w.what}>
        <div className="scroll sec stack">
          <Radios
            label={w.what}
            value={what}
            onChange={setWhat}
            options={[
              { value: 'whole', text: w.whole },
              { value: 'some', text: w.some },
            ]}
          />
          {problem && <ProblemLine what={w.packages} problem={problem} retry={retry} />}
          {what === 'some' && (
            <div role="group" aria-label={w.packages}>
              {packages.map((name) => (
                <Tick key={name} label={name} checked={names.has(name)} onChange={(on) => toggle(name, on)} />
              ))}
            </div>
          )}
        </div>
      </aside>
    </div>
  );
}
