import type { HostPlan, Plan, Reversibility, Transaction, TransactionItem } from '../../../../shared/domain/plan.ts';
import { transactionLines } from '../../../../shared/domain/plan.ts';
import { EXIT, exitCodeOf, worst } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { bytes, count, plural } from '../format.ts';
import { problemLines } from '../problem-text.ts';
import type { Cell, Style, Tone } from '../style.ts';

const isReady = (host: HostPlan): boolean => host.blocking.length === 0 && host.hash !== null;
const hasNothingToDo = (host: HostPlan): boolean =>
  host.blocking.length > 0 && host.blocking.every((problem) => problem.kind === 'nothing-to-do');
export const readyHosts = (plan: Plan): HostPlan[] => plan.hosts.filter(isReady);

export function planExit(plan: Plan): ExitCode {
  if (plan.state === 'cancelled') return EXIT.interrupted;
  return worst(plan.hosts.flatMap((host) => host.blocking.map(exitCodeOf)));
}

/** What a deployment of this plan would do, host by host, and nothing left out. */
export function planLines(style: Style, plan: Plan): string[] {
  const changing = plan.hosts.filter((host) => host.transaction?.items.length);
  const alike = Map.groupBy(changing, (host) => transactionKey(host));
  return [
    ...style.table(
      ['Host', 'Ring', 'Verdict', '>Upgrade', '>New', '>Remove', '>Back', '>Download', 'Way back', 'Reboot'],
      plan.hosts.map((host) => hostCells(style, host)),
    ),
    ...[...alike.values()].flatMap((hosts) => ['', ...transactionText(style, hosts)]),
    ...plan.hosts.flatMap((host) =>
      [...host.blocking, ...host.warnings]
        .filter((problem) => problem.kind !== 'nothing-to-do')
        .flatMap((problem) => ['', ...problemLines(style, problem, host.hostName)]),
    ),
    '',
    `Plan ${style.paint(plan.id, 'strong')}: ${readyHosts(plan).length} of ${plural(plan.hosts.length, 'host')} can go, reboot ${plan.options.reboot}`,
    ...(plan.hash && readyHosts(plan).length ? [`Hash ${plan.hash}`] : []),
  ];
}

/** Hosts that would do exactly the same are shown once. */
const transactionKey = (host: HostPlan): string =>
  JSON.stringify([
    transactionLines(host.transaction!.items),
    host.transaction!.restarts,
    host.transaction!.leftOut,
    host.transaction!.conffileConflicts,
    host.reversibility,
  ]);

function hostCells(style: Style, host: HostPlan): Cell[] {
  const items = host.transaction?.items ?? null;
  const of = (action: TransactionItem['action']): string => (items ? count(items.filter((item) => item.action === action).length) : '?');
  const removals = of('remove');
  return [
    host.hostName,
    String(host.ring),
    isReady(host)
      ? style.state('ok', 'Can go')
      : hasNothingToDo(host)
        ? style.state('idle', 'Nothing to do')
        : style.state('bad', 'Kept out'),
    of('upgrade'),
    of('install'),
    removals === '0' || removals === '?' ? removals : { text: removals, tone: 'bad' },
    of('downgrade'),
    host.transaction ? bytes(host.transaction.downloadBytes) : '?',
    host.reversibility && items?.length ? wayBack(style, host.reversibility) : '',
    host.transaction ? (host.transaction.reboot.expected ? style.state('warn', 'Needed after') : 'no') : '?',
  ];
}

const verdicts: Readonly<Record<Reversibility['verdict'], readonly [Tone, string]>> = {
  reversible: ['ok', 'Reversible'],
  partly: ['warn', 'Partly'],
  not: ['bad', 'Not reversible'],
};
const wayBack = (style: Style, { verdict }: Reversibility): Cell => style.state(...verdicts[verdict]);

function transactionText(style: Style, hosts: readonly HostPlan[]): string[] {
  const { transaction, reversibility } = hosts[0]!;
  const items = transaction!.items.map((item): Cell[] => [
    item.action === 'remove' ? { text: 'remove', tone: 'bad' } : item.action,
    `${item.name}:${item.arch}`,
    `${item.from ?? 'not installed'} -> ${item.to ?? 'gone'}`,
    item.security ? style.state('bad', 'Security') : '',
    item.origin,
  ]);
  return [
    style.paint(hosts.map((host) => style.cell(host.hostName)).join(', '), 'strong'),
    ...style.table(['Action', 'Package', 'Versions', 'Kind', 'From'], items, '  '),
    ...aboutTransaction(transaction!).map((line) => `  ${style.cell(line)}`),
    ...(reversibility ? wayBackLines(style, reversibility) : []),
  ];
}

function aboutTransaction(transaction: Transaction): string[] {
  const { conffileConflicts, restarts, reboot, leftOut, installedBytes, space } = transaction;
  const tight = space.filter((one) => one.needBytes > one.freeBytes);
  return [
    `disk: ${installedBytes < 0 ? `${bytes(-installedBytes)} less` : `${bytes(installedBytes)} more`} used afterwards`,
    ...tight.map((one) => `too little space on ${one.path}: ${bytes(one.freeBytes)} free, ${bytes(one.needBytes)} needed`),
    ...(restarts.length ? [`restarts: ${restarts.join(', ')}`] : []),
    ...conffileConflicts.map((one) => `edited here and new in ${one.package}: ${one.path} (yours is kept)`),
    ...(reboot.expected ? [`reboot needed after it: ${reboot.reasons.join('; ')}`] : []),
    ...[...Map.groupBy(leftOut, (one) => one.why)].map(([why, names]) => `left out, ${why}: ${names.map((one) => one.name).join(', ')}`),
  ];
}

function wayBackLines(style: Style, reversibility: Reversibility): string[] {
  const stuck = reversibility.items.filter((item) => !item.back);
  return [
    `  way back: ${style.cell(reversibility.why)}`,
    ...stuck.map((item) => `    does not go back: ${style.cell(`${item.name}${item.note ? `, ${item.note}` : ''}`)}`),
  ];
}
