import type { PolicyRow, PolicyTimes } from '../../../shared/contract/policies.ts';
import { openSpans, windowAt } from '../../../shared/domain/calendar/index.ts';
import { policyDocument } from '../../../shared/domain/policy/document.ts';
import { inScope, type Policy, type PolicyDraft } from '../../../shared/domain/policy/policy.ts';
import { DUE_RULES } from '../../../shared/domain/ranking/rules.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Host } from '../../../shared/domain/host.ts';
import { changed, currentUser, type Context } from '../context.ts';

const LISTED_DAYS = 60;
const LISTED_SPANS = 30;
const DAY_MS = 86_400_000;

/** Reads before BOD 26-04 as in `rules.list`; it is in force for every policy. */
const BOD = {
  name: 'CISA BOD 26-04',
  source: 'Binding Operational Directive 26-04, appendix A',
  rows: ['by known exploitation, exposure, automation and impact: 3, 14 or 60 days, or with the next system upgrade'],
};

export function findPolicy(context: Context, id: string, version?: number): Result<Policy> {
  const found = context.store.policies.get(id, version);
  const which = version === undefined ? '' : ` version ${version}`;
  return found ? ok(found) : fail({ kind: 'not-found', what: `policy ${id}${which}` });
}

/** One by which plans are made. */
export function policyInForce(context: Context, id: string): Result<Policy> {
  const found = findPolicy(context, id);
  if (!found.ok || found.value.archivedAt === null) return found;
  return fail({ kind: 'conflict', detail: `The policy ${found.value.name} is archived`, next: 'Choose another one, or save it anew.' });
}

export const hostsInScope = (context: Context, policy: Policy): Host[] =>
  context.store.hosts.list().filter((host) => inScope(policy.hosts, host));

export function listPolicies(context: Context, archived: boolean): PolicyRow[] {
  const now = context.now();
  return context.store.policies.list(archived).map((policy) => ({
    ...policy,
    hosts: hostsInScope(context, policy).length,
    times: timesNow(policy, now),
    reviewDue: policy.reviewOn !== null && policy.reviewOn < now.slice(0, 10),
  }));
}

function timesNow({ windows, freezes }: Policy, now: string): PolicyTimes {
  const state = windowAt(windows, freezes, now);
  const from = Date.parse(now);
  const spans = openSpans(windows, freezes, from, from + LISTED_DAYS * DAY_MS).filter((span) => Number.isFinite(span.from + span.to));
  return {
    open: state.open,
    turnsAt: state.open ? state.closesAt : state.opensAt,
    frozenBy: state.open ? null : state.frozenBy,
    next: spans.slice(0, LISTED_SPANS).map((span) => ({ from: iso(span.from), to: iso(span.to) })),
  };
}
const iso = (ms: number): string => new Date(ms).toISOString();

interface Save {
  readonly id: string | null;
  readonly basedOn: number | null;
  readonly draft: PolicyDraft;
}

/** Version n + 1. Two who edit the same version: the second is told, and nothing of the first is lost. */
export function savePolicy(context: Context, { id, basedOn, draft }: Save): Result<Policy> {
  const wrong = unknownRules(draft.dueRules);
  if (wrong) return wrong;
  return context.store.transaction((): Result<Policy> => {
    const before = id ? context.store.policies.get(id) : null;
    if (id && !before) return fail({ kind: 'not-found', what: `policy ${id}` });
    if (before && basedOn !== null && basedOn !== before.version)
      return fail({
        kind: 'conflict',
        detail: `${before.name} has version ${before.version} meanwhile, saved by ${before.savedBy}; this was made from version ${basedOn}`,
        next: 'Look at the newer version, and make the change there.',
      });
    const taken = nameTaken(context, draft.name, id);
    if (taken) return taken;
    const policy: Policy = {
      ...draft,
      id: before?.id ?? context.newId(),
      version: (before?.version ?? 0) + 1,
      savedAt: context.now(),
      savedBy: currentUser(),
      archivedAt: before?.archivedAt ?? null,
    };
    context.store.policies.add(policy);
    context.store.audit.append({
      action: 'policy.saved',
      text: `Policy ${policy.name}: version ${policy.version}`,
      details: { policy: policy.id, version: policy.version, draft },
    });
    return ok(policy);
  });
}

function unknownRules(ids: readonly string[]): Result<never> | null {
  const unknown = ids.filter((id) => !DUE_RULES.some((rule) => rule.id === id));
  const known = DUE_RULES.map((rule) => rule.id).join(', ');
  if (!unknown.length) return null;
  return fail({ kind: 'invalid-input', issues: [{ path: 'dueRules', message: `no rule ${unknown.join(', ')}; there are ${known}` }] });
}

/** Two policies of one name could not be told apart on paper. */
function nameTaken(context: Context, name: string, id: string | null): Result<never> | null {
  const other = context.store.policies.list(false).find((one) => one.name.toLowerCase() === name.toLowerCase() && one.id !== id);
  return other ? fail({ kind: 'invalid-input', issues: [{ path: 'name', message: `another policy is called ${other.name}` }] }) : null;
}

export function archivePolicy(context: Context, id: string, reason: string): Result<Record<string, never>> {
  const found = policyInForce(context, id);
  if (!found.ok) return found;
  const used = context.store.schedules.list().filter(({ work }) => 'policyId' in work && work.policyId === id);
  if (used.length)
    return fail({
      kind: 'conflict',
      detail: `${used.map((one) => one.name).join(', ')} goes by this policy`,
      next: 'Remove the schedule first, or give it another policy.',
    });
  context.store.transaction(() => {
    context.store.policies.archive(id, context.now());
    context.store.audit.append({
      action: 'policy.archived',
      text: `Policy ${found.value.name} archived: ${reason}`,
      details: { policy: id },
    });
  });
  tell(context, id);
  return ok({});
}

export function tell(context: Context, id: string): void {
  changed(context, 'policies', id);
  changed(context, 'history');
}

export function printPolicy(context: Context, id: string, version?: number): Result<{ name: string; text: string }> {
  const found = findPolicy(context, id, version);
  if (!found.ok) return found;
  const rules = DUE_RULES.filter((rule) => found.value.dueRules.includes(rule.id));
  const printed = rules.map(({ name, source, rows }) => ({ name, source, rows: rows.map((row) => row.say) }));
  return ok({ name: found.value.name, text: policyDocument(found.value, [BOD, ...printed]) });
}
