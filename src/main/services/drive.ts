import type { Deployment, Run, RunProgress } from '../../shared/domain/deployment.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import type { Context } from './context.ts';
import { concernsTheWay, type HostLink } from './host-link.ts';
import { enter } from './run-log.ts';
import type { Waker } from './waker.ts';

/** One run while it is driven. Whatever must survive is in the store; this can be lost at any moment. */
export interface Drive {
  readonly context: Context;
  readonly deployment: Pick<Deployment, 'id' | 'reboot' | 'kind' | 'rollsBack' | 'rollout' | 'policy'>;
  readonly link: HostLink;
  readonly waker: Waker;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress | null) => void;
}

/** What runs on a host goes on there; only our sight of it is gone. A refusal before the launch got through is a failure. */
export function outOfSight(drive: Drive, run: Run, problem: Problem): void {
  const { context } = drive;
  if (!concernsTheWay(problem)) {
    enter(context, run, { state: 'failed', problem, endedAt: context.now() }, 'run.failed');
    return;
  }
  const unreachableSince = run.unreachableSince ?? context.now();
  enter(context, run, { state: 'unreachable', problem, unreachableSince }, 'run.unreachable');
}
