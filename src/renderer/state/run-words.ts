import type { Run, RunState } from '../../shared/domain/deployment.ts';
import { t } from '../texts/index.ts';
import type { StateKind } from '../ui/states.ts';
import { wordOfProblem } from './host-view.ts';

const w = t.deploy;
const kinds: Record<RunState, StateKind> = {
  waiting: 'waiting',
  intended: 'running',
  running: 'running',
  unreachable: 'unreachable',
  rebooting: 'reboot',
  verifying: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  lost: 'unknown',
};

export const runKind = (run: Run): StateKind => kinds[run.state];

/** The state in words, with numbers where there are any: "Installing 7 of 9". */
export function runWord(run: Run): string {
  if (run.state === 'failed' && run.problem) return wordOfProblem(run.problem);
  if (run.state !== 'running' || run.phase === null) return w.states[run.state];
  const { progress } = run;
  if (run.phase === 'installing' && progress && progress.packagesTotal > 0)
    return w.installing(Math.min(progress.packagesDone, progress.packagesTotal), progress.packagesTotal);
  return w.phases[run.phase];
}
