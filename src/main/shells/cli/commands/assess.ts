import type { FixRow } from '../../../../shared/contract/contract.ts';
import type { Closes } from '../../../../shared/contract/vulnerabilities.ts';
import { assessList, listOptions, type ListOptions } from './assess-list.ts';
import { done } from '../context.ts';
import type { Cli } from '../context.ts';
import { age, count, plural } from '../format.ts';
import { hostOptions, selectionOf } from '../options.ts';
import type { HostOptions, Register } from '../options.ts';
import { chosenHosts, wordsOf } from '../select.ts';
import type { Cell } from '../style.ts';

export const registerAssess: Register = (program, choose) => {
  listOptions(hostOptions(program.command('assess')))
    .description('the fix list: one row an update, security first')
    .option('--security', 'security updates only')
    .addHelpText(
      'after',
      '\nWithout hosts: the whole inventory, as of the last scans.\n\nExamples:\n  patchbay assess\n  patchbay assess ring:0 --security\n  patchbay assess --packages list.tsv --release debian:12 --feeds ~/feeds --as-of 2026-11-22',
    )
    .action((words: string[], options: HostOptions & ListOptions & { security?: boolean }) =>
      choose({
        drive: false,
        verb: async (cli) => {
          if (options.packages !== undefined) return assessList(cli, options);
          const hosts = await chosenHosts(cli, selectionOf(words, options), true);
          if (!hosts.ok) return hosts;
          const everyone = wordsOf(selectionOf(words, options)).length === 0;
          const fixes = await cli.call('fixList.get', { hostIds: everyone ? [] : hosts.value.map((row) => row.host.id) });
          if (!fixes.ok) return fixes;
          const wanted = fixes.value.filter((fix) => fix.security || !options.security);
          const closes = await cli.call('fixList.closes', { hostIds: everyone ? [] : hosts.value.map((row) => row.host.id) });
          if (!closes.ok) return closes;
          const unknown = hosts.value.filter((row) => row.updates === null).map((row) => row.host.name);
          return done(
            { fixes: wanted, closes: closes.value, hosts: hosts.value.length, unknown },
            fixLines(cli, wanted, unknown, closes.value),
          );
        },
      }),
    );
};

/** The fix list, and apart from it the hosts of which nothing can be said. */
export function fixLines(
  cli: Cli,
  fixes: readonly FixRow[],
  unknown: readonly string[],
  closes: Readonly<Record<string, Closes>> = {},
): string[] {
  const security = fixes.filter((fix) => fix.security).length;
  const total = fixes.length
    ? `${plural(fixes.length, 'update')} outstanding, ${count(security)} of them security`
    : 'No update outstanding on the hosts that were scanned';
  const rows = fixes.map((fix): Cell[] => [
    fix.source,
    `${versionsFrom(fix)} -> ${fix.to}`,
    fix.security ? cli.style.state('bad', 'Security') : 'other',
    count(fix.hosts.length),
    fix.hosts.map((host) => host.hostName).join(' '),
    age(fix.since, cli.now),
    fix.state,
    closesCell(closes[`${fix.source} ${fix.to} ${fix.origin}`]),
  ]);
  const table = fixes.length ? cli.style.table(['Update', 'Versions', 'Kind', '>Hosts', 'On', 'Known for', 'State', 'Closes'], rows) : [];
  const apart = unknown.length
    ? [cli.style.cell(cli.style.state('unknown', `Unknown: ${unknown.join(', ')} (no answer yet; "patchbay scan" asks)`))]
    : [];
  return [...table, ...(table.length ? [''] : []), total, ...apart];
}

/** "12 findings, 1 in KEV, due 2026-12-06" */
function closesCell(one: Closes | undefined): string {
  if (!one?.findings) return '';
  const kev = one.kev ? `, ${count(one.kev)} in KEV` : '';
  return `${plural(one.findings, 'finding')}${kev}${one.due?.due ? `, due ${one.due.due.slice(0, 10)}` : ''}`;
}

function versionsFrom(fix: FixRow): string {
  const versions = new Set(fix.hosts.flatMap((host) => host.packages.map((one) => one.from)));
  const [first = '?'] = versions;
  return versions.size > 1 ? `${first} (and ${versions.size - 1} more)` : first;
}
