import { expectedMinutes, fits, windowAt, type WindowState } from '../../../shared/domain/calendar/index.ts';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import { timesOf } from '../../../shared/domain/policy/policy.ts';
import type { Context } from '../context.ts';

/** What holds a deployment's hosts back now: the windows and freezes of the version that it runs under. null: nothing does. */
export function windowOf(context: Context, deployment: Pick<Deployment, 'policy' | 'kind'>): WindowState | null {
  const { policy: ref, kind } = deployment;
  // A way back and a repair are never made to wait.
  if (!ref || kind !== 'deploy') return null;
  const policy = context.store.policies.get(ref.id, ref.version);
  if (!policy) return null;
  const { windows, freezes } = timesOf(policy, ref.emergency !== null);
  return windows.length || freezes.length ? windowAt(windows, freezes, context.now()) : null;
}

/** Whether this host's run is expected to end before the window closes, judged by its past runs. */
export function mayBegin(context: Context, window: WindowState | null, hostId: string): boolean {
  if (window === null) return true;
  return window.open && fits(window, context.now(), expectedMinutes(context.store.pastRuns.minutes(hostId)));
}
