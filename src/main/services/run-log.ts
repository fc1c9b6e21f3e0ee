import type { Run } from '../../shared/domain/deployment.ts';
import { explain } from '../../shared/domain/problem.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';

/** Commits a run's next state together with the line in the history that says so. */
export function enter(context: Context, run: Run, next: Partial<Run>, action?: string, text?: string): Run {
  const updated: Run = { ...run, ...next };
  context.store.transaction(() => {
    context.store.deployments.updateRun(updated);
    if (action)
      context.store.audit.append({
        action,
        actor: 'patchbay',
        hostId: run.hostId,
        deploymentId: run.deploymentId,
        text: text ?? (updated.problem ? explain(updated.problem).title : action),
        details: {
          run: run.id,
          planHash: run.planHash,
          exit: updated.exit,
          problem: updated.problem,
          checks: updated.checks.filter((one) => one.outcome !== 'passed'),
        },
      });
  });
  changed(context, 'deployments', run.deploymentId);
  if (action) changed(context, 'history');
  return updated;
}
