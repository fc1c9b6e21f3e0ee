import { useMemo, useState, type ReactNode } from 'react';
import type { Deployment, Run } from '../../../shared/domain/deployment.ts';
import { act } from '../../state/notices.ts';
import { useTableView } from '../../state/views.ts';
import { t } from '../../texts/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { bytes, count, when } from '../../ui/format.ts';
import { Meter } from '../../ui/progress.tsx';
import { Table } from '../../ui/table.tsx';
import type { Group } from '../../ui/table-model.ts';
import { deployColumns } from './deploy-columns.tsx';
import { DeploymentTimeline } from './deployment-timeline.tsx';
import { LostDialog, StopDialog } from './deploy-dialogs.tsx';
import { RunPane } from './run-pane.tsx';
import { partsOf, runsInOrder, segmentsOf, totalsOf } from './run-view.ts';

const w = t.deploy;

/** A deployment as it goes: the same for an update, a rollback and a repair. */
export function DeploymentView({ deployment }: { deployment: Deployment }): ReactNode {
  const { runs } = deployment;
  const memory = useTableView('deployment');
  const [open, setOpen] = useState<string | null>(null);
  const [losing, setLosing] = useState<Run | null>(null);
  const [isTimeline, setTimeline] = useState(false);
  const sorted = useMemo(() => runsInOrder(runs), [runs]);
  const groupOf = useMemo(() => ringGroups(runs), [runs]);
  const openRun = runs.find((run) => run.hostId === open);
  return (
    <div className="body split">
      <div className="col">
        <DeployHead deployment={deployment} isTimeline={isTimeline} onTimeline={setTimeline} />
        <DeployNotice deployment={deployment} />
        {isTimeline ? (
          <DeploymentTimeline deployment={deployment} />
        ) : (
          <Table
            label={w.table}
            memory={memory}
            columns={deployColumns}
            rows={sorted}
            keyOf={keyOf}
            nameOf={nameOf}
            groupOf={groupOf}
            open={open}
            onOpen={setOpen}
            empty={t.patch.noDeployment}
          />
        )}
      </div>
      {openRun && (
        <RunPane
          key={openRun.hostId}
          deployment={deployment}
          run={openRun}
          onClose={() => setOpen(null)}
          onLost={() => setLosing(openRun)}
        />
      )}
      {losing && <LostDialog run={losing} onClose={() => setLosing(null)} />}
    </div>
  );
}

const keyOf = (run: Run): string => run.hostId;
const nameOf = (run: Run): string => run.hostName;

function ringGroups(runs: readonly Run[]): (run: Run) => Group {
  const groups = new Map<number, Group>();
  for (const ring of new Set(runs.map((run) => run.ring))) {
    const inside = runs.filter((run) => run.ring === ring);
    groups.set(ring, {
      id: String(ring),
      title: w.ring(ring),
      note: w.ringNote(inside.filter((run) => run.state === 'done').length, inside.length),
    });
  }
  return (run) => groups.get(run.ring) ?? { id: String(run.ring), title: w.ring(run.ring) };
}

interface HeadProps {
  readonly deployment: Deployment;
  readonly isTimeline: boolean;
  readonly onTimeline: (isTimeline: boolean) => void;
}

function DeployHead({ deployment, isTimeline, onTimeline }: HeadProps): ReactNode {
  const { id, runs, state } = deployment;
  const [stopping, setStopping] = useState(false);
  const totals = totalsOf(deployment);
  const failed = runs.filter((run) => run.state === 'failed' || run.state === 'skipped').map((run) => run.hostId);
  const headline = w.done(totals.done, runs.length);
  return (
    <div className="bar under" style={{ alignItems: 'flex-start' }}>
      <div className="grow stack" style={{ gap: 6 }}>
        <span>
          <b style={{ fontSize: 15 }}>{headline}</b> <span className="dim">{partsOf(totals)}</span>
        </span>
        <Meter label={w.progress} words={headline} value={totals.done} of={runs.length} segments={segmentsOf(totals)} />
        <span className="small dim">
          {`${w.loaded(bytes(totals.bytesDone), bytes(totals.bytesTotal))}, ${w.installed(count(totals.packagesDone), count(totals.packagesTotal))}. ${deployment.endedAt ? w.finished(when(deployment.endedAt)) : w.began(when(deployment.createdAt))}`}
        </span>
      </div>
      <Button onPress={() => onTimeline(!isTimeline)}>{isTimeline ? t.plots.table : t.plots.timeline.button}</Button>
      {failed.length > 0 && (
        <Button icon="retry" onPress={() => act('deployments.retry', { id, hostIds: failed })}>
          {w.retryFailed(failed.length)}
        </Button>
      )}
      {state === 'running' && (
        <Button icon="pause" onPress={() => act('deployments.pause', { id })}>
          {w.pause}
        </Button>
      )}
      {state === 'paused' && (
        <Button icon="play" look="primary" onPress={() => act('deployments.resume', { id })}>
          {w.resume}
        </Button>
      )}
      {(state === 'running' || state === 'paused') && (
        <Button icon="stop" look="danger" onPress={() => setStopping(true)}>
          {w.stop}
        </Button>
      )}
      {stopping && <StopDialog deployment={deployment} onClose={() => setStopping(false)} />}
    </div>
  );
}

function DeployNotice({ deployment: { state, stoppedBecause } }: { deployment: Deployment }): ReactNode {
  if (stoppedBecause && state !== 'finished') return <Banner tone="warn">{stoppedBecause}</Banner>;
  if (state === 'paused') return <Banner tone="live">{w.pausedNote}</Banner>;
  return state === 'stopping' ? <Banner tone="live">{w.stoppingNote}</Banner> : null;
}
