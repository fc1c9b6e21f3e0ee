import type { CallOutput } from '../../../shared/contract/contract.ts';
import type { DueDay } from '../../../shared/plots/exposure.ts';
import { daysTo } from '../../state/findings.ts';
import { t } from '../../texts/index.ts';
import { dayName } from '../../ui/format.ts';

type Day = CallOutput<'findings.exposure'>['days'][number];
/** What is exploited counts as that alone, whether there is a fix or not. */
export interface DueSpan extends DueDay {
  readonly fixable: number;
  readonly noFix: number;
}

const w = t.findings.exposure.spans;
const DAY = 86_400_000;

interface Span {
  readonly name: string;
  readonly side: DueDay['side'];
  readonly holds: (days: number | null) => boolean;
}

const from = (name: string, side: DueDay['side'], least: number, most: number): Span => ({
  name,
  side,
  holds: (days) => days !== null && days >= least && days <= most,
});

/** The next seven days one by one, since they can still be planned; what is farther away or late in spans. */
function spansFrom(now: number): readonly Span[] {
  const noon = new Date(now).setHours(12, 0, 0, 0);
  const week = Array.from({ length: 7 }, (_, index) => {
    // Without the month: seven days stand side by side.
    const name = dayName(new Date(noon + (index + 1) * DAY).toISOString(), now)
      .split(' ')
      .slice(0, 2)
      .join(' ');
    return from(name, 'ahead', index + 1, index + 1);
  });
  return [
    from(w.lateMost, 'overdue', -Infinity, -31),
    from(w.lateSome, 'overdue', -30, -8),
    from(w.lateFew, 'overdue', -7, -1),
    from(w.today, 'today', 0, 0),
    ...week,
    from(w.twoWeeks, 'ahead', 8, 14),
    from(w.month, 'ahead', 15, 30),
    from(w.twoMonths, 'ahead', 31, 60),
    from(w.later, 'ahead', 61, Infinity),
    { name: w.none, side: 'ahead', holds: (days) => days === null },
  ];
}

/** Each day of due counts in exactly one span. */
export const spansOf = (days: readonly Day[], now: number = Date.now()): readonly DueSpan[] =>
  spansFrom(now).map(({ name, side, holds }) => {
    const inside = days.filter((day) => holds(day.due === null ? null : daysTo(day.due, now)));
    const sum = (value: (day: Day) => number): number => inside.reduce((total, day) => total + value(day), 0);
    const [kev, fixable, noFix] = [sum((day) => day.exploited), sum((day) => day.fixable), sum((day) => day.noFix)];
    return { name, side, findings: kev + fixable + noFix, kev, fixable, noFix };
  });
