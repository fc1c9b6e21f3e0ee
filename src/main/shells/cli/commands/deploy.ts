import type { CallInput, HostRow } from '../../../../shared/contract/contract.ts';
import type { Plan } from '../../../../shared/domain/plan.ts';
import { fail, ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import type { Cli } from '../context.ts';
import { followToTheEnd } from '../follow-deployment.ts';
import { plural } from '../format.ts';
import { approve, whole } from '../options.ts';
import type { Register } from '../options.ts';
import { readRollout } from '../rollout-file.ts';
import { planLines, readyHosts } from '../views/plan.ts';
import { scanHosts } from './scan.ts';

export interface DeployFlags {
  readonly yes?: boolean;
  readonly name?: string;
  readonly concurrency?: number;
  readonly wait?: number;
  readonly rollout?: string;
}

export const registerDeploy: Register = (program, choose) => {
  program
    .command('deploy')
    .description('carry out a plan, and nothing else, detached on each host; follows it until the end')
    .argument('<plan>', 'the id that "test" printed')
    .option('--yes', 'do not ask; wanted where there is no terminal')
    .option('--hash <hash>', 'only if the plan still has this hash')
    .option('--name <name>', 'how it is called in the history')
    .option('--concurrency <n>', 'hosts at the same time', whole(1, 50))
    .option('--rollout <file>', 'how it goes from ring to ring: bake times, approvals, gates (JSON, docs/rings.md)')
    .option('--wait <minutes>', 'stop following after this long; hosts go on', whole(1, 10_080))
    .addHelpText(
      'after',
      '\nCtrl-C stops following. Hosts that have begun go on; "patchbay deployments watch" re-attaches.\n\nExamples:\n  patchbay deploy k3v9x2m8\n  patchbay deploy k3v9x2m8 --yes --concurrency 5 --json',
    )
    .action((planId: string, flags: DeployFlags & { hash?: string }) =>
      choose({
        drive: true,
        verb: async (cli) => {
          const plan = await cli.call('plan.get', { planId });
          if (!plan.ok) return plan;
          if (flags.hash !== undefined && flags.hash !== plan.value.hash)
            return fail({ kind: 'conflict', detail: 'The plan has another hash', next: 'Look at it again: "patchbay plan" shows it.' });
          const signedIn = await signIn(cli, plan.value);
          return signedIn.ok ? startAndFollow(cli, plan.value, flags) : signedIn;
        },
      }),
    );
};

/** Shows what will be done, asks, starts exactly that and follows it. */
export async function startAndFollow(cli: Cli, plan: Plan, flags: DeployFlags) {
  const started = await start(cli, plan, flags);
  return started.ok ? followToTheEnd(cli, started.value, flags.wait) : started;
}

export async function start(cli: Cli, plan: Plan, flags: DeployFlags): Promise<Result<string>> {
  const hosts = readyHosts(plan);
  if (!plan.hash || !hosts.length)
    return fail({
      kind: 'conflict',
      detail: 'No host of this plan can go',
      next: "Mend what stands in the hosts' way, then preview again.",
    });
  const rollout = flags.rollout === undefined ? ok(null) : readRollout(flags.rollout);
  if (!rollout.ok) return rollout;
  const what = plan.kind === 'rollback' ? 'rollback' : 'deployment';
  if (!flags.yes) cli.explainOnTheWay((style) => planLines(style, plan));
  const approved = await approve(cli, flags.yes, `Start this ${what} on ${plural(hosts.length, 'host')}?`, what);
  if (!approved.ok) return approved;
  const input: CallInput<'deployments.start'> = {
    planId: plan.id,
    planHash: plan.hash,
    name: flags.name ?? defaultName(plan),
    ...(flags.concurrency ? { concurrency: flags.concurrency } : {}),
    ...(rollout.value ? { rollout: rollout.value } : {}),
  };
  const started = await cli.call('deployments.start', input);
  if (!started.ok) return started;
  cli.note(`Deployment ${started.value.deploymentId} started. Ctrl-C stops following; hosts that have begun go on.`);
  return ok(started.value.deploymentId);
}

function defaultName(plan: Plan): string {
  const hosts = plural(readyHosts(plan).length, 'host');
  if (plan.kind === 'rollback') return `Rollback on ${hosts}`;
  const words = { security: 'Security updates', everything: 'All updates', packages: 'Chosen packages' } as const;
  return `${words[plan.selection?.mode ?? 'packages']} on ${hosts}`;
}

/**
 * Secrets are kept in memory only, so this start of Patchbay has none. Where a person is there to ask, hosts that
 * may want one are read once before anything is started, and what they want is asked for.
 */
async function signIn(cli: Cli, plan: Plan): Promise<Result<null>> {
  if (!cli.prompt) return ok(null);
  const rows = await cli.call('hosts.list', {});
  if (!rows.ok) return rows;
  const planned = new Set(readyHosts(plan).map((host) => host.hostId));
  const ids = rows.value.filter((row) => planned.has(row.host.id) && mayWantSecret(row)).map((row) => row.host.id);
  const scanned = ids.length ? await scanHosts(cli, ids, false) : ok([]);
  return scanned.ok ? ok(null) : scanned;
}

const mayWantSecret = ({ host }: HostRow): boolean => host.transport === 'ssh' && (host.signIn.by !== 'agent' || host.elevation === 'sudo');
