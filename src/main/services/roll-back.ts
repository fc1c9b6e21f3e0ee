import type { Run } from '../../shared/domain/deployment.ts';
import type { PlanOptions } from '../../shared/domain/plan.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { Context } from './context.ts';
import { findDeployment } from './deployments.ts';
import type { HostQuestion } from './make-plan.ts';

export interface RollbackRequest {
  readonly deploymentId: string;
  /** Empty for every host that was changed. */
  readonly hostIds: readonly string[];
  /** null for everything that the run changed. */
  readonly packages: readonly string[] | null;
  readonly options: PlanOptions;
}

/** What to ask each host that a deployment changed: would your kit bring you back? */
export function rollbackQuestions(context: Context, request: RollbackRequest): Result<HostQuestion[]> {
  const found = findDeployment(context, request.deploymentId);
  if (!found.ok) return found;
  if (found.value.kind !== 'deploy')
    return fail({
      kind: 'conflict',
      detail: `This deployment is itself a ${found.value.kind}`,
      next: 'To go forward again, deploy the updates anew.',
    });
  const runs = found.value.runs.filter((run) => mayGoBack(run) && (!request.hostIds.length || request.hostIds.includes(run.hostId)));
  const questions = runs.flatMap((run) => {
    const host = context.store.hosts.get(run.hostId);
    return host ? [{ host, query: context.platforms.apt.previewRollback(run.id, request.packages, request.options), kitOf: run.id }] : [];
  });
  return questions.length
    ? ok(questions)
    : fail({
        kind: 'conflict',
        detail: 'No host of this deployment was changed and can go back',
        next: 'Hosts that were skipped have nothing to roll back.',
      });
}

const mayGoBack = (run: Run): boolean =>
  (run.state === 'done' || run.state === 'failed') && run.startedAt !== null && run.rolledBackBy === null;
