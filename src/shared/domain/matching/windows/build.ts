/** "10.0.19045.2604" in its parts; null where it is no build with a revision. */
function partsOf(text: string): readonly number[] | null {
  const [, build] = /^(\d{1,5}\.\d{1,5}\.\d{1,6}\.\d{1,6})(?: |$)/.exec(text) ?? [];
  return build?.split('.').map(Number) ?? null;
}

/** How an installed build stands to the one that fixes; null where they are not of one line, and nothing follows from either. */
export function compareBuilds(installed: string, fixed: string): '<' | '=' | '>' | null {
  const [a, b] = [partsOf(installed), partsOf(fixed)];
  if (!a || !b || a.slice(0, 3).join() !== b.slice(0, 3).join()) return null;
  const [mine = 0, wanted = 0] = [a[3], b[3]];
  return mine < wanted ? '<' : mine > wanted ? '>' : '=';
}

/** An order of "10.0.19045.2728 (KB5023696)" and "KB5023696": builds by their parts, above updates without one; those by number. */
export function compareFixes(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = [a, b].map((text) => partsOf(text) ?? [-1, Number(/KB(\d+)/.exec(text)?.[1] ?? 0)]) as [number[], number[]];
  const at = left.findIndex((part, index) => part !== right[index]);
  if (at < 0) return 0;
  return (left[at] ?? 0) < (right[at] ?? 0) ? -1 : 1;
}
