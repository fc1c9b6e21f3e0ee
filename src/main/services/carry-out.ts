import { isFinal } from '../../shared/domain/deployment.ts';
import type { Run, RunState } from '../../shared/domain/deployment.ts';
import { flapping } from '../../shared/domain/flapping.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { newGate } from '../../shared/domain/run-gate.ts';
import { assertNever } from '../../shared/domain/result.ts';
import type { RunReport, RunSpec } from '../platforms/platform.ts';
import type { Context } from './context.ts';
import { crashPoint } from './crash-points.ts';
import { outOfSight, type Drive } from './drive.ts';
import { needsPerson } from './host-link.ts';
import { hostCommands } from './policies/host-commands.ts';
import { orderReboot, awaitReturn } from './reboot-host.ts';
import { enter } from './run-log.ts';
import { lookAtHost } from './look-at-host.ts';
import { gateBegun, verifyRun } from './verify-run.ts';

const POLL_MS = 100;
/** How long the host may keep a question about a run that goes on, in seconds; it answers at once when the run ends. */
const PATIENCE = 1;
const PATIENCE_WHEN_QUIET = 3;
const BACKOFF_MS = [1000, 2000, 5000, 10_000, 30_000] as const;
/** A host whose runner dies this often needs a person. */
const MOST_ATTEMPTS = 6;
/** So many scans of a host are looked through for what comes and goes by itself. */
const SCANS_FOR_FLAPPING = 8;

/** Carries one run from where the store says it is to its end. Safe to begin again at any point. */
export async function carryOut(drive: Drive, runId: string): Promise<void> {
  try {
    for (;;) {
      const run = drive.context.store.deployments.run(runId);
      if (!run || isFinal(run.state) || drive.signal.aborted) return;
      await steps[run.state](drive, run);
      // Not begun after all: the deployment no longer starts hosts.
      if (run.state === 'waiting' && drive.context.store.deployments.run(runId)?.state === 'waiting') return;
    }
  } finally {
    drive.onProgress(null);
    drive.link.drop();
  }
}

type Step = (drive: Drive, run: Run) => Promise<void>;
const nothing: Step = async () => undefined;
const steps: Readonly<Record<RunState, Step>> = {
  waiting: takeBaseline,
  intended: launch,
  running: watch,
  unreachable: lookAgain,
  rebooting: awaitReturn,
  verifying: verifyRun,
  done: nothing,
  failed: nothing,
  skipped: nothing,
  lost: nothing,
};

/** The state before, for the comparison after; and proof that the host can be reached before it is promised anything. */
async function takeBaseline(drive: Drive, run: Run): Promise<void> {
  const { context, link } = drive;
  const look = () => lookAtHost(context, link, drive.deployment.rollout.checks);
  let seen = await look();
  // A line that broke while it was read says nothing of the host: once more, over a new one.
  if (!seen.ok && (seen.problem.kind === 'connection-lost' || seen.problem.kind === 'deadline')) seen = await look();
  if (context.store.deployments.get(run.deploymentId)?.state !== 'running') return;
  if (!seen.ok) {
    enter(context, run, { state: 'skipped', problem: seen.problem, endedAt: context.now() }, 'run.skipped');
    return;
  }
  crashPoint('run.baseline-taken');
  const gate = {
    ...newGate,
    before: [...seen.value.outside],
    flapping: flapping(context.store.scans.unchanged(run.hostId, SCANS_FOR_FLAPPING)),
  };
  enter(
    context,
    run,
    { state: 'intended', startedAt: context.now(), bootIdBefore: seen.value.facts.bootId, problem: null, gate },
    'run.intended',
    'Intent on record, nothing sent yet',
  );
  crashPoint('run.intended');
}

async function launch(drive: Drive, run: Run): Promise<void> {
  const { context, link } = drive;
  const platform = context.platforms.apt;
  const refused = run.attempts === 0 ? await hostCommands(drive, run, 'before') : null;
  if (refused) return outOfSight(drive, run, refused);
  // A run that has ended before is taken up again under its own id; anything else is a claim that the host decides.
  const first = () => (drive.deployment.kind === 'repair' ? platform.repair(run.id) : platform.launch(specOf(context, run)));
  const answer = run.exit === null ? await link.ask(first()) : await link.ask(platform.retry(run.id));
  crashPoint('run.sent');
  if (answer.ok) {
    enter(
      context,
      run,
      { state: 'running', attempts: run.attempts + 1, exit: null, problem: null },
      'run.launched',
      `Run ${answer.value} on the host`,
    );
    crashPoint('run.launched');
    return;
  }
  outOfSight(drive, run, answer.problem);
}

/** From the approved plan, never from a new preview. */
function specOf(context: Context, run: Run): RunSpec {
  const deployment = context.store.deployments.get(run.deploymentId)!;
  const plan = context.store.plans.get(deployment.planId)!;
  const host = plan.hosts.find((one) => one.hostId === run.hostId)!;
  const before = deployment.rollsBack ? context.store.deployments.get(deployment.rollsBack) : null;
  return {
    runId: run.id,
    kind: plan.kind === 'rollback' ? 'rollback' : 'deploy',
    items: host.transaction!.items,
    options: plan.options,
    kitOf: before?.runs.find((one) => one.hostId === run.hostId)?.id ?? null,
  };
}

