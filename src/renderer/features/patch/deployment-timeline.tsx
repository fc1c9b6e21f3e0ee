import { useCallback, useMemo, type ReactNode } from 'react';
import { isFinal, type Deployment, type Run } from '../../../shared/domain/deployment.ts';
import type { RunMoment } from '../../../shared/domain/run-moment.ts';
import { spansOf } from '../../../shared/plots/run-spans.ts';
import { timelineScene, type TimelineRow } from '../../../shared/plots/timeline.ts';
import { useLive } from '../../state/live.ts';
import { useNow } from '../../state/now.ts';
import { runWord } from '../../state/run-words.ts';
import { t } from '../../texts/index.ts';
import { clock, seconds, when } from '../../ui/format.ts';
import { PlotView } from '../../ui/plots/plot.tsx';
import { partsOf, runSeconds, totalsOf } from './run-view.ts';

const w = t.plots.timeline;
const words = {
  kinds: w.kinds,
  now: w.now,
  noData: w.noData,
  moment: (at: number, withDay: boolean) => (withDay ? when : clock)(new Date(at).toISOString()),
};
const NOTHING: readonly RunMoment[] = [];

/** Hosts down, time across, in the order they are taken up; the grid has the same rows. */
export function DeploymentTimeline({ deployment }: { deployment: Deployment }): ReactNode {
  const moments = useLive('deployments.moments', { id: deployment.id }).value ?? NOTHING;
  const now = useNow(deployment.endedAt === null);
  const rows = useMemo(() => timelineRows(deployment, moments), [deployment, moments]);
  const totals = totalsOf(deployment);
  const label = w.label(deployment.runs.length, [w.done(totals.done), partsOf(totals)].filter(Boolean).join(', '));
  const from = Date.parse(deployment.createdAt);
  const to = deployment.endedAt === null ? null : Date.parse(deployment.endedAt);
  const draw = useCallback((width: number) => timelineScene({ rows, from, to, now, label, words, width }), [rows, from, to, now, label]);
  return (
    <div className="plot-page" role="group" aria-label={w.region} tabIndex={0}>
      <PlotView draw={draw} />
    </div>
  );
}

/** Exported for its test. */
export function timelineRows(deployment: Deployment, moments: readonly RunMoment[]): TimelineRow[] {
  const byHost = Map.groupBy(moments, (moment) => moment.hostId);
  return [...deployment.runs]
    .sort((a, b) => a.ring - b.ring || a.position - b.position)
    .map((run) => ({
      name: run.hostName,
      spans: spansOf(run, byHost.get(run.hostId) ?? NOTHING, deployment),
      words: run.state === 'waiting' ? whyItWaits(run, deployment) : stateWords(run),
    }));
}

function stateWords(run: Run): string {
  const took = run.endedAt === null ? null : runSeconds(run, 0);
  return took === null ? runWord(run) : `${runWord(run)}, ${seconds(took)}`;
}

/** The rule that keeps it: a person, the ring before, or how many may run at once. */
function whyItWaits(run: Run, { runs, state, stoppedBecause, concurrency }: Deployment): string {
  if (state === 'paused') return stoppedBecause ?? w.waits.paused;
  const before = runs.filter((one) => one.ring < run.ring && !isFinal(one.state)).map((one) => one.ring);
  return before.length > 0 ? w.waits.ring(Math.max(...before)) : w.waits.turn(concurrency);
}
