import type { CallInput } from '../../shared/contract/contract.ts';
import type { HostPlan, Plan } from '../../shared/domain/plan.ts';
import { isOver } from '../../shared/domain/rehearsal.ts';
import type { Rehearsal, RehearsedAs } from '../../shared/domain/rehearsal.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';
import { HostLink } from './host-link.ts';
import { busyHosts } from './host-rows.ts';

/** Those that hold for the plan as it is: one for another hash is void. */
export function rehearsalsOf(context: Context, plan: Plan): Rehearsal[] {
  const hashes = new Map(plan.hosts.map((host) => [host.hostId, host.hash]));
  return context.store.rehearsals.of(plan.id).filter((one) => hashes.get(one.hostId) === one.hash);
}

/** Commits the wish. From here on it is the board's: nothing has been sent to any host yet. */
export function startRehearsals(context: Context, plan: Plan, hostIds: readonly string[]): Result<{ hosts: number }> {
  if (plan.state !== 'ready')
    return fail({ kind: 'conflict', detail: 'The preview is not finished', next: 'Wait until every host has answered, or preview again.' });
  if (plan.kind !== 'deploy')
    return fail({
      kind: 'conflict',
      detail: `A ${plan.kind} is not rehearsed`,
      next: 'Its way back was rehearsed with the update, where that was.',
    });
  const chosen = plan.hosts.filter((host) => host.hash !== null && (!hostIds.length || hostIds.includes(host.hostId)));
  if (!chosen.length)
    return fail({
      kind: 'conflict',
      detail: 'No host of this plan can be rehearsed',
      next: "Mend what stands in the hosts' way, then preview again.",
    });
  const busy = busyHosts(context);
  const taken = chosen.filter((host) => busy.has(host.hostId));
  if (taken.length)
    return fail({
      kind: 'conflict',
      detail: `A deployment works on ${taken.map((host) => host.hostName).join(', ')}`,
      next: 'Wait until it has ended.',
    });
  const atIt = new Set(rehearsalsOf(context, plan).flatMap((one) => (isOver(one) ? [] : [one.hostId])));
  const fresh = chosen.filter((host) => !atIt.has(host.hostId));
  if (!fresh.length) return ok({ hosts: 0 });
  context.store.transaction(() => {
    for (const host of fresh) context.store.rehearsals.add(toRehearsal(context, plan, host));
    context.store.audit.append({
      action: 'rehearsal.started',
      text: `Rehearsal on ${fresh.length} hosts`,
      details: { plan: plan.id, hosts: fresh.map((host) => ({ name: host.hostName, hash: host.hash })) },
    });
  });
  changed(context, 'rehearsals', plan.id);
  return ok({ hosts: fresh.length });
}

const toRehearsal = (context: Context, plan: Plan, host: HostPlan): Rehearsal => ({
  id: context.newId(),
  planId: plan.id,
  hostId: host.hostId,
  hostName: host.hostName,
  hash: host.hash!,
  state: 'waiting',
  phase: null,
  progress: null,
  startedAt: null,
  endedAt: null,
  verdict: null,
  problem: null,
  standIn: null,
  findings: [],
  evidence: null,
});

/** What has not begun is over at once. What runs is asked to end by its host; whoever watches it sees it end. */
export async function cancelRehearsals(
  context: Context,
  { planId, hostIds }: Required<CallInput<'rehearsals.cancel'>>,
): Promise<Result<Record<string, never>>> {
  const mine = context.store.rehearsals.open().filter((one) => one.planId === planId && (!hostIds.length || hostIds.includes(one.hostId)));
  for (const one of mine.filter(({ state }) => state === 'waiting'))
    keepRehearsal(
      context,
      { ...one, state: 'cancelled', endedAt: context.now(), problem: { kind: 'cancelled', what: 'rehearsal' } },
      'rehearsal.cancelled',
      'Cancelled before it began',
    );
  const answers = await Promise.all(mine.filter(({ state }) => state !== 'waiting').map((one) => cancelOnHost(context, one)));
  return answers.find((one) => !one.ok) ?? ok({});
}

async function cancelOnHost(context: Context, { id, hostId }: Rehearsal): Promise<Result<Record<string, never>>> {
  const host = context.store.hosts.get(hostId);
  if (!host) return ok({});
  const link = new HostLink(context, host);
  const asked = await link.ask(context.platforms.apt.cancelRehearsal(id));
  link.drop();
  return asked.ok ? ok({}) : asked;
}

/** Commits it together with the line in the history that says so. */
export function keepRehearsal(context: Context, rehearsal: Rehearsal, action?: string, text?: string): Rehearsal {
  context.store.transaction(() => {
    if (!context.store.rehearsals.update(rehearsal) || !action) return;
    context.store.audit.append({
      action,
      actor: 'patchbay',
      hostId: rehearsal.hostId,
      text: text ?? action,
      details: {
        rehearsal: rehearsal.id,
        plan: rehearsal.planId,
        hash: rehearsal.hash,
        verdict: rehearsal.verdict,
        problem: rehearsal.problem,
        findings: rehearsal.findings.filter((one) => one.weight !== 'note').map((one) => one.text),
      },
    });
  });
  changed(context, 'rehearsals', rehearsal.planId);
  if (action) changed(context, 'history');
  return rehearsal;
}

/** How each host stands when a deployment begins: by its newest rehearsal of this very hash that is over. */
export function rehearsedHosts(context: Context, plan: Plan, hosts: readonly HostPlan[]): Map<string, RehearsedAs> {
  const verdicts = new Map(rehearsalsOf(context, plan).map((one) => [one.hostId, one.verdict]));
  return new Map(hosts.map((host) => [host.hostId, verdicts.get(host.hostId) ?? 'none']));
}

export function rehearsalText(rehearsed: ReadonlyMap<string, RehearsedAs>, reason: string | null): string {
  const passed = [...rehearsed.values()].filter((one) => one === 'passed').length;
  if (passed === rehearsed.size) return ', all rehearsed';
  return `, ${passed} of ${rehearsed.size} rehearsed${reason === null ? '' : `; without a rehearsal that passed: ${reason}`}`;
}
