import { done } from '../context.ts';
import { count } from '../format.ts';
import type { Register } from '../options.ts';
import { pairs } from '../views/hosts.ts';

export const registerRetention: Register = (program, choose) => {
  program
    .command('retention')
    .description('remove what is older than logKeepDays and evidenceKeepYears of the settings; a window does so daily')
    .option('--dry-run', 'only say how much it is')
    .action(({ dryRun = false }: { dryRun?: boolean }) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const pruned = await cli.call('retention.apply', { dryRun });
          if (!pruned.ok) return pruned;
          const { logs, scans, deployments, findings, entries } = pruned.value;
          const lines = pairs(cli, [
            ['logs of runs', count(logs)],
            ['scans', count(scans)],
            ['deployments', count(deployments)],
            ['ended findings', count(findings)],
            ['history', `${count(entries)} entries`],
          ]);
          return done(pruned.value, [dryRun ? 'Would be removed:' : 'Removed, and on record:', ...lines]);
        },
      }),
    );
};
