/**
 * What a host says is shown as text and as nothing else. Removed are escape sequences (ECMA-48, 5.4 and 8.3.89),
 * control characters (C0, DEL, C1) and invisible format characters, the bidirectional ones among them (Unicode
 * category Cf): they could move the cursor, hide a word or make a line read otherwise than it is.
 */

const escapeSequences =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g;
const separators = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const invisible = /[\p{Cc}\p{Cf}]/gu;

/** One line of at most `max` UTF-16 units: what separates lines or columns becomes a space, what is cut off leaves an ellipsis. Linear time. */
export function cleanText(text: string, max = 1024): string {
  // Only the part that can end up in the result is looked at, with room for sequences that vanish.
  const part = text.slice(0, max * 4);
  const clean = part.replace(escapeSequences, '').replace(separators, ' ').replace(invisible, '').trim();
  return shorten(part.length < text.length && clean.length < max ? `${clean}…` : clean, max);
}

/** Several lines, as in a log: line ends and tabs stay. A lone carriage return starts a new line, as progress meters mean it. */
export const cleanLines = (text: string): string =>
  text
    .replace(escapeSequences, '')
    .replace(/\r+\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(invisible, (char) => (char === '\n' || char === '\t' ? char : ''));

/** Cuts visibly, never through a surrogate pair. */
export const shorten = (text: string, max: number): string => (text.length <= max ? text : `${text.slice(0, max - 1)}…`).toWellFormed();
