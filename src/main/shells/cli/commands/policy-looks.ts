import type { Command } from 'commander';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { findDeployment } from '../find-deployment.ts';
import { findPolicy } from '../find-policy.ts';
import { plural, when } from '../format.ts';
import { makePlan } from '../make-plan.ts';
import { list, type Choose } from '../options.ts';
import { shellWord } from '../problem-text.ts';
import { chosenHosts } from '../select.ts';
import type { Cell } from '../style.ts';
import { planExit, planLines, readyHosts } from '../views/plan.ts';

/** What a policy comes to now. Only `plan` asks hosts, and changes nothing. */
export function registerPolicyLooks(policy: Command, choose: Choose): void {
  policy
    .command('hosts')
    .description('hosts in its scope, and what it would take on each by the newest scans')
    .argument('<policy>', 'name or id')
    .action((word: string) => choose({ drive: false, verb: (cli) => hosts(cli, word) }));
  policy
    .command('waits')
    .description('what hosts of a deployment wait for, by windows and freezes')
    .argument('<deployment>', 'an id, the beginning of one, or "last"')
    .action((word: string) => choose({ drive: false, verb: (cli) => waits(cli, word) }));
  policy
    .command('plan')
    .description('preview what the policy selects on its hosts; changes nothing')
    .argument('<policy>', 'name or id')
    .argument('[hosts...]', 'of those in its scope; else all')
    .option('--emergency <reason>', 'out of cycle: short bake, no waiting; the reason stays on record')
    .option('--packages <names>', 'for an emergency: these in place of what the policy selects', list)
    .action((word: string, hosts: string[], options: PlanFlags) =>
      choose({ drive: false, verb: (cli) => plan(cli, word, hosts, options) }),
    );
}

async function hosts(cli: Cli, word: string): Promise<Result<Done>> {
  const found = await findPolicy(cli, word);
  if (!found.ok) return found;
  const chosen = await cli.call('policies.select', { id: found.value.id });
  if (!chosen.ok) return chosen;
  if (!chosen.value.length) return done(chosen.value, ['No host is in its scope']);
  const cells = chosen.value.map(({ hostName, packages }): Cell[] => [hostName, String(packages.length), packages.join(', ')]);
  return done(chosen.value, cli.style.table(['Host', '>Updates', 'Packages'], cells));
}

async function waits(cli: Cli, word: string): Promise<Result<Done>> {
  const deployment = await findDeployment(cli, word);
  if (!deployment.ok) return deployment;
  const waiting = await cli.call('policies.waits', { deploymentId: deployment.value.id });
  if (!waiting.ok) return waiting;
  const { open, turnsAt, frozenBy, hosts: held } = waiting.value;
  const turns = turnsAt === null ? '' : ` ${open ? 'until' : 'opens'} ${when(turnsAt, cli.now)}`;
  const head = `${open ? 'Open' : frozenBy === null ? 'Closed' : `Frozen: ${frozenBy},`}${turns}`;
  if (!held.length) return done(waiting.value, [cli.style.cell(head), 'No host waits for a window']);
  const cells = held.map((one): Cell[] => [
    one.hostName,
    plural(one.minutes, 'minute'),
    one.fitsAt === null ? 'no window is long enough' : when(one.fitsAt, cli.now),
  ]);
  return done(waiting.value, [cli.style.cell(head), ...cli.style.table(['Host', 'Expected to take', 'May begin'], cells)]);
}

interface PlanFlags {
  readonly emergency?: string;
  readonly packages?: string[];
}

async function plan(cli: Cli, word: string, words: readonly string[], { emergency, packages }: PlanFlags): Promise<Result<Done>> {
  const found = await findPolicy(cli, word);
  if (!found.ok) return found;
  const hosts = await chosenHosts(cli, { words }, true);
  if (!hosts.ok) return hosts;
  const hostIds = words.length ? hosts.value.map((row) => row.host.id) : [];
  const input = { id: found.value.id, hostIds, emergency: emergency ?? null, packages: packages ?? null };
  const made = await makePlan(cli, hosts.value, () => cli.call('policies.plan', input));
  if (!made.ok) return made;
  const ready = readyHosts(made.value).length;
  const next = ready
    ? [
        '',
        `Next: patchbay deploy ${shellWord(made.value.id)}   (${plural(ready, 'host')}, ${found.value.name} version ${found.value.version})`,
      ]
    : [];
  return done(made.value, [...planLines(cli.style, made.value), ...next], planExit(made.value));
}
