import type { Deployment, Run } from '../../shared/domain/deployment.ts';
import type { HostPlan, Plan } from '../../shared/domain/plan.ts';
import { newGate } from '../../shared/domain/run-gate.ts';
import { explain } from '../../shared/domain/problem.ts';
import { owesWayBack, whyNotByRule } from '../../shared/domain/way-back-rule.ts';
import type { Context } from './context.ts';
import { concernsTheWay, needsPerson } from './host-link.ts';
import { pause } from './limit.ts';
import { planHost } from './make-plan.ts';
import type { HostQuestion } from './make-plan.ts';
import { planHash } from './plan-hash.ts';
import { rollbackQuestions } from './roll-back.ts';
import { enter } from './run-log.ts';
import { startDeployment } from './start-deployment.ts';

const OPTIONS: Plan['options'] = { reboot: 'never', allowRemovals: [], allowWithoutWayBack: false };
const TRIES = 3;
const BETWEEN_TRIES_MS = 5000;

/**
 * Takes a host whose gate failed back to the versions before, where the rules allow that without a person; else says why
 * not, and it stays an offer. Safe to begin again: until its end only questions are asked.
 */
export async function rollBackByRule(context: Context, deployment: Deployment, runId: string, signal: AbortSignal): Promise<void> {
  const run = context.store.deployments.run(runId)!;
  const approved = context.store.plans.get(deployment.planId)!.hosts.find((one) => one.hostId === run.hostId)!;
  const questions = rollbackQuestions(context, { deploymentId: deployment.id, hostIds: [run.hostId], packages: null, options: OPTIONS });
  if (!questions.ok) return offer(context, run, explain(questions.problem).title);
  const wayBack = await askHost(context, questions.value[0]!, signal);
  const now = context.store.deployments.run(runId)!;
  // A person may have retried it, or taken it back, meanwhile.
  if (signal.aborted || !owesWayBack(deployment, now)) return;
  const why = whyNotByRule(approved, wayBack);
  if (why) return offer(context, now, why);
  begin(context, deployment, now, wayBack);
}

async function askHost(context: Context, question: HostQuestion, signal: AbortSignal): Promise<HostPlan> {
  for (let tries = 1; ; tries += 1) {
    const answered = await planHost(context, question, OPTIONS, signal);
    const [problem] = answered.blocking;
    if (!problem || !concernsTheWay(problem) || needsPerson(problem) || tries === TRIES || signal.aborted) return answered;
    await pause(BETWEEN_TRIES_MS, signal);
  }
}

function begin(context: Context, deployment: Deployment, run: Run, wayBack: HostPlan): void {
  const plan: Plan = {
    id: context.newId(),
    createdAt: context.now(),
    kind: 'rollback',
    selection: null,
    rollsBack: { deploymentId: deployment.id, packages: null },
    options: OPTIONS,
    state: 'ready',
    hosts: [wayBack],
    pending: [],
    hash: planHash([wayBack]),
  };
  const name = `Back by rule: ${run.hostName}, ${deployment.name}`.slice(0, 80);
  context.store.transaction(() => {
    context.store.plans.save(plan);
    const started = startDeployment(context, plan, { planId: plan.id, planHash: plan.hash!, name }, 'patchbay');
    if (!started.ok) return offer(context, run, explain(started.problem).title);
    const why = `deployment ${started.value.id}`;
    const gate = { ...(run.gate ?? newGate), back: { outcome: 'started' as const, why } };
    enter(context, run, { gate }, 'run.back-by-rule', `Its gate failed: taken back by rule, ${why}`);
  });
}

function offer(context: Context, run: Run, why: string): void {
  const gate = { ...(run.gate ?? newGate), back: { outcome: 'offered' as const, why: why.slice(0, 1000) } };
  enter(context, run, { gate }, 'run.back-offered', `Its gate failed; not taken back by rule: ${why}`.slice(0, 1000));
}
