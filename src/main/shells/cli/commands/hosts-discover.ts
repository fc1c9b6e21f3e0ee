import type { Command } from 'commander';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { plural } from '../format.ts';
import { approve, type Choose } from '../options.ts';
import { importOptions, takeRows, type ImportFlags } from './hosts-import.ts';

interface DiscoverFlags extends ImportFlags {
  readonly user?: string;
}

export function registerDiscover(hosts: Command, choose: Choose): void {
  importOptions(
    hosts
      .command('discover')
      .description('look who answers as an SSH server in a subnet, show them and ask; signs in nowhere')
      .argument('<subnet>', 'such as 192.0.2.0/24; /20 at most'),
  )
    .option('--user <name>', 'who signs in to the new hosts (default: who you are here)')
    .addHelpText(
      'after',
      '\nOnly where you may: it opens a connection to port 22 of every address.\nExample: patchbay hosts discover 192.0.2.0/24 --dry-run',
    )
    .action((subnet: string, flags: DiscoverFlags) => choose({ drive: false, verb: (cli) => discover(cli, subnet, flags) }));
}

async function discover(cli: Cli, cidr: string, flags: DiscoverFlags): Promise<Result<Done>> {
  const approved = await approve(cli, flags.yes || flags.dryRun, `Connect to port 22 of every address of ${cidr}?`, 'look');
  if (!approved.ok) return approved;
  cli.note(`Looking at ${cidr}`);
  const stop = (): void => void cli.call('hosts.stopDiscovery', {});
  cli.io.interrupted.addEventListener('abort', stop, { once: true });
  const found = await cli.call('hosts.discover', { cidr, ...(flags.user && { user: flags.user }) });
  cli.io.interrupted.removeEventListener('abort', stop);
  if (!found.ok) return found;
  const { text, looked, addresses } = found.value;
  cli.note(`${looked} of ${addresses} addresses looked at, ${plural(found.value.rows.length, 'SSH server')}`);
  if (!found.value.rows.length) return done({ added: 0, updated: 0, ...found.value }, ['Nobody answers as an SSH server']);
  return takeRows(cli, { path: cidr, text, kind: 'csv' }, found.value, flags);
}
