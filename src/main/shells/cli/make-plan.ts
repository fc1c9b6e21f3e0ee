import type { HostRow } from '../../../shared/contract/contract.ts';
import type { HostPlan, Plan } from '../../../shared/domain/plan.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Cli } from './context.ts';
import { follow } from './follow.ts';
import { plural } from './format.ts';
import { Helper } from './helper.ts';
import type { Trouble } from './helper.ts';
import type { ProgressRow } from './progress.ts';

/** Previews until every host has answered; asks the person for what a host needs where there is one, and previews again. */
export async function makePlan(cli: Cli, rows: readonly HostRow[], make: () => Promise<Result<{ planId: string }>>): Promise<Result<Plan>> {
  const helper = new Helper(cli);
  for (;;) {
    const plan = await makeOnce(cli, rows, make);
    if (!plan.ok) return plan;
    const settled = await helper.settle(troublesIn(plan.value, rows));
    if (!settled.ok) return settled;
    if (!settled.value.length) return plan;
  }
}

function troublesIn(plan: Plan, rows: readonly HostRow[]): Trouble[] {
  const hosts = new Map(rows.map(({ host }) => [host.id, host]));
  return plan.hosts.flatMap(({ hostId, blocking }) => {
    const host = hosts.get(hostId);
    return host ? blocking.map((problem) => ({ host, problem })) : [];
  });
}

async function makeOnce(cli: Cli, rows: readonly HostRow[], make: () => Promise<Result<{ planId: string }>>): Promise<Result<Plan>> {
  const made = await make();
  if (!made.ok) return made;
  const { planId } = made.value;
  const names = new Map(rows.map(({ host }) => [host.id, host.name]));
  const followed = await follow(cli, {
    fetch: () => cli.call('plan.get', { planId }),
    isDone: (plan) => plan.state !== 'making',
    show: (plan) =>
      cli.progress.show(
        `Previewing on ${plural(plan.hosts.length + plan.pending.length, 'host')}: ${plan.hosts.length} answered`,
        progressRows(plan, names),
      ),
  });
  if (!followed.ok) return followed;
  if (followed.value.ended === 'done')
    return followed.value.last.state === 'ready' ? ok(followed.value.last) : fail({ kind: 'cancelled', what: 'preview' });
  await cli.call('plan.cancel', { planId });
  return fail({ kind: 'cancelled', what: 'preview' });
}

function progressRows(plan: Plan, names: ReadonlyMap<string, string>): ProgressRow[] {
  const asked = plan.pending.map((id): ProgressRow => {
    const name = names.get(id) ?? id;
    return { id, name, tone: 'live', word: 'Simulating', detail: '', data: { verb: 'test', host: name, state: 'simulating' } };
  });
  return [...asked, ...plan.hosts.map(answered)];
}

function answered(host: HostPlan): ProgressRow {
  const open = host.blocking.filter((problem) => problem.kind !== 'nothing-to-do');
  const state = open.length ? 'kept-out' : host.blocking.length ? 'nothing-to-do' : 'can-go';
  const words = { 'kept-out': ['bad', 'Kept out'], 'nothing-to-do': ['idle', 'Nothing to do'], 'can-go': ['ok', 'Can go'] } as const;
  const [tone, word] = words[state];
  return { id: host.hostId, name: host.hostName, tone, word, detail: '', data: { verb: 'test', host: host.hostName, state } };
}
