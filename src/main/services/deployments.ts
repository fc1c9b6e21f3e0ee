import type { CallInput, CallOutput, DeploymentRow } from '../../shared/contract/contract.ts';
import { cleanLines } from '../../shared/domain/text.ts';
import { isFinal, NO_PLAN } from '../../shared/domain/deployment.ts';
import type { Check, Deployment, Run } from '../../shared/domain/deployment.ts';
import type { RingDecision } from '../../shared/domain/ring-decision.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { changed, currentUser } from './context.ts';
import type { Context } from './context.ts';
import { HostLink } from './host-link.ts';
import { enter } from './run-log.ts';
import { checkRun } from './verify-run.ts';

const LOG_CHUNK_BYTES = 256 * 1024;

export function findDeployment(context: Context, id: string): Result<Deployment> {
  const found = context.store.deployments.get(id);
  return found ? ok(found) : fail({ kind: 'not-found', what: `deployment ${id}` });
}

export function toDeploymentRow({ runs, ...deployment }: Deployment): DeploymentRow {
  const counts: DeploymentRow['counts'] = {};
  for (const run of runs) counts[run.state] = (counts[run.state] ?? 0) + 1;
  return { ...deployment, counts, hosts: runs.length };
}

/** Pause, go on or stop: a decision, committed; the driver acts on it. */
export function decide(context: Context, id: string, to: 'paused' | 'running' | 'stopping'): Result<Record<string, never>> {
  const found = findDeployment(context, id);
  if (!found.ok) return found;
  const deployment = found.value;
  if (deployment.state === 'finished')
    return fail({ kind: 'conflict', detail: 'The deployment has ended', next: 'Retry its failed hosts, or make a new plan.' });
  const wentOn = to === 'running' ? goOn(context, deployment) : null;
  const { runs: _, ...rest } = { ...deployment, state: to, ...wentOn };
  const words = {
    paused: 'Paused: what runs is finished, nothing new starts',
    running: wentOn ? `Goes on in spite of: ${deployment.stoppedBecause}` : 'Goes on',
    stopping: 'Stopped: what runs is finished, what waits is skipped',
  };
  const actions = { paused: 'deployment.paused', running: 'deployment.resumed', stopping: 'deployment.stopped' };
  context.store.transaction(() => {
    context.store.deployments.update(rest);
    context.store.audit.append({ action: actions[to], deploymentId: id, text: words[to] });
  });
  changed(context, 'deployments', id);
  return ok({});
}

/** A person goes on past what stopped it: the failures so far count no more. null where nothing had. */
function goOn(context: Context, { runs, decisions, stoppedBecause }: Deployment): Pick<Deployment, 'stoppedBecause' | 'decisions'> | null {
  if (stoppedBecause === null) return null;
  const ring = Math.min(...runs.filter((run) => run.state === 'waiting').map((run) => run.ring), 9);
  const decision: RingDecision = { what: 'went-on', ring, at: context.now(), by: currentUser() };
  return { stoppedBecause: null, decisions: [...decisions, decision] };
}

export function retryRuns(context: Context, id: string, hostIds: readonly string[]): Result<Record<string, never>> {
  const found = findDeployment(context, id);
  if (!found.ok) return found;
  const runs = found.value.runs.filter((run) => hostIds.includes(run.hostId));
  const odd = runs.find((run) => !isFinal(run.state) || run.state === 'done' || run.planHash === NO_PLAN);
  if (odd || !runs.length)
    return fail({
      kind: 'conflict',
      detail: odd
        ? `${odd.hostName} cannot be retried: it is ${odd.planHash === NO_PLAN ? 'not in the approved plan' : odd.state}`
        : 'No such host in this deployment',
      next: 'Choose failed or skipped hosts, or make a new plan.',
    });
  const { runs: _, ...rest } = { ...found.value, state: 'running' as const, stoppedBecause: null, endedAt: null };
  context.store.transaction(() => {
    context.store.deployments.update(rest);
    for (const run of runs)
      enter(
        context,
        run,
        {
          state: run.state === 'skipped' ? 'waiting' : 'intended',
          attempts: 0,
          problem: null,
          endedAt: null,
          checks: [],
          gate: run.gate && { ...run.gate, since: null, looks: 0, back: null },
        },
        'run.retried',
        'Retried by a person',
      );
  });
  return ok({});
}

