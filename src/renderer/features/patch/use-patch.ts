import { useMemo } from 'react';
import { useLive, type Live } from '../../state/live.ts';
import { useRound } from '../../state/round.ts';
import { aboutOf, type Patch, type StepId } from './patch.ts';

export interface PatchAnswers {
  readonly patch: Patch;
  /** What a step waits for, or could not get; null where it can be shown. */
  readonly missing: (step: StepId) => Live<unknown> | null;
}

export function usePatch(otherDeployment: string | null): PatchAnswers {
  const { round, from } = useRound();
  const hosts = useLive('hosts.list', {});
  const plan = useLive('plan.get', round.planId ? { planId: round.planId } : null);
  const deploymentId = otherDeployment ?? round.deploymentId;
  const deployment = useLive('deployments.get', deploymentId ? { id: deploymentId } : null);
  const rows = useMemo(() => hosts.value ?? [], [hosts.value]);
  const chosen = useMemo(() => {
    const ids = new Set(round.hostIds);
    return rows.filter((row) => ids.has(row.host.id));
  }, [rows, round.hostIds]);
  const known = from.value !== null && hosts.value !== null;
  const needed = { plan: round.planId ? plan : null, deployment: deploymentId ? deployment : null };
  const missing = (step: StepId): Live<unknown> | null => {
    const about = aboutOf[step];
    return [from, hosts, about && needed[about]].find((one) => one && isUnread(one)) ?? null;
  };
  const unread = { plan: isUnread(needed.plan), deployment: isUnread(needed.deployment) };
  return { patch: { known, round, rows, chosen, plan: plan.value, deployment: deployment.value, unread }, missing };
}

/** A plan or a deployment that is not there (any more) is none. */
const isUnread = (one: Live<unknown> | null): boolean => one !== null && one.value === null && one.problem?.kind !== 'not-found';
