import type { DeploymentRow } from '../../../../shared/contract/contract.ts';
import { ok, type Result } from '../../../../shared/domain/result.ts';
import type { ScheduleRun } from '../../../../shared/domain/schedule.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { EXIT, exitCodeOf, worst, type ExitCode } from '../exit-codes.ts';
import { follow } from '../follow.ts';
import { whole, type Register } from '../options.ts';
import { runTable } from './schedule.ts';

/** The driver looks every second: a host that may begin has begun within this. Milliseconds. */
const QUIET_MS = 3000;

export const registerRunDue: Register = (program, choose) => {
  program
    .command('run-due')
    .description('do what schedules ask for now, and go on with deployments until no host is worked on; for the scheduler of the system')
    .option('--wait <minutes>', 'follow hosts no longer than this; what runs on them goes on', whole(1, 10_080))
    .addHelpText('after', '\nEach time of a schedule is done once, however often this is started. Windows are kept.')
    .action(({ wait }: { wait?: number }) => choose({ drive: true, verb: (cli) => runDue(cli, wait) }));
};

async function runDue(cli: Cli, waitMinutes: number | undefined): Promise<Result<Done>> {
  const rows = await cli.call('schedules.list', {});
  if (!rows.ok) return rows;
  const due = await cli.call('schedules.runDue', {});
  if (!due.ok) return due;
  const followed = await untilQuiet(cli, waitMinutes);
  if (!followed.ok) return followed;
  const names = new Map(rows.value.map((row) => [row.id, row.name]));
  const busy = due.value.busy ? ['Another Patchbay is doing what is due.'] : [];
  const lines = due.value.runs.length ? runTable(cli, due.value.runs, names) : ['Nothing is due.'];
  return done(due.value, [...busy, ...(due.value.busy ? [] : lines)], worst([...due.value.runs.map(exitOf), followed.value]));
}

function exitOf({ state, problem }: ScheduleRun): ExitCode {
  if (state === 'approval') return EXIT.person;
  if (state === 'interrupted') return EXIT.interrupted;
  return state === 'failed' ? (problem ? (Math.max(exitCodeOf(problem), EXIT.failed) as ExitCode) : EXIT.failed) : EXIT.ok;
}

const isWorked = ({ state, counts }: DeploymentRow): boolean =>
  state !== 'finished' && (counts.intended ?? 0) + (counts.running ?? 0) + (counts.rebooting ?? 0) + (counts.verifying ?? 0) > 0;

/** Hosts that wait for a window, for a ring or for the network are left to the next start: only what is worked on now is followed. */
async function untilQuiet(cli: Cli, waitMinutes: number | undefined): Promise<Result<ExitCode>> {
  let quietSince: number | null = null;
  const followed = await follow(cli, {
    fetch: () => cli.call('deployments.list', {}),
    isDone: (rows) => {
      const open = rows.filter((row) => row.state !== 'finished');
      if (!open.length) return true;
      quietSince = open.some(isWorked) ? null : (quietSince ?? performance.now());
      return quietSince !== null && performance.now() - quietSince >= QUIET_MS;
    },
    show: (rows) => {
      const worked = rows.filter(isWorked);
      if (worked.length) cli.progress.show(`Following ${worked.map((row) => row.name).join(', ')}`, []);
    },
    waitMs: waitMinutes === undefined ? null : waitMinutes * 60_000,
  });
  if (!followed.ok) return followed;
  const { ended, last } = followed.value;
  if (ended === 'interrupted') return ok(EXIT.interrupted);
  return ok(ended === 'waited' || last.some(isWorked) ? EXIT.underWay : EXIT.ok);
}
