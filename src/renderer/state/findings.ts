import type { Due } from '../../shared/contract/assess-list.ts';
import type { FeedInfo, FindingRow } from '../../shared/contract/vulnerabilities.ts';
import { FEED_TITLES } from '../../shared/domain/matching/ecosystem.ts';
import { dueDay } from '../../shared/domain/ranking/due-day.ts';
import type { z } from 'zod';
import { t } from '../texts/index.ts';
import type { FilterFields } from '../ui/filter.ts';
import { dayName, dayOf } from '../ui/format.ts';
import type { StateKind } from '../ui/states.ts';
import { go } from './place.ts';
import { saveRound } from './round.ts';

export type DueDate = z.infer<typeof Due>;
type Dated = { readonly due: DueDate | null };

const DAY = 86_400_000;
const SOON_DAYS = 7;

/** No vendor's data of any host was ever read: what is exploited or ends, which ships with the app, makes no finding. */
export function neverHad(feeds: readonly FeedInfo[]): boolean {
  const needed = feeds.filter((feed) => feed.state !== 'not-needed');
  const advisories = needed.filter(({ feed }) => feed in FEED_TITLES);
  return (advisories.length ? advisories : needed).every((feed) => feed.state === 'never');
}

/** Whole days from today to the day it is due, in the technician's own zone; negative is late. */
export const daysTo = (iso: string, now: number = Date.now()): number =>
  Math.round((dayOf(iso).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / DAY);

/** Icon and word of a due date: overdue from the moment that it has passed. */
export function dueState(due: DueDate | null, now: number = Date.now()): { readonly kind: StateKind; readonly word: string } {
  if (!due?.due) return { kind: 'waiting', word: t.findings.noDate };
  const days = daysTo(due.due, now);
  const isLate = Date.parse(due.due) < now;
  const kind = isLate ? 'overdue' : days <= SOON_DAYS ? 'dueSoon' : 'inTime';
  return { kind, word: isLate ? t.findings.late(Math.max(0, -days)) : dayName(due.due, now) };
}

/** Words of `due:` that hold: "7d" holds for what is due today as well. */
export function dueWords(due: DueDate | null, now: number = Date.now()): readonly string[] {
  if (!due?.due) return ['none'];
  if (Date.parse(due.due) < now) return ['overdue'];
  const days = daysTo(due.due, now);
  return [...(days === 0 ? ['today'] : []), ...[7, 14, 30, 60].filter((most) => days <= most).map((most) => `${most}d`)];
}

export const statusState: Readonly<Record<FindingRow['status'], StateKind>> = {
  'fixed-available': 'upgrade',
  'affected-no-fix': 'differs',
  deferred: 'paused',
  'will-not-fix': 'notReversible',
  unimportant: 'skipped',
  'end-of-life': 'failed',
  'cannot-judge': 'unknown',
  'not-affected': 'done',
};

/** What holds of a finding, for the filter's `is:` and for words without a field. */
export function marksOf(row: Pick<FindingRow, 'kev' | 'status' | 'due'>): readonly string[] {
  return [
    ...(row.kev ? ['kev'] : []),
    ...(row.kev?.ransomware ? ['ransomware'] : []),
    ...(row.status === 'fixed-available' ? ['fixable'] : []),
    ...(dueWords(row.due)[0] === 'overdue' ? ['overdue'] : []),
  ];
}

export const findingFields = (nameOf: (hostId: string) => string): FilterFields<FindingRow> => ({
  is: (row) => [...marksOf(row), ...(row.excepted > 0 ? ['excepted'] : [])],
  due: (row) => dueWords(row.due),
  status: (row) => [row.status],
  severity: (row) => (row.vendorSeverity ? [row.vendorSeverity] : []),
  cve: (row) => [row.cve],
  package: (row) => [row.source],
  host: (row) => row.hostIds.map(nameOf),
});

/** The marks are text too, so that "kev" or "overdue" alone is enough. */
export const findingText = (row: FindingRow): string => `${row.cve} ${row.source} ${row.fixed ?? ''} ${marksOf(row).join(' ')}`;

/** The earliest day first; what has none last. */
export const byDue = (a: Dated, b: Dated): number => dueDay(a.due).localeCompare(dueDay(b.due));

/** As the engine ranks: known exploited, the due date, what has a fix, EPSS by percentile; what is left is in its order already. */
export const byUrgency = (a: FindingRow, b: FindingRow): number =>
  Number(b.kev !== null) - Number(a.kev !== null) ||
  byDue(a, b) ||
  Number(b.status === 'fixed-available') - Number(a.status === 'fixed-available') ||
  (b.epss?.percentile ?? -1) - (a.epss?.percentile ?? -1);

/** To the wizard's fix list with these hosts chosen. */
export async function patchHosts(hostIds: readonly string[]): Promise<void> {
  await saveRound({ hostIds: [...hostIds], step: 'assess' });
  go(['patch', 'assess']);
}
