import { share, type Share } from './share.ts';
import { hostStatus, isCompliant, type Knowledge } from './standing.ts';

/** One host of one day, with what is needed to count it by any set of rules later. */
export interface SnapshotHost {
  readonly id: string;
  readonly site: string;
  readonly group: string;
  readonly knowledge: Knowledge;
  readonly unsupported: boolean;
  /** Items that were open, the excepted apart. */
  readonly open: number;
  readonly excepted: number;
  /** How many of `open` were overdue, by each rule's own date. */
  readonly overdue: Readonly<Record<string, number>>;
}

/** The inventory of one day as it was known that day. */
export interface Snapshot {
  /** UTC. */
  readonly day: string;
  readonly at: string;
  /** The due-date rules in use that day. */
  readonly rules: readonly string[];
  readonly hosts: readonly SnapshotHost[];
}

export interface Scope {
  /** null: every one. */
  readonly site: string | null;
  readonly group: string | null;
}
export const isInScope = (scope: Scope, host: { readonly site: string; readonly group: string }): boolean =>
  (scope.site === null || scope.site === host.site) && (scope.group === null || scope.group === host.group);

export interface TrendMonth {
  /** "2026-09" */
  readonly month: string;
  /** null: nobody looked in that month, which is a gap and no guess. */
  readonly figures: {
    readonly day: string;
    readonly compliant: number;
    readonly known: number;
    readonly scope: number;
    readonly overdue: number;
  } | null;
}

/** How the hosts of a snapshot are counted by these rules beside those that were in use then. */
export function snapshotFigures(snapshot: Snapshot, scope: Scope, rules: readonly string[]): NonNullable<TrendMonth['figures']> {
  const used = new Set([...snapshot.rules, ...rules]);
  const hosts = snapshot.hosts.filter((host) => isInScope(scope, host));
  const statuses = hosts.map((host) => {
    const overdue = Math.max(0, ...[...used].map((rule) => host.overdue[rule] ?? 0));
    return hostStatus(host, { inTime: host.open - overdue, overdue, excepted: host.excepted });
  });
  return {
    day: snapshot.day,
    compliant: statuses.filter(isCompliant).length,
    overdue: statuses.filter((status) => status === 'overdue').length,
    known: hosts.filter((host) => host.knowledge === 'known').length,
    scope: hosts.length,
  };
}

/** The months that end with the one of `day`, the oldest first, "2025-10" to "2026-09". */
export function monthsBefore(day: string, count: number): string[] {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return Array.from({ length: count }, (_, index) => {
    const at = year * 12 + month - 1 - (count - 1 - index);
    return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`;
  });
}

/** Of each month its newest snapshot; a month without one is a gap. */
export function trend(months: readonly string[], snapshots: readonly Snapshot[], scope: Scope, rules: readonly string[]): TrendMonth[] {
  return months.map((month) => {
    const last = snapshots.filter((one) => one.day.startsWith(month)).sort((a, b) => a.day.localeCompare(b.day)).at(-1); // prettier-ignore
    return { month, figures: last ? snapshotFigures(last, scope, rules) : null };
  });
}

export const complianceOf = (figures: NonNullable<TrendMonth['figures']>): Share => share(figures.compliant, figures.scope);
