import type { Freeze, Window } from './calendar.ts';
import { DAY_MS } from './days.ts';
import { occurrences, startOfDay } from './occurrences.ts';

/** Open time, from `from` until before `to`. Milliseconds since 1970; without windows it has no end. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Times are ISO 8601 in UTC. `closesAt` null: it stays open; `opensAt` null: it does not open within two years. */
export type WindowState =
  | { readonly open: true; readonly closesAt: string | null }
  | { readonly open: false; readonly opensAt: string | null; readonly frozenBy: string | null };

const MINUTE = 60_000;
/** Looked ahead step by step: nearly always the first is enough, and costs a hundredth of the last. */
const HORIZON_DAYS = [8, 70, 800] as const;

/** No window at all: always open. A freeze cuts out of every window. Only spans that begin before `to`; each is whole unless its end is past `to`. */
export function openSpans(windows: readonly Window[], freezes: readonly Freeze[], from: number, to: number): Span[] {
  const raw = windows.length ? windows.flatMap((one) => spansOf(one, from, to)) : [{ from: -Infinity, to: Infinity }];
  return freezes.reduce(withoutFreeze, merged(raw)).filter((span) => span.to > from && span.from < to);
}

const spansOf = (window: Window, from: number, to: number): Span[] =>
  occurrences(window, from - window.minutes * MINUTE, to).map((start) => ({ from: start, to: start + window.minutes * MINUTE }));

function merged(spans: readonly Span[]): Span[] {
  const whole: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last && span.from <= last.to) whole[whole.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else whole.push(span);
  }
  return whole;
}

function withoutFreeze(spans: readonly Span[], { from, until, zone }: Freeze): Span[] {
  const [begin, end] = [startOfDay(from, zone), startOfDay(until, zone, 1)];
  return spans.flatMap((span) =>
    [
      { from: span.from, to: Math.min(span.to, begin) },
      { from: Math.max(span.from, end), to: span.to },
    ].filter((part) => part.from < part.to),
  );
}

/** Whether something may begin at this moment, and until when or from when. */
export function windowAt(windows: readonly Window[], freezes: readonly Freeze[], instant: string): WindowState {
  const at = Date.parse(instant);
  const frozenBy = freezes.find((one) => at >= startOfDay(one.from, one.zone) && at < startOfDay(one.until, one.zone, 1))?.name ?? null;
  for (const to of horizons(freezes, at)) {
    const [span] = openSpans(windows, freezes, at, to);
    if (!span) continue;
    if (span.from > at) return { open: false, opensAt: iso(span.from), frozenBy };
    // A window that opens past the horizon could prolong one that ends past it.
    if (span.to < to) return { open: true, closesAt: iso(span.to) };
    if (span.to === Infinity) return { open: true, closesAt: null };
  }
  const [span] = openSpans(windows, freezes, at, at + 1);
  return span ? { open: true, closesAt: null } : { open: false, opensAt: null, frozenBy };
}

/** From when on there are `minutes` of open time in a row: `instant` itself, or later; null where that does not come within two years. */
export function nextFit(windows: readonly Window[], freezes: readonly Freeze[], instant: string, minutes: number): string | null {
  const at = Date.parse(instant);
  for (const to of horizons(freezes, at)) {
    const span = openSpans(windows, freezes, at, to).find((one) => Math.max(one.from, at) + minutes * MINUTE <= one.to);
    if (span) return iso(Math.max(span.from, at));
  }
  return null;
}

/** Past the last freeze there is always a window again. */
const horizons = (freezes: readonly Freeze[], at: number): number[] => {
  const thawed = Math.max(at, ...freezes.map((one) => Date.parse(one.until)));
  return HORIZON_DAYS.map((days) => (days === 800 ? Math.max(thawed + 100 * DAY_MS, at + days * DAY_MS) : at + days * DAY_MS));
};

const iso = (ms: number): string => new Date(ms).toISOString();
