/** A part of a whole. It is never printed without both figures. */
export interface Share {
  readonly n: number;
  readonly of: number;
}
export const share = (n: number, of: number): Share => ({ n, of });

/** In tenths of a percent, half up, by whole numbers alone: 40 of 48 is 833. null: of nothing there is no share. */
export const tenths = ({ n, of }: Share): number | null => (of === 0 ? null : Math.floor((2000 * n + of) / (2 * of)));

/** "83.3 %", or "n/a" of an empty whole: never 100 %. */
export function percent(one: Share): string {
  const value = tenths(one);
  return value === null ? 'n/a' : `${Math.floor(value / 10)}.${value % 10} %`;
}

/** "83.3 % (40 of 48)" */
export const sayShare = (one: Share): string => `${percent(one)} (${one.n} of ${one.of})`;

/** In points, of what is printed: 79.2 - 87.2 is "-8.0"; null where one of both is n/a. */
export function points(now: Share, then: Share): string | null {
  const [a, b] = [tenths(now), tenths(then)];
  if (a === null || b === null) return null;
  const by = Math.abs(a - b);
  return `${a < b ? '-' : a > b ? '+' : ''}${Math.floor(by / 10)}.${by % 10}`;
}

const DAY_MS = 86_400_000;
/** Whole calendar days in UTC from one time to a later one. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / DAY_MS);

/** How often each word comes; each of them has a figure, and they add up to the list. */
export function tally<K extends string, T>(words: readonly K[], all: readonly T[], wordOf: (one: T) => K): Record<K, number> {
  const counts = Object.fromEntries(words.map((word) => [word, 0])) as Record<K, number>;
  for (const one of all) counts[wordOf(one)] += 1;
  return counts;
}
