import type { WindowState } from './windows.ts';

/** So many of the newest runs are looked at: what a host took a year ago says little of today. */
const NEWEST = 20;
/** However quick the runs before were: a signing-in, a lock that is held and a slow mirror take minutes. */
export const FLOOR_MINUTES = 10;
/** A host that was never deployed to. */
export const UNKNOWN_MINUTES = 60;

/**
 * How long a host's next run is expected to take, in minutes: the 90th percentile (nearest rank) of its newest 20 runs that ended
 * well, at least 10; an hour where there is none. `past` is in minutes, the newest first.
 */
export function expectedMinutes(past: readonly number[]): number {
  const sorted = past.slice(0, NEWEST).sort((a, b) => a - b);
  const rank = sorted[Math.ceil(sorted.length * 0.9) - 1];
  return rank === undefined ? UNKNOWN_MINUTES : Math.max(FLOOR_MINUTES, Math.ceil(rank));
}

/** Nothing begins that is not expected to end before the window closes. */
export function fits(window: WindowState, instant: string, minutes: number): boolean {
  if (!window.open) return false;
  return window.closesAt === null || Date.parse(instant) + minutes * 60_000 <= Date.parse(window.closesAt);
}