export function setLost(context: Context, input: CallInput<'deployments.setLost'>): Result<Record<string, never>> {
  const found = findDeployment(context, input.id);
  if (!found.ok) return found;
  const run = found.value.runs.find((one) => one.hostId === input.hostId);
  if (!run) return fail({ kind: 'not-found', what: `host ${input.hostId} in this deployment` });
  if (isFinal(run.state) || run.state === 'waiting')
    return fail({
      kind: 'conflict',
      detail: `${run.hostName} is ${run.state}`,
      next: 'Only a host that is being worked on can be set aside.',
    });
  context.store.transaction(() => {
    context.store.deployments.updateRun({ ...run, state: 'lost', endedAt: context.now() });
    context.store.audit.append({
      action: 'run.set-lost',
      hostId: run.hostId,
      deploymentId: input.id,
      text: `Set aside as lost: ${input.reason}`,
    });
  });
  changed(context, 'deployments', input.id);
  return ok({});
}

/** The host's own words from a byte offset, control characters removed. The offset counts the bytes as they were kept. */
export function readLog(context: Context, input: Required<CallInput<'deployments.log'>>): Result<CallOutput<'deployments.log'>> {
  const found = findDeployment(context, input.id);
  if (!found.ok) return found;
  const run = found.value.runs.find((one) => one.hostId === input.hostId);
  if (!run) return fail({ kind: 'not-found', what: `host ${input.hostId} in this deployment` });
  const { bytes, size } = context.store.deployments.log(run.id, input.from, LOG_CHUNK_BYTES);
  const whole = untilLineEnd(bytes, isFinal(run.state) && input.from + bytes.length >= size);
  return ok({ text: cleanLines(new TextDecoder().decode(whole)), next: input.from + whole.length, size });
}

/** Whole lines only, so that no character is cut in two; a long line without an end is given as it is. */
function untilLineEnd(bytes: Uint8Array, isLast: boolean): Uint8Array {
  if (isLast || bytes.length === LOG_CHUNK_BYTES) return bytes;
  return bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
}

export async function verifyDeployment(
  context: Context,
  id: string,
  hostIds: readonly string[],
): Promise<Result<CallOutput<'deployments.verify'>>> {
  const found = findDeployment(context, id);
  if (!found.ok) return found;
  const runs = found.value.runs.filter((run) => isVerifiable(run) && (!hostIds.length || hostIds.includes(run.hostId)));
  if (!runs.length)
    return fail({
      kind: 'conflict',
      detail: 'No host of this deployment can be verified',
      next: 'Hosts that were skipped were not changed; for hosts that were rolled back verify the rollback.',
    });
  const outcomes = await Promise.all(runs.map(async (run) => ({ run, checks: await checkAgain(context, run) })));
  context.store.audit.append({
    action: 'deployment.verified',
    deploymentId: id,
    text: `${outcomes.filter((one) => one.checks.ok).length} of ${runs.length} hosts looked at again`,
  });
  changed(context, 'history');
  return ok(
    outcomes.map(({ run, checks }) => ({
      hostId: run.hostId,
      checks: checks.ok ? checks.value : [{ name: 'Fresh sign-in', outcome: 'not-checked' as const, detail: checks.problem.kind }],
    })),
  );
}

async function checkAgain(context: Context, run: Run): Promise<Result<Check[]>> {
  const host = context.store.hosts.get(run.hostId);
  if (!host) return fail({ kind: 'not-found', what: run.hostName });
  const link = new HostLink(context, host);
  try {
    return await checkRun(context, run, link);
  } finally {
    link.drop();
  }
}

/** What was rolled back is no longer as this deployment left it: its rollback is what can be verified. */
const isVerifiable = (run: Run): boolean =>
  run.startedAt !== null && (run.state === 'done' || run.state === 'failed') && run.rolledBackBy === null;
