import type { Command } from 'commander';
import type { FeedState, JudgedFinding, JudgedList } from '../../../../shared/contract/assess-list.ts';
import { fail } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { count, plural } from '../format.ts';
import { list } from '../options.ts';
import type { Cell, Tone } from '../style.ts';

export interface ListOptions {
  readonly packages?: string;
  readonly release?: string;
  readonly feeds?: string;
  readonly asOf?: string;
  readonly kernel?: string;
  readonly modules?: string[];
  /** The word that chooses hosts elsewhere says here what the host of the list is. */
  readonly exposed?: string[];
  readonly rules?: string[];
  readonly every?: boolean;
}

export const listOptions = (command: Command): Command =>
  command
    .option(
      '--packages <file>',
      'judge a bare list of packages instead of hosts: what dpkg-query, rpm -qa, apk list -I, pacman -Q or systeminfo print',
    )
    .option('--release <release>', 'of that list: debian:12, ubuntu:24.04, alma:9, rhel:9, sles:15.6, alpine:3.20, arch')
    .option('--feeds <folder>', 'where the feeds for it are')
    .option('--as-of <date>', 'judge it as of this day')
    .option('--kernel <release>', 'its running kernel, as uname -r says')
    .option('--modules <streams>', 'its enabled module streams, for a list of RPMs without their labels: nodejs:18,php:8.1', list)
    .option('--rules <ids>', 'due-date rules beside CISA BOD 26-04', list)
    .option('--every', 'show every finding, not only what can be fixed or is in KEV');

export async function assessList(cli: Cli, options: ListOptions): Promise<Result<Done>> {
  const { packages = '', release, feeds, asOf, kernel, modules, exposed, rules } = options;
  if (release === undefined || feeds === undefined)
    return fail({ kind: 'invalid-input', issues: [{ path: release ? '--feeds' : '--release', message: 'wanted with --packages' }] });
  const said = exposed?.length === 1 ? exposed[0] : 'unknown';
  const judged = await cli.call('assess.list', {
    packages,
    release,
    feeds,
    ...(asOf !== undefined && { asOf }),
    ...(kernel !== undefined && { kernel }),
    ...(modules && { modules }),
    ...(said !== 'unknown' && { exposed: said === 'yes' }),
    ...(rules && { rules }),
  });
  return judged.ok ? done(judged.value, listLines(cli, judged.value, options.every ?? false)) : judged;
}

const TONES: Readonly<Record<JudgedFinding['status'], Tone>> = {
  'fixed-available': 'bad',
  'affected-no-fix': 'warn',
  deferred: 'warn',
  'will-not-fix': 'warn',
  'end-of-life': 'warn',
  unimportant: 'idle',
  'cannot-judge': 'unknown',
  'not-affected': 'ok',
};

function listLines(cli: Cli, judged: JudgedList, every: boolean): string[] {
  const fixable = judged.findings.filter((one) => one.status === 'fixed-available').length;
  const shown = judged.findings.filter((one) => every || one.status === 'fixed-available' || one.kev !== null);
  const rest = judged.findings.length - shown.length;
  return [
    `${plural(judged.findings.length, 'finding')} in ${plural(judged.packages, 'package')}, ${count(fixable)} of them with a fix, as of ${judged.asOf}`,
    ...supportLine(judged.release),
    ...judged.feeds.map(feedLine),
    ...(judged.unjudged.length
      ? [`${plural(judged.unjudged.length, 'package')} cannot be judged: not counted as safe (--json lists them)`]
      : []),
    '',
    ...findingTable(cli, shown),
    ...(rest ? [`${plural(rest, 'finding')} without a fix and not in KEV: --every shows them`] : []),
    ...coverLine(judged),
  ];
}

function supportLine({ name, support, until }: JudgedList['release']): string[] {
  if (support === null) return [`Support of ${name}: not known`];
  if (support === 'ended') return [`Support of ${name} ended ${until ?? ''}: what is not listed may be vulnerable all the same`];
  return [`Support of ${name}: ${support} until ${until ?? 'an unknown day'}`];
}

function feedLine(feed: FeedState): string {
  if (feed.state === 'missing') return `${feed.title}: ${feed.file} is not in the folder`;
  if (feed.state === 'unreadable') return `${feed.title}: ${feed.file} cannot be read, not used`;
  const edition = feed.version ? ` (${feed.version})` : '';
  return `${feed.title}: data as of ${feed.date ?? 'an unknown day'}${edition}${feed.stale ? `, stale: ${plural(feed.ageDays ?? 0, 'day')} old` : ''}`;
}

function findingTable(cli: Cli, findings: readonly JudgedFinding[]): string[] {
  if (!findings.length) return [];
  const rows = findings.map((one): Cell[] => [
    one.cve,
    one.package,
    cli.style.state(TONES[one.status], one.status),
    one.fixed ? `${one.installed} -> ${one.fixed}` : one.installed,
    one.due[0]?.due?.slice(0, 10) ?? '',
    exploitWords(one),
    one.cvss[0] ? `${one.cvss[0].score.toFixed(1)} v${one.cvss[0].version}` : '',
    typeof one.epss?.percentile === 'number' ? `${(one.epss.percentile * 100).toFixed(1)} %` : '',
  ]);
  return cli.style.table(['CVE', 'Package', 'Status', 'Version', 'Due', 'Exploit', '>CVSS', '>EPSS percentile'], rows);
}

function exploitWords({ kev, inputs }: JudgedFinding): string {
  if (kev) return kev.ransomware ? 'KEV, ransomware' : 'KEV';
  const known = inputs.exploitation?.value;
  return known === 'active' ? 'active' : known === 'poc' ? 'proof of concept' : '';
}

function coverLine({ updates, findings }: JudgedList): string[] {
  const first = updates.slice(0, 5);
  if (!first.length) return [];
  const closed = first.reduce((sum, one) => sum + one.closes, 0);
  const names = first.map((one) => `${one.source} ${one.to} (${count(one.closes)})`).join(', ');
  return ['', `These ${plural(first.length, 'update')} close ${count(closed)} of ${plural(findings.length, 'finding')}: ${names}`];
}
