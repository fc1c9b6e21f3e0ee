import type { EndOfLifeRow } from '../../../shared/contract/vulnerabilities.ts';
import { daysTo } from '../../state/findings.ts';
import { t } from '../../texts/index.ts';
import type { StateKind } from '../../ui/states.ts';
import type { Group } from '../../ui/table-model.ts';

export const endKinds: Readonly<Record<EndOfLifeRow['state'], StateKind>> = {
  supported: 'done',
  'ends-soon': 'dueSoon',
  extended: 'partly',
  ended: 'overdue',
  unknown: 'unknown',
};

/** "Debian 12". */
export const titleOf = (row: EndOfLifeRow): string => `${row.title} ${row.cycle}`;
export const keyOfEnd = (row: EndOfLifeRow): string => `${row.hostId} ${row.product}`;

/** The last day with any support: extended support counts where it is had. */
export const endOf = (row: EndOfLifeRow): string | null => {
  const bought = row.control?.extendedUntil ?? null;
  const days = [row.supportedUntil, row.state === 'extended' ? row.extendedUntil : null, bought].filter((day) => day !== null);
  return days.length === 0 ? null : days.reduce((last, day) => (day > last ? day : last));
};

export const reviewIsOverdue = (row: EndOfLifeRow): boolean => row.control !== null && daysTo(row.control.reviewOn) < 0;

type GroupId = keyof typeof t.endOfLife.groups;
const order: readonly GroupId[] = ['review', 'ended', 'soon', 'year', 'later', 'unknown'];

export function groupIdOf(row: EndOfLifeRow): GroupId {
  if (reviewIsOverdue(row)) return 'review';
  if (row.state === 'ended') return 'ended';
  const end = endOf(row);
  if (end === null) return 'unknown';
  const days = daysTo(end);
  return days < 0 ? 'ended' : days <= 90 ? 'soon' : days <= 365 ? 'year' : 'later';
}

export const groupOfEnd = (row: EndOfLifeRow): Group => ({ id: groupIdOf(row), title: t.endOfLife.groups[groupIdOf(row)] });

/** As a calendar reads: what needs somebody first, then by the day that it ends. */
export const byEnd = (a: EndOfLifeRow, b: EndOfLifeRow): number =>
  order.indexOf(groupIdOf(a)) - order.indexOf(groupIdOf(b)) ||
  (endOf(a) ?? '9').localeCompare(endOf(b) ?? '9') ||
  a.hostName.localeCompare(b.hostName);
