import type { ScheduleRow, SystemTimer } from '../../../../shared/contract/schedules.ts';
import { readRecurrence } from '../../../../shared/domain/calendar/index.ts';
import type { Scope } from '../../../../shared/domain/policy/policy.ts';
import { fail, ok, type Result } from '../../../../shared/domain/result.ts';
import type { ScheduledWork, ScheduleRun } from '../../../../shared/domain/schedule.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { when } from '../format.ts';
import { list, repeated, type Register } from '../options.ts';
import type { Cell } from '../style.ts';

const examples = `
Times are short words: daily 06:00; mon,thu 21:00 Europe/Berlin; 2nd tue+3d 22:00; last fri 20:00; day 1 07:00.

Examples:
  patchbay schedule add "Morning scan" scan "daily 06:00"
  patchbay schedule add Feeds feeds "daily 05:30"
  patchbay schedule add "Patch Sunday" deployment "sun 01:30" --policy Servers
  patchbay schedule install`;

interface AddFlags {
  readonly policy?: string;
  readonly site?: string[];
  readonly group?: string[];
  readonly tag?: string[];
  readonly ring?: string[];
  readonly reportMissed?: boolean;
  readonly off?: boolean;
}

export const registerSchedule: Register = (program, choose) => {
  const schedule = program.command('schedule').description('what recurs without anybody at the window').addHelpText('after', examples);
  schedule.command('list').action(() => choose({ drive: false, verb: listSchedules }));
  schedule
    .command('add')
    .description('add one, or change the one of that name')
    .argument('<name>')
    .argument('<kind>', 'scan, feeds or deployment')
    .argument('<times>', 'short words: daily 06:00')
    .option('--policy <policy>', 'for a deployment: by this policy')
    .option('--site <name>', 'for a scan: hosts of this site', repeated)
    .option('--group <name>', 'for a scan: hosts of this group', repeated)
    .option('--tag <tag>', 'for a scan: hosts with this tag', list)
    .option('--ring <number>', 'for a scan: hosts of this ring', list)
    .option('--report-missed', 'report a time at which nothing ran; else the newest is caught up')
    .option('--off', 'keep it, and do nothing')
    .action((name: string, kind: string, times: string, flags: AddFlags) =>
      choose({ drive: false, verb: (cli) => add(cli, name, kind, times, flags) }),
    );
  schedule
    .command('remove')
    .argument('<name>', 'name or id')
    .action((word: string) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const found = await findSchedule(cli, word);
          if (!found.ok) return found;
          const removed = await cli.call('schedules.remove', { id: found.value.id });
          return removed.ok ? done({ id: found.value.id }, [`${found.value.name} is removed`]) : removed;
        },
      }),
    );
  schedule
    .command('runs')
    .description('what came of the newest times')
    .action(() => choose({ drive: false, verb: runs }));
  schedule
    .command('status')
    .description('the entry of the system that runs "patchbay run-due" every quarter of an hour')
    .action(() => choose({ drive: false, verb: async (cli) => timer(cli, await cli.call('schedules.timer', {})) }));
  schedule
    .command('install')
    .description('systemd, launchd or Task Scheduler; this user only')
    .action(() => choose({ drive: false, verb: async (cli) => timer(cli, await cli.call('schedules.installTimer', {})) }));
  schedule
    .command('uninstall')
    .action(() => choose({ drive: false, verb: async (cli) => timer(cli, await cli.call('schedules.removeTimer', {})) }));
};

async function findSchedule(cli: Cli, word: string): Promise<Result<ScheduleRow>> {
  const rows = await cli.call('schedules.list', {});
  if (!rows.ok) return rows;
  const found = rows.value.find((row) => row.id === word || row.name.toLowerCase() === word.toLowerCase());
  return found ? ok(found) : fail({ kind: 'not-found', what: `schedule ${word}` });
}

async function listSchedules(cli: Cli): Promise<Result<Done>> {
  const rows = await cli.call('schedules.list', {});
  if (!rows.ok) return rows;
  if (!rows.value.length) return done(rows.value, ['No schedule yet: patchbay schedule add NAME KIND TIMES']);
  const cells = rows.value.map((row): Cell[] => [
    row.name,
    row.work.kind,
    row.words,
    row.enabled ? (row.nextAt === null ? '' : when(row.nextAt, cli.now)) : cli.style.state('idle', 'Off'),
    row.last ? stateCell(cli, row.last) : 'never',
    row.last?.text ?? '',
  ]);
  return done(rows.value, cli.style.table(['Schedule', 'Does', 'Times', 'Next', 'Last', 'What came of it'], cells));
}

