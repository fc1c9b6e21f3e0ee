import { isFinal } from '../../../../shared/domain/deployment.ts';
import type { DeploymentWithRings } from '../../../../shared/contract/rings.ts';
import type { Check, Deployment, Run, RunPhase, RunState } from '../../../../shared/domain/deployment.ts';
import { owesWayBack } from '../../../../shared/domain/way-back-rule.ts';
import { needsPerson } from '../../../services/host-link.ts';
import type { Cli } from '../context.ts';
import { EXIT, exitCodeOf, worst } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { bytes, duration, plural, when } from '../format.ts';
import { problemLines } from '../problem-text.ts';
import type { ProgressRow } from '../progress.ts';
import type { Cell, Tone } from '../style.ts';
import { ringLines } from './rings.ts';

export const stateWords: Readonly<Record<RunState, readonly [Tone, string]>> = {
  waiting: ['idle', 'Waiting'],
  intended: ['live', 'Starting'],
  running: ['live', 'Running'],
  unreachable: ['unknown', 'Unreachable; host works on'],
  rebooting: ['live', 'Rebooting'],
  verifying: ['live', 'Verifying'],
  done: ['ok', 'Done'],
  failed: ['bad', 'Failed'],
  skipped: ['idle', 'Skipped'],
  lost: ['bad', 'Lost'],
};
const phaseWords: Readonly<Record<RunPhase, string>> = {
  claimed: 'Started',
  'waiting-lock': 'Waiting for the package lock',
  repairing: 'Repairing',
  'checking-plan': 'Checking the plan',
  'saving-kit': 'Saving the way back',
  downloading: 'Downloading',
  installing: 'Installing',
  restarting: 'Restarting services',
  finished: 'Finished',
};

function wordsOf(run: Run): readonly [Tone, string] {
  if (run.state === 'running' && run.phase) return ['live', phaseWords[run.phase]];
  if (run.state === 'unreachable' && run.problem && needsPerson(run.problem)) return ['warn', 'Waits for you; host works on'];
  if (run.state === 'unreachable' && run.attempts === 0) return ['unknown', 'Unreachable'];
  return stateWords[run.state];
}

export function runProgress(run: Run): ProgressRow {
  const [tone, word] = wordsOf(run);
  const { progress } = run;
  const packages = progress && progress.packagesTotal > 0 ? `${progress.packagesDone} of ${plural(progress.packagesTotal, 'package')}` : '';
  const size = progress && progress.bytesTotal > 0 ? `${bytes(progress.bytesDone)} of ${bytes(progress.bytesTotal)}` : '';
  const detail = [packages, size, progress?.text ?? ''].filter((part) => part !== '').join(', ');
  return {
    id: run.id,
    name: run.hostName,
    tone,
    word,
    detail,
    data: { verb: 'deploy', host: run.hostName, state: run.state, phase: run.phase, progress },
  };
}

/** Nothing more happens by itself: it has ended, or no host is at work and it was paused or waits for an approval. */
export function hasSettled(deployment: DeploymentWithRings): boolean {
  const { state, runs, ringStates } = deployment;
  if (runs.some((run) => owesWayBack(deployment, run))) return false;
  const open = runs.filter((run) => !isFinal(run.state));
  const waits = state === 'paused' || ringStates.some((one) => one.state === 'approval');
  return state === 'finished' || (waits && open.length > 0 && open.every((run) => run.state === 'waiting'));
}

export function deploymentExit(deployment: DeploymentWithRings): ExitCode {
  const settled = hasSettled(deployment);
  const wants = settled && deployment.state === 'running' ? EXIT.person : EXIT.failed;
  return worst(deployment.runs.map((run) => runExit(run, settled ? wants : EXIT.underWay)));
}

/** `open`: what a run that has not ended amounts to. */
function runExit({ state, problem }: Run, open: ExitCode): ExitCode {
  if (state === 'done') return EXIT.ok;
  const code = problem ? exitCodeOf(problem) : EXIT.failed;
  // A host that was kept out for want of anything to do is no failure.
  if (state === 'skipped' && code === EXIT.ok) return EXIT.ok;
  if (state === 'unreachable') return code === EXIT.person ? EXIT.person : EXIT.unreachable;
  if (isFinal(state)) return code === EXIT.person || code === EXIT.unreachable ? code : EXIT.failed;
  return open;
}

export function deploymentTitle(deployment: Deployment): string {
  const done = deployment.runs.filter((run) => run.state === 'done').length;
  return `${deployment.name} (${deployment.id}), ${deployment.state}: ${done} of ${plural(deployment.runs.length, 'host')} done`;
}

export function deploymentLines(cli: Cli, deployment: DeploymentWithRings, withChecks = false): string[] {
  const { style } = cli;
  const rows = deployment.runs.map((run): Cell[] => [
    run.hostName,
    String(run.ring),
    style.state(...wordsOf(run)),
    `${run.progress?.packagesDone ?? (run.state === 'done' ? run.packages : 0)} of ${run.packages}`,
    checksCell(run.checks),
    run.rebooted ? 'rebooted' : 'no',
    run.startedAt ? `${when(run.startedAt, cli.now)}, ${duration(secondsOf(run, cli.now))}` : 'not started',
    run.rolledBackBy ?? '',
  ]);
  return [
    style.paint(style.cell(deploymentTitle(deployment)), 'strong'),
    ...(deployment.rollsBack ? [`Rolls back ${style.cell(deployment.rollsBack)}`] : []),
    ...(deployment.stoppedBecause ? [style.cell(style.state('warn', `Starts no more hosts: ${deployment.stoppedBecause}`))] : []),
    ...spaced(ringLines(cli, deployment)),
    ...style.table(['Host', 'Ring', 'State', 'Packages', 'Checks', 'Reboot', 'When', 'Rolled back by'], rows),
    ...deployment.runs.flatMap((run) =>
      run.problem && run.problem.kind !== 'nothing-to-do' ? ['', ...problemLines(style, run.problem, run.hostName, false)] : [],
    ),
    ...deployment.runs.flatMap((run) => checkLines(cli, run.hostName, run.checks, withChecks)),
  ];
}

/** A blank line behind, where there is something. */
const spaced = (lines: readonly string[]): string[] => (lines.length ? ['', ...lines, ''] : []);

const secondsOf = (run: Run, now: Date): number =>
  Math.max(0, ((run.endedAt ? new Date(run.endedAt) : now).getTime() - new Date(run.startedAt!).getTime()) / 1000);

const checksCell = (checks: readonly Check[]): string =>
  checks.length ? `${checks.filter((check) => check.outcome === 'passed').length} of ${checks.length} passed` : '';

const outcomes: Readonly<Record<Check['outcome'], readonly [Tone, string]>> = {
  passed: ['ok', 'Passed'],
  failed: ['bad', 'Failed'],
  differs: ['warn', 'Differs'],
  'not-checked': ['unknown', 'Not checked'],
};

/** The checks that need reading; all of them on request. */
export function checkLines(cli: Cli, hostName: string, checks: readonly Check[], all: boolean): string[] {
  const shown = checks.filter((check) => all || check.outcome !== 'passed');
  if (!shown.length) return [];
  const rows = shown.map((check): Cell[] => ['', cli.style.state(...outcomes[check.outcome]), check.name, check.detail]);
  return ['', cli.style.cell(`${hostName}:`), ...cli.style.table(['', 'Check', '', ''], rows).slice(1)];
}
