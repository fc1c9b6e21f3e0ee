import type { DueSpan, Freshness, HostFigures, TimeToPatch } from '../../shared/domain/compliance/figures.ts';
import { DUE_SPANS } from '../../shared/domain/compliance/figures.ts';
import type { TrendMonth } from '../../shared/domain/compliance/trend.ts';
import { barsScene, type Bar } from '../../shared/plots/bars.ts';
import { columnsScene, type Segment } from '../../shared/plots/columns.ts';
import { complianceScene } from '../../shared/plots/compliance.ts';
import type { Html } from './html.ts';
import { drawn } from './svg.ts';

/** Pixels of three quarters of a point, so that labels of 11 px stand in 8.25 pt. */
const WIDE = 680;
const HALF = 320;
const points = (pixels: number): number => pixels * 0.75;
const number = (value: number): string => String(value);

/** A month's hosts from the ground: compliant, known but not compliant, unknown. */
export function trendChart(months: readonly TrendMonth[]): Html {
  const scene = complianceScene(
    months.map(({ month, figures }, index) => ({
      name: month,
      isCurrent: index === months.length - 1,
      hosts: figures && {
        current: figures.compliant,
        outstanding: Math.max(0, figures.known - figures.compliant - figures.overdue),
        overdue: figures.overdue,
        unknown: figures.scope - figures.known,
      },
    })),
    {
      current: 'compliant',
      outstanding: 'unsupported',
      overdue: 'overdue',
      unknown: 'unknown',
      noData: 'no snapshot',
      of: (current, all) => [`${current} of ${all}`, `${current}/${all}`],
      sentence: (all, without, last) =>
        `Stacked bars of ${all} months, ${without} of them without a snapshot. ${last}. Figures in the table below.`,
      number,
    },
    WIDE,
    170,
  );
  return drawn(scene, points(WIDE));
}

const segment = (value: number, tone: Segment['tone'], fill: Segment['fill'], title: string): Segment => ({ value, tone, fill, title });

export function coverageChart({ knowledge, scope }: HostFigures): Html {
  const lost = knowledge.stale + knowledge.unreachable + knowledge['never-scanned'] + knowledge['no-data'];
  const bar: Bar = {
    name: 'Hosts',
    words: `${knowledge.known} of ${scope}`,
    segments: scope === 0 ? null : [segment(knowledge.known, 'idle', 'solid', 'known'), segment(lost, 'unknown', 'hatch', 'unknown')],
  };
  const label = `Bar: ${knowledge.known} hosts known, ${knowledge.stale} stale, ${knowledge.unreachable} unreachable, ${knowledge['never-scanned']} never scanned, ${knowledge['no-data']} without data`;
  const legend = [
    { tone: 'idle', fill: 'solid', text: 'known' },
    { tone: 'unknown', fill: 'hatch', text: 'unknown' },
  ] as const;
  return drawn(barsScene({ width: WIDE, label, bars: [bar], legend, number, noData: 'no host' }), points(WIDE));
}

/** Lying bars of one kind; `words` are the figures. */
function plainBars(bars: readonly (readonly [name: string, value: number])[], label: string, legend: string): Html {
  const scene = barsScene({
    width: HALF,
    label: `${label}: ${bars.map(([name, value]) => `${name} ${value}`).join(', ')}`,
    bars: bars.map(([name, value]) => ({ name, words: String(value), segments: [segment(value, 'idle', 'solid', name)] })),
    legend: [{ tone: 'idle', fill: 'solid', text: legend }],
    number,
    noData: 'none',
  });
  return drawn(scene, points(HALF));
}

export const agesChart = (one: Freshness): Html =>
  plainBars(
    [
      ['up to 1 day', one.upTo1],
      ['2 to 7', one.upTo7],
      ['8 to 14', one.upTo14],
      ['15 to 30', one.upTo30],
      ['over 30', one.over30],
      ['never', one.never],
    ],
    'Bar chart, hosts by age of the last good scan in days',
    'hosts',
  );

export const patchChart = (one: TimeToPatch): Html =>
  plainBars(
    [
      ['0 to 2', one.upTo2],
      ['3 to 14', one.upTo14],
      ['15 to 30', one.upTo30],
      ['over 30', one.over30],
    ],
    'Bar chart, fixed items by days from clock start to verified fix',
    'fixed items',
  );

export const SPAN_WORDS: Readonly<Record<DueSpan, readonly [row: string, column: string]>> = {
  'over-30-late': ['More than 30 days overdue', '> 30 late'],
  '1-to-30-late': ['Up to 30 days overdue', '< 30 late'],
  'due-0-to-7': ['Due in 0 to 7 days', '0 to 7 d'],
  'due-8-to-14': ['8 to 14 days', '8 to 14 d'],
  'due-15-to-30': ['15 to 30 days', '15 to 30 d'],
  'due-31-to-60': ['31 to 60 days', '31 to 60 d'],
  'due-over-60': ['Over 60 days', '> 60 d'],
  'no-date': ['No due date by any rule', 'no date'],
};

export interface SpanCounts {
  readonly overdue: number;
  readonly inTime: number;
  readonly excepted: number;
}

/** Overdue and excepted left of the dashed line, which is the end of the period. */
export function exposureChart(spans: ReadonlyMap<DueSpan, SpanCounts>, asOf: string): Html {
  const of = (span: DueSpan): SpanCounts => spans.get(span) ?? { overdue: 0, inTime: 0, excepted: 0 };
  const all = (one: SpanCounts): number => one.overdue + one.inTime + one.excepted;
  const scene = columnsScene({
    width: WIDE,
    height: 160,
    number,
    noData: 'none',
    line: { before: 2, text: `end of period ${asOf.slice(0, 10)}` },
    label: `Column chart, open items by days to their due date: ${DUE_SPANS.map((span) => `${SPAN_WORDS[span][0]} ${all(of(span))}`).join(', ')}`,
    legend: [
      { tone: 'bad', fill: 'framed', text: 'overdue' },
      { tone: 'idle', fill: 'outline', text: 'in time' },
      { tone: 'unknown', fill: 'hatch', text: 'excepted' },
    ],
    columns: DUE_SPANS.map((span) => ({
      name: SPAN_WORDS[span][1],
      isCurrent: false,
      above: [String(all(of(span)))],
      segments: [
        segment(of(span).overdue, 'bad', 'framed', 'overdue'),
        segment(of(span).inTime, 'idle', 'outline', 'in time'),
        segment(of(span).excepted, 'unknown', 'hatch', 'excepted'),
      ],
    })),
  });
  return drawn(scene, points(WIDE));
}
