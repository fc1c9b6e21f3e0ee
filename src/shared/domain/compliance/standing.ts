import { daysBetween } from './share.ts';

/** The five states of an item, exactly one each. */
export const ITEM_STATES = ['fixed-on-time', 'fixed-late', 'open-in-time', 'open-overdue', 'excepted'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** What is known of a host in scope; all but the first are unknown, and stay in every denominator. */
export const KNOWLEDGE = ['known', 'stale', 'unreachable', 'never-scanned', 'no-data'] as const;
export type Knowledge = (typeof KNOWLEDGE)[number];

/** How a host in scope is counted, exactly one each; the first three are compliant. */
export const HOST_STATUSES = ['compliant', 'in-window', 'excepted', 'overdue', 'unsupported', 'unknown'] as const;
export type HostStatus = (typeof HOST_STATUSES)[number];
export const isCompliant = (status: HostStatus): boolean => status === 'compliant' || status === 'in-window' || status === 'excepted';

/** Times are ISO 8601 in UTC. */
export interface ItemFacts {
  /** When a fresh scan showed it closed; null while it is open. */
  readonly fixedAt: string | null;
  /** The earliest date that a rule sets; null where none does. */
  readonly due: string | null;
  /** Whether an exception holds for all of it. */
  readonly excepted: boolean;
}

/** A due date that nobody set cannot be missed; an exception does not undo what was fixed, or when. */
export function itemState({ fixedAt, due, excepted }: ItemFacts, asOf: string): ItemState {
  if (fixedAt !== null && fixedAt <= asOf) return due === null || fixedAt <= due ? 'fixed-on-time' : 'fixed-late';
  if (excepted) return 'excepted';
  return due !== null && due < asOf ? 'open-overdue' : 'open-in-time';
}

export interface ScanFacts {
  readonly lastGoodAt: string | null;
  /** Whether the newest attempt failed. */
  readonly failed: boolean;
  /** Whether the vendor's data that its release needs is here, within its limit, and the host was judged by it. */
  readonly judged: boolean;
}

/** A host is known where its newest attempt answered, inside the window, and could be judged. */
export function knowledgeOf({ lastGoodAt, failed, judged }: ScanFacts, asOf: string, windowDays: number): Knowledge {
  if (lastGoodAt === null) return 'never-scanned';
  if (failed) return 'unreachable';
  if (daysBetween(lastGoodAt, asOf) > windowDays) return 'stale';
  return judged ? 'known' : 'no-data';
}

export interface HostFacts {
  readonly knowledge: Knowledge;
  /** Past its end of life, by the calendar of its maker and what was bought beyond it. */
  readonly unsupported: boolean;
}

/** What is not known comes before everything else, and what no vendor mends before what is merely open. */
export function hostStatus(
  host: HostFacts,
  open: { readonly inTime: number; readonly overdue: number; readonly excepted: number },
): HostStatus {
  if (host.knowledge !== 'known') return 'unknown';
  if (host.unsupported) return 'unsupported';
  if (open.overdue > 0) return 'overdue';
  if (open.excepted > 0) return 'excepted';
  return open.inTime > 0 ? 'in-window' : 'compliant';
}
