import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { shorten } from '../../shared/domain/text.ts';

/** What one tool said. Lines are the host's own, each at most 4 KiB; one that was longer ends in an ellipsis. */
export interface Section {
  readonly exit: number;
  readonly lines: readonly string[];
}
export type Sections = ReadonlyMap<string, Section>;

const MAX_LINE = 4096;
const broken = (why: string, line: string): Result<never, Problem> =>
  fail({ kind: 'cannot-parse', what: `scan: ${why}`, line: shorten(line, 1000) });

/**
 * Takes the output of scan.sh apart. Only a line that begins with the nonce of this scan is a frame, so what
 * a host's files and programs contain cannot open or close a section. Bytes that are no UTF-8 become U+FFFD.
 */
export function readSections(bytes: Uint8Array, nonce: string): Result<Sections, Problem> {
  const sections = new Map<string, Section>();
  let open: { name: string; lines: string[] } | null = null;
  let done = false;
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    if (!line.startsWith(`${nonce} `)) {
      if (open && line) open.lines.push(shorten(line, MAX_LINE));
      else if (line) return broken('text outside of its sections', line);
      continue;
    }
    const [, first = '', name = '', exit = ''] = line.split(' ', 4);
    if (first === 'done' && !open) done = true;
    else if (first === 'end' && open?.name === name && /^\d{1,3}$/.test(exit)) {
      sections.set(name, { exit: Number(exit), lines: open.lines });
      open = null;
    } else if (!open && !done && /^[a-z]+(\.err)?$/.test(first) && !sections.has(first)) open = { name: first, lines: [] };
    else return broken('frame out of order', line.slice(nonce.length + 1));
  }
  return done ? ok(sections) : broken('cut off', open ? `in section ${open.name}` : 'before the end');
}
