import type { AuditVerdict, HistoryEntry, Round, Settings } from '../../shared/contract/contract.ts';
import type { Credential } from '../../shared/domain/credential.ts';
import type { Views } from '../../shared/contract/views.ts';
import type { Deployment, Run } from '../../shared/domain/deployment.ts';
import type { HostFacts, Package, PendingUpdate } from '../../shared/domain/facts.ts';
import type { Fleeting } from '../../shared/domain/flapping.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import type { Rehearsal } from '../../shared/domain/rehearsal.ts';
import type { RunMoment } from '../../shared/domain/run-moment.ts';
import type { AuditFloor, PrunedEvidence, PrunedLog } from './retention.ts';
import type { PolicyReader, PolicyWriter } from './store-policies.ts';
import type { ReportingReader, ReportingWriter } from './store-reports.ts';
import type { VulnerabilityReader, VulnerabilityWriter } from './store-vulnerabilities.ts';

export type * from './store-reports.ts';
export type * from './store-vulnerabilities.ts';

/** How one try to scan a host ended. Times are ISO 8601 in UTC, by our own clock. */
export interface ScanRecord {
  readonly hostId: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** null where the host did not answer; the last known facts then stay. */
  readonly facts: HostFacts | null;
  readonly problem: Problem | null;
  readonly warnings: readonly Problem[];
  /** "scan" by a person, "verify" by a deployment. */
  readonly purpose: 'scan' | 'verify';
}

/** What a list of hosts needs to know of the newest scans, without reading the facts themselves. */
export interface ScanSummary {
  readonly hostId: string;
  readonly triedAt: string;
  readonly lastGoodAt: string | null;
  readonly seconds: number;
  readonly problem: Problem | null;
  readonly warnings: readonly Problem[];
  readonly system: string | null;
  readonly packages: number | null;
  readonly updates: number | null;
  readonly security: number | null;
  readonly rebootRequired: boolean | null;
  readonly failedUnits: number | null;
  readonly listsAt: string | null;
}

export interface OutstandingUpdate {
  readonly hostId: string;
  readonly update: PendingUpdate;
  /** When this target version was first seen outstanding on this host. */
  readonly since: string;
}

