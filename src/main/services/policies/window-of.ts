import type { CallOutput } from '../../../shared/contract/contract.ts';
import { expectedMinutes, fits, nextFit, windowAt, type WindowState } from '../../../shared/domain/calendar/index.ts';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import { timesOf, type PolicyDraft } from '../../../shared/domain/policy/policy.ts';
import type { Context } from '../context.ts';
import type { MayStart } from '../driver.ts';

type Times = Pick<PolicyDraft, 'windows' | 'freezes'>;

/** The windows and freezes of the version that it runs under; null where nothing holds it back. */
function timesFor(context: Context, { policy: ref, kind }: Pick<Deployment, 'policy' | 'kind'>): Times | null {
  // A way back and a repair are never made to wait.
  if (!ref || kind !== 'deploy') return null;
  const policy = context.store.policies.get(ref.id, ref.version);
  if (!policy) return null;
  const times = timesOf(policy, ref.emergency !== null);
  return times.windows.length || times.freezes.length ? times : null;
}

const minutesOf = (context: Context, hostId: string): number => expectedMinutes(context.store.pastRuns.minutes(hostId));

/** For the driver, which asks for every waiting host at every look: the window is found once a look. */
export function keepWindows(context: Context): MayStart {
  let last: { readonly of: string; readonly window: WindowState | null } = { of: '', window: null };
  return (deployment, run, now) => {
    const of = `${deployment.id} ${now}`;
    if (last.of !== of) {
      const times = timesFor(context, deployment);
      last = { of, window: times && windowAt(times.windows, times.freezes, now) };
    }
    const { window } = last;
    return window === null || (window.open && fits(window, now, minutesOf(context, run.hostId)));
  };
}

/** What the hosts that have not begun wait for; none where nothing but rings holds them. */
export function waits(context: Context, deployment: Deployment): CallOutput<'policies.waits'> {
  const times = timesFor(context, deployment);
  if (!times) return { open: true, turnsAt: null, frozenBy: null, hosts: [] };
  const now = context.now();
  const state = windowAt(times.windows, times.freezes, now);
  const hosts = deployment.runs
    .filter((run) => run.state === 'waiting')
    .map(({ hostId, hostName }) => {
      const minutes = minutesOf(context, hostId);
      return { hostId, hostName, minutes, fitsAt: nextFit(times.windows, times.freezes, now, minutes) };
    });
  const turnsAt = state.open ? state.closesAt : state.opensAt;
  return { open: state.open, turnsAt, frozenBy: state.open ? null : state.frozenBy, hosts };
}
