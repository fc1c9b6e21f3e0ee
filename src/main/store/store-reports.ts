import type { ReportRow } from '../../shared/contract/reports.ts';
import type { AuditLine, ReportData } from '../../shared/domain/compliance/report-data.ts';
import type { Snapshot } from '../../shared/domain/compliance/trend.ts';
import type { HostFacts } from '../../shared/domain/facts.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import type { FindingItem } from './store-vulnerabilities.ts';

/** What was known of a host's scans at a time. */
export interface ScanStanding {
  readonly hostId: string;
  readonly triedAt: string;
  readonly problem: Problem | null;
  readonly lastGoodAt: string | null;
  readonly system: HostFacts['os'] | null;
  readonly rebootRequired: boolean | null;
}

/** One record of a finding on a host: from the judging that first had it so to the one that no longer had. */
export interface FindingSpan {
  readonly hostId: string;
  readonly finding: number;
  readonly began: string;
  readonly ended: string | null;
  /** When this CVE in this source package was first seen on the host, without a gap up to here. */
  readonly since: string;
}

export interface PackageSpan {
  readonly name: string;
  readonly version: string;
  readonly from: string;
  readonly to: string | null;
}

/** The past, as it was. Times are ISO 8601 in UTC. */
export interface EvidenceReader {
  /** Those that were in the inventory then, as they are written down now. */
  hostsAt(at: string): Host[];
  scansAt(at: string): ScanStanding[];
  /** That were there at some time from `from` to `to`, and what was there before of the same CVE, package and host. */
  findings(from: string, to: string): FindingSpan[];
  items(ids: readonly number[]): Map<number, FindingItem>;
  /** Installed versions of these packages, by when scans saw them. */
  packages(hostId: string, names: readonly string[]): PackageSpan[];
  /** Entries from `from` on and before `to`. */
  audit(from: string, to: string): (AuditLine & { readonly hostId: string | null; readonly deploymentId: string | null })[];
  /** When the plan was made; null where it is not there. */
  planMadeAt(planId: string): string | null;
  /** Packages that a plan changes on a host. */
  plannedPackages(planId: string, hostId: string): string[];
  /** Whether the chain has an entry with this hash. */
  hasEntry(hash: string): boolean;
}

export interface ReportsReader {
  /** Newest first. */
  list(): ReportRow[];
  get(id: string): { readonly row: ReportRow; readonly data: ReportData } | null;
  nextId(year: string): string;
}

export interface ReportingReader {
  readonly evidence: EvidenceReader;
  /** The newest of each day from one day to another, both included. */
  readonly snapshots: { list(from: string, to: string): Snapshot[]; newestDay(): string | null };
  readonly reports: ReportsReader;
}

export interface ReportingWriter extends ReportingReader {
  /** Takes the place of an earlier one of the same day. */
  readonly snapshots: ReportingReader['snapshots'] & { save(snapshot: Snapshot): void };
  readonly reports: ReportsReader & { add(row: ReportRow, data: ReportData): void };
}
