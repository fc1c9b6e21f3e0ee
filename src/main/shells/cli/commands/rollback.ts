import { findDeployment, runsOf } from '../find-deployment.ts';
import { ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import type { Deployment } from '../../../../shared/domain/deployment.ts';
import type { Plan } from '../../../../shared/domain/plan.ts';
import type { Cli } from '../context.ts';
import { makePlan } from '../make-plan.ts';
import { list, whole } from '../options.ts';
import type { Register } from '../options.ts';
import { startAndFollow } from './deploy.ts';
import type { DeployFlags } from './deploy.ts';
import { planOptions, rebootOption } from './test.ts';
import type { PlanFlags } from './test.ts';

interface RollbackFlags extends DeployFlags, PlanFlags {
  readonly host?: string[];
  readonly packages?: string[];
}

export const registerRollback: Register = (program, choose) => {
  program
    .command('rollback')
    .description('return hosts to the versions before a deployment, from the kit that was saved on each')
    .argument('<deployment>', 'an id, the beginning of one, or "last"')
    .option('--host <names>', 'only these hosts', list)
    .option('--packages <names>', 'only these packages', list)
    .addOption(rebootOption())
    .option('--allow-removals <names>', 'packages that came with the deployment and may be removed again', list)
    .option('--yes', 'do not ask; wanted where there is no terminal')
    .option('--name <name>', 'how it is called in the history')
    .option('--concurrency <n>', 'hosts at the same time', whole(1, 50))
    .option('--wait <minutes>', 'stop following after this long; hosts go on', whole(1, 10_080))
    .addHelpText(
      'after',
      '\nThe way back is simulated first and shown; what it would remove beside that is refused.\n\nExamples:\n  patchbay rollback last\n  patchbay rollback last --host web1 --packages openssl,libssl3',
    )
    .action((word: string, flags: RollbackFlags) =>
      choose({
        drive: true,
        verb: async (cli) => {
          const found = await findDeployment(cli, word);
          if (!found.ok) return found;
          const plan = await planRollback(cli, found.value, flags);
          return plan.ok ? startAndFollow(cli, plan.value, flags) : plan;
        },
      }),
    );
};

export async function planRollback(
  cli: Cli,
  deployment: Deployment,
  flags: Pick<RollbackFlags, 'host' | 'packages'> & PlanFlags,
): Promise<Result<Plan>> {
  const runs = flags.host ? runsOf(deployment, flags.host) : ok(deployment.runs);
  if (!runs.ok) return runs;
  const rows = await cli.call('hosts.list', {});
  if (!rows.ok) return rows;
  const hostIds = flags.host ? runs.value.map((run) => run.hostId) : [];
  return makePlan(cli, rows.value, () =>
    cli.call('plan.makeRollback', { deploymentId: deployment.id, hostIds, packages: flags.packages ?? null, options: planOptions(flags) }),
  );
}
