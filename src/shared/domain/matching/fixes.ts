import type { Ecosystem } from './ecosystem.ts';

/**
 * What is known of one package, the fixes by their versions: a host that is nearly current is judged by the few that
 * come after what it has, and not by every fix that there ever was.
 */
export interface Fixes<T> {
  readonly all: readonly T[];
  /** Without a version that fixes them. */
  readonly open: readonly T[];
  readonly fixed: readonly { readonly at: string; readonly entry: T }[];
}

/** `fixOf` is the version that closes an entry; null where there is none. */
export function sortFixes<T>(all: readonly T[], fixOf: (entry: T) => string | null, compare: Ecosystem['compare']): Fixes<T> {
  const open: T[] = [];
  const fixed: { at: string; entry: T }[] = [];
  for (const entry of all) {
    const at = fixOf(entry);
    if (at === null) open.push(entry);
    else fixed.push({ at, entry });
  }
  return { all, open, fixed: fixed.sort((a, b) => compare(a.at, b.at)) };
}

/** Those that may still concern `installed`: open ones, and fixes that come after it. */
export function pending<T>({ open, fixed }: Fixes<T>, installed: string, compare: Ecosystem['compare']): readonly T[] {
  let [from, to] = [0, fixed.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(installed, fixed[middle]?.at ?? '') < 0) to = middle;
    else from = middle + 1;
  }
  if (from === fixed.length) return open;
  return [...open, ...fixed.slice(from).map(({ entry }) => entry)];
}
