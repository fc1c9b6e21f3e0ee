import type { Exception } from '../exception.ts';
import type { HostFacts } from '../facts.ts';
import type { Finding } from '../matching/finding.ts';
import { analysisOf } from './analysis.ts';
import { packageComponent, systemComponent, type Component } from './component.ts';

/** One host as it was scanned last; without facts it is listed, and said to be unknown. */
export interface SbomHost {
  readonly id: string;
  readonly name: string;
  readonly facts: Pick<HostFacts, 'os' | 'packages'> | null;
  readonly findings: readonly SbomFinding[];
}
export interface SbomFinding {
  readonly finding: Finding;
  /** The exception that holds for it on this host. */
  readonly exception: Exception | null;
  readonly cvss?: SbomScore | null;
}
interface SbomScore {
  readonly version: string;
  readonly score: number;
  readonly severity: string;
  readonly vector: string;
  readonly source: string;
}
interface SbomMeta {
  /** A new UUID for every document. */
  readonly uuid: string;
  readonly at: string;
  readonly patchbayVersion: string;
}

/**
 * The hosts' software as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/), with what is known of its
 * vulnerabilities (VEX). A package that several hosts have is one component; who has it is said under "dependencies".
 * Hashes there are none: a package manager's database does not say what was downloaded.
 */
export function sbomOf(hosts: readonly SbomHost[], meta: SbomMeta): object {
  const [only] = hosts;
  const top = hosts.length === 1 && only ? deviceOf(only) : { type: 'platform' as const, 'bom-ref': 'inventory', name: 'Inventory' };
  const parts = hosts.map((host) => ({ host, components: componentsOf(host) }));
  const below = hosts.length === 1 ? [] : hosts.map(deviceOf);
  const all = [...below, ...parts.flatMap((part) => part.components)];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${meta.uuid}`,
    version: 1,
    metadata: {
      timestamp: meta.at,
      lifecycles: [{ phase: 'operations' }],
      tools: { components: [{ type: 'application', name: 'Patchbay', version: meta.patchbayVersion }] },
      component: top,
    },
    components: [...new Map(all.map((one) => [one['bom-ref'], one])).values()],
    dependencies: [
      ...(below.length ? [{ ref: top['bom-ref'], dependsOn: below.map((one) => one['bom-ref']) }] : []),
      ...parts.map(({ host, components }) => ({ ref: refOf(host), dependsOn: [...new Set(components.map((one) => one['bom-ref']))] })),
    ],
    // Software beside the package manager is not seen; of a host that was never scanned nothing is known.
    compositions: [
      ...composition(
        'incomplete',
        hosts.filter((one) => one.facts),
      ),
      ...composition(
        'unknown',
        hosts.filter((one) => !one.facts),
      ),
    ],
    vulnerabilities: vulnerabilitiesOf(hosts),
  };
}

const refOf = (host: SbomHost): string => `host:${host.id}`;
const deviceOf = (host: SbomHost): Component => ({ type: 'device', 'bom-ref': refOf(host), name: host.name });
const composition = (aggregate: string, hosts: readonly SbomHost[]): object[] =>
  hosts.length ? [{ aggregate, assemblies: hosts.map(refOf) }] : [];

const componentsOf = ({ facts }: SbomHost): Component[] =>
  facts ? [systemComponent(facts.os), ...facts.packages.map((one) => packageComponent(one, facts.os))] : [];

interface Group {
  readonly one: SbomFinding;
  readonly refs: Set<string>;
  readonly hosts: Map<string, string>;
}

/** One entry a CVE, source package and judgement: what a decision for some hosts says is said of those hosts only. */
function vulnerabilitiesOf(hosts: readonly SbomHost[]): object[] {
  const groups = new Map<string, Group>();
  for (const host of hosts) {
    const refs = refsByName(host);
    for (const one of host.findings) {
      const { cve, source } = one.finding;
      const key = JSON.stringify([cve, source, analysisOf(one.finding, one.exception)]);
      const group = groups.get(key) ?? { one, refs: new Set(), hosts: new Map() };
      for (const ref of refs.get(one.finding.package) ?? [refOf(host)]) group.refs.add(ref);
      group.hosts.set(host.id, host.name);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map((group, at) => vulnerability(group, at));
}

function refsByName({ facts }: SbomHost): Map<string, string[]> {
  const refs = new Map<string, string[]>();
  for (const one of facts?.packages ?? [])
    refs.set(one.name, [...(refs.get(one.name) ?? []), facts ? packageComponent(one, facts.os)['bom-ref'] : '']);
  return refs;
}

function vulnerability({ one, refs, hosts }: Group, at: number): object {
  const { finding, exception, cvss } = one;
  return {
    'bom-ref': `vulnerability:${at + 1}`,
    id: finding.cve,
    source: { name: finding.why.feed },
    ratings: ratingsOf(finding, cvss ?? null),
    ...(finding.fixed !== null && { recommendation: `${finding.source} ${finding.fixed}` }),
    analysis: analysisOf(finding, exception),
    affects: [...refs].map((ref) => ({ ref })),
    properties: [
      { name: 'patchbay:source', value: finding.source },
      { name: 'patchbay:record', value: finding.why.record.join(' > ') },
      ...[...hosts.values()].map((value) => ({ name: 'patchbay:host', value })),
    ],
  };
}

const METHODS: Readonly<Record<string, string>> = { '2.0': 'CVSSv2', '3.0': 'CVSSv3', '3.1': 'CVSSv31', '4.0': 'CVSSv4' };
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'none'];

/** The vendor's own word stays beside the one that CycloneDX has for it. */
function ratingsOf(finding: Finding, cvss: SbomScore | null): object[] {
  const severityOf = (word: string): string => (SEVERITIES.includes(word) ? word : 'unknown');
  const vendor = finding.vendorSeverity;
  return [
    ...(vendor
      ? [{ source: { name: finding.why.feed }, severity: severityOf(vendor.toLowerCase()), method: 'other', justification: vendor }]
      : []),
    ...(cvss
      ? [
          {
            source: { name: cvss.source },
            score: cvss.score,
            severity: severityOf(cvss.severity),
            method: METHODS[cvss.version] ?? 'other',
            vector: cvss.vector,
          },
        ]
      : []),
  ];
}
