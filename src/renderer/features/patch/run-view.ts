import { isFinal, type Deployment, type Run, type RunState } from '../../../shared/domain/deployment.ts';
import { t } from '../../texts/index.ts';
import { bytes } from '../../ui/format.ts';
import type { Segment } from '../../ui/progress.tsx';

const w = t.deploy;
/** What stands beside the bar: bytes while it downloads, the package manager's own words while it installs. */
export function runDetail(run: Run): string {
  const { progress, phase, state } = run;
  if (state === 'unreachable') return w.reattaching;
  if (state !== 'running' || !progress) return '';
  if (phase === 'downloading') return w.downloading(bytes(progress.bytesDone), bytes(progress.bytesTotal));
  return progress.text;
}

/** Download and installation as one bar of 0 to 1: each counts half, because neither predicts the other. null is unknown. */
export function runShare(run: Run): number | null {
  if (run.state === 'done') return 1;
  if (!run.progress || run.state === 'waiting' || isFinal(run.state)) return null;
  const { bytesDone, bytesTotal, packagesDone, packagesTotal } = run.progress;
  const part = (done: number, total: number): number => (total > 0 ? Math.min(1, done / total) : 1);
  if (run.state === 'verifying' || run.state === 'rebooting') return 1;
  return packagesDone > 0 ? 0.5 + part(packagesDone, packagesTotal) / 2 : part(bytesDone, bytesTotal) / 2;
}

export interface Totals {
  readonly done: number;
  readonly running: number;
  readonly waiting: number;
  readonly failed: number;
  readonly unreachable: number;
  readonly skipped: number;
  readonly lost: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly packagesDone: number;
  readonly packagesTotal: number;
}

export function totalsOf({ runs }: Deployment): Totals {
  const of = (...states: RunState[]): number => runs.filter((run) => states.includes(run.state)).length;
  const sum = (value: (run: Run) => number): number => runs.reduce((total, run) => total + value(run), 0);
  // A host that is done has had everything, whatever its last progress line said.
  const whole = (run: Run): boolean => run.state === 'done' || run.state === 'verifying' || run.state === 'rebooting';
  return {
    done: of('done'),
    running: of('intended', 'running', 'rebooting', 'verifying'),
    waiting: of('waiting'),
    failed: of('failed'),
    unreachable: of('unreachable'),
    skipped: of('skipped'),
    lost: of('lost'),
    bytesDone: sum((run) => (whole(run) ? run.downloadBytes : Math.min(run.progress?.bytesDone ?? 0, run.downloadBytes))),
    bytesTotal: sum((run) => run.downloadBytes),
    packagesDone: sum((run) => (whole(run) ? run.packages : Math.min(run.progress?.packagesDone ?? 0, run.packages))),
    packagesTotal: sum((run) => run.packages),
  };
}

export const segmentsOf = (totals: Totals): readonly Segment[] => [
  { share: totals.done, tone: 'ok' },
  { share: totals.running, tone: 'live' },
  { share: totals.unreachable, tone: 'unknown' },
  { share: totals.failed + totals.lost, tone: 'bad' },
  { share: totals.skipped, tone: 'idle' },
];

/** "2 running, 1 failed, 9 waiting": what is not done, in words. */
export function partsOf(totals: Totals): string {
  return (['running', 'unreachable', 'failed', 'lost', 'waiting', 'skipped'] as const)
    .filter((part) => totals[part] > 0)
    .map((part) => w.parts[part](totals[part]))
    .join(', ');
}

const order: Record<RunState, number> = {
  failed: 0,
  unreachable: 1,
  intended: 2,
  running: 2,
  rebooting: 2,
  verifying: 2,
  lost: 3,
  waiting: 4,
  skipped: 5,
  done: 6,
};
/** Rings in their order; inside a ring what needs eyes first. */
export const runsInOrder = (runs: readonly Run[]): readonly Run[] =>
  [...runs].sort((a, b) => a.ring - b.ring || order[a.state] - order[b.state] || a.position - b.position);

/** How long a run took, or has taken so far, in seconds; null before it began. */
export const runSeconds = (run: Run, now: number): number | null =>
  run.startedAt === null ? null : Math.max(0, ((run.endedAt === null ? now : Date.parse(run.endedAt)) - Date.parse(run.startedAt)) / 1000);