export interface AuditDraft {
  readonly action: string;
  readonly text: string;
  /** Defaults to the user that Patchbay runs as; "patchbay" where it acted by rule. */
  readonly actor?: string;
  readonly hostId?: string | null;
  readonly deploymentId?: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface HistoryQuery {
  readonly before: number | null;
  readonly limit: number;
  readonly hostId: string | null;
  readonly deploymentId: string | null;
  readonly search: string;
}

/** The chain checked up to an entry. */
export interface AuditWalk {
  readonly seq: number;
  readonly verdict: AuditVerdict;
  /** No entry follows. */
  readonly isOver: boolean;
}

/** What can be asked. Handed to whoever only looks. */
export interface Reader extends VulnerabilityReader, PolicyReader, ReportingReader {
  /** Another one once anything but the round, views, plans, policies, credentials and the record was written: here, by a command line, or by the thread beside the engine. */
  dataVersion(): string;
  readonly hosts: { list(): Host[]; get(id: string): Host | null };
  readonly credentials: { list(): Credential[]; get(id: string): Credential | null };
  readonly scans: {
    summaries(): ScanSummary[];
    /** The newest facts, or those known at a time. `at` is the scan's end; packages and updates are sets, ordered by name, arch, version. */
    facts(hostId: string, at?: string): { facts: HostFacts; at: string } | null;
    /** The newest facts without the packages, of which a host can have ten thousand. */
    factsButPackages(hostId: string): { facts: Omit<HostFacts, 'packages'>; at: string } | null;
    /** The newest scans of a host between which no package changed, oldest first; at most `limit`. */
    unchanged(hostId: string, limit: number): Fleeting[];
    packages(hostId: string, search: string): Package[];
    /** Of these hosts; none named, none answered. */
    outstanding(hostIds: readonly string[]): OutstandingUpdate[];
    /** What changed from scan to scan, in words, newest first. */
    changes(hostId: string, limit: number): { at: string; text: string }[];
  };
  readonly plans: { get(id: string): Plan | null };
  readonly rehearsals: {
    get(id: string): Rehearsal | null;
    /** The newest of each host of the plan. */
    of(planId: string): Rehearsal[];
    /** Those that are not over, the oldest first. */
    open(): Rehearsal[];
    /** Those that did not pass, though a run of that very hash on that very host ended well after them. */
    provenWrong(): Rehearsal[];
  };
  readonly deployments: {
    get(id: string): Deployment | null;
    /** Newest first, without their runs' checks and problems. */
    list(limit: number): Deployment[];
    /** Those that are not finished or have a run that is not final, the oldest first. A crash between the last run's end and the deployment's own is found again by this. */
    open(): Deployment[];
    run(id: string): Run | null;
    log(runId: string, from: number, maxBytes: number): { bytes: Uint8Array; size: number };
  };
  readonly settings: { get(): Settings };
  readonly round: { get(): Round };
  readonly views: { get(): Views };
  readonly audit: {
    list(query: HistoryQuery): HistoryEntry[];
    /** Of a deployment's runs, oldest first. */
    moments(deploymentId: string): RunMoment[];
    verify(): AuditVerdict;
    /** The same a part at a time: so many entries on from where the part before ended (null: from the first). */
    check(from: AuditWalk | null, most: number): AuditWalk;
    head(): string;
  };
}

/** What can be changed. One writer at a time; everything inside `transaction` is kept or lost together. */
export interface Store
  extends
    Omit<Reader, keyof VulnerabilityReader | keyof PolicyReader | keyof ReportingReader>,
    VulnerabilityWriter,
    PolicyWriter,
    ReportingWriter {
  readonly hosts: Reader['hosts'] & {
    add(host: Host): void;
    update(host: Host): void;
    remove(ids: readonly string[]): number;
    restore(ids: readonly string[]): number;
  };
  readonly credentials: Reader['credentials'] & {
    add(credential: Credential): void;
    update(credential: Credential): void;
    /** False where it was not there. */
    remove(id: string): boolean;
  };
  readonly scans: Reader['scans'] & { record(scan: ScanRecord): void };
  readonly plans: Reader['plans'] & { save(plan: Plan): void };
  readonly rehearsals: Reader['rehearsals'] & {
    add(rehearsal: Rehearsal): void;
    /** False, and nothing done, where it is over already. */
    update(rehearsal: Rehearsal): boolean;
  };
  readonly deployments: Reader['deployments'] & {
    add(deployment: Deployment): void;
    /** All of the deployment but its runs. */
    update(deployment: Omit<Deployment, 'runs'>): void;
    updateRun(run: Run): void;
    /** Appends only where `from` is the log's present size; else does nothing. Answers the size; at LOG_LIMIT nothing more is kept. */
    appendLog(runId: string, from: number, bytes: Uint8Array): number;
  };
  readonly settings: Reader['settings'] & { set(settings: Settings): void };
  readonly round: Reader['round'] & { set(round: Round): void };
  readonly views: Reader['views'] & { set(views: Views): void };
  readonly audit: Reader['audit'] & { append(entry: AuditDraft): HistoryEntry };
  /** What is older than it has to be kept. Times are ISO 8601 in UTC. */
  readonly retention: {
    /** Runs that ended before, and still have their log. */
    oldLogs(before: string): string[];
    /** Removes the log of a run; what it was goes on record with its hash. */
    pruneLog(run: string): PrunedLog;
    oldEvidence(before: string): PrunedEvidence;
    pruneEvidence(before: string): PrunedEvidence;
    /** The last of the entries that are older throughout; null where the first is not. */
    oldEntries(before: string): AuditFloor | null;
    /** Answers how many went. The entry that says so has to be on record before: `verify` asks for it. */
    pruneEntries(floor: AuditFloor): number;
  };
  transaction<T>(work: () => T): T;
  /** A whole and consistent copy, made between other work, in one file that nobody else may read. */
  copyTo(path: string): Promise<void>;
  close(): void;
}
