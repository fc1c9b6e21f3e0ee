import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { isFinal } from '../../../../shared/domain/deployment.ts';
import type { Deployment, Run } from '../../../../shared/domain/deployment.ts';
import { fail, ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { cleanLines } from '../../../../shared/domain/text.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { idArgument, runsOf, withDeployment } from '../find-deployment.ts';
import { followToTheEnd } from '../follow-deployment.ts';
import { plural, when } from '../format.ts';
import { approve, whole } from '../options.ts';
import type { Choose, Register } from '../options.ts';
import type { Cell } from '../style.ts';
import { registerRings } from './deployments-rings.ts';
import { deploymentExit, deploymentLines, stateWords } from '../views/deployment.ts';

export const registerDeployments: Register = (program, choose) => {
  const deployments = program.command('deployments').description('what was deployed, and how it goes');
  deployments
    .command('list', { isDefault: true })
    .description('all of them, newest first')
    .action(() => choose({ drive: false, verb: listAll }));
  looking(deployments, choose);
  registerRings(deployments, choose);
  deciding(deployments, choose);
};

function looking(deployments: Command, choose: Choose): void {
  deployments
    .command('show')
    .description('its hosts, problems and checks')
    .argument(...idArgument)
    .action((word: string) =>
      choose({ drive: false, verb: withDeployment(word, async (cli, it) => done(it, deploymentLines(cli, it, true), deploymentExit(it))) }),
    );
  deployments
    .command('watch')
    .description('re-attach: follow it until the end')
    .argument(...idArgument)
    .option('--wait <minutes>', 'stop following after this long', whole(1, 10_080))
    .action((word: string, flags: { wait?: number }) =>
      choose({ drive: true, verb: withDeployment(word, (cli, it) => followToTheEnd(cli, it.id, flags.wait)) }),
    );
  deployments
    .command('log')
    .description("a host's own log")
    .argument(...idArgument)
    .argument('<host>', 'its name or id')
    .option('--follow', 'until the host is done')
    .action((word: string, host: string, flags: { follow?: boolean }) =>
      choose({ drive: flags.follow === true, verb: withDeployment(word, (cli, it) => showLog(cli, it, host, flags.follow === true)) }),
    );
}

function deciding(deployments: Command, choose: Choose): void {
  deployments
    .command('pause')
    .description('finish what runs, start nothing new')
    .argument(...idArgument)
    .action((word: string) => choose({ drive: false, verb: withDeployment(word, (cli, it) => decide(cli, it, 'deployments.pause')) }));
  deployments
    .command('stop')
    .description('finish what runs, skip what waits')
    .argument(...idArgument)
    .action((word: string) => choose({ drive: false, verb: withDeployment(word, (cli, it) => decide(cli, it, 'deployments.stop')) }));
  deployments
    .command('resume')
    .description('go on after a pause, and follow')
    .argument(...idArgument)
    .action((word: string) => choose({ drive: true, verb: withDeployment(word, resume) }));
  deployments
    .command('retry')
    .description('try failed hosts again, and follow')
    .argument(...idArgument)
    .argument('[hosts...]', 'names or ids; all that failed or were skipped where none is named')
    .action((word: string, hosts: string[]) => choose({ drive: true, verb: withDeployment(word, (cli, it) => retry(cli, it, hosts)) }));
  deployments
    .command('set-lost')
    .description("a person's word that a host will not come back")
    .argument(...idArgument)
    .argument('<host>', 'its name or id')
    .requiredOption('--reason <text>', 'kept in the history')
    .option('--yes', 'do not ask')
    .action((word: string, host: string, flags: { reason: string; yes?: boolean }) =>
      choose({ drive: false, verb: withDeployment(word, (cli, it) => setLost(cli, it, host, flags)) }),
    );
}

async function listAll(cli: Cli): Promise<Result<Done>> {
  const rows = await cli.call('deployments.list', {});
  if (!rows.ok) return rows;
  const cells = rows.value.map((row): Cell[] => {
    const counts = Object.entries(row.counts).flatMap(([state, n]) =>
      n ? [`${n} ${stateWords[state as keyof typeof stateWords][1].toLowerCase()}`] : [],
    );
    return [row.id, when(row.createdAt, cli.now), row.kind, row.state, `${plural(row.hosts, 'host')}: ${counts.join(', ')}`, row.name];
  });
  return done(rows.value, cells.length ? cli.style.table(['Id', 'Begun', 'Kind', 'State', 'Hosts', 'Name'], cells) : ['No deployment yet']);
}

async function decide(cli: Cli, { id }: Deployment, call: 'deployments.pause' | 'deployments.stop'): Promise<Result<Done>> {
  const decided = await cli.call(call, { id });
  if (!decided.ok) return decided;
  const after = await cli.call('deployments.get', { id });
  return after.ok ? done(after.value, deploymentLines(cli, after.value)) : after;
}

async function resume(cli: Cli, { id }: Deployment): Promise<Result<Done>> {
  const resumed = await cli.call('deployments.resume', { id });
  return resumed.ok ? followToTheEnd(cli, id) : resumed;
}

async function retry(cli: Cli, deployment: Deployment, words: readonly string[]): Promise<Result<Done>> {
  const runs = words.length ? runsOf(deployment, words) : ok(deployment.runs.filter(mayBeRetried));
  if (!runs.ok) return runs;
  if (!runs.value.length)
    return fail({
      kind: 'conflict',
      detail: 'No host of this deployment has failed or was skipped',
      next: 'To go on with hosts that wait: patchbay deployments resume.',
    });
  const retried = await cli.call('deployments.retry', { id: deployment.id, hostIds: runs.value.map((run) => run.hostId) });
  return retried.ok ? followToTheEnd(cli, deployment.id) : retried;
}

/** Hosts that were not in the approved plan have nothing to repeat; their hash is zeros. */
const mayBeRetried = (run: Run): boolean => (run.state === 'failed' || run.state === 'skipped') && !/^0+$/.test(run.planHash);

async function setLost(cli: Cli, deployment: Deployment, word: string, flags: { reason: string; yes?: boolean }): Promise<Result<Done>> {
  const runs = runsOf(deployment, [word]);
  if (!runs.ok) return runs;
  const run = runs.value[0]!;
  const approved = await approve(
    cli,
    flags.yes,
    `Set ${run.hostName} aside as lost? Patchbay looks for it no more in this deployment.`,
    'host that is lost',
  );
  if (!approved.ok) return approved;
  const set = await cli.call('deployments.setLost', { id: deployment.id, hostId: run.hostId, reason: flags.reason });
  return set.ok ? done({ host: run.hostName }, [cli.style.cell(`${run.hostName} is set aside as lost: ${flags.reason}`)]) : set;
}

const LOG_LOOK_MS = 1000;

async function showLog(cli: Cli, deployment: Deployment, word: string, keepFollowing: boolean): Promise<Result<Done>> {
  const runs = runsOf(deployment, [word]);
  if (!runs.ok) return runs;
  const { hostId, hostName } = runs.value[0]!;
  const collected: string[] = [];
  const take = (text: string): unknown => (keepFollowing ? cli.say(cleanLines(text), { log: text }) : collected.push(text));
  for (let from = 0, isLast = !keepFollowing; ;) {
    // Asked before reading: what a host wrote before it was done is then read for sure.
    isLast ||= cli.io.interrupted.aborted || (await isDone(cli, deployment.id, hostId));
    const read = await readLog(cli, { id: deployment.id, hostId, from }, take);
    if (!read.ok) return read;
    if (isLast) break;
    from = read.value;
    await sleep(LOG_LOOK_MS, undefined, { signal: cli.io.interrupted }).catch(() => undefined);
  }
  const text = collected.join('');
  const lines = text === '' ? [] : cleanLines(text).replace(/\n$/, '').split('\n');
  return done({ host: hostName, text }, lines, cli.io.interrupted.aborted ? EXIT.interrupted : EXIT.ok);
}

/** From an offset to the present end. Answers that end. */
async function readLog(
  cli: Cli,
  at: { id: string; hostId: string; from: number },
  take: (text: string) => unknown,
): Promise<Result<number>> {
  for (let from = at.from; ;) {
    const part = await cli.call('deployments.log', { ...at, from });
    if (!part.ok) return part;
    const { text, next, size } = part.value;
    if (text !== '') take(text);
    if (next >= size || next <= from) return ok(next);
    from = next;
  }
}

async function isDone(cli: Cli, id: string, hostId: string): Promise<boolean> {
  const now = await cli.call('deployments.get', { id });
  return !now.ok || now.value.runs.every((run) => run.hostId !== hostId || isFinal(run.state));
}
