import { resolve } from 'node:path';
import type { HostRow } from '../../../../shared/contract/contract.ts';
import type { Problem } from '../../../../shared/domain/problem.ts';
import { fail, ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { exitCodeOf, worst } from '../exit-codes.ts';
import { follow } from '../follow.ts';
import { plural } from '../format.ts';
import { Helper, troublesOf } from '../helper.ts';
import { hostOptions, selectionOf } from '../options.ts';
import type { HostOptions, Register } from '../options.ts';
import type { ProgressRow } from '../progress.ts';
import { chosenHosts, oneHost } from '../select.ts';
import { hostTable, scanProblems, scanState } from '../views/hosts.ts';

export const registerScan: Register = (program, choose) => {
  hostOptions(program.command('scan'))
    .description('read what hosts have and lack; changes no package')
    .option('--script', 'print the script of a scan, to run by hand on a host that no network reaches')
    .option('--from <file>', 'take what that script printed as the scan of the one host named')
    .option('--no-refresh', 'leave the package lists as they are (refreshing needs administrator rights)')
    .addHelpText(
      'after',
      '\nExamples:\n  patchbay scan --all\n  patchbay scan web1 db*\n  patchbay scan tag:shop --no-refresh\n  patchbay scan --script > collect.sh        # on that host: sh collect.sh > web1.scan\n  patchbay scan --from web1.scan web1',
    )
    .action((words: string[], options: HostOptions & { refresh: boolean; script?: boolean; from?: string }) =>
      choose({
        drive: false,
        verb: async (cli) => {
          if (options.script) return printScript(cli);
          if (options.from !== undefined) return takeScan(cli, options.from, words);
          const hosts = await chosenHosts(cli, selectionOf(words, options));
          if (!hosts.ok) return hosts;
          const rows = await scanHosts(
            cli,
            hosts.value.map((row) => row.host.id),
            options.refresh,
          );
          if (!rows.ok) return rows;
          return done(rows.value, [...hostTable(cli, rows.value), ...scanProblems(cli, rows.value)], scanExit(rows.value));
        },
      }),
    );
};

async function printScript(cli: Cli): Promise<Result<Done>> {
  const script = await cli.call('scan.script', {});
  return script.ok ? done(script.value, script.value.text.trimEnd().split('\n')) : script;
}

async function takeScan(cli: Cli, file: string, words: readonly string[]): Promise<Result<Done>> {
  const [word, ...others] = words;
  if (word === undefined || others.length)
    return fail({ kind: 'invalid-input', issues: [{ path: 'hosts', message: 'one host is wanted: the one that FILE was made on' }] });
  const host = await oneHost(cli, word);
  if (!host.ok) return host;
  const taken = await cli.call('scan.take', { id: host.value.host.id, path: resolve(file) });
  if (!taken.ok) return taken;
  const { hostname, system, packages, at, unseen } = taken.value;
  return done(taken.value, [`${host.value.host.name}: ${hostname}, ${system}, ${plural(packages, 'package')}, as of ${at}`, ...unseen]);
}

/** A host that answered with old package lists has not told what it lacks: that is a failure, though the scan itself is kept. */
const listsFailed = (problem: Problem): boolean => problem.kind.startsWith('repository-') || problem.kind === 'lists-missing';
export const scanExit = (rows: readonly HostRow[]) =>
  worst(
    rows.flatMap(({ scan }) => (scan.problem ? [scan.problem] : scan.warnings.filter(listsFailed)).map((problem) => exitCodeOf(problem))),
  );

/** Scans, asks the person for what a host needs where there is one, and scans those again. Answers the rows of all. */
export async function scanHosts(cli: Cli, ids: readonly string[], refresh: boolean): Promise<Result<HostRow[]>> {
  const helper = new Helper(cli);
  for (let todo = [...ids]; ;) {
    const scanned = await scanOnce(cli, todo, refresh);
    if (!scanned.ok) return scanned;
    const again = await helper.settle(troublesOf(scanned.value));
    if (!again.ok) return again;
    if (!again.value.length) return rowsOf(cli, ids);
    todo = again.value;
  }
}

async function rowsOf(cli: Cli, ids: readonly string[]): Promise<Result<HostRow[]>> {
  const rows = await cli.call('hosts.list', {});
  return rows.ok ? ok(rows.value.filter((row) => ids.includes(row.host.id))) : rows;
}

const isBusy = ({ scan }: HostRow): boolean => scan.state === 'waiting' || scan.state === 'scanning';

async function scanOnce(cli: Cli, ids: readonly string[], refresh: boolean): Promise<Result<HostRow[]>> {
  const started = await cli.call('scan.start', { hostIds: [...ids], refresh });
  if (!started.ok) return started;
  const title = `Scanning ${plural(ids.length, 'host')}`;
  const followed = await follow(cli, {
    fetch: () => rowsOf(cli, ids),
    isDone: (rows) => !rows.some(isBusy),
    show: (rows) => cli.progress.show(`${title}: ${rows.filter((row) => !isBusy(row)).length} answered`, rows.map(progressRow)),
  });
  if (!followed.ok) return followed;
  if (followed.value.ended === 'done') return ok(followed.value.last);
  await cli.call('scan.cancel', {});
  return fail({ kind: 'cancelled', what: 'scan' });
}

function progressRow(row: HostRow): ProgressRow {
  const { tone, word } = scanState(row);
  return {
    id: row.host.id,
    name: row.host.name,
    tone,
    word,
    detail: row.scan.step ?? '',
    data: { verb: 'scan', host: row.host.name, state: row.scan.state, step: row.scan.step },
  };
}
