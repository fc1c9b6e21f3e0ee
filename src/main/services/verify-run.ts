import { compareChecks } from '../../shared/domain/compare-checks.ts';
import type { Check, Run } from '../../shared/domain/deployment.ts';
import { compareHealth } from '../../shared/domain/health.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { newGate } from '../../shared/domain/run-gate.ts';
import type { RunGate } from '../../shared/domain/run-gate.ts';
import { outOfSight, type Drive } from './drive.ts';
import type { Context } from './context.ts';
import { crashPoint } from './crash-points.ts';
import type { HostLink } from './host-link.ts';
import { lookAtHost } from './look-at-host.ts';
import { hostCommands } from './policies/host-commands.ts';
import { enter } from './run-log.ts';

/** Services need a moment after a restart: a check that fails is looked at again this often. */
const LOOKS = 5;
const BETWEEN_LOOKS_MS = 3000;
/** A laptop's clock can jump while it sleeps: it is looked at this often. */
const LONGEST_WAIT_MS = 60_000;

/** Looks begin with the end of the work on the host; that time stays where the run was out of sight in between. */
export const gateBegun = (context: Context, run: Run): RunGate => ({
  ...(run.gate ?? newGate),
  since: run.gate?.since ?? context.now(),
});

/**
 * A fresh scan over a new connection is the judge, not an exit code; as often as the rollout says. The run stays here until
 * its last look, and everything that the next one needs is in the store.
 */
export async function verifyRun(drive: Drive, run: Run): Promise<void> {
  const { context, link } = drive;
  const wait = untilNextLook(drive, run);
  if (wait > 0) {
    link.drop();
    await drive.waker.wait(Math.min(wait, LONGEST_WAIT_MS));
    return;
  }
  crashPoint('run.verifying');
  const refused = run.gate?.looks ? null : await hostCommands(drive, run, 'after');
  if (refused) return outOfSight(drive, run, refused);
  for (let look = 1; !drive.signal.aborted; look += 1) {
    link.drop();
    const checks = await checkRun(context, run, link);
    if (!checks.ok) return outOfSight(drive, run, checks.problem);
    const failed = checks.value.filter((one) => one.outcome === 'failed');
    if (failed.length && look < LOOKS) {
      await drive.waker.wait(BETWEEN_LOOKS_MS);
      continue;
    }
    const problem: Problem | null = failed.length ? { kind: 'health', failed: failed.map((one) => `${one.name}: ${one.detail}`) } : null;
    if (!problem && passLook(drive, run, checks.value)) return;
    finish(drive, run, checks.value, problem);
    await expireKits(drive, run);
    return;
  }
}

/** Milliseconds; not above 0 where it is time. */
function untilNextLook({ context, deployment }: Drive, { gate }: Run): number {
  const minutes = deployment.rollout.looksAtMinutes[gate?.looks ?? 0] ?? 0;
  return gate?.since ? Date.parse(gate.since) + minutes * 60_000 - Date.parse(context.now()) : 0;
}

/** True where more looks follow. */
function passLook({ context, deployment }: Drive, run: Run, checks: Check[]): boolean {
  const gate = gateBegun(context, run);
  const looks = gate.looks + 1;
  const of = deployment.rollout.looksAtMinutes.length;
  if (looks >= of) return false;
  enter(context, run, { checks, gate: { ...gate, looks } }, 'run.looked', `Look ${looks} of ${of} passed`);
  crashPoint('run.looked');
  return true;
}

/** The host's old kits go by rule, so that they never fill a disk. A host that is busy is asked after its next run. */
async function expireKits({ context, link }: Drive, run: Run): Promise<void> {
  const { kitKeepDays, kitMaxBytes } = context.store.settings.get();
  const expired = await link.ask(context.platforms.apt.expireKits({ keepDays: kitKeepDays, keepAtLeast: 1, maxBytes: kitMaxBytes }));
  if (expired.ok && expired.value.removed.length)
    context.store.audit.append({
      action: 'kits.expired',
      actor: 'patchbay',
      hostId: run.hostId,
      deploymentId: run.deploymentId,
      text: `${expired.value.removed.length} old rollback kits removed`,
      details: expired.value,
    });
}

function finish(drive: Drive, run: Run, checks: Check[], problem: Problem | null): void {
  const { context, deployment } = drive;
  const passed = checks.filter((one) => one.outcome === 'passed').length;
  context.store.transaction(() => {
    enter(
      context,
      run,
      { state: problem ? 'failed' : 'done', checks, problem, endedAt: context.now() },
      problem ? 'run.failed' : 'run.done',
      problem ? undefined : `${passed} of ${checks.length} checks passed`,
    );
    if (!problem && deployment.rollsBack) markRolledBack(context, deployment.rollsBack, run.hostId, deployment.id);
  });
  crashPoint('run.finished');
}

function markRolledBack(context: Context, rollsBack: string, hostId: string, by: string): void {
  const original = context.store.deployments.get(rollsBack)?.runs.find((one) => one.hostId === hostId);
  if (original) context.store.deployments.updateRun({ ...original, rolledBackBy: by });
}

/** Looks now, and compares with the state before the run and with the plan. */
export async function checkRun(context: Context, run: Run, link: HostLink): Promise<Result<Check[]>> {
  const before = run.startedAt ? context.store.scans.facts(run.hostId, run.startedAt) : null;
  if (!before) return fail({ kind: 'not-found', what: `the state of ${run.hostName} before the run` });
  const { planId, rollout } = context.store.deployments.get(run.deploymentId)!;
  const after = await lookAtHost(context, link, rollout.checks);
  if (!after.ok) return after;
  const plan = context.store.plans.get(planId)!;
  const items = plan.hosts.find((one) => one.hostId === run.hostId)?.transaction?.items ?? [];
  const { before: outsideBefore, flapping } = run.gate ?? newGate;
  return ok([
    ...compareHealth(before.facts, after.value.facts, { items, rebooted: run.rebooted, flapping }),
    ...compareChecks(outsideBefore, after.value.outside),
  ]);
}
