import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { cleanText, shorten } from '../../../shared/domain/text.ts';

const MAX_LINE = 4096;
const MAX_LINES = 200_000;

export const cannotParse = (what: string, line: string): Result<never, Problem> =>
  fail({ kind: 'cannot-parse', what, line: shorten(line, 1000) });

/** Carries a line that is not understood out of a reader, up to `reading`; never further. */
export class NotUnderstood extends Error {
  readonly line: string;
  constructor(line: string) {
    super('a line was not understood');
    this.line = line;
  }
}

/** Runs a reader; the first line that it does not know becomes the answer, quoted. */
export function reading<T>(what: string, read: () => T): Result<T, Problem> {
  try {
    return ok(read());
  } catch (error) {
    if (error instanceof NotUnderstood) return cannotParse(what, error.line);
    throw error;
  }
}

/** What a host said, in sections. Asking for one that is missing means that the answer was cut off. */
export class Sections {
  readonly #sections: ReadonlyMap<string, readonly string[]>;
  constructor(sections: ReadonlyMap<string, readonly string[]>) {
    this.#sections = sections;
  }

  has(name: string): boolean {
    return this.#sections.has(name);
  }

  lines(name: string): readonly string[] {
    const lines = this.#sections.get(name);
    if (!lines) throw new NotUnderstood(`section ${name} is missing`);
    return lines;
  }

  /** Lines as text for people: what could move a cursor or hide a word is removed. */
  texts(name: string): string[] {
    return this.lines(name)
      .slice(0, 200)
      .map((line) => cleanText(line));
  }

  /** Columns divided by tabs; a line with another number of them is not understood. */
  rows(name: string, columns: number): string[][] {
    return this.lines(name).map((line) => {
      const row = line.split('\t');
      if (row.length !== columns) throw new NotUnderstood(line);
      return row;
    });
  }
}

/** Splits at the lines "@@NONCE name". The last section is "end": without it the answer was cut off. Linear in time. */
export function splitSections(bytes: Uint8Array, nonce: string): Sections {
  const sections = new Map<string, string[]>();
  const mark = `@@${nonce} `;
  let open: string[] = [];
  let count = 0;
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    if (line.startsWith(mark)) sections.set(line.slice(mark.length), (open = []));
    else if (line) open.push(line);
    if (line.length > MAX_LINE || (count += 1) > MAX_LINES) throw new NotUnderstood(line);
  }
  if (!sections.has('end')) throw new NotUnderstood('the answer was cut off');
  return new Sections(sections);
}

/** A whole number that a host printed, within what JavaScript holds exactly. */
export function count(text: string | undefined): number {
  const value = Number(text);
  if (!/^\d{1,16}$/.test(text ?? '') || !Number.isSafeInteger(value)) throw new NotUnderstood(text ?? '');
  return value;
}
