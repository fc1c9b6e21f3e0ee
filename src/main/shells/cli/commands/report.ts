import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { MadeReport, ReportFigures, ReportRow, Verification } from '../../../../shared/contract/reports.ts';
import { FRAMEWORK_IDS, FRAMEWORKS, type FrameworkId } from '../../../../shared/domain/compliance/frameworks.ts';
import { sayShare } from '../../../../shared/domain/compliance/share.ts';
import { explain } from '../../../../shared/domain/problem.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { bytes, plural, when } from '../format.ts';
import { whole, type Register } from '../options.ts';
import type { Cell } from '../style.ts';
import { pairs } from '../views/hosts.ts';

interface ReportFlags {
  readonly framework: FrameworkId;
  readonly from?: string;
  readonly to?: string;
  readonly site?: string;
  readonly group?: string;
  readonly freshness: number;
  readonly target?: number;
  readonly organisation?: string;
  readonly classification?: string;
  readonly foreword?: string;
  readonly out?: string;
  readonly figures?: boolean;
}

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
function dayOption(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('A day is wanted, as 2026-09-30.');
  return text;
}
function frameworkOption(text: string): FrameworkId {
  const found = FRAMEWORK_IDS.find((id) => id === text);
  if (!found) throw new InvalidArgumentError(`One of ${FRAMEWORK_IDS.join(', ')} is wanted.`);
  return found;
}

export const registerReport: Register = (program, choose) => {
  const report = program.command('report');
  report
    .description('a compliance report: PDF, HTML, its data and annexes, on record with their hashes')
    .option('--framework <name>', FRAMEWORKS.map((one) => `${one.id}: ${one.name}`).join('; '), frameworkOption, 'own')
    .option('--from <day>', 'first day; the first of the month of the last day', dayOption)
    .option('--to <day>', 'last day; today', dayOption)
    .option('--site <name>', 'only hosts of this site')
    .option('--group <name>', 'only hosts of this group')
    .option('--freshness <days>', 'after how many days without a good scan a host is unknown', whole(1, 366), 14)
    .option('--target <percent>', 'how many hosts are to be compliant', whole(1, 100))
    .option('--organisation <name>', 'whose report it is')
    .option('--classification <word>', 'at the foot of each page')
    .option('--foreword <text>', 'on the first page')
    .option('--out <file.pdf>', 'where it goes; else the folder "reports" beside the database')
    .option('--figures', 'only say where the hosts stand: nothing is written and nothing goes on record')
    .addHelpText(
      'after',
      '\nExamples:\n  patchbay report --figures\n  patchbay report --framework pci-dss --from 2026-07-01 --to 2026-09-30 --out q3.pdf\n  patchbay report list\n  patchbay audit verify q3.pdf',
    )
    .action((flags: ReportFlags) => choose({ drive: false, verb: (cli) => make(cli, flags) }));
  report
    .command('list')
    .description('the reports on record')
    .action(() => choose({ drive: false, verb: list }));
  report
    .command('show <id>')
    .description('the figures of a report on record')
    .action((id: string) => choose({ drive: false, verb: (cli) => show(cli, id) }));
};

async function make(cli: Cli, flags: ReportFlags): Promise<Result<Done>> {
  const to = flags.to ?? cli.now.toISOString().slice(0, 10);
  const { framework, site, group, freshness, target, organisation, classification, foreword, out } = flags;
  const question = {
    framework,
    from: flags.from ?? `${to.slice(0, 8)}01`,
    to,
    site: site ?? null,
    group: group ?? null,
    freshnessDays: freshness,
    targetPercent: target ?? null,
  };
  if (flags.figures) {
    const figures = await cli.call('reports.figures', question);
    return figures.ok ? done(figures.value, figureLines(cli, figures.value)) : figures;
  }
  const made = await cli.call('reports.make', {
    question,
    look: { ...(organisation && { organisation }), ...(classification && { classification }), ...(foreword && { foreword }) },
    path: out === undefined ? null : resolve(out),
  });
  return made.ok ? done(made.value, lines(cli, made.value)) : made;
}

