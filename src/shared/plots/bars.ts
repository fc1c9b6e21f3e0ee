import { scaleLinear } from '@visx/scale';
import { GAP, legend, legendHeight, ticksTo, type LegendItem } from './parts.ts';
import type { Segment } from './columns.ts';
import type { Scene } from './scene.ts';
import { Sheet } from './sheet.ts';
import { LINE, textWidth } from './text-width.ts';

/** One lying bar: a host, or an update. `segments: null` is not known, and says so. */
export interface Bar {
  readonly name: string;
  readonly segments: readonly Segment[] | null;
  /** Behind the bar, cut where there is no room. */
  readonly words: string;
}

export interface BarsInput {
  readonly width: number;
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly legend: readonly LegendItem[];
  readonly number: (value: number) => string;
  /** In place of a bar that is not known, and of all where there is none. */
  readonly noData: string;
}

const ROW = 22;
const THICK = 12;

/** Lying bars from zero, as many rows as there are. */
export function barsScene(input: BarsInput): Scene {
  const { width, bars } = input;
  const total = (bar: Bar): number => (bar.segments ?? []).reduce((sum, one) => sum + one.value, 0);
  const { top, ticks } = ticksTo(Math.max(0, ...bars.map(total)), false);
  const left = Math.min(width * 0.25, Math.max(0, ...bars.map((bar) => textWidth(bar.name) + 10)));
  const right = Math.max(left + 1, width - Math.min(width * 0.35, Math.max(0, ...bars.map((bar) => textWidth(bar.words) + 10))));
  const head = legendHeight(input.legend, 0, width) + LINE + 4;
  const sheet = new Sheet(width, head + Math.max(1, bars.length) * ROW + 2);
  legend(sheet, input.legend, 0, 0);
  const x = scaleLinear<number>({ domain: [0, top], range: [left, right] });
  if (bars.length > 0)
    for (const tick of ticks) {
      sheet.rule('grid', x(tick), head, x(tick), sheet.height);
      sheet.label({ text: input.number(tick), x: x(tick), y: head - 5, anchor: 'middle', ink: 'text-3' }, Infinity);
    }
  bars.forEach((bar, index) => row(sheet, bar, head + index * ROW, { left, right, x, noData: input.noData }));
  if (bars.length === 0) sheet.label({ text: input.noData, x: 0, y: head + 14, ink: 'text-3' });
  else sheet.rule('axis', left, head, left, sheet.height);
  return sheet.scene(input.label);
}

interface Place {
  readonly left: number;
  readonly right: number;
  readonly x: (value: number) => number;
  readonly noData: string;
}

function row(sheet: Sheet, bar: Bar, top: number, { left, right, x, noData }: Place): void {
  const base = top + ROW / 2 + 4;
  sheet.label({ text: bar.name, x: 0, y: base, ink: 'text', strong: true }, left - 8);
  if (bar.segments === null) {
    sheet.label({ text: noData, x: left + 6, y: base, ink: 'text-3' });
    return;
  }
  let before = 0;
  for (const segment of bar.segments) {
    const [from, to] = [x(before), x(before + segment.value)];
    const gap = before > 0 ? Math.min(GAP, (to - from) / 2) : 0;
    sheet.block({ ...segment, x: from + gap, width: to - from - gap, y: top + (ROW - THICK) / 2, height: THICK });
    before += segment.value;
  }
  sheet.label({ text: bar.words, x: right + 8, y: base }, sheet.width - right - 8);
}
