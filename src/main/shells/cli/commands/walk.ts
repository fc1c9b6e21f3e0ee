import { hostname } from 'node:os';
import type { FixRow, HostRow } from '../../../../shared/contract/contract.ts';
import { ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { newDraft } from '../host-draft.ts';
import { makePlan } from '../make-plan.ts';
import type { Register } from '../options.ts';
import { shellWord } from '../problem-text.ts';
import { hostTable, scanProblems } from '../views/hosts.ts';
import { planExit, planLines, readyHosts } from '../views/plan.ts';
import { fixLines } from './assess.ts';
import { scanExit, scanHosts } from './scan.ts';
import { walkDemo } from './walk-demo.ts';

export const registerWalk: Register = (program, choose) => {
  program
    .command('walk')
    .description('scan this computer, show its fix list and what an update would do; changes no package')
    .option('--no-refresh', 'leave the package lists as they are')
    .option('--demo', 'the whole journey on the hosts tagged "lab": scan, preview, deploy, verify, roll back, verify')
    .option('--yes', 'with --demo: do not ask before the lab is patched')
    .action((flags: { refresh: boolean; demo?: boolean; yes?: boolean }) =>
      choose(
        flags.demo ? { drive: true, verb: (cli) => walkDemo(cli, flags) } : { drive: false, verb: (cli) => walkHere(cli, flags.refresh) },
      ),
    );
};

async function walkHere(cli: Cli, refresh: boolean): Promise<Result<Done>> {
  const host = await thisComputer(cli);
  if (!host.ok) return host;
  const { id, name } = host.value;
  cli.note(`1  Scan: reading ${name}. No package is changed.`);
  const rows = await scanHosts(cli, [id], refresh);
  if (!rows.ok) return rows;
  const exit = scanExit(rows.value);
  const scanned = [...hostTable(cli, rows.value), ...scanProblems(cli, rows.value)];
  if (exit !== 0) return done({ scan: rows.value, fixes: [], plan: null }, scanned, exit);

  cli.note('2  Assess: the fix list.');
  const fixes = await cli.call('fixList.get', { hostIds: [id] });
  if (!fixes.ok) return fixes;
  const unknown = rows.value.filter((row) => row.updates === null).map((row) => row.host.name);
  const found = [...scanned, '', ...fixLines(cli, fixes.value, unknown)];
  if (!fixes.value.length) return done({ scan: rows.value, fixes: [], plan: null }, [...found, '', ...whatNext(name, null)]);
  return previewHere(cli, rows.value, fixes.value, found);
}

async function previewHere(cli: Cli, rows: readonly HostRow[], fixes: readonly FixRow[], found: readonly string[]): Promise<Result<Done>> {
  const mode = fixes.some((fix) => fix.security) ? 'security' : 'everything';
  cli.note(`3  Test: what ${mode === 'security' ? 'the security updates' : 'the updates'} would do, from a simulation.`);
  const hostIds = rows.map((row) => row.host.id);
  const plan = await makePlan(cli, rows, () => cli.call('plan.make', { hostIds, selection: { mode }, options: {} }));
  if (!plan.ok) return plan;
  const planId = readyHosts(plan.value).length ? plan.value.id : null;
  const lines = [...found, '', ...planLines(cli.style, plan.value), '', ...whatNext(rows[0]!.host.name, planId)];
  // Without administrator rights the preview says what stands in the way; the walk itself has then done its part.
  const onlyRights = plan.value.hosts.every((host) => host.blocking.every((problem) => problem.kind === 'rights-needed'));
  return done({ scan: rows, fixes, plan: plan.value }, lines, onlyRights ? 0 : planExit(plan.value));
}

/** This computer as a host of the inventory, added if it is not there yet. Without root it is read, and nothing more. */
async function thisComputer(cli: Cli): Promise<Result<{ id: string; name: string }>> {
  const rows = await cli.call('hosts.list', {});
  if (!rows.ok) return rows;
  const known = rows.value.find((row) => row.host.transport === 'local');
  if (known) return ok(known.host);
  const info = await cli.call('app.info', {});
  if (!info.ok) return info;
  const draft = newDraft(hostname(), { local: true, ...(info.value.isRoot ? {} : { elevation: 'none' }) }, info.value);
  return cli.call('hosts.add', draft);
}

const whatNext = (name: string, planId: string | null): string[] => [
  'Nothing was changed. Next:',
  ...(planId === null ? [] : [`  ${`patchbay deploy ${planId}`.padEnd(32)} carry this plan out; "patchbay rollback last" goes back`]),
  '  patchbay hosts import            hosts from ~/.ssh/config',
  '  patchbay scan --all              read them all',
  `  ${`patchbay hosts show ${shellWord(name)}`.padEnd(32)} everything that is known of this computer`,
  '  patchbay --help                  the journey and every verb',
];
