import { isFinal } from '../../../shared/domain/deployment.ts';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import type { Result } from '../../../shared/domain/result.ts';
import { done } from './context.ts';
import type { Cli, Done } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { follow } from './follow.ts';
import type { Followed } from './follow.ts';
import { plural } from './format.ts';
import { deploymentExit, deploymentLines, deploymentTitle, hasSettled, runProgress } from './views/deployment.ts';

/** Shows a deployment until nothing more happens by itself. `waitMinutes` ends the following, never the deployment. */
export function followDeployment(cli: Cli, id: string, waitMinutes?: number): Promise<Result<Followed<Deployment>>> {
  return follow(cli, {
    fetch: () => cli.call('deployments.get', { id }),
    isDone: hasSettled,
    show: (deployment) => cli.progress.show(deploymentTitle(deployment), deployment.runs.map(runProgress)),
    waitMs: waitMinutes ? waitMinutes * 60_000 : null,
  });
}

/** Follows it and says how it ended, and what to do next. */
export async function followToTheEnd(cli: Cli, id: string, waitMinutes?: number): Promise<Result<Done>> {
  const followed = await followDeployment(cli, id, waitMinutes);
  if (!followed.ok) return followed;
  const { last, ended } = followed.value;
  if (ended === 'done') return done(last, [...deploymentLines(cli, last), '', ...nextSteps(last)], deploymentExit(last));
  const exit = ended === 'interrupted' ? EXIT.interrupted : EXIT.underWay;
  return done(last, [...deploymentLines(cli, last), '', ...detachedLines(last)], exit);
}

/** What goes on without us and what waits for us. */
export function detachedLines(deployment: Deployment): string[] {
  const open = deployment.runs.filter((run) => !isFinal(run.state));
  const waiting = open.filter((run) => run.state === 'waiting').length;
  const working = open.length - waiting;
  return [
    'No longer following.',
    ...(working ? [`${plural(working, 'host')} at work: the update goes on there by itself, whatever happens to this computer.`] : []),
    ...(waiting ? [`${plural(waiting, 'host')} not started: they start when Patchbay follows again.`] : []),
    `Re-attach: patchbay deployments watch ${deployment.id}`,
    `Start no more hosts: patchbay deployments pause ${deployment.id}`,
  ];
}

function nextSteps({ id, kind, state, runs }: Deployment): string[] {
  const failed = runs.filter((run) => run.state === 'failed');
  return [
    ...(state === 'paused' ? [`Go on with the hosts that wait: patchbay deployments resume ${id}`] : []),
    ...(failed.length ? [`Read: patchbay deployments log ${id} ${failed[0]!.hostName}`, `Retry: patchbay deployments retry ${id}`] : []),
    `Prove it: patchbay verify ${id}`,
    ...(kind === 'deploy' && runs.some((run) => run.state === 'done' || run.state === 'failed') ? [`Go back: patchbay rollback ${id}`] : []),
  ];
}