async function watch(drive: Drive, run: Run): Promise<void> {
  const { context, link } = drive;
  let quiet = 0;
  let patience = 0; // the first question is for the screen
  while (!drive.signal.aborted) {
    const now = context.store.deployments.run(run.id);
    if (now?.state !== 'running') return;
    const from = context.store.deployments.log(run.id, 0, 0).size;
    const answer = await link.ask(context.platforms.apt.status(run.id, from, patience), drive.signal);
    if (drive.signal.aborted) return; // whoever ends Patchbay is not made to wait for the host
    if (!answer.ok) return outOfSight(drive, now, answer.problem);
    const report = answer.value;
    const size = keepLog(context, run, report);
    drive.onProgress(report.progress);
    const current = report.phase === now.phase ? now : enter(context, now, { phase: report.phase });
    if (size > from && size < report.log.size) continue; // more of the log is there already, and kept up to its limit
    await act(drive, current, report);
    quiet = report.log.bytes.length ? 0 : quiet + 1;
    patience = quiet > 7 ? PATIENCE_WHEN_QUIET : PATIENCE;
    if (report.answer !== 'done') await drive.waker.wait(POLL_MS);
  }
}

function keepLog(context: Context, run: Run, report: RunReport): number {
  if (!report.log.bytes.length) return report.log.size;
  const size = context.store.deployments.appendLog(run.id, report.log.from, report.log.bytes);
  crashPoint('run.log-kept');
  return size;
}

/** The status protocol's answers. */
async function act(drive: Drive, run: Run, report: RunReport): Promise<void> {
  switch (report.answer) {
    case 'running':
      return;
    case 'done':
      crashPoint('run.exit-seen');
      return afterExit(drive, run, report);
    case 'absent':
      enter(drive.context, run, { state: 'failed', problem: { kind: 'run-vanished' }, endedAt: drive.context.now() }, 'run.failed');
      return;
    case 'dead':
    case 'rebooted':
      return resume(drive, run, report);
    default:
      assertNever(report.answer);
  }
}

async function resume(drive: Drive, run: Run, report: RunReport): Promise<void> {
  const { context, link } = drive;
  if (run.attempts >= MOST_ATTEMPTS) {
    enter(
      context,
      run,
      {
        state: 'failed',
        problem: { kind: 'package-manager-failed', exit: -1, lines: [`The run ended without a result ${run.attempts} times`] },
        endedAt: context.now(),
      },
      'run.failed',
    );
    return;
  }
  const answer = await link.ask(context.platforms.apt.resume(run.id));
  if (!answer.ok) return outOfSight(drive, run, answer.problem);
  if (answer.value !== 'resumed') return;
  const why =
    report.answer === 'rebooted'
      ? 'The host restarted in the middle; repaired and resumed'
      : 'The run died in the middle; repaired and resumed';
  enter(context, run, { attempts: run.attempts + 1 }, 'run.resumed', why);
}

async function afterExit(drive: Drive, run: Run, report: RunReport): Promise<void> {
  const { context } = drive;
  if (report.exit !== 0) {
    const problem: Problem = report.problem ?? { kind: 'package-manager-failed', exit: report.exit ?? -1, lines: lastLines(context, run) };
    enter(context, run, { state: 'failed', exit: report.exit, phase: 'finished', problem, endedAt: context.now() }, 'run.failed');
    return;
  }
  const done: Run = { ...run, exit: 0, phase: 'finished' };
  if (!(await orderReboot(drive, done))) enter(context, done, { state: 'verifying', problem: null, gate: gateBegun(context, done) });
}

const lastLines = (context: Context, run: Run): string[] => {
  const { size } = context.store.deployments.log(run.id, 0, 0);
  const { bytes } = context.store.deployments.log(run.id, Math.max(0, size - 4096), 4096);
  return new TextDecoder().decode(bytes).split('\n').filter(Boolean).slice(-12);
};

/** Tries again, ever more slowly, until the host answers; it tells where its run is. */
async function lookAgain(drive: Drive, run: Run): Promise<void> {
  const { context, link } = drive;
  for (let tries = 0; !drive.signal.aborted; tries += 1) {
    const current = context.store.deployments.run(run.id);
    if (current?.state !== 'unreachable') return; // a person set it lost meanwhile
    const answer = await link.ask(context.platforms.apt.status(run.id, context.store.deployments.log(run.id, 0, 0).size));
    if (answer.ok) {
      const next = answer.value.answer === 'absent' && run.attempts === 0 ? 'intended' : run.rebooted ? 'rebooting' : 'running';
      enter(
        context,
        current,
        { state: next, problem: null, unreachableSince: null },
        'run.reattached',
        `The host answers again: run ${answer.value.answer}`,
      );
      return;
    }
    if (JSON.stringify(answer.problem) !== JSON.stringify(current.problem)) enter(context, current, { problem: answer.problem });
    await drive.waker.wait(needsPerson(answer.problem) ? Infinity : BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)]!);
  }
}
