import type { Notes } from '../scan-notes.ts';

export interface ListsState {
  /** Whether there is any package index at all. */
  readonly present: boolean;
  /** When the lists were last known to be current, in seconds of the host's clock; null when it cannot be told. */
  readonly at: number | null;
}

/**
 * The age of the package lists, from `stat` of apt's files. What their dates tell (seen with apt 2.6):
 * - The modification date of a Release file is the repository's, not the day it was fetched.
 * - Its change date is the last successful check, also when nothing was new. A repository that failed keeps its
 *   old one, so the oldest counts. Unpacking an image sets it too, though, and would make old lists look fresh;
 *   "partial" then keeps its old modification date, so of both the older counts.
 * - The stamps of apt's daily job and of Ubuntu's update-notifier are written after success only.
 */
export function readLists(lines: readonly string[], notes: Notes): ListsState {
  let present = false;
  const checked: number[] = [];
  const stamps: number[] = [];
  for (const line of lines) {
    const match = /^time (\d{1,11}) (\d{1,11}) (\/\S+)$/.exec(line);
    const [, modified = '', changed = '', path = ''] = match ?? [];
    if (line === 'index') present = true;
    else if (path.endsWith('Release')) checked.push(Number(changed));
    else if (path.endsWith('/partial')) checked.push(Number(modified));
    else if (path.includes('/periodic/')) stamps.push(Number(modified));
    else notes.unknown('apt lists', line);
  }
  if (!present) return { present, at: null };
  const times = [...(checked.length > 0 ? [checked.reduce((a, b) => Math.min(a, b))] : []), ...stamps];
  return { present, at: times.length > 0 ? times.reduce((a, b) => Math.max(a, b)) : null };
}
