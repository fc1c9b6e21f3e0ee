import type { ReportDeployment, ReportItem, ReportRun } from '../../../shared/domain/compliance/report-data.ts';
import type { Deployment, Run } from '../../../shared/domain/deployment.ts';
import { explain } from '../../../shared/domain/problem.ts';
import type { Reader } from '../../store/store.ts';
import type { ItemDraft } from './items.ts';

const LISTED = 100_000;

/** Deployments that were open at some time of the period and touched a host in scope, the oldest first. */
export function deploymentsOf(store: Reader, scope: ReadonlySet<string>, from: string, asOf: string): Deployment[] {
  return store.deployments
    .list(LISTED)
    .filter(
      (one) => one.createdAt <= asOf && (one.endedAt === null || one.endedAt >= from) && one.runs.some((run) => scope.has(run.hostId)),
    )
    .flatMap(({ id }) => store.deployments.get(id) ?? [])
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
}

/** `approverOf` answers who started it, which today is who approved it. */
export function toReportDeployment(
  store: Reader,
  one: Deployment,
  scope: ReadonlySet<string>,
  approverOf: (id: string) => string,
): ReportDeployment {
  const who = approverOf(one.id);
  return {
    id: one.id,
    name: one.name,
    kind: one.kind,
    approver: who,
    operator: who,
    planHash: one.planHash,
    previewedAt: store.evidence.planMadeAt(one.planId),
    startedAt: one.createdAt,
    endedAt: one.endedAt,
    reboot: one.reboot,
    rollsBack: one.rollsBack,
    stoppedBecause: one.stoppedBecause,
    runs: one.runs.filter((run) => scope.has(run.hostId)).map(toReportRun),
  };
}

function toReportRun(run: Run): ReportRun {
  const count = (outcome: Run['checks'][number]['outcome']): number => run.checks.filter((one) => one.outcome === outcome).length;
  return {
    host: run.hostId,
    hostName: run.hostName,
    ring: run.ring,
    state: run.state,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    rebooted: run.rebooted,
    packages: run.packages,
    failure: run.problem ? explain(run.problem).title : null,
    checks: { passed: count('passed'), failed: count('failed'), differs: count('differs') },
    rolledBackBy: run.rolledBackBy,
  };
}

/** Until when a scan may come after the run that it proves, in milliseconds: a week. */
const SOON_MS = 7 * 86_400_000;

/** The newest run before an item was found fixed that changed one of its packages; null where something else did. */
export function linker(store: Reader, deployments: readonly Deployment[]): (item: ItemDraft) => ReportItem {
  const runs = deployments
    .filter((one) => one.kind === 'deploy')
    .flatMap((deployment) =>
      deployment.runs.filter((run) => run.state === 'done' && run.endedAt !== null).map((run) => ({ run, deployment })),
    )
    .sort((a, b) => (b.run.endedAt ?? '').localeCompare(a.run.endedAt ?? ''));
  const byHost = Map.groupBy(runs, ({ run }) => run.hostId);
  const changed = new Map<string, ReadonlySet<string>>();
  const packagesOf = (run: Run, planId: string): ReadonlySet<string> => {
    const known = changed.get(run.id) ?? new Set(store.evidence.plannedPackages(planId, run.hostId));
    changed.set(run.id, known);
    return known;
  };
  return ({ firstSeen: _, packages, ...item }) => {
    const { fixedAt } = item;
    const mayHave = fixedAt === null ? [] : (byHost.get(item.host) ?? []);
    const found = mayHave.find(({ run, deployment }) => {
      const after = Date.parse(fixedAt ?? '') - Date.parse(run.endedAt ?? '');
      if (after < 0 || after > SOON_MS) return false;
      const planned = packagesOf(run, deployment.planId);
      return packages.some((name) => planned.has(name));
    });
    return { ...item, deployment: found?.deployment.id ?? null };
  };
}
