import type { Host } from '../../../shared/domain/host.ts';
import { PlanOptions, type Selection } from '../../../shared/domain/plan.ts';
import type { Policy } from '../../../shared/domain/policy/policy.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Context } from '../context.ts';
import type { HostQuestion, PlanMaker } from '../make-plan.ts';
import type { FeedBoard } from '../vulnerabilities/feed-board.ts';
import { hostsInScope, policyInForce } from './policies.ts';
import { plainSelection, selectPackages } from './select.ts';

export interface PlanRequest {
  readonly id: string;
  /** Of those in scope; none named, all. */
  readonly hostIds: readonly string[];
  /** The reason, where it goes out of cycle. */
  readonly emergency: string | null;
  /** For an emergency: these in place of what the policy selects. */
  readonly packages: readonly string[] | null;
}
export interface Planners {
  readonly context: Context;
  readonly feedBoard: FeedBoard;
  readonly plans: PlanMaker;
}

/** As many as a selection by name holds; the rest is for the next plan. */
const MOST_NAMES = 1000;

/** Previews on the hosts what the policy selects. The plan keeps the policy's version, and so does the deployment that comes of it. */
export async function planByPolicy({ context, feedBoard, plans }: Planners, request: PlanRequest): Promise<Result<{ planId: string }>> {
  const found = policyInForce(context, request.id);
  if (!found.ok) return found;
  const policy = found.value;
  if (request.packages && request.emergency === null)
    return fail({ kind: 'invalid-input', issues: [{ path: 'packages', message: 'chosen by the policy, except in an emergency' }] });
  const hosts = chosen(context, policy, request.hostIds);
  if (!hosts.ok) return hosts;
  const options = PlanOptions.parse({ reboot: policy.reboot, allowWithoutWayBack: policy.allowWithoutWayBack });
  const selections = await selectionsOf(context, feedBoard, policy, hosts.value, request.packages);
  const questions = hosts.value.flatMap((host): HostQuestion[] => {
    const selection = selections.get(host.id);
    return selection ? [{ host, query: context.platforms.apt.preview(selection, options), kitOf: null }] : [];
  });
  if (!questions.length) return fail({ kind: 'nothing-to-do' });
  const selection = summary([...selections.values()]);
  const ref = { id: policy.id, version: policy.version, emergency: request.emergency };
  return ok({ planId: plans.start({ kind: 'deploy', selection, rollsBack: null, options, policy: ref }, questions) });
}

function chosen(context: Context, policy: Policy, hostIds: readonly string[]): Result<Host[]> {
  const hosts = hostsInScope(context, policy);
  const outside = hostIds.filter((id) => !hosts.some((host) => host.id === id));
  if (outside.length)
    return fail({
      kind: 'conflict',
      detail: `The policy ${policy.name} is not for ${outside.map((id) => context.store.hosts.get(id)?.name ?? id).join(', ')}`,
      next: "Choose hosts in the policy's scope, or widen it.",
    });
  const wanted = hostIds.length ? hosts.filter((host) => hostIds.includes(host.id)) : hosts;
  return wanted.length
    ? ok(wanted)
    : fail({ kind: 'conflict', detail: `No host is in the scope of ${policy.name}`, next: 'Widen its scope, or add the hosts.' });
}

async function selectionsOf(
  context: Context,
  feedBoard: FeedBoard,
  policy: Policy,
  hosts: readonly Host[],
  packages: readonly string[] | null,
): Promise<Map<string, Selection>> {
  const named = (names: readonly string[]): Selection => ({ mode: 'packages', packages: [...names], exclude: policy.exclude });
  const same = packages ? named(packages) : plainSelection(policy);
  if (same) return new Map(hosts.map((host) => [host.id, same]));
  const byHost = await selectPackages(context, feedBoard, policy, hosts);
  return new Map([...byHost].map(([hostId, names]) => [hostId, named(names.slice(0, MOST_NAMES))]));
}

/** What the plan says it is about: the one selection of all hosts, or all names together. */
function summary(selections: readonly Selection[]): Selection | null {
  const [first] = selections;
  if (!first || selections.every((one) => one === first)) return first ?? null;
  const names = [...new Set(selections.flatMap((one) => (one.mode === 'packages' ? one.packages : [])))].sort();
  return names.length <= MOST_NAMES ? { mode: 'packages', packages: names, exclude: first.exclude } : null;
}
