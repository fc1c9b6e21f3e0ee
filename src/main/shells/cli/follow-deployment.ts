import { isFinal } from '../../../shared/domain/deployment.ts';
import type { DeploymentWithRings } from '../../../shared/contract/rings.ts';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import { done } from './context.ts';
import type { Cli, Done } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { follow } from './follow.ts';
import type { Followed } from './follow.ts';
import { plural } from './format.ts';
import { Helper } from './helper.ts';
import { allWait, PersonWatch } from './person-watch.ts';
import { shellWord } from './problem-text.ts';
import { deploymentExit, deploymentLines, deploymentTitle, hasSettled, runProgress } from './views/deployment.ts';

/**
 * Shows a deployment until nothing more happens by itself. Asks for what a host needs where there is somebody to
 * ask; where there is nobody it ends as soon as every host that is left waits for a person. `waitMinutes` ends the
 * following, never the deployment.
 */
export async function followDeployment(cli: Cli, id: string, waitMinutes?: number): Promise<Result<Followed<DeploymentWithRings>>> {
  const helper = new Helper(cli);
  const watch = new PersonWatch();
  const until = waitMinutes ? performance.now() + waitMinutes * 60_000 : null;
  for (;;) {
    const followed = await follow(cli, {
      fetch: () => cli.call('deployments.get', { id }),
      isDone: (now) => hasSettled(now) || wants(watch, cli, now),
      show: (now) => cli.progress.show(deploymentTitle(now), now.runs.map(runProgress)),
      waitMs: until === null ? null : Math.max(1, until - performance.now()),
    });
    if (!followed.ok || followed.value.ended !== 'done' || hasSettled(followed.value.last)) return followed;
    const helped = await help(cli, helper, watch, followed.value.last);
    if (!helped.ok && helped.problem.kind === 'cancelled') return ok({ last: followed.value.last, ended: 'interrupted' });
    if (!helped.ok) return helped;
    if (!helped.value && allWait(followed.value.last, watch.see(followed.value.last, cli.now.getTime()))) return followed;
    watch.forget();
  }
}

/** Somebody who can be asked is asked at once; where there is nobody, hosts that still move are followed on. */
function wants(watch: PersonWatch, cli: Cli, deployment: Deployment): boolean {
  const waiting = watch.see(deployment, cli.now.getTime());
  return cli.prompt ? waiting.length > 0 : allWait(deployment, waiting);
}

async function help(cli: Cli, helper: Helper, watch: PersonWatch, deployment: Deployment): Promise<Result<boolean>> {
  const rows = await cli.call('hosts.list', {});
  if (!rows.ok) return rows;
  const troubles = watch.see(deployment, cli.now.getTime()).flatMap(({ run, problem }) => {
    const row = rows.value.find((one) => one.host.id === run.hostId);
    return row ? [{ host: row.host, problem }] : [];
  });
  const settled = await helper.settle(troubles);
  return settled.ok ? ok(settled.value.length > 0) : settled;
}

/** Ways back that it took by rule are deployments of their own: they are followed as well, and it is shown as it is after them. */
async function followWithWaysBack(cli: Cli, id: string, waitMinutes?: number): Promise<Result<Followed<DeploymentWithRings>>> {
  const followed = await followDeployment(cli, id, waitMinutes);
  if (!followed.ok || followed.value.ended !== 'done') return followed;
  if (!followed.value.last.runs.some((run) => run.gate?.back?.outcome === 'started' && run.rolledBackBy === null)) return followed;
  const rows = await cli.call('deployments.list', {});
  if (!rows.ok) return rows;
  for (const row of rows.value.filter((one) => one.rollsBack === id && one.state !== 'finished')) {
    const back = await followDeployment(cli, row.id, waitMinutes);
    if (!back.ok) return back;
    if (back.value.ended !== 'done') return ok({ last: followed.value.last, ended: back.value.ended });
  }
  const after = await cli.call('deployments.get', { id });
  return after.ok ? ok({ last: after.value, ended: 'done' }) : after;
}

/** Follows it and says how it ended, and what to do next. */
export async function followToTheEnd(cli: Cli, id: string, waitMinutes?: number): Promise<Result<Done>> {
  const followed = await followWithWaysBack(cli, id, waitMinutes);
  if (!followed.ok) return followed;
  const { last, ended } = followed.value;
  const lines = deploymentLines(cli, last);
  if (ended === 'interrupted') return done(last, [...lines, '', ...detachedLines(last)], EXIT.interrupted);
  if (ended === 'waited') return done(last, [...lines, '', ...detachedLines(last)], EXIT.underWay);
  return done(last, [...lines, '', ...(hasSettled(last) ? nextSteps(last) : detachedLines(last))], deploymentExit(last));
}

/** What goes on without us and what waits for us. */
export function detachedLines(deployment: Deployment): string[] {
  const open = deployment.runs.filter((run) => !isFinal(run.state));
  const waiting = open.filter((run) => run.state === 'waiting').length;
  const working = open.length - waiting;
  return [
    'No longer following.',
    ...(working
      ? [`${plural(working, 'host')} begun: what runs on a host goes on there by itself, whatever happens to this computer.`]
      : []),
    ...(waiting ? [`${plural(waiting, 'host')} not begun: they begin when Patchbay follows again.`] : []),
    `Re-attach: patchbay deployments watch ${deployment.id} (asks on a terminal for what a host wants; in a script: --secrets-stdin)`,
    `Begin no more hosts: patchbay deployments pause ${deployment.id}`,
  ];
}

function nextSteps({ id, kind, state, runs, ringStates }: DeploymentWithRings): string[] {
  const failed = runs.find((run) => run.state === 'failed');
  return [
    ...(ringStates.some((one) => one.state === 'approval')
      ? [`Approve the ring: patchbay deployments approve ${id} --name "...", then patchbay deployments watch ${id}`]
      : []),
    ...(state === 'paused' ? [`Go on with the hosts that wait: patchbay deployments resume ${id}`] : []),
    ...(failed ? [`Read: patchbay deployments log ${id} ${shellWord(failed.hostName)}`, `Retry: patchbay deployments retry ${id}`] : []),
    `Prove it: patchbay verify ${id}`,
    ...(kind === 'deploy' && runs.some((run) => run.state === 'done' || run.state === 'failed')
      ? [`Go back: patchbay rollback ${id}`]
      : []),
  ];
}
