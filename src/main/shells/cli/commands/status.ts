import { done } from '../context.ts';
import { plural } from '../format.ts';
import type { Register } from '../options.ts';
import type { Tone } from '../style.ts';

export const registerStatus: Register = (program, choose) => {
  program
    .command('status')
    .description('where the inventory stands, as of the last scans')
    .action(() =>
      choose({
        drive: false,
        verb: async (cli) => {
          const summary = await cli.call('app.summary', {});
          if (!summary.ok) return summary;
          const info = await cli.call('app.info', {});
          if (!info.ok) return info;
          const deployments = await cli.call('deployments.list', {});
          if (!deployments.ok) return deployments;
          const open = deployments.value.filter((one) => one.state !== 'finished');
          const { hosts, current, outstanding, securityOutstanding, unknown, rebootPending } = summary.value;
          const of = (n: number, tone: Tone, text: string): string =>
            cli.style.cell(cli.style.state(n ? tone : 'idle', `${n} of ${plural(hosts, 'host')} ${text}`));
          const lines = [
            of(current, 'ok', 'current'),
            of(outstanding, 'warn', `with updates outstanding, ${securityOutstanding} of them with security updates`),
            of(unknown, 'unknown', 'unknown'),
            of(rebootPending, 'warn', 'to be rebooted'),
            ...open.map((one) => cli.style.cell(cli.style.state('live', `Deployment ${one.id} ${one.state}: ${one.name}`))),
            `Data: ${cli.style.cell(info.value.dataFolder)}`,
          ];
          return done({ summary: summary.value, openDeployments: open, dataFolder: info.value.dataFolder }, lines);
        },
      }),
    );
};
