import { cleanText } from '../domain/text.ts';
import type { Block, Box, Label, Mark, Rule, Scene } from './scene.ts';
import { fitText, TEXT, textWidth } from './text-width.ts';

/** Above and below the base line, in parts of the font's size. */
const ASCENT = 0.8;
const DESCENT = 0.25;
/** Sums of fractions of a pixel are not exact. */
const TINY = 1e-6;
/** Higher than a label. */
const BAND = 2 * TEXT;
/** Between two labels, in pixels. */
const AIR = 3;

/** Where a label's ink can be. */
export function boxOf({ text, x, y, anchor }: Pick<Label, 'text' | 'x' | 'y' | 'anchor'>): Box {
  const width = textWidth(text);
  const left = anchor === 'start' ? x : anchor === 'middle' ? x - width / 2 : x - width;
  return { x: left, y: y - TEXT * ASCENT, width, height: TEXT * (ASCENT + DESCENT) };
}

export const overlap = (a: Box, b: Box, air = 0): boolean =>
  a.x < b.x + b.width + air && b.x < a.x + a.width + air && a.y < b.y + b.height && b.y < a.y + a.height;

type LabelDraft = Pick<Label, 'text' | 'x' | 'y'> & Partial<Pick<Label, 'anchor' | 'ink' | 'strong'>>;

/** A plot in the making. Labels are put in the order of their weight: one that has no room is left out. */
export class Sheet {
  readonly width: number;
  readonly height: number;
  readonly #marks: Mark[] = [];
  readonly #taken = new Map<number, Box[]>();

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }

  /** Nothing is drawn where there is no width, and nothing outside. */
  block(block: Omit<Block, 'kind'>): void {
    const x = Math.min(this.width, Math.max(0, block.x));
    const y = Math.min(this.height, Math.max(0, block.y));
    const width = Math.min(this.width, block.x + block.width) - x;
    const height = Math.min(this.height, block.y + block.height) - y;
    if (width <= 0 || height <= 0) return;
    const title = block.title === undefined ? {} : { title: cleanText(block.title, 400) };
    this.#marks.push({ kind: 'block', ...block, x, y, width, height, ...title });
  }

  rule(look: Rule['look'], x1: number, y1: number, x2: number, y2: number): void {
    this.#marks.push({ kind: 'rule', look, x1, y1, x2, y2 });
  }

  /** True where it was put; `most` is the width it is cut to, in pixels. A cut label keeps the whole text as its title. */
  label(draft: LabelDraft, most = this.width): boolean {
    const text = fitText(draft.text, most);
    const label: Label = { kind: 'label', anchor: 'start', ink: 'text-2', strong: false, ...draft, text };
    const box = boxOf(label);
    const isInside = box.x >= -TINY && box.y >= -TINY && box.x + box.width <= this.width + TINY && box.y + box.height <= this.height + TINY;
    if (text === '' || !isInside || this.#neighbours(box).some((other) => overlap(box, other, AIR))) return false;
    this.#remember(box);
    this.#marks.push(text.endsWith('…') ? { ...label, title: cleanText(draft.text, 400) } : label);
    return true;
  }

  scene(label: string): Scene {
    return { width: this.width, height: this.height, label, marks: this.#marks };
  }

  /** Boxes by bands: a label is in two at most, and 200 rows of labels are not compared each with each. */
  #bands(box: Box): number[] {
    return [...new Set([Math.floor(box.y / BAND), Math.floor((box.y + box.height) / BAND)])];
  }
  #neighbours(box: Box): Box[] {
    return this.#bands(box).flatMap((band) => this.#taken.get(band) ?? []);
  }
  #remember(box: Box): void {
    for (const band of this.#bands(box)) this.#taken.set(band, [...(this.#taken.get(band) ?? []), box]);
  }
}