const STATES = {
  running: ['live', 'Runs'],
  done: ['ok', 'Done'],
  approval: ['warn', 'Approval wanted'],
  failed: ['bad', 'Failed'],
  missed: ['warn', 'Missed'],
  interrupted: ['warn', 'Interrupted'],
} as const;

function stateCell(cli: Cli, { state }: ScheduleRun): Cell {
  const [tone, word] = STATES[state];
  return cli.style.state(tone, word);
}

/** The times of schedules and what came of them. */
export function runTable(cli: Cli, all: readonly ScheduleRun[], names: ReadonlyMap<string, string>): string[] {
  if (!all.length) return ['Nothing'];
  const cells = all.map((one): Cell[] => [
    names.get(one.scheduleId) ?? one.scheduleId,
    when(one.dueAt, cli.now),
    stateCell(cli, one),
    one.text,
    one.deploymentId ?? (one.planId && one.state === 'approval' ? `patchbay deploy ${one.planId}` : ''),
  ]);
  return cli.style.table(['Schedule', 'Due', 'State', 'What came of it', 'Next'], cells);
}

async function runs(cli: Cli): Promise<Result<Done>> {
  const rows = await cli.call('schedules.list', {});
  if (!rows.ok) return rows;
  const all = await cli.call('schedules.runs', {});
  return all.ok ? done(all.value, runTable(cli, all.value, new Map(rows.value.map((row) => [row.id, row.name])))) : all;
}

async function add(cli: Cli, name: string, kind: string, times: string, flags: AddFlags): Promise<Result<Done>> {
  const recurrence = readRecurrence(times, Intl.DateTimeFormat().resolvedOptions().timeZone);
  if (!recurrence.ok) return recurrence;
  const work = await workOf(cli, kind, flags);
  if (!work.ok) return work;
  const before = await findSchedule(cli, name);
  const missed = flags.reportMissed ? ('report' as const) : ('catch-up' as const);
  const draft = { name, work: work.value, when: recurrence.value, enabled: !flags.off, missed };
  const saved = await cli.call('schedules.save', { id: before.ok ? before.value.id : null, draft });
  return saved.ok ? done(saved.value, [`${saved.value.name}: saved`]) : saved;
}

async function workOf(cli: Cli, kind: string, flags: AddFlags): Promise<Result<ScheduledWork>> {
  const wrong = (path: string, message: string): Result<never> => fail({ kind: 'invalid-input', issues: [{ path, message }] });
  if (kind === 'feeds') return ok({ kind });
  if (kind === 'scan') return ok({ kind, hosts: scopeOf(flags) });
  if (kind !== 'deployment') return wrong('kind', 'scan, feeds or deployment');
  const policies = await cli.call('policies.list', {});
  if (!policies.ok) return policies;
  const found = policies.value.find((one) => one.id === flags.policy || one.name.toLowerCase() === flags.policy?.toLowerCase());
  return found ? ok({ kind, policyId: found.id }) : wrong('--policy', 'the name of a policy is wanted; "patchbay policy list" shows them');
}

function scopeOf({ site = [], group = [], tag = [], ring = [] }: AddFlags): Scope {
  if (site.length + group.length + tag.length + ring.length === 0) return { which: 'all' };
  return { which: 'some', sites: site, groups: group, tags: tag, rings: ring.map(Number) };
}

const TIMER = {
  absent: 'Not installed',
  installed: 'Installed',
  other: 'Installed for something else',
  unsupported: 'Not possible here',
} as const;

function timer(cli: Cli, answer: Result<SystemTimer>): Result<Done> {
  if (!answer.ok) return answer;
  const { kind, state, files, command, notes } = answer.value;
  const tone = state === 'installed' ? 'ok' : state === 'absent' ? 'idle' : 'warn';
  const head = `${cli.style.cell(cli.style.state(tone, TIMER[state]))}${kind === 'none' ? '' : ` (${kind})`}`;
  return done(
    answer.value,
    [head, ...files, ...(command.length ? [command.join(' ')] : []), ...notes].map((line, n) => (n ? cli.style.cell(line) : line)),
  );
}
