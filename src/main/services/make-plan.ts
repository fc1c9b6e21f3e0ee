import type { Query } from '../../shared/domain/command.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { HostPlan, Plan, PlanOptions } from '../../shared/domain/plan.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { Preview } from '../platforms/platform.ts';
import { ask } from '../transports/transport.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';
import { eachLimited } from './limit.ts';
import { hostPlanHash, planHash } from './plan-hash.ts';
import { forgetRefusedSecret, openHost, withCredentials } from './way-in.ts';

/** One host's question, and the run whose kit a rollback would use. */
export interface HostQuestion {
  readonly host: Host;
  readonly query: Query<Preview>;
  readonly kitOf: string | null;
}

const PREVIEWS_AT_ONCE = 16;

/** The plans that are being made now; a finished one is in the store and never changes again. */
export class PlanMaker {
  readonly #making = new Map<string, { plan: Plan; stop: AbortController }>();
  readonly #context: Context;
  constructor(context: Context) {
    this.#context = context;
  }

  /** Answers at once with the plan's id; the hosts are asked behind. */
  start(draft: Pick<Plan, 'kind' | 'selection' | 'rollsBack' | 'options' | 'policy'>, questions: readonly HostQuestion[]): string {
    const plan: Plan = {
      ...draft,
      id: this.#context.newId(),
      createdAt: this.#context.now(),
      state: 'making',
      hosts: [],
      pending: questions.map(({ host }) => host.id),
      hash: null,
    };
    const stop = new AbortController();
    this.#making.set(plan.id, { plan, stop });
    this.#context.store.plans.save(plan);
    void this.#ask(plan.id, questions, stop.signal).catch((error: unknown) => process.emitWarning(String(error)));
    return plan.id;
  }

  /** A plan that was being made when Patchbay ended is a cancelled one. */
  get(id: string): Result<Plan> {
    const plan = this.#making.get(id)?.plan ?? this.#context.store.plans.get(id);
    if (!plan) return fail({ kind: 'not-found', what: `plan ${id}` });
    return ok(plan.state === 'making' && !this.#making.has(id) ? { ...plan, state: 'cancelled' } : plan);
  }

  cancel(id: string): void {
    this.#making.get(id)?.stop.abort();
  }

  async #ask(id: string, questions: readonly HostQuestion[], signal: AbortSignal): Promise<void> {
    await eachLimited(questions, PREVIEWS_AT_ONCE, async (question) => {
      if (signal.aborted) return;
      const answered = await planHost(this.#context, question, this.#making.get(id)!.plan.options, signal);
      this.#update(id, (plan) => ({
        ...plan,
        hosts: [...plan.hosts, answered],
        pending: plan.pending.filter((hostId) => hostId !== question.host.id),
      }));
    });
    this.#finish(id, signal.aborted);
  }

  #finish(id: string, cancelled: boolean): void {
    this.#update(id, (plan) => {
      const hosts = plan.hosts.toSorted((a, b) => a.ring - b.ring || a.hostName.localeCompare(b.hostName));
      return cancelled ? { ...plan, hosts, state: 'cancelled' } : { ...plan, hosts, state: 'ready', hash: planHash(hosts) };
    });
    const { plan } = this.#making.get(id)!;
    this.#context.store.transaction(() => {
      this.#context.store.plans.save(plan);
      const ready = plan.hosts.filter((host) => host.blocking.length === 0).length;
      this.#context.store.audit.append({
        action: cancelled ? 'plan.cancelled' : 'plan.made',
        text: cancelled
          ? 'The preview was cancelled'
          : `${plan.kind === 'rollback' ? 'Rollback' : 'Deployment'} previewed: ${ready} of ${plan.hosts.length} hosts can go`,
        details: {
          plan: plan.id,
          hash: plan.hash,
          selection: plan.selection,
          options: plan.options,
          rollsBack: plan.rollsBack,
          policy: plan.policy ?? null,
        },
      });
    });
    this.#making.delete(id);
    changed(this.#context, 'plan', id);
    changed(this.#context, 'history');
  }

  #update(id: string, change: (plan: Plan) => Plan): void {
    const entry = this.#making.get(id)!;
    entry.plan = change(entry.plan);
    changed(this.#context, 'plan', id);
  }
}

export async function planHost(
  context: Context,
  { host, query, kitOf }: HostQuestion,
  options: PlanOptions,
  signal: AbortSignal,
): Promise<HostPlan> {
  const base = { hostId: host.id, hostName: host.name, ring: host.ring };
  const answer = await preview(context, host, query, signal);
  if (!answer.ok) {
    forgetRefusedSecret(context, host, answer.problem);
    return { ...base, transaction: null, reversibility: null, hash: null, blocking: [answer.problem], warnings: [] };
  }
  const { transaction, reversibility, warnings } = answer.value;
  const blocking: Problem[] = [...answer.value.blocking];
  if (host.elevation === 'none') blocking.push({ kind: 'rights-needed', forWhat: `to change ${host.name}` });
  // What was only previewed with the user's own rights could not be carried out: said now, and not in the middle of a deployment.
  else if (warnings.some((one) => one.kind === 'rights-needed'))
    blocking.push({ kind: 'rights-needed', forWhat: `to change ${host.name}; ${userOf(context, host)} was not given them` });
  if (reversibility.verdict === 'not' && !options.allowWithoutWayBack && transaction.items.length)
    blocking.push({ kind: 'kit-failed', lines: [reversibility.why] });
  const hash = blocking.length ? null : hostPlanHash(transaction, options, kitOf);
  return { ...base, transaction, reversibility, hash, blocking, warnings: [...warnings] };
}

async function preview(context: Context, host: Host, query: Query<Preview>, signal: AbortSignal): Promise<Result<Preview>> {
  const opened = await openHost(context, host, signal);
  if (!opened.ok) return opened;
  try {
    return await ask(opened.value, query, signal);
  } finally {
    opened.value.close();
  }
}

function userOf(context: Context, host: Host): string {
  const filled = withCredentials(context, host);
  return filled.ok ? filled.value.user : host.user;
}
