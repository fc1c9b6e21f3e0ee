import { readXml, type Element } from './xml.ts';

const MARK = '#< CLIXML';
const POWERSHELL = 'http://schemas.microsoft.com/powershell/2004/04';

/**
 * What PowerShell wrote to its error stream, as a person reads it: it wraps errors in "#< CLIXML" and XML ([MS-PSRP]
 * 2.2.5) as soon as that stream is no console. Progress, verbose and the like are dropped; what is no CLIXML stays.
 */
export function readableErrors(text: string): string {
  if (!text.includes(MARK)) return text;
  return text
    .split(MARK)
    .map((part, index) => (index === 0 ? part : errorsIn(part)))
    .join('')
    .trim();
}

function errorsIn(part: string): string {
  const end = part.lastIndexOf('</Objs>');
  const start = part.indexOf('<Objs');
  if (start < 0 || end < start) return part;
  const after = part.slice(end + '</Objs>'.length);
  // Several documents may follow one mark.
  const documents = part.slice(start, end + '</Objs>'.length).split(/(?<=<\/Objs>)\s*(?=<Objs)/);
  return documents.map(errorsOf).join('') + after;
}

function errorsOf(document: string): string {
  const root = readXml(document);
  if (typeof root === 'string') return document;
  return gather(root).map(unescape).join('');
}

const gather = (element: Element): string[] =>
  element.ns === POWERSHELL && element.name === 'S' && element.attributes.get('S') === 'Error'
    ? [element.text]
    : element.children.flatMap(gather);

/** "_x000D_" is a UTF-16 unit. */
const unescape = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))).replace(/\r\n?/g, '\n');
