import type { Run } from '../../shared/domain/deployment.ts';
import { flapping } from '../../shared/domain/flapping.ts';
import { newGate } from '../../shared/domain/run-gate.ts';
import { crashPoint } from './crash-points.ts';
import type { Drive } from './drive.ts';
import { lookAtHost } from './look-at-host.ts';
import { enter } from './run-log.ts';

/** So many scans of a host are looked through for what comes and goes by itself. */
const SCANS_FOR_FLAPPING = 8;

/** The state before, for the comparison after; and proof that the host can be reached before it is promised anything. */
export async function takeBaseline(drive: Drive, run: Run): Promise<void> {
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
