import type { Run } from '../../shared/domain/deployment.ts';
import { outOfSight, type Drive } from './drive.ts';
import { crashPoint } from './crash-points.ts';
import { concernsTheWay } from './host-link.ts';
import { enter } from './run-log.ts';
import { scanOver } from './scan-host.ts';
import { gateBegun } from './verify-run.ts';

/** After this the host is called unreachable; it is looked for all the same. */
const BACK_WITHIN_MS = 15 * 60_000;
const LOOK_EVERY_MS = 1500;

/** True where a reboot follows (or its need could not be asked), so that the caller has nothing more to do. */
export async function orderReboot(drive: Drive, run: Run): Promise<boolean> {
  const { context, link, deployment } = drive;
  if (deployment.reboot === 'never') return false;
  const facts = await link.use((session) => scanOver(context, session, link.host, { refresh: false, purpose: 'verify' }));
  if (!facts.ok) {
    outOfSight(drive, { ...run, exit: null }, facts.problem);
    return true;
  }
  if (deployment.reboot === 'if-required' && !facts.value.reboot.required) return false;
  const why = deployment.reboot === 'always' ? 'as the plan says' : facts.value.reboot.reasons.join(', ');
  enter(
    context,
    run,
    { state: 'rebooting', rebooted: true, bootIdBefore: facts.value.bootId, problem: null },
    'run.reboot',
    `Reboot, ${why}`,
  );
  crashPoint('run.reboot-intended');
  return true;
}

/** Orders the reboot (the host takes the order once only) and waits until the host is back with a new boot id. */
export async function awaitReturn(drive: Drive, run: Run): Promise<void> {
  const { context, link } = drive;
  const ordered = await link.ask(context.platforms.apt.reboot(run.id, run.bootIdBefore ?? ''));
  if (!ordered.ok && !concernsTheWay(ordered.problem)) return outOfSight(drive, run, ordered.problem);
  crashPoint('run.reboot-ordered');
  link.drop();
  for (const deadline = Date.now() + BACK_WITHIN_MS; Date.now() < deadline && !drive.signal.aborted;) {
    await drive.waker.wait(LOOK_EVERY_MS);
    const facts = await link.use((session) => scanOver(context, session, link.host, { refresh: false, purpose: 'verify' }));
    link.drop();
    if (!facts.ok || facts.value.bootId === run.bootIdBefore) continue;
    crashPoint('run.back');
    const gate = gateBegun(context, run);
    enter(context, run, { state: 'verifying', problem: null, gate }, 'run.back', `Back with new boot id ${facts.value.bootId.slice(0, 8)}`);
    return;
  }
  if (!drive.signal.aborted) outOfSight(drive, run, { kind: 'not-back-after-reboot', seconds: BACK_WITHIN_MS / 1000 });
}
