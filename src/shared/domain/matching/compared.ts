import type { Ecosystem } from './ecosystem.ts';
import type { Explanation } from './finding.ts';

/** Two versions and how the first stands to the second, for an explanation. */
export function comparedBy(compare: Ecosystem['compare'], installed: string, other: string): NonNullable<Explanation['compared']> {
  const order = compare(installed, other);
  return { installed, order: order < 0 ? '<' : order > 0 ? '>' : '=', with: other };
}
