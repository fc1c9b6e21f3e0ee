import type { Check, Deployment, Run } from '../../shared/domain/deployment.ts';
import { compareHealth } from '../../shared/domain/health.ts';
import type { HostFacts } from '../../shared/domain/facts.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { outOfSight, type Drive } from './drive.ts';
import type { Context } from './context.ts';
import { crashPoint } from './crash-points.ts';
import { enter } from './run-log.ts';
import { scanHost, scanOver } from './scan-host.ts';

/** Services need a moment after a restart: a check that fails is looked at again this often. */
const LOOKS = 5;
const BETWEEN_LOOKS_MS = 3000;
const LOOK = { refresh: false, purpose: 'verify' } as const;

/** A fresh scan over a new connection is the judge, not an exit code. */
export async function verifyRun(drive: Drive, run: Run): Promise<void> {
  const { context, link } = drive;
  crashPoint('run.verifying');
  const scan = (): Promise<Result<HostFacts>> => {
    link.drop();
    return link.use((session) => scanOver(context, session, link.host, LOOK));
  };
  for (let look = 1; !drive.signal.aborted; look += 1) {
    const checks = await checkRun(context, run, scan);
    if (!checks.ok) return outOfSight(drive, run, checks.problem);
    const failed = checks.value.filter((one) => one.outcome === 'failed');
    if (failed.length && look < LOOKS) {
      await drive.waker.wait(BETWEEN_LOOKS_MS);
      continue;
    }
    const problem: Problem | null = failed.length ? { kind: 'health', failed: failed.map((one) => `${one.name}: ${one.detail}`) } : null;
    finish(drive, run, checks.value, problem);
    await expireKits(drive, run);
    return;
  }
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

/** Scans now, over a connection of its own unless told how, and compares with the state before the run and with the plan. */
export async function checkRun(context: Context, run: Run, scan?: () => Promise<Result<HostFacts>>): Promise<Result<Check[]>> {
  const host = context.store.hosts.get(run.hostId);
  const before = run.startedAt ? context.store.scans.facts(run.hostId, run.startedAt) : null;
  if (!host || !before) return fail({ kind: 'not-found', what: `the state of ${run.hostName} before the run` });
  const after = await (scan ? scan() : scanHost(context, host, LOOK));
  if (!after.ok) return after;
  const plan = context.store.plans.get(planOf(context, run).planId)!;
  const items = plan.hosts.find((one) => one.hostId === run.hostId)?.transaction?.items ?? [];
  return ok(compareHealth(before.facts, after.value, { items, rebooted: run.rebooted }));
}

const planOf = (context: Context, run: Run): Deployment => context.store.deployments.get(run.deploymentId)!;
