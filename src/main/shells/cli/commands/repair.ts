import { followToTheEnd } from '../follow-deployment.ts';
import { plural } from '../format.ts';
import { approve, whole } from '../options.ts';
import type { Register } from '../options.ts';
import { chosenHosts } from '../select.ts';

export const registerRepair: Register = (program, choose) => {
  program
    .command('repair')
    .description('finish what a package manager began on a host and could not end; detached and on record like a deployment')
    .argument('<hosts...>', 'names, patterns (web*), tag:x or ring:n')
    .option('--yes', 'do not ask; wanted where there is no terminal')
    .option('--wait <minutes>', 'stop following after this long; hosts go on', whole(1, 10_080))
    .addHelpText(
      'after',
      '\nOn the host: dpkg --configure -a, then apt-get -f install. There is no way back from it.\n\nExample:\n  patchbay repair web1',
    )
    .action((words: string[], flags: { yes?: boolean; wait?: number }) =>
      choose({
        drive: true,
        verb: async (cli) => {
          const rows = await chosenHosts(cli, { words });
          if (!rows.ok) return rows;
          const approved = await approve(
            cli,
            flags.yes,
            `Repair ${plural(rows.value.length, 'host')}: ${rows.value.map((row) => row.host.name).join(', ')}?`,
            'repair',
          );
          if (!approved.ok) return approved;
          const started = await cli.call('hosts.repair', { ids: rows.value.map((row) => row.host.id) });
          return started.ok ? followToTheEnd(cli, started.value.deploymentId, flags.wait) : started;
        },
      }),
    );
};
