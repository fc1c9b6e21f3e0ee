import type { Problem } from '../../shared/domain/problem.ts';
import { cleanText } from '../../shared/domain/text.ts';

/** What the readers of a scan have to say besides the facts. */
export interface Notes {
  readonly warnings: Problem[];
  readonly unseen: string[];
  /** A line that a reader does not know is said aloud, with the line. */
  unknown(what: string, line: string): void;
  /** A list that is longer than it may be is cut, and that is said. */
  cap<T>(what: string, items: T[], max: number): T[];
  finish(): void;
}

const QUOTED = 25;

export function newNotes(): Notes {
  const warnings: Problem[] = [];
  const unseen: string[] = [];
  let unknowns = 0;
  return {
    warnings,
    unseen,
    unknown(what, line) {
      unknowns++;
      if (unknowns <= QUOTED) warnings.push({ kind: 'cannot-parse', what: `scan: ${what}`, line: cleanText(line) });
    },
    cap(what, items, max) {
      if (items.length <= max) return items;
      unseen.push(`${what}: ${items.length - max} more than the ${max} that are kept`);
      return items.slice(0, max);
    },
    finish() {
      if (unknowns > QUOTED) warnings.push({ kind: 'cannot-parse', what: 'scan', line: `and ${unknowns - QUOTED} more lines` });
    },
  };
}
