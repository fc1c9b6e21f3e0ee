/**
 * What a host says is shown as text and as nothing else. Removed are escape sequences (ECMA-48, 5.4 and 8.3.89),
 * control characters (C0, DEL, C1) and invisible format characters, the bidirectional ones among them (Unicode
 * category Cf): they could move the cursor, hide a word or make a line read otherwise than it is.
 */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const escapeSequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g;
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** One line: what separates lines or columns becomes a space. */
export const cleanText = (text: string): string =>
  text
    .replace(escapeSequences, '')
    .replace(/[\t\n\r\u0085\u2028\u2029]+/g, ' ')
    .replace(invisible, '');

/** Several lines, as in a log: line ends and tabs stay. A lone carriage return starts a new line, as progress meters mean it. */
export const cleanLines = (text: string): string =>
  text
    .replace(escapeSequences, '')
    .replace(/\r+\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\p{Cc}\p{Cf}]/gu, (char) => (char === '\n' || char === '\t' ? char : ''));
