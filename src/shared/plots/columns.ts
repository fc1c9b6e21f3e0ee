import { scaleBand, scaleLinear } from '@visx/scale';
import { GAP, legend, legendHeight, ticksTo, type LegendItem } from './parts.ts';
import type { Fill, Scene, Tone } from './scene.ts';
import { Sheet } from './sheet.ts';
import { LINE, textWidth } from './text-width.ts';

export interface Segment {
  readonly value: number;
  readonly tone: Tone;
  readonly fill: Fill;
  readonly title: string;
}

/** One bar that stands on the time axis. `segments: null` is a gap that says so; never a guess between its neighbours. */
export interface Column {
  readonly name: string;
  /** From the bottom up. */
  readonly segments: readonly Segment[] | null;
  /** Over the bar, where there is room: a few ways to say it, the fullest first. */
  readonly above: readonly string[];
  readonly isCurrent: boolean;
  /** A figure in the line under the axis. */
  readonly foot?: string;
}

export interface ColumnsInput {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly columns: readonly Column[];
  readonly legend: readonly LegendItem[];
  readonly noData: string;
  readonly number: (value: number) => string;
  /** A dashed line left of this column, with its word. */
  readonly line?: { readonly before: number; readonly text: string };
  /** What the figures under the axis are. */
  readonly footName?: string;
}

const ABOVE = LINE + 2;
const sum = (segments: readonly Segment[] | null): number => (segments ?? []).reduce((total, one) => total + one.value, 0);

/** Stacked bars side by side. */
export function columnsScene(input: ColumnsInput): Scene {
  const { width, height, columns } = input;
  const { top, ticks } = ticksTo(Math.max(0, ...columns.map((column) => sum(column.segments))), true);
  const foot = input.footName === undefined ? 0 : LINE;
  const left = Math.min(
    width / 3,
    Math.max(24, ...[...ticks, 0].map((tick) => textWidth(input.number(tick)) + 8), textWidth(input.footName ?? '') + 8),
  );
  const head = legendHeight(input.legend, left, width) + (input.line ? LINE : 0) + ABOVE;
  const floor = Math.max(head + 1, height - LINE - 2 - foot);
  const sheet = new Sheet(width, Math.max(height, floor + LINE + 2 + foot));
  legend(sheet, input.legend, left, 0);
  const y = scaleLinear<number>({ domain: [0, top], range: [floor, head] });
  for (const tick of ticks) {
    sheet.rule('grid', left, y(tick), width, y(tick));
    sheet.label({ text: input.number(tick), x: left - 6, y: y(tick) + 4, anchor: 'end', ink: 'text-3' }, left - 6);
  }
  const x = scaleBand<number>({ domain: columns.map((_, index) => index), range: [left, width], paddingInner: 0.25, paddingOuter: 0.12 });
  todayLine(sheet, input, head, floor, (index) => (x(index) ?? width) - (x.step() - x.bandwidth()) / 2);
  // The current period first: its words are kept where there is not room for all.
  const order = columns.map((_, index) => index).sort((a, b) => Number(columns[b]!.isCurrent) - Number(columns[a]!.isCurrent) || a - b);
  for (const index of order) column(sheet, input, columns[index]!, { x: x(index) ?? 0, width: x.bandwidth(), step: x.step(), floor, y });
  if (input.footName !== undefined) sheet.label({ text: input.footName, x: 0, y: floor + 2 * LINE - 4, ink: 'text-3' }, left - 6);
  sheet.rule('axis', left, floor, width, floor);
  return sheet.scene(input.label);
}

function todayLine(sheet: Sheet, { line, columns }: ColumnsInput, head: number, floor: number, edge: (index: number) => number): void {
  if (!line || columns.length === 0) return;
  const at = line.before >= columns.length ? sheet.width : edge(line.before);
  sheet.rule('now', at, head - ABOVE, at, floor);
  const room = textWidth(line.text);
  const anchor = at + room / 2 > sheet.width ? 'end' : at - room / 2 < 0 ? 'start' : 'middle';
  sheet.label({ text: line.text, x: at, y: head - ABOVE - 4, anchor, ink: 'text' });
}

interface Slot {
  readonly x: number;
  readonly width: number;
  readonly step: number;
  readonly floor: number;
  readonly y: (value: number) => number;
}

function column(sheet: Sheet, { noData }: ColumnsInput, { name, segments, above, isCurrent, foot }: Column, slot: Slot): void {
  const middle = slot.x + slot.width / 2;
  const at = { x: middle, anchor: 'middle', strong: isCurrent, ink: isCurrent ? 'text' : 'text-2' } as const;
  sheet.label({ ...at, text: name, y: slot.floor + LINE - 3 }, Infinity);
  if (foot !== undefined) sheet.label({ ...at, text: foot, y: slot.floor + 2 * LINE - 4 }, Infinity);
  if (segments === null) {
    sheet.label({ ...at, text: noData, y: slot.floor - 6, ink: 'text-3' }, Infinity);
    return;
  }
  let below = 0;
  for (const segment of segments) {
    const [from, to] = [slot.y(below), slot.y(below + segment.value)];
    // The gap is taken from the upper segment, but never all of it: what is there is seen.
    const gap = below > 0 ? Math.min(GAP, (from - to) / 2) : 0;
    sheet.block({ ...segment, x: slot.x, width: slot.width, y: to, height: from - to - gap });
    below += segment.value;
  }
  // The bars at both ends are narrower than their words: these stay inside.
  const inside = (text: string): number => Math.max(textWidth(text) / 2, Math.min(middle, sheet.width - textWidth(text) / 2));
  above.some((text) => sheet.label({ ...at, text, x: inside(text), y: slot.y(below) - 5 }, Infinity));
}
