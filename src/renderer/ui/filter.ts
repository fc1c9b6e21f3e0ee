/** What a filter field can ask of a row: a name, and the row's values under it. */
export type FilterFields<T> = Readonly<Record<string, (row: T) => readonly string[]>>;

export interface FilterState {
  /** Finished words: "tag:web", "not:state:unreachable". */
  readonly words: readonly string[];
  /** What is still being typed; it filters as free text. */
  readonly text: string;
}
export const noFilter: FilterState = { words: [], text: '' };

interface Word {
  readonly not: boolean;
  readonly field: string | null;
  readonly value: string;
}

export function readWord(word: string): Word {
  const not = word.startsWith('not:');
  const rest = not ? word.slice(4) : word;
  const colon = rest.indexOf(':');
  return colon > 0 ? { not, field: rest.slice(0, colon), value: rest.slice(colon + 1) } : { not, field: null, value: rest };
}

/** A finished word names a field that there is and a value; "http://x" is free text. */
export function isWord<T>(text: string, fields: FilterFields<T>): boolean {
  const word = readWord(text.trim());
  return word.field === null ? word.not && word.value.length > 0 : Object.hasOwn(fields, word.field) && word.value.length > 0;
}

const fold = (text: string): string => text.toLowerCase();

function holds<T>(word: Word, row: T, fields: FilterFields<T>, textOf: (row: T) => string): boolean {
  const value = fold(word.value);
  if (word.field === null) return fold(textOf(row)).includes(value);
  return (fields[word.field]?.(row) ?? []).some((own) => fold(own) === value);
}

/** Words of the same field widen ("ring:0 ring:1"), different fields narrow, "not:" leaves out. */
export function applyFilter<T>(rows: readonly T[], filter: FilterState, fields: FilterFields<T>, textOf: (row: T) => string): readonly T[] {
  const typed = filter.text.trim();
  const unfinished = Object.keys(fields).some((name) => `${name}:`.startsWith(typed) && typed.includes(':')) || typed === 'not:';
  const free = typed === '' || unfinished ? [] : typed.split(/\s+/).map((value) => ({ not: false, field: null, value }));
  const words = filter.words.map(readWord);
  if (words.length + free.length === 0) return rows;
  const wanted = new Map<string, Word[]>();
  for (const word of words.filter((each) => !each.not && each.field !== null))
    wanted.set(word.field ?? '', [...(wanted.get(word.field ?? '') ?? []), word]);
  const must = [...free, ...words.filter((word) => !word.not && word.field === null)];
  const never = words.filter((word) => word.not);
  return rows.filter(
    (row) =>
      [...wanted.values()].every((any) => any.some((word) => holds(word, row, fields, textOf))) &&
      must.every((word) => holds(word, row, fields, textOf)) &&
      !never.some((word) => holds(word, row, fields, textOf)),
  );
}

export interface Suggestion {
  readonly word: string;
  readonly hits: number | null;
}

/** Field names first; once a field is named, its values with how many rows have each. */
export function suggest<T>(text: string, rows: readonly T[], fields: FilterFields<T>, most = 12): readonly Suggestion[] {
  const typed = fold(text.trimStart());
  const not = typed.startsWith('not:') ? 'not:' : '';
  const word = readWord(typed);
  if (word.field === null)
    return [...Object.keys(fields).map((name) => `${not}${name}:`), ...(not ? [] : ['not:'])]
      .filter((name) => name.startsWith(typed) && name !== typed)
      .map((name) => ({ word: name, hits: null }));
  const valuesOf = fields[word.field];
  if (!valuesOf) return [];
  const counts = new Map<string, number>();
  for (const row of rows) for (const value of new Set(valuesOf(row))) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .filter(([value]) => fold(value).startsWith(word.value))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([value, hits]) => ({ word: `${not}${word.field}:${value}`, hits }));
}
