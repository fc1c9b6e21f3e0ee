import { scaleLinear } from '@visx/scale';
import type { Fill, Tone } from './scene.ts';
import type { Sheet } from './sheet.ts';
import { LINE, textWidth } from './text-width.ts';

/** Between segments and between bars, in pixels. */
export const GAP = 1;

/** At most three grid lines, from zero, at values that people count in; `max` is what the highest bar needs. */
export function ticksTo(max: number, isWhole: boolean): { readonly top: number; readonly ticks: readonly number[] } {
  const least = isWhole ? 1 : Number.MIN_VALUE;
  const scale = scaleLinear<number>({ domain: [0, Math.max(least, max)], range: [0, 1] });
  for (let wanted = 3; wanted > 0; wanted -= 1) {
    const ticks = scale.ticks(wanted).filter((tick) => tick > 0 && (!isWhole || Number.isInteger(tick)));
    if (ticks.length > 0 && ticks.length <= 3) return { top: Math.max(least, max), ticks };
  }
  return { top: Math.max(least, max), ticks: [] };
}

export interface LegendItem {
  readonly fill: Fill;
  readonly tone: Tone;
  readonly text: string;
}

const SWATCH = 12;

/** Squares with their words, in lines as wide as there is room; answers how high it is, in pixels. */
export function legend(sheet: Sheet, items: readonly LegendItem[], left: number, top: number): number {
  let [x, y] = [left, top];
  for (const { fill, tone, text } of items) {
    const width = SWATCH + 6 + textWidth(text) + 14;
    if (x > left && x + width > sheet.width) [x, y] = [left, y + LINE];
    if (sheet.label({ text, x: x + SWATCH + 6, y: y + 11 }, sheet.width - x - SWATCH - 6))
      sheet.block({ x: x + 0.5, y: y + 2.5, width: SWATCH - 1, height: 9, fill, tone });
    x += width;
  }
  return items.length === 0 ? 0 : y - top + LINE;
}

/** How high a legend of this width becomes, before there is a sheet. */
export function legendHeight(items: readonly LegendItem[], left: number, width: number): number {
  let [x, lines] = [left, items.length === 0 ? 0 : 1];
  for (const { text } of items) {
    const wide = SWATCH + 6 + textWidth(text) + 14;
    if (x > left && x + wide > width) [x, lines] = [left, lines + 1];
    x += wide;
  }
  return lines * LINE;
}
