import type { SeverityWord } from '../ranking/rules.ts';
import { daysBetween, share, tally, type Share } from './share.ts';
import { HOST_STATUSES, isCompliant, ITEM_STATES, KNOWLEDGE, type HostStatus, type ItemState, type Knowledge } from './standing.ts';

/** What the formulas look at; a report's own rows have more. */
export interface CountedHost {
  readonly status: HostStatus;
  readonly knowledge: Knowledge;
  readonly lastGoodAt: string | null;
}
export interface CountedItem {
  readonly state: ItemState;
  readonly severity: SeverityWord;
  readonly clock: string;
  readonly fixedAt: string | null;
  readonly due: string | null;
  readonly kev: readonly string[];
}

export interface HostFigures {
  readonly scope: number;
  readonly known: number;
  readonly status: Readonly<Record<HostStatus, number>>;
  readonly knowledge: Readonly<Record<Knowledge, number>>;
  readonly compliance: Share;
  /** Never printed alone. */
  readonly complianceOfKnown: Share;
  readonly coverage: Share;
}

export function hostFigures(hosts: readonly CountedHost[]): HostFigures {
  const status = tally(HOST_STATUSES, hosts, (one) => one.status);
  const knowledge = tally(KNOWLEDGE, hosts, (one) => one.knowledge);
  const compliant = HOST_STATUSES.filter(isCompliant).reduce((sum, word) => sum + status[word], 0);
  const [scope, known] = [hosts.length, knowledge.known];
  return {
    scope,
    known,
    status,
    knowledge,
    compliance: share(compliant, scope),
    complianceOfKnown: share(compliant, known),
    coverage: share(known, scope),
  };
}

export interface ItemFigures {
  readonly all: number;
  readonly state: Readonly<Record<ItemState, number>>;
  /** On time or open in time, of all but the excepted. */
  readonly compliance: Share;
  /** On time, of what was fixed or fell due. */
  readonly deadline: Share;
}

export function itemFigures(items: readonly Pick<CountedItem, 'state'>[]): ItemFigures {
  const state = tally(ITEM_STATES, items, (one) => one.state);
  const onTime = state['fixed-on-time'];
  return {
    all: items.length,
    state,
    compliance: share(onTime + state['open-in-time'], items.length - state.excepted),
    deadline: share(onTime, onTime + state['fixed-late'] + state['open-overdue']),
  };
}

/** Whole calendar days. Open items cannot be in it: they are counted beside it. */
export interface TimeToPatch {
  readonly fixed: number;
  readonly median: number | null;
  readonly mean: number | null;
  /** By nearest rank. */
  readonly p90: number | null;
  readonly upTo2: number;
  readonly upTo14: number;
  readonly upTo30: number;
  readonly over30: number;
  readonly open: number;
  readonly oldestOpenDays: number | null;
}

export function timeToPatch(items: readonly CountedItem[], asOf: string): TimeToPatch {
  const isFixed = ({ state }: CountedItem): boolean => state === 'fixed-on-time' || state === 'fixed-late';
  const days = items.filter(isFixed).map((one) => daysBetween(one.clock, one.fixedAt ?? asOf)).sort((a, b) => a - b); // prettier-ignore
  const open = items.filter((one) => !isFixed(one)).map((one) => daysBetween(one.clock, asOf));
  const within = (from: number, to: number): number => days.filter((one) => one > from && one <= to).length;
  return {
    fixed: days.length,
    median: medianOf(days),
    mean: days.length ? days.reduce((sum, one) => sum + one, 0) / days.length : null,
    p90: days[Math.ceil(days.length * 0.9) - 1] ?? null,
    upTo2: within(-Infinity, 2),
    upTo14: within(2, 14),
    upTo30: within(14, 30),
    over30: within(30, Infinity),
    open: open.length,
    oldestOpenDays: open.length ? open.reduce((most, one) => Math.max(most, one)) : null,
  };
}

export function medianOf(sorted: readonly number[]): number | null {
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** Days that items were open, of all of them: until they were fixed, or until now. */
export const itemDays = (items: readonly CountedItem[], asOf: string): number =>
  items.reduce((sum, one) => sum + daysBetween(one.clock, one.fixedAt ?? asOf), 0);

export interface Freshness {
  readonly upTo1: number;
  readonly upTo7: number;
  readonly upTo14: number;
  readonly upTo30: number;
  readonly over30: number;
  readonly never: number;
  readonly median: number | null;
  readonly oldest: number | null;
}

/** The age of each host's last good scan, in whole days. */
export function freshness(hosts: readonly Pick<CountedHost, 'lastGoodAt'>[], asOf: string): Freshness {
  const ages = hosts.flatMap(({ lastGoodAt }) => (lastGoodAt === null ? [] : daysBetween(lastGoodAt, asOf))).sort((a, b) => a - b);
  const within = (from: number, to: number): number => ages.filter((one) => one > from && one <= to).length;
  return {
    upTo1: within(-Infinity, 1),
    upTo7: within(1, 7),
    upTo14: within(7, 14),
    upTo30: within(14, 30),
    over30: within(30, Infinity),
    never: hosts.length - ages.length,
    median: medianOf(ages),
    oldest: ages.at(-1) ?? null,
  };
}

const isOpen = ({ state }: Pick<CountedItem, 'state'>): boolean =>
  state === 'open-overdue' || state === 'open-in-time' || state === 'excepted';

/** What is overdue, the longest first. */
export const overdue = <T extends CountedItem>(items: readonly T[]): T[] =>
  items.filter((one) => one.state === 'open-overdue').sort((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9'));

/** Known exploited CVEs with at least one open item, and those items. */
export function kevOpen(items: readonly Pick<CountedItem, 'state' | 'kev'>[]): { readonly cves: number; readonly items: number } {
  const open = items.filter((one) => isOpen(one) && one.kev.length > 0);
  return { cves: new Set(open.flatMap((one) => one.kev)).size, items: open.length };
}

/** Open items by days to their due date, from long overdue to far ahead; the last has no date by any rule. */
export const DUE_SPANS = [
  'over-30-late',
  '1-to-30-late',
  'due-0-to-7',
  'due-8-to-14',
  'due-15-to-30',
  'due-31-to-60',
  'due-over-60',
  'no-date',
] as const;
export type DueSpan = (typeof DUE_SPANS)[number];
export function dueSpan(due: string | null, asOf: string): DueSpan {
  if (due === null) return 'no-date';
  const days = daysBetween(asOf, due);
  if (due < asOf) return days < -30 ? 'over-30-late' : '1-to-30-late';
  if (days <= 7) return 'due-0-to-7';
  if (days <= 14) return 'due-8-to-14';
  if (days <= 30) return 'due-15-to-30';
  return days <= 60 ? 'due-31-to-60' : 'due-over-60';
}
