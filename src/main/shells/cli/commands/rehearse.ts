import { isOver } from '../../../../shared/domain/rehearsal.ts';
import type { Plan } from '../../../../shared/domain/plan.ts';
import { fail, ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { follow } from '../follow.ts';
import { plural } from '../format.ts';
import type { Register } from '../options.ts';
import { shellWord } from '../problem-text.ts';
import { rehearsalExit, rehearsalLines, rehearsalProgress } from '../views/rehearsal.ts';
import { readyHosts } from '../views/plan.ts';
import { signIn } from './deploy.ts';

const help = `
The host itself is not changed, but for its package cache: what was downloaded stays there for the deployment.
Ctrl-C stops following; rehearsals go on on their hosts, and "patchbay rehearse PLAN" re-attaches.
Exit codes: 0 all passed, 1 one would fail, 3 a person has to judge.

Examples:
  patchbay rehearse k3v9x2m8
  patchbay rehearse k3v9x2m8 web1 db1 --json
  patchbay rehearse k3v9x2m8 --cancel`;

export const registerRehearse: Register = (program, choose) => {
  program
    .command('rehearse')
    .description('carry out a plan on a throwaway clone of each host, and its way back; says what would happen')
    .argument('<plan>', 'the id that "test" printed')
    .argument('[hosts...]', 'names or ids; every host of the plan that can go where none is named')
    .option('--show', 'only what is known already')
    .option('--cancel', 'end those that go on')
    .addHelpText('after', help)
    .action((planId: string, words: string[], flags: { show?: boolean; cancel?: boolean }) =>
      choose({
        drive: !flags.show && !flags.cancel,
        verb: async (cli) => {
          const plan = await cli.call('plan.get', { planId });
          if (!plan.ok) return plan;
          const hostIds = named(plan.value, words);
          if (!hostIds.ok) return hostIds;
          if (flags.show) return show(cli, planId, hostIds.value);
          if (flags.cancel) return cancel(cli, planId, hostIds.value);
          const signedIn = await signIn(cli, plan.value);
          return signedIn.ok ? rehearse(cli, plan.value, hostIds.value) : signedIn;
        },
      }),
    );
};

function named(plan: Plan, words: readonly string[]): Result<string[]> {
  const ids = words.map((word) => plan.hosts.find((host) => host.hostName === word || host.hostId === word)?.hostId ?? null);
  const unknown = words.filter((_, at) => ids[at] === null);
  return unknown.length ? fail({ kind: 'not-found', what: `${unknown.join(', ')} in this plan` }) : ok(ids.filter((id) => id !== null));
}

async function of(cli: Cli, planId: string, hostIds: readonly string[]) {
  const all = await cli.call('rehearsals.of', { planId });
  return all.ok ? ok(all.value.filter((one) => !hostIds.length || hostIds.includes(one.hostId))) : all;
}

async function show(cli: Cli, planId: string, hostIds: readonly string[]): Promise<Result<Done>> {
  const all = await of(cli, planId, hostIds);
  if (!all.ok) return all;
  return done(all.value, all.value.length ? rehearsalLines(cli.style, all.value) : ['Not rehearsed yet'], rehearsalExit(all.value));
}

async function cancel(cli: Cli, planId: string, hostIds: string[]): Promise<Result<Done>> {
  const cancelled = await cli.call('rehearsals.cancel', { planId, hostIds });
  return cancelled.ok ? done({ cancelled: true }, ['They end within seconds and leave nothing on their hosts.']) : cancelled;
}

async function rehearse(cli: Cli, plan: Plan, hostIds: string[]): Promise<Result<Done>> {
  const started = await cli.call('rehearsals.start', { planId: plan.id, hostIds });
  if (!started.ok) return started;
  const followed = await follow(cli, {
    fetch: () => of(cli, plan.id, hostIds),
    isDone: (all) => all.every(isOver),
    show: (all) =>
      cli.progress.show(`Rehearsing on ${plural(all.length, 'host')}: ${all.filter(isOver).length} ended`, all.map(rehearsalProgress)),
  });
  if (!followed.ok) return followed;
  const { last, ended } = followed.value;
  if (ended === 'interrupted')
    return done(last, ['No longer following; the hosts go on.', `Re-attach: patchbay rehearse ${shellWord(plan.id)}`], EXIT.interrupted);
  const next = readyHosts(plan).length ? ['', `Next: patchbay deploy ${shellWord(plan.id)}`] : [];
  return done(last, [...rehearsalLines(cli.style, last), ...next], rehearsalExit(last));
}
