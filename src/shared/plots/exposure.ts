import { columnsScene } from './columns.ts';
import type { Scene } from './scene.ts';

/** What falls due on one day (or in one span of days); a day with nothing keeps its place. */
export interface DueDay {
  readonly name: string;
  /** Before today, today or after it. */
  readonly side: 'overdue' | 'today' | 'ahead';
  readonly findings: number;
  /** Of these, how many are known to be exploited. */
  readonly kev: number;
}

export interface ExposureWords {
  readonly overdue: string;
  readonly dueToday: string;
  readonly ahead: string;
  readonly today: string;
  readonly kev: string;
  readonly noData: string;
  readonly sentence: (overdue: number, ahead: number, kev: number) => string;
  readonly number: (value: number) => string;
}

const LOOKS = {
  overdue: { tone: 'bad', fill: 'framed' },
  today: { tone: 'warn', fill: 'solid' },
  ahead: { tone: 'idle', fill: 'outline' },
} as const;

const total = (days: readonly DueDay[], value: (day: DueDay) => number): number => days.reduce((sum, day) => sum + value(day), 0);

/** Open findings by due date: overdue left of the dashed line, the rest right of it, known exploited as figures under the axis. */
export function exposureScene(days: readonly DueDay[], words: ExposureWords, width: number, height = 200): Scene {
  const late = days.filter((day) => day.side === 'overdue');
  const rest = days.filter((day) => day.side !== 'overdue');
  const names = { overdue: words.overdue, today: words.dueToday, ahead: words.ahead };
  return columnsScene({
    width,
    height,
    noData: words.noData,
    number: words.number,
    legend: (['overdue', 'today', 'ahead'] as const).map((side) => ({ ...LOOKS[side], text: names[side] })),
    label: words.sentence(
      total(late, (day) => day.findings),
      total(rest, (day) => day.findings),
      total(days, (day) => day.kev),
    ),
    line: { before: late.length, text: words.today },
    footName: words.kev,
    columns: [...late, ...rest].map((day) => ({
      name: day.name,
      isCurrent: day.side === 'today',
      segments: [{ ...LOOKS[day.side], value: day.findings, title: `${day.name}: ${words.number(day.findings)}` }],
      above: day.findings > 0 ? [words.number(day.findings)] : [],
      foot: words.number(day.kev),
    })),
  });
}
