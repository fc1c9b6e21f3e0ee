import type { HistoryEntry } from '../../../../shared/contract/contract.ts';
import { ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findDeployment } from '../find-deployment.ts';
import { count, when } from '../format.ts';
import { whole } from '../options.ts';
import type { Register } from '../options.ts';
import { oneHost } from '../select.ts';
import type { Cell } from '../style.ts';

interface HistoryFlags {
  readonly host?: string;
  readonly deployment?: string;
  readonly search?: string;
  readonly limit: number;
  readonly before?: number;
}

export const registerHistory: Register = (program, choose) => {
  program
    .command('history')
    .description('every decision, run and outcome, newest first')
    .option('--host <host>', 'only of this host')
    .option('--deployment <id>', 'only of this deployment')
    .option('--search <text>', 'only with this text')
    .option('--limit <n>', 'how many', whole(1, 500), 50)
    .option('--before <number>', 'older than this entry', whole(1, Number.MAX_SAFE_INTEGER))
    .addHelpText('after', '\nExamples:\n  patchbay history --host web1\n  patchbay history --search openssl --json')
    .action((flags: HistoryFlags) => choose({ drive: false, verb: (cli) => showHistory(cli, flags) }));

  const audit = program.command('audit').description('the hash chain over the history');
  audit
    .command('verify')
    .description('check that no entry was changed, removed or put in between; exit code 5 where one was')
    .action(() => choose({ drive: false, verb: verifyAudit }));
};

async function showHistory(cli: Cli, flags: HistoryFlags): Promise<Result<Done>> {
  const host = flags.host === undefined ? ok(null) : await oneHost(cli, flags.host);
  if (!host.ok) return host;
  const deployment = flags.deployment === undefined ? ok(null) : await findDeployment(cli, flags.deployment);
  if (!deployment.ok) return deployment;
  const entries = await cli.call('history.list', {
    hostId: host.value?.host.id ?? null,
    deploymentId: deployment.value?.id ?? null,
    search: flags.search ?? '',
    limit: flags.limit,
    before: flags.before ?? null,
  });
  return entries.ok ? done(entries.value, historyLines(cli, entries.value, flags.limit)) : entries;
}

function historyLines(cli: Cli, entries: readonly HistoryEntry[], limit: number): string[] {
  const last = entries.at(-1);
  if (!last) return ['No entry'];
  const rows = entries.map((entry): Cell[] => [
    String(entry.seq),
    when(entry.at, cli.now),
    entry.actor,
    entry.action,
    entry.hostName ?? '',
    entry.deploymentId ?? '',
    entry.text,
  ]);
  const more = entries.length === limit && last.seq > 1 ? ['', `Older: --before ${last.seq}`] : [];
  return [...cli.style.table(['>No', 'When', 'Who', 'What', 'Host', 'Deployment', ''], rows), ...more];
}

async function verifyAudit(cli: Cli): Promise<Result<Done>> {
  const verdict = await cli.call('audit.verify', {});
  if (!verdict.ok) return verdict;
  const { intact, entries, removed, head, brokenAt, why } = verdict.value;
  const before = removed ? `, and ${count(removed)} before them that were removed by rule` : '';
  const state = intact
    ? cli.style.state('ok', `Intact: ${count(entries)} entries${before}`)
    : cli.style.state('bad', `Broken at entry ${brokenAt}: ${why}`);
  return done(verdict.value, [cli.style.cell(state), `Head ${cli.style.cell(head)}`], intact ? EXIT.ok : EXIT.database);
}
