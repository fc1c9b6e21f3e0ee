import { useMemo } from 'react';
import { useLive, type Live } from '../../state/live.ts';
import { useRound } from '../../state/round.ts';
import type { Patch, StepId } from './patch.ts';

/** What a step is about; without it there is nothing to show. */
const about: Record<StepId, 'plan' | 'deployment' | null> = {
  scan: null,
  assess: null,
  test: 'plan',
  deploy: 'deployment',
  verify: 'deployment',
  'roll-back': 'deployment',
  report: 'deployment',
};

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
  const missing = (step: StepId): Live<unknown> | null => {
    const needed = { plan: round.planId ? plan : null, deployment: deploymentId ? deployment : null };
    const asked = [from, hosts, ...(about[step] ? [needed[about[step]]] : [])];
    return asked.find((one) => one && one.value === null && !isGone(one)) ?? null;
  };
  return { patch: { known, round, rows, chosen, plan: plan.value, deployment: deployment.value }, missing };
}

/** A plan or a deployment that is not there (any more) is none. */
const isGone = ({ problem }: Live<unknown>): boolean => problem?.kind === 'not-found';
