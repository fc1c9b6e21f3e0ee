import { scaleTime } from '@visx/scale';
import { legend, legendHeight, type LegendItem } from './parts.ts';
import type { Fill, Scene, Tone } from './scene.ts';
import { Sheet } from './sheet.ts';
import { LINE, textWidth } from './text-width.ts';

export type SpanKind = 'waiting' | 'running' | 'done' | 'failed' | 'unreachable' | 'planned';

/** Times in milliseconds since 1970. `to: null` goes on until now. */
export interface Span {
  readonly kind: SpanKind;
  readonly from: number;
  readonly to: number | null;
}

export interface TimelineRow {
  readonly name: string;
  readonly spans: readonly Span[];
  /** After the "now" line: how it stands, and why a host waits. */
  readonly words: string;
}

export interface TimelineWords {
  readonly kinds: Readonly<Record<SpanKind, string>>;
  readonly now: string;
  readonly noData: string;
  /** A moment on the axis; `withDay` where the axis covers more than one. */
  readonly moment: (at: number, withDay: boolean) => string;
}

export interface TimelineInput {
  readonly rows: readonly TimelineRow[];
  readonly from: number;
  /** The end of the deployment; null while it goes on. */
  readonly to: number | null;
  readonly now: number;
  readonly label: string;
  readonly words: TimelineWords;
  readonly width: number;
}

const LOOKS: Readonly<Record<SpanKind, { readonly tone: Tone; readonly fill: Fill }>> = {
  waiting: { tone: 'idle', fill: 'outline' },
  running: { tone: 'live', fill: 'solid' },
  done: { tone: 'ok', fill: 'solid' },
  failed: { tone: 'bad', fill: 'framed' },
  unreachable: { tone: 'unknown', fill: 'hatch' },
  planned: { tone: 'idle', fill: 'dashed' },
};
const KINDS = Object.keys(LOOKS) as SpanKind[];
const ROW = 22;
const THICK = 12;
/** A run of a second on an axis of a day is seen all the same. */
const LEAST = 2;

/** Hosts down, time across. Blocks are cut at the axis's ends; one that has not ended ends at now. */
export function timelineScene(input: TimelineInput): Scene {
  const { rows, words, width } = input;
  const until = (span: Span): number => span.to ?? Math.max(span.from, input.now);
  const end = Math.max(input.from + 1000, input.to ?? input.now, ...rows.flatMap((row) => row.spans.map(until)));
  const left = Math.min(width * 0.2, Math.max(0, ...rows.map((row) => textWidth(row.name) + 10)));
  const right = Math.max(left + 1, width - Math.min(width * 0.3, Math.max(0, ...rows.map((row) => textWidth(row.words) + 10))));
  const shown = new Set(rows.flatMap((row) => row.spans.map((span) => span.kind)));
  const items: LegendItem[] = KINDS.filter((kind) => shown.has(kind)).map((kind) => ({ ...LOOKS[kind], text: words.kinds[kind] }));
  const head = legendHeight(items, 0, width) + LINE + 4;
  const sheet = new Sheet(width, head + Math.max(1, rows.length) * ROW + LINE + 4);
  const floor = sheet.height - LINE - 4;
  legend(sheet, items, 0, 0);
  const x = scaleTime<number>({ domain: [new Date(input.from), new Date(end)], range: [left, right] });
  const at = (time: number): number => Math.min(right, Math.max(left, x(new Date(time))));
  if (rows.length === 0) sheet.label({ text: words.noData, x: 0, y: head + 14, ink: 'text-3' });
  else axis(sheet, input, { head, floor, at, end, ticks: x.ticks(3) });
  rows.forEach((row, index) => drawRow(sheet, row, head + index * ROW, { left, right, at, until, words }));
  return sheet.scene(input.label);
}

interface Axis {
  readonly head: number;
  readonly floor: number;
  readonly at: (time: number) => number;
  readonly end: number;
  readonly ticks: readonly Date[];
}

/** The times stand above and below: of 200 hosts one sees only one end. "Now" comes first, so that it keeps its word. */
function axis(sheet: Sheet, { from, to, now, words }: TimelineInput, { head, floor, at, end, ticks }: Axis): void {
  if (to === null && now >= from && now <= end) {
    sheet.rule('now', at(now), head - 2, at(now), floor);
    for (const y of [head - 6, floor + LINE - 3])
      sheet.label({ text: words.now, x: at(now), y, anchor: 'middle', ink: 'text', strong: true });
  }
  const withDay = new Date(from).toDateString() !== new Date(end).toDateString();
  for (const tick of atMostThree(ticks)) {
    const text = words.moment(tick.getTime(), withDay);
    const put = [head - 6, floor + LINE - 3].map((y) => sheet.label({ text, x: at(tick.getTime()), y, anchor: 'middle', ink: 'text-3' }));
    if (put.includes(true)) sheet.rule('grid', at(tick.getTime()), head, at(tick.getTime()), floor);
  }
  sheet.rule('axis', at(from), head, at(from), floor);
}

const atMostThree = (ticks: readonly Date[]): readonly Date[] => {
  const every = Math.ceil(ticks.length / 3);
  return ticks.filter((_, index) => index % every === (ticks.length > every ? every - 1 : 0)).slice(0, 3);
};

interface Place {
  readonly left: number;
  readonly right: number;
  readonly at: (time: number) => number;
  readonly until: (span: Span) => number;
  readonly words: TimelineWords;
}

function drawRow(sheet: Sheet, row: TimelineRow, top: number, { left, right, at, until, words }: Place): void {
  const base = top + ROW / 2 + 4;
  sheet.label({ text: row.name, x: 0, y: base, ink: 'text', strong: true }, left - 8);
  for (const span of row.spans) {
    const from = Math.min(at(span.from), right - LEAST);
    const width = Math.max(LEAST, at(until(span)) - from);
    const title = `${row.name}: ${words.kinds[span.kind]}, ${words.moment(span.from, true)}`;
    sheet.block({ ...LOOKS[span.kind], x: Math.max(left, from), width, y: top + (ROW - THICK) / 2, height: THICK, title });
  }
  sheet.label({ text: row.words, x: right + 8, y: base }, sheet.width - right - 8);
}
