import type { SeverityWord } from '../ranking/rules.ts';
import type { Delta } from './delta.ts';
import type { CountedHost, CountedItem } from './figures.ts';
import type { FrameworkId } from './frameworks.ts';
import type { Scope, TrendMonth } from './trend.ts';

/**
 * All that a report says, and nothing that it does not: every figure is computed from this. Its SHA-256 (canonical JSON) is
 * printed on the cover. No time of its making is in it, so that the same database gives the same hash.
 * Times are ISO 8601 in UTC, days are UTC days.
 */
export interface ReportData {
  readonly format: 1;
  readonly framework: FrameworkId;
  readonly scope: Scope;
  /** `asOf`: the end of the last day, or the moment of asking where that is still ahead. */
  readonly period: { readonly from: string; readonly to: string; readonly asOf: string };
  readonly policy: {
    /** Ids of the rules whose earliest date counts. */
    readonly rules: readonly string[];
    readonly freshnessDays: number;
    readonly targetPercent: number | null;
  };
  readonly hosts: readonly ReportHost[];
  readonly items: readonly ReportItem[];
  readonly noUpdate: readonly NoUpdate[];
  /** Findings that ended because the vendor's data changed and no package did: neither fixed nor open. */
  readonly withdrawn: number;
  readonly kev: readonly KevEntry[];
  readonly exceptions: readonly ReportException[];
  readonly endOfLife: readonly ReportEnd[];
  readonly deployments: readonly ReportDeployment[];
  readonly traces: readonly Trace[];
  readonly sources: readonly { readonly name: string; readonly date: string | null; readonly limitDays: number; readonly state: string }[];
  readonly trend: readonly TrendMonth[];
  readonly previous: {
    readonly id: string;
    readonly to: string;
    readonly compliant: number;
    readonly scope: number;
    readonly delta: Delta;
  } | null;
  readonly audit: { readonly entries: number; readonly extract: readonly AuditLine[] };
}

export interface ReportHost extends CountedHost {
  readonly id: string;
  readonly name: string;
  readonly site: string;
  readonly group: string;
  readonly owner: string;
  readonly criticality: string | null;
  readonly exposed: boolean | null;
  readonly ring: number;
  readonly system: string | null;
  /** The last day that its maker mends it, what was bought included. */
  readonly supportedUntil: string | null;
  readonly unsupported: boolean;
  readonly lastTriedAt: string | null;
  /** Why the newest attempt failed, in words. */
  readonly failure: string | null;
  readonly rebootPending: boolean | null;
  readonly lastPatchAt: string | null;
  /** Packages that nothing can be said of. */
  readonly unjudged: number;
}

/** One update on one host: a fixed version of a source package, with the CVEs that it closes. */
export interface ReportItem extends CountedItem {
  readonly host: string;
  readonly source: string;
  readonly installed: string;
  readonly fixed: string;
  readonly cves: readonly string[];
  readonly cvss: { readonly score: number; readonly version: string; readonly source: string } | null;
  /** EPSS percentile, 0 to 1. */
  readonly epss: number | null;
  readonly severity: SeverityWord;
  readonly clockReason: string;
  /** The rule that `due` comes from. */
  readonly rule: string | null;
  /** Each rule's own date. */
  readonly dates: Readonly<Record<string, string | null>>;
  readonly bodRow: number;
  readonly estimated: boolean;
  readonly exception: string | null;
  /** When a host that was rid of it had it again; its clock is the first one. */
  readonly reopenedAt: string | null;
  readonly deployment: string | null;
}

export interface NoUpdate {
  readonly host: string;
  readonly cve: string;
  readonly source: string;
  readonly severity: SeverityWord;
  readonly kev: boolean;
  readonly since: string;
}

export interface KevEntry {
  readonly cve: string;
  readonly name: string;
  readonly added: string;
  readonly ransomware: boolean;
}

export interface ReportException {
  readonly id: string;
  readonly what: string;
  readonly kind: string;
  /** Ids of hosts; none: all. */
  readonly hosts: readonly string[];
  readonly owner: string;
  readonly reason: string;
  readonly control: string | null;
  readonly granted: string;
  readonly grantedBy: string;
  readonly expires: string;
  readonly originalDue: string | null;
  readonly renewals: number;
  readonly state: 'holds' | 'expired' | 'ended';
  readonly items: number;
}

export interface ReportEnd {
  readonly host: string;
  readonly title: string;
  readonly kind: string;
  readonly state: string;
  readonly ends: string | null;
  readonly extendedSupport: string | null;
  readonly control: string | null;
  readonly owner: string | null;
  readonly reviewOn: string | null;
}

export interface ReportRun {
  readonly host: string;
  readonly hostName: string;
  readonly ring: number;
  readonly state: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly rebooted: boolean;
  readonly packages: number;
  readonly failure: string | null;
  readonly checks: { readonly passed: number; readonly failed: number; readonly differs: number };
  readonly rolledBackBy: string | null;
}

export interface ReportDeployment {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly approver: string;
  readonly operator: string;
  readonly planHash: string;
  readonly previewedAt: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly reboot: string;
  readonly rollsBack: string | null;
  readonly stoppedBecause: string | null;
  readonly runs: readonly ReportRun[];
}

/** One update from the scan that found it to the scan that proved it gone. */
export interface Trace {
  readonly stratum: string;
  readonly host: string;
  readonly source: string;
  readonly fixed: string;
  readonly foundAt: string;
  readonly previewedAt: string | null;
  readonly approvedAt: string | null;
  readonly deployedAt: string | null;
  readonly verifiedAt: string;
  readonly deployment: string | null;
  readonly due: string | null;
  readonly onTime: boolean;
}

export interface AuditLine {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly hash: string;
}
