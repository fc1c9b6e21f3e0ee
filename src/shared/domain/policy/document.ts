import { freezeSentence, lengthSentence, windowSentence } from '../calendar/index.ts';
import type { CustomCheck, Rollout } from '../rollout.ts';
import type { AutoSelection, HostCommand, Policy, Scope } from './policy.ts';

/** A due-date rule in words, as the policy's document prints it. */
export interface PrintedRule {
  readonly name: string;
  readonly source: string;
  readonly rows: readonly string[];
}

/**
 * The shop's written patch policy as Markdown (CommonMark 0.31): what an auditor reads, made of nothing but the version's own
 * words and the rules that it names. What people typed is text and no markup.
 */
export function policyDocument(policy: Policy, rules: readonly PrintedRule[]): string {
  const sections = [head(policy), scope(policy), selection(policy), deadlines(rules), rings(policy.rollout), times(policy)];
  return [...sections, procedure(policy), approvals(policy), emergency(policy), roles(policy), review(policy)]
    .flat()
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** Characters that CommonMark gives a meaning are escaped, so that "*" in a name stays one, and so is what begins a heading or a list; line ends become spaces. */
const text = (words: string): string =>
  words
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|~&]/g, '\\$&')
    .replace(/^( ?\d*)([-+#=.)])/, '$1\\$2');
/** A code span holds everything but its own fence (CommonMark 6.1). */
const code = (words: string): string => {
  const one = words.replace(/\s+/g, ' ');
  const fence = '`'.repeat(Math.max(0, ...[...one.matchAll(/`+/g)].map((run) => run[0].length)) + 1);
  return `${fence} ${one} ${fence}`;
};
const item = (words: string): string => `- ${words}`;
const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
const time = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
const section = (title: string, lines: readonly string[]): string[] => [`## ${title}`, '', ...lines, ''];

function head(policy: Policy): string[] {
  const archived = policy.archivedAt ? [item(`Not in force since ${time(policy.archivedAt)}`)] : [];
  return [
    `# Patch policy: ${text(policy.name)}`,
    '',
    item(`Version ${policy.version}, saved ${time(policy.savedAt)} by ${text(policy.savedBy)}`),
    item(`Id ${code(policy.id)}`),
    item(policy.reviewOn ? `To be reviewed by ${policy.reviewOn}` : 'No day of review is set'),
    ...archived,
    '',
    ...(policy.purpose ? [text(policy.purpose), ''] : []),
  ];
}

function scope({ hosts }: Policy): string[] {
  return section('Scope', [
    `The policy is for ${scopeWords(hosts)}. A host that comes to the inventory later and fits is in scope from then on.`,
  ]);
}

function scopeWords(hosts: Scope): string {
  if (hosts.which === 'all') return 'every host of the inventory';
  const or = (word: string, values: readonly (string | number)[]): string[] =>
    values.length ? [`${word} ${values.map((one) => text(String(one))).join(' or ')}`] : [];
  return `hosts of ${[...or('site', hosts.sites), ...or('group', hosts.groups), ...or('tag', hosts.tags), ...or('ring', hosts.rings)].join(', and of ')}`;
}

function selection({ selects, exclude }: Policy): string[] {
  const ripen = selects.minimumAgeDays
    ? ` Updates are left to ripen for ${plural(selects.minimumAgeDays, 'day')} after they were first seen.`
    : '';
  return section('What is patched', [
    `${selectionWords(selects)}${ripen}`,
    '',
    exclude.length
      ? `Left out in every case: ${exclude.map(code).join(', ')}. Packages held on a host stay held.`
      : 'Nothing is left out beyond what is held on a host.',
  ]);
}

function selectionWords(selects: AutoSelection): string {
  switch (selects.mode) {
    case 'security':
      return 'Every security update is taken.';
    case 'everything':
      return 'Every update is taken.';
    case 'due':
      return `Updates are taken that close a finding which is overdue or falls due within ${plural(selects.withinDays, 'day')}.`;
    case 'packages':
      return `Updates of these packages are taken: ${selects.packages.map(code).join(', ')}.`;
  }
}

const deadlines = (rules: readonly PrintedRule[]): string[] =>
  section(
    'Deadlines',
    rules
      .flatMap(({ name, source, rows }) => [`**${text(name)}** (${text(source)})`, '', ...rows.map((row) => item(text(row))), ''])
      .concat([
        'Each rule gives a date of its own; the earliest leads. A rollback reopens a finding with its first date. An exception has an owner, a reason and an end, and does not stop the clock.',
      ]),
  );

function rings({ rings: all, looksAtMinutes, checks, onFailedGate, peersTag }: Rollout): string[] {
  const rows = ringRows(all);
  const table = rows.length ? ['| Ring | Bake time | Approval before the next |', '| --- | --- | --- |', ...rows, ''] : [];
  return section('Rings and gates', [
    'Hosts are patched ring after ring. A ring begins when every host of the one before has passed its gate.',
    '',
    ...table,
    item(
      `Every host is looked at ${looksAtMinutes.join(', ')} minutes after its run and compared with before: versions as planned, package database, units, listeners, disks, reboot.`,
    ),
    ...checks.map((check) => item(`Own check ${text(check.name)}: ${checkWords(check)}`)),
    item(
      onFailedGate === 'stop'
        ? 'A failed gate stops the ring; a person decides.'
        : 'A failed gate stops the ring and takes the host back to its versions before, where its rules allow that.',
    ),
    ...(peersTag === null ? [] : [item(`Hosts with the same tag ${code(`${peersTag}:...`)} are never worked on together.`)]),
  ]);
}

/** Rings that follow each other and end alike are one line. */
function ringRows(all: Rollout['rings']): string[] {
  const groups: { from: number; to: number; rule: string }[] = [];
  for (const { ring, bakeMinutes, approval } of [...all].sort((a, b) => a.ring - b.ring)) {
    const rule = `${lengthSentence(bakeMinutes)} | ${approval ? 'a named person' : 'none'}`;
    const last = groups.at(-1);
    if (last && last.rule === rule && last.to === ring - 1 && last.from > 0) last.to = ring;
    else groups.push({ from: ring, to: ring, rule });
  }
  return groups.map(({ from, to, rule }) => `| ${from === to ? from : `${from} to ${to}`}${from === 0 ? ' (pilot)' : ''} | ${rule} |`);
}

function checkWords(check: CustomCheck): string {
  if (check.by === 'http') return `${code(check.url)} answers ${check.status}`;
  return check.by === 'tcp' ? `port ${check.port} takes a connection` : `${code(check.command)} ends with exit 0 on the host`;
}

function times({ windows, freezes }: Policy): string[] {
  return section('Maintenance windows', [
    ...(windows.length ? windows.map((one) => item(text(windowSentence(one)))) : ['No window is set: work may begin at any time.']),
    '',
    ...(freezes.length
      ? ['Nothing begins in a freeze:', '', ...freezes.map((one) => item(text(freezeSentence(one)))), '']
      : ['No freeze is set.', '']),
    "Nothing begins that is not expected to end before its window closes, judged by the 90th percentile of the host's own past runs. What is left waits for the next window.",
  ]);
}

function procedure({ before, after, reboot, allowWithoutWayBack }: Policy): string[] {
  const commands = (when: string, some: readonly HostCommand[]): string[] =>
    some.map((one) => item(`${when}: ${text(one.name)}, ${code(one.command)}`));
  const reboots = {
    never: 'No host is rebooted.',
    'if-required': 'A host that asks for a reboot is rebooted.',
    always: 'Every host is rebooted.',
  };
  return section('Procedure on each host', [
    item('The exact transaction is previewed on the host and becomes part of a plan with a hash. Only that plan is carried out.'),
    item('What is needed to go back is saved on the host first.'),
    item(
      allowWithoutWayBack
        ? 'A host whose way back cannot be saved is patched all the same.'
        : 'A host whose way back cannot be saved is left alone.',
    ),
    ...commands('Before the run', before),
    item(reboots[reboot]),
    ...commands('After the run', after),
    item('A fresh scan over a new connection is the judge.'),
  ]);
}

function approvals({ approval }: Policy): string[] {
  const who = approval.by.length ? approval.by.map(text).join(' or ') : 'a person';
  return section('Approval', [
    approval.needed
      ? `What a schedule has prepared begins only after ${who} has approved the plan by its hash.`
      : 'What a schedule has prepared begins without further approval: this policy is the approval.',
  ]);
}

function emergency({ emergency: rule }: Policy): string[] {
  const who = rule.calledBy.length ? ` It is called by ${rule.calledBy.map(text).join(' or ')}.` : '';
  return section('Emergency', [
    `What is exploited now goes out of cycle, with its reason on record.${who} The rings and gates stay; the bake time is at most ${lengthSentence(rule.bakeMinutes)}; freezes do not hold it back and windows are ${rule.keepsWindows ? 'kept' : 'not waited for'}.`,
  ]);
}

function roles({ roles: all }: Policy): string[] {
  if (!all.length) return section('Roles and responsibilities', ['No role is assigned.']);
  return section('Roles and responsibilities', [
    '| Role | Name | Duties |',
    '| --- | --- | --- |',
    ...all.map((one) => `| ${text(one.role)} | ${text(one.name)} | ${text(one.duties)} |`),
  ]);
}

const review = ({ reviewOn }: Policy): string[] =>
  section('Records and review', [
    'Every plan, approval, run and outcome is an entry of an audit trail whose hashes chain; each deployment keeps the version of the policy that it ran under. Versions are never changed.',
    '',
    reviewOn ? `The policy is reviewed by ${reviewOn} at the latest.` : 'No day of review is set.',
  ]);