function lines(cli: Cli, { row, files, pages, problem }: MadeReport): string[] {
  const printed = problem
    ? [cli.style.cell(cli.style.state('warn', explain(problem).title)), explain(problem).next]
    : [cli.style.cell(cli.style.state('ok', `${row.id}: ${plural(pages ?? 0, 'page')}`))];
  return [
    ...printed,
    `${row.frameworkName}, ${row.from} to ${row.to}: ${sayShare(row.compliance)} hosts compliant`,
    `SHA-256 of the data ${row.hash}`,
    ...files.map((file) => `${file.path} (${bytes(file.bytes)})`),
  ];
}

async function show(cli: Cli, id: string): Promise<Result<Done>> {
  const found = await cli.call('reports.get', { id });
  if (!found.ok) return found;
  const { row, figures } = found.value;
  return done(found.value, [`${row.id}: ${row.frameworkName}, ${row.from} to ${row.to}`, ...figureLines(cli, figures)]);
}

/** "n/a" where there is nothing to count; a percentage never without what it is of. */
function figureLines(cli: Cli, { asOf, hosts, items, timeToPatch, kevOpen, oldestOverdue }: ReportFigures): string[] {
  const days = (n: number | null): string => (n === null ? 'n/a' : `${n} d`);
  return pairs(cli, [
    ['as of', when(asOf, cli.now)],
    ['hosts compliant', sayShare(hosts.compliance)],
    ['of the known', sayShare(hosts.complianceOfKnown)],
    ['hosts known', sayShare(hosts.coverage)],
    [
      'hosts',
      Object.entries(hosts.status)
        .map(([status, n]) => `${n} ${status}`)
        .join(', '),
    ],
    ['updates in order', sayShare(items.compliance)],
    [
      'updates',
      Object.entries(items.state)
        .map(([state, n]) => `${n} ${state}`)
        .join(', '),
    ],
    [
      'time to patch',
      `median ${days(timeToPatch.median)}, 90 % within ${days(timeToPatch.p90)}, of ${plural(timeToPatch.fixed, 'fixed update')}`,
    ],
    ['known exploited', `${plural(kevOpen.cves, 'CVE')} on ${plural(kevOpen.items, 'open update')}`],
    [
      'longest overdue',
      oldestOverdue
        ? `${plural(oldestOverdue.days, 'day')}: ${oldestOverdue.source} on ${oldestOverdue.hostName} (${oldestOverdue.cve})`
        : 'none',
    ],
  ]);
}

async function list(cli: Cli): Promise<Result<Done>> {
  const rows = await cli.call('reports.list', {});
  if (!rows.ok) return rows;
  const cells = rows.value.map((row: ReportRow): Cell[] => [
    row.id,
    row.frameworkName,
    `${row.from} to ${row.to}`,
    [row.site, row.group].filter((one) => one !== null).join(', ') || 'all',
    sayShare(row.compliance),
    when(row.madeAt, cli.now),
    row.hash.slice(0, 16),
  ]);
  return done(
    rows.value,
    cells.length ? cli.style.table(['Id', 'Framework', 'Period', 'Scope', 'Compliant', 'Made', 'Data'], cells) : ['No report'],
  );
}

/** `patchbay audit verify FILE`: exit 5 where something does not fit. */
export async function verifyFile(cli: Cli, file: string): Promise<Result<Done>> {
  const verified = await cli.call('reports.verify', { path: resolve(file) });
  if (!verified.ok) return verified;
  const { id, checks, holds } = verified.value;
  const tone = { holds: 'ok', differs: 'bad', 'not-checked': 'unknown' } as const;
  const words = { holds: 'Holds', differs: 'Differs', 'not-checked': 'Not checked' } as const;
  const cells = checks.map((one: Verification['checks'][number]): Cell[] => [
    cli.style.state(tone[one.outcome], words[one.outcome]),
    one.name,
    one.detail,
  ]);
  const verdict = cli.style.state(holds ? 'ok' : 'bad', holds ? `${id} is what was made here` : `${id} does not fit`);
  return done(verified.value, [cli.style.cell(verdict), ...cli.style.table(['', 'What', ''], cells)], holds ? EXIT.ok : EXIT.database);
}
