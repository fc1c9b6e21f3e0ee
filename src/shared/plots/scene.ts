/**
 * A plot as plain data: what stands where, in pixels from the top left. Made without a document, so that the window and a
 * report draw the very same marks (svg.ts), and so that "nothing outside, no label over another" can be asked of it.
 */
export type Tone = 'ok' | 'warn' | 'bad' | 'unknown' | 'idle' | 'live';
/** Kinds of blocks differ by fill, so that grey loses nothing; what went wrong is solid in a frame of the text's colour. */
export type Fill = 'solid' | 'framed' | 'outline' | 'hatch' | 'dashed';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Block extends Box {
  readonly kind: 'block';
  readonly fill: Fill;
  readonly tone: Tone;
  /** Shown while the pointer rests on it; the table has the same words. */
  readonly title?: string;
}

export interface Rule {
  readonly kind: 'rule';
  readonly look: 'grid' | 'axis' | 'now';
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface Label {
  readonly kind: 'label';
  readonly text: string;
  /** Where the anchor is; `y` is the base line. */
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly ink: 'text' | 'text-2' | 'text-3';
  readonly strong: boolean;
  /** The whole text where `text` is cut. */
  readonly title?: string;
}

export type Mark = Block | Rule | Label;

export interface Scene {
  readonly width: number;
  readonly height: number;
  /** What the plot says, in one sentence. */
  readonly label: string;
  readonly marks: readonly Mark[];
}
