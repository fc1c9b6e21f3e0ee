import { createHash } from 'node:crypto';
import type { ReportDeployment, ReportHost, ReportItem, Trace } from '../../../shared/domain/compliance/report-data.ts';

export type Traced = ReportItem & { readonly firstSeen: string };

/** The three most recent patches of each sampled host, as assessors ask for them. */
const OF_EACH = 3;
const STRATA: readonly (readonly [name: string, has: (host: ReportHost) => boolean])[] = [
  ['exposed', (host) => host.exposed === true],
  ['not exposed', (host) => host.exposed === false],
  ['exposure not said', (host) => host.exposed === null],
  ['criticality high', (host) => host.criticality === 'high'],
];

/**
 * Of each stratum the first host that was not drawn yet, by SHA-256 of the seed and the host's name: anybody can draw again.
 * `items` are all of the period.
 */
export function tracesOf(
  hosts: readonly ReportHost[],
  items: readonly Traced[],
  deployments: readonly ReportDeployment[],
  seed: string,
): Trace[] {
  const fixed = Map.groupBy(items.filter((one) => one.fixedAt !== null), (one) => one.host); // prettier-ignore
  const order = (host: ReportHost): string => createHash('sha256').update(`${seed} ${host.name}`).digest('hex');
  const drawn = new Set<string>();
  return STRATA.flatMap(([stratum, has]) => {
    const [host] = hosts
      .filter((one) => has(one) && fixed.has(one.id) && !drawn.has(one.id))
      .sort((a, b) => order(a).localeCompare(order(b)));
    if (!host) return [];
    drawn.add(host.id);
    return [...(fixed.get(host.id) ?? [])]
      .sort((a, b) => (b.fixedAt ?? '').localeCompare(a.fixedAt ?? '') || a.source.localeCompare(b.source))
      .slice(0, OF_EACH)
      .map((item) => toTrace(stratum, item, deployments));
  });
}

function toTrace(stratum: string, item: Traced, deployments: readonly ReportDeployment[]): Trace {
  const deployment = deployments.find((one) => one.id === item.deployment) ?? null;
  const run = deployment?.runs.find((one) => one.host === item.host) ?? null;
  return {
    stratum,
    host: item.host,
    source: item.source,
    fixed: item.fixed,
    foundAt: item.firstSeen,
    previewedAt: deployment?.previewedAt ?? null,
    approvedAt: deployment?.startedAt ?? null,
    deployedAt: run?.endedAt ?? null,
    verifiedAt: item.fixedAt ?? '',
    deployment: item.deployment,
    due: item.due,
    onTime: item.state === 'fixed-on-time',
  };
}
