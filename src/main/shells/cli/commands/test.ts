import { Option } from 'commander';
import type { CallInput } from '../../../../shared/contract/contract.ts';
import { done } from '../context.ts';
import { hostOptions, list, selectionOf } from '../options.ts';
import type { HostOptions, Register } from '../options.ts';
import { makePlan } from '../make-plan.ts';
import { shellWord } from '../problem-text.ts';
import { chosenHosts } from '../select.ts';
import { registerPlanExport } from './plan-export.ts';
import { planExit, planLines, readyHosts } from '../views/plan.ts';
import { rehearsalLines } from '../views/rehearsal.ts';

export interface PlanFlags {
  readonly reboot: 'never' | 'if-required' | 'always';
  readonly allowRemovals?: string[];
  readonly allowWithoutWayBack?: boolean;
}
export const planOptions = (flags: PlanFlags) => ({
  reboot: flags.reboot,
  allowRemovals: flags.allowRemovals ?? [],
  allowWithoutWayBack: flags.allowWithoutWayBack === true,
});
export const rebootOption = (): Option =>
  new Option('--reboot <rule>', 'reboot after it').choices(['never', 'if-required', 'always']).default('never');

interface TestFlags extends HostOptions, PlanFlags {
  readonly security?: boolean;
  readonly everything?: boolean;
  readonly packages?: string[];
  readonly exclude?: string[];
}

const examples = `
Without --everything or --packages: security updates.

Examples:
  patchbay test --all
  patchbay test ring:0 --everything --exclude linux-image-amd64
  patchbay test web1 --packages openssl,libssl3 --reboot if-required`;

export const registerTest: Register = (program, choose) => {
  hostOptions(program.command('test'))
    .description('preview: the exact transaction on each host, the way back, and what stands in the way; changes nothing')
    .addOption(new Option('--security', 'security updates (the default)').conflicts(['everything', 'packages']))
    .addOption(new Option('--everything', 'every update').conflicts(['packages']))
    .option('--packages <names>', 'only these packages', list)
    .option('--exclude <names>', 'not these packages', list)
    .addOption(rebootOption())
    .option('--allow-removals <names>', 'packages that may be removed; nothing else ever is', list)
    .option('--allow-without-way-back', 'go ahead on hosts where the way back cannot be saved')
    .addHelpText('after', examples)
    .action((words: string[], flags: TestFlags) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const hosts = await chosenHosts(cli, selectionOf(words, flags));
          if (!hosts.ok) return hosts;
          const hostIds = hosts.value.map((row) => row.host.id);
          const plan = await makePlan(cli, hosts.value, () =>
            cli.call('plan.make', { hostIds, selection: wanted(flags), options: planOptions(flags) }),
          );
          if (!plan.ok) return plan;
          const next = readyHosts(plan.value).length ? nextLines(plan.value.id) : [];
          return done(plan.value, [...planLines(cli.style, plan.value), ...next], planExit(plan.value));
        },
      }),
    );

  const plan = program
    .command('plan')
    .description('show a plan again')
    .argument('<plan>', 'the id that "test" or "rollback" printed')
    .action((planId: string) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const plan = await cli.call('plan.get', { planId });
          if (!plan.ok) return plan;
          const rehearsals = await cli.call('rehearsals.of', { planId });
          if (!rehearsals.ok) return rehearsals;
          const rehearsed = rehearsals.value.length ? ['', ...rehearsalLines(cli.style, rehearsals.value)] : [];
          return done(plan.value, [...planLines(cli.style, plan.value), ...rehearsed], planExit(plan.value));
        },
      }),
    );
  registerPlanExport(plan, choose);
};

const nextLines = (id: string): string[] => [
  '',
  `On clones first: patchbay rehearse ${shellWord(id)}`,
  `Next: patchbay deploy ${shellWord(id)}`,
];

function wanted(flags: TestFlags): CallInput<'plan.make'>['selection'] {
  const exclude = flags.exclude ?? [];
  if (flags.packages) return { mode: 'packages', packages: flags.packages, exclude };
  return { mode: flags.everything ? 'everything' : 'security', exclude };
}
