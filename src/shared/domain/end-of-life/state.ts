import type { EolRow } from '../vulnerability/rows.ts';
import { EXTENDED } from './products.ts';

/** How far ahead an end is worth planning for: half a year. */
export const SOON_DAYS = 180;
const DAY_MS = 86_400_000;

export type EolState = 'supported' | 'ends-soon' | 'extended' | 'ended' | 'unknown';
/** The day, where one is said and not only whether it is over. */
export const dayIn = (value: EolRow['securityUntil']): string | null => (typeof value === 'string' ? value : null);

/** The last day of extended support that everybody has without doing anything, as of Debian's LTS. */
export const extendedForAll = (row: EolRow | null): string | null =>
  row && EXTENDED[row.product]?.everybody ? dayIn(row.extendedUntil) : null;

/** Where a cycle stands on a day. `extendedUntil`: the last day of extended support that really holds for the host. */
export function eolState(row: EolRow | null, extendedUntil: string | null, today: string): EolState {
  if (!row) return extendedUntil !== null && today <= extendedUntil ? 'extended' : 'unknown';
  const { securityUntil } = row;
  const isOver = typeof securityUntil === 'string' ? today > securityUntil : securityUntil;
  if (isOver === null) return 'unknown';
  if (isOver) return extendedUntil !== null && today <= extendedUntil ? 'extended' : 'ended';
  const until = dayIn(securityUntil);
  return until !== null && (Date.parse(until) - Date.parse(today)) / DAY_MS <= SOON_DAYS ? 'ends-soon' : 'supported';
}

/** The cycle of a product that a version belongs to: "8.0.36" to "8.0", else to "8". */
export function cycleOf(rows: readonly EolRow[], cycle: string): EolRow | null {
  const parts = cycle.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const found = rows.find((row) => row.cycle === parts.slice(0, length).join('.'));
    if (found) return found;
  }
  return null;
}
