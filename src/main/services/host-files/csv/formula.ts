/**
 * A cell that begins like this is a formula to a spreadsheet, whoever wrote it (OWASP, "CSV Injection"). An apostrophe
 * before it makes it text; it is taken away again when the file comes back. An apostrophe that was there already is
 * guarded, too, so that the one is the exact reverse of the other.
 */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/u;
const GUARDED = /^''*[=+\-@\t\r＝＋－＠]/u;

export const guard = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell);
export const unguard = (cell: string): string => (GUARDED.test(cell) ? cell.slice(1) : cell);
