import { useMemo } from 'react';
import { useLive } from '../../state/live.ts';
import { useRound } from '../../state/round.ts';
import type { Patch } from './patch.ts';

export function usePatch(otherDeployment: string | null): Patch {
  const { round, known } = useRound();
  const hosts = useLive('hosts.list', {});
  const plan = useLive('plan.get', round.planId ? { planId: round.planId } : null).value;
  const deploymentId = otherDeployment ?? round.deploymentId;
  const deployment = useLive('deployments.get', deploymentId ? { id: deploymentId } : null).value;
  const rows = useMemo(() => hosts.value ?? [], [hosts.value]);
  const chosen = useMemo(() => {
    const ids = new Set(round.hostIds);
    return rows.filter((row) => ids.has(row.host.id));
  }, [rows, round.hostIds]);
  return { known: known && hosts.value !== null, round, rows, chosen, plan, deployment };
}
