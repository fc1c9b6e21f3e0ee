import type { Column } from './table-model.ts';

type Grid = readonly (readonly string[])[];

/** What a cell says as text: the column's own words for it, else what it sorts by. */
export function gridOf<T>(rows: readonly T[], columns: readonly Column<T>[]): Grid {
  const asText = columns.filter((column) => column.text ?? column.sort);
  const cell = (column: Column<T>, row: T): string => String((column.text ?? column.sort)?.(row) ?? '');
  return [asText.map((column) => column.head), ...rows.map((row) => asText.map((column) => cell(column, row)))];
}

/**
 * A spreadsheet runs what begins like a formula, and a host chooses some of these words: an apostrophe before it makes it text
 * (https://owasp.org/www-community/attacks/CSV_Injection). A plain number stays one.
 */
const harmless = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell);

/** RFC 4180, with the byte order mark by which spreadsheets know UTF-8. */
export const toCsv = (grid: Grid): string =>
  `\uFEFF${grid.map((line) => line.map((cell) => `"${harmless(cell).replaceAll('"', '""')}"`).join(',')).join('\r\n')}\r\n`;

/** For the clipboard: a cell has no tab and no line end of its own. */
export const toTsv = (grid: Grid): string =>
  grid.map((line) => line.map((cell) => harmless(cell.replace(/\s+/g, ' '))).join('\t')).join('\n');

/** Offers a file to the browser's own download, which asks where to keep it or says where it is. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: the browser begins to read after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
