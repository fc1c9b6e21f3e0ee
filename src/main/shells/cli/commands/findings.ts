import type { FindingRow, HostFinding } from '../../../../shared/contract/vulnerabilities.ts';
import type { Status } from '../../../../shared/domain/matching/finding.ts';
import { fail, type Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { count, plural } from '../format.ts';
import { hostOptions, selectionOf, type HostOptions, type Register } from '../options.ts';
import { chosenHosts, oneHost, wordsOf } from '../select.ts';
import type { Cell, Tone } from '../style.ts';

export const STATUS_TONES: Readonly<Record<Status, Tone>> = {
  'fixed-available': 'bad',
  'affected-no-fix': 'warn',
  deferred: 'warn',
  'will-not-fix': 'warn',
  'end-of-life': 'warn',
  unimportant: 'idle',
  'cannot-judge': 'unknown',
  'not-affected': 'ok',
};

type FindingsOptions = HostOptions & {
  readonly every?: boolean;
  readonly explain?: boolean;
  readonly unjudged?: boolean;
  readonly ended?: boolean;
};

export const registerFindings: Register = (program, choose) => {
  hostOptions(program.command('findings'))
    .description('what is vulnerable, what comes first at the top')
    .option('--every', 'also what has no fix and is not in KEV, and what the vendor calls unimportant')
    .option('--explain', 'of one host: how each came about')
    .option('--unjudged', 'of one host: the packages that nothing can be said of, and why')
    .option('--ended', 'of one host: what it no longer has, and since when')
    .addHelpText(
      'after',
      '\nWithout hosts: the whole inventory.\n\nExamples:\n  patchbay findings\n  patchbay findings web1\n  patchbay findings --exposed yes --every',
    )
    .action((words: string[], options: FindingsOptions) =>
      choose({
        drive: false,
        verb: (cli) =>
          options.unjudged || options.explain || options.ended
            ? ofOneHost(cli, words, options)
            : findings(cli, words, options, options.every ?? false),
      }),
    );
  program
    .command('finding')
    .description('one CVE on all hosts that have it, and how it came about')
    .argument('<cve>')
    .option('--source <package>', 'in this source package only')
    .action((cve: string, { source }: { source?: string }) =>
      choose({ drive: false, verb: (cli) => finding(cli, cve.toUpperCase(), source ?? null) }),
    );
};

async function findings(cli: Cli, words: readonly string[], options: HostOptions, every: boolean): Promise<Result<Done>> {
  const selection = selectionOf(words, options);
  const hosts = await chosenHosts(cli, selection, true);
  if (!hosts.ok) return hosts;
  const isAll = wordsOf(selection).length === 0 && Object.values(selection.only ?? {}).every((one) => one === undefined);
  const hostIds = isAll ? [] : hosts.value.map((row) => row.host.id);
  const found = await cli.call('findings.list', { hostIds, all: every });
  if (!found.ok) return found;
  const summary = await cli.call('findings.exposure', { hostIds });
  if (!summary.ok) return summary;
  const shown = found.value.filter((one) => every || one.status === 'fixed-available' || one.kev !== null);
  const names = new Map(hosts.value.map(({ host }) => [host.id, host.name]));
  const { asOf, fixable, exploited, overdue, excepted, unjudgedHosts, unjudgedPackages, cover } = summary.value;
  const [last] = cover.slice(0, 5).slice(-1);
  const lines = [
    ...findingTable(cli, shown, names),
    ...(shown.length ? [''] : []),
    `${plural(summary.value.findings, 'finding')} on hosts${asOf ? `, data as of ${asOf}` : ''}: ${count(fixable)} with a fix, ${count(exploited)} in KEV, ${count(overdue)} overdue, ${count(excepted)} excepted`,
    ...(found.value.length > shown.length
      ? [`${plural(found.value.length - shown.length, 'row')} without a fix and not in KEV: --every shows them`]
      : []),
    ...(last ? [`These ${plural(Math.min(5, cover.length), 'update')} close ${count(last.soFar)}: ${cover.slice(0, 5).map((one) => `${one.source} ${one.to} (${count(one.closes)})`).join(', ')}`] : []), // prettier-ignore
    ...(unjudgedHosts
      ? [`${plural(unjudgedHosts, 'host')} not judged: unknown, not clean ("patchbay feeds list" says what is missing)`]
      : []),
    ...(unjudgedPackages ? [`${plural(unjudgedPackages, 'package')} cannot be judged: not counted as safe`] : []),
  ];
  return done({ findings: found.value, exposure: summary.value }, lines);
}

async function ofOneHost(cli: Cli, words: readonly string[], { every, unjudged, ended }: FindingsOptions): Promise<Result<Done>> {
  const host = await oneHost(cli, words[0] ?? '');
  if (!host.ok) return host;
  const { id } = host.value.host;
  if (ended) return endedOn(cli, id);
  if (!unjudged) {
    const found = await cli.call('findings.ofHost', { id, all: every ?? false });
    return found.ok
      ? done(
          found.value,
          found.value.flatMap((one, at) => [...(at ? [''] : []), ...explained(cli, one)]),
        )
      : found;
  }
  const rows = await cli.call('findings.unjudged', { id });
  if (!rows.ok) return rows;
  const cells = rows.value.map((one): Cell[] => [one.package, one.version, one.rule, one.reason]);
  return done(rows.value, cells.length ? cli.style.table(['Package', 'Version', 'Rule', 'Why'], cells) : ['Every package was judged']);
}

async function endedOn(cli: Cli, id: string): Promise<Result<Done>> {
  const rows = await cli.call('findings.ended', { id });
  if (!rows.ok) return rows;
  const cells = rows.value.map((one): Cell[] => [
    one.cve,
    one.source,
    one.packages.map((pack) => `${pack.name} ${pack.installed}`).join(', '),
    one.firstSeen.slice(0, 10),
    one.ended.slice(0, 10),
  ]);
  return done(
    rows.value,
    cells.length ? cli.style.table(['CVE', 'Source', 'Was installed', 'First seen', 'Ended'], cells) : ['No finding has ended'],
  );
}

function findingTable(cli: Cli, rows: readonly FindingRow[], names: ReadonlyMap<string, string>): string[] {
  if (!rows.length) return [];
  const on = (one: FindingRow): string => {
    const some = one.hostIds.map((id) => names.get(id) ?? id);
    return some.length > 3 ? `${some.slice(0, 3).join(' ')} and ${some.length - 3} more` : some.join(' ');
  };
  return cli.style.table(
    ['CVE', 'Source', 'Status', 'Fixed in', 'Due', 'KEV', '>EPSS percentile', '>Hosts', 'On'],
    rows.map((one): Cell[] => [
      one.cve,
      one.source,
      cli.style.state(STATUS_TONES[one.status], one.status),
      one.fixed ?? '',
      one.due?.due?.slice(0, 10) ?? (one.excepted === one.hostIds.length ? 'excepted' : ''),
      one.kev ? (one.kev.ransomware ? 'KEV, ransomware' : 'KEV') : '',
      typeof one.epss?.percentile === 'number' ? `${(one.epss.percentile * 100).toFixed(1)} %` : '',
      count(one.hostIds.length),
      on(one),
    ]),
  );
}

async function finding(cli: Cli, cve: string, source: string | null): Promise<Result<Done>> {
  const rows = await cli.call('findings.list', { all: true });
  if (!rows.ok) return rows;
  const mine = rows.value.filter((one) => one.cve === cve && (source === null || one.source === source));
  if (!mine.length) return fail({ kind: 'not-found', what: `${cve} on a host` });
  const all: HostFinding[] = [];
  for (const one of mine) {
    const found = await cli.call('findings.get', { cve, source: one.source });
    if (!found.ok) return found;
    all.push(...found.value);
  }
  return done(
    all,
    all.flatMap((one, at) => [...(at ? [''] : []), ...explained(cli, one)]),
  );
}

/** Rule, versions, record and day: enough to follow it by hand. */
function explained(cli: Cli, one: HostFinding): string[] {
  const { rule, compared, feed, record, words, dataOf } = one.explanation;
  const installed = one.packages.map((pack) => `${pack.name} ${pack.installed}`).join(', ');
  return [
    `${one.hostName}: ${one.cve} in ${one.source}, ${cli.style.cell(cli.style.state(STATUS_TONES[one.status], one.status))}`,
    `  installed  ${installed}`,
    ...(one.fixed ? [`  fixed in   ${one.fixed}`] : []),
    `  because    rule ${rule}; ${compared ? `${compared.installed} ${compared.order} ${compared.with}` : 'no version compared'}`,
    `  record     ${feed}: ${record.join(' > ')}; data as of ${dataOf ?? 'an unknown day'}`,
    ...(words.length ? [`  vendor     ${words.join('; ')}`] : []),
    ...one.dates.map(
      (due) => `  due        ${due.due?.slice(0, 10) ?? 'no date'}, ${due.name}: ${due.reason}${due.estimated ? ' (estimated)' : ''}`,
    ),
    ...(one.kev ? [`  KEV        added ${one.kev.added}: ${one.kev.name}${one.kev.ransomware ? '; used by ransomware' : ''}`] : []),
    ...(one.exception ? [`  excepted   until ${one.exception.expiresOn} by ${one.exception.owner}: ${one.exception.reason}`] : []),
    `  first seen ${one.firstSeen.slice(0, 10)}`,
  ];
}
