import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { NotRead } from './words.ts';

/** Larger than any list of hosts; what is more is refused before it is parsed. */
const MOST_LENGTH = 512 * 1024;
/** The parser takes the square of a line's length where it is all tags. */
const MOST_LINE = 100_000;
const MOST_DEPTH = 60;
const MOST_ALIASES = 100;

export interface YamlText {
  /** Maps as Map, so that no key of a file can be a property of ours. */
  readonly value: unknown;
  /** The line of a key, by the keys that lead to it. */
  readonly lineOf: (path: readonly string[]) => number;
}

/** Never the parser's own words: they quote the file, which may hold a password. */
export interface YamlError {
  readonly line: number;
  readonly why: string;
}

const vault = (tag: string) => ({ tag, resolve: (): NotRead => ({ why: 'vault' }) });

/** YAML 1.1, which Ansible reads: "yes" is true there. Aliases, depth and size are bounded. */
export function parseYaml(text: string): YamlText | YamlError {
  if (text.length > MOST_LENGTH) return { line: 1, why: 'larger than 512 KiB' };
  const long = text.split('\n').findIndex((line) => line.length > MOST_LINE);
  if (long >= 0) return { line: long + 1, why: 'the line is too long' };
  const deep = tooDeep(text);
  if (deep !== null) return { line: deep, why: `nested more than ${MOST_DEPTH} deep` };
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, {
      version: '1.1',
      lineCounter: lines,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
      customTags: [vault('!vault'), vault('!vault-encrypted'), { tag: '!unsafe', resolve: (value: string) => value }],
    });
    const error = document.errors[0];
    if (error) return { line: lines.linePos(error.pos[0]).line, why: reasonOf(error.code) };
    return { value: document.toJS({ mapAsMap: true, maxAliasCount: MOST_ALIASES }), lineOf: linesOf(document, lines) };
  } catch {
    // What parsing throws for instead of noting it: aliases that multiply, and shapes that toJS cannot make.
    return { line: 1, why: 'it cannot be read as YAML; its aliases may multiply' };
  }
}

/** Before the parser, which goes as deep as the text does: brackets that are open, and levels of indentation. */
function tooDeep(text: string): number | null {
  let open = 0;
  for (const [index, line] of text.split('\n').entries()) {
    for (const char of line) {
      if (char === '[' || char === '{') open += 1;
      else if ((char === ']' || char === '}') && open > 0) open -= 1;
    }
    const indent = /^(?:[ ]|[-?:](?=[ \t]|$))*/.exec(line)?.[0] ?? '';
    const markers = indent.replaceAll(' ', '').length;
    if (open > MOST_DEPTH || markers > MOST_DEPTH || indent.length > MOST_DEPTH * 20) return index + 1;
  }
  return null;
}

function reasonOf(code: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab is used to indent';
    case 'MULTIPLE_DOCS':
      return 'it holds more than one document';
    case 'BAD_INDENT':
      return 'the indentation does not fit';
    case 'MISSING_CHAR':
      return 'a quote, a bracket or a colon is missing';
    case 'BAD_ALIAS':
      return 'an alias names nothing';
    default:
      return 'it is no YAML';
  }
}

const SEPARATOR = '\0';

function linesOf(document: Document, lines: LineCounter): YamlText['lineOf'] {
  const found = new Map<string, number>();
  const walk = (node: unknown, path: string): void => {
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = `${path}${SEPARATOR}${String(key.value)}`;
      found.set(name, lines.linePos(key.range?.[0] ?? 0).line);
      walk(value, name);
    }
  };
  walk(document.contents, '');
  return (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const line = found.get(SEPARATOR + path.slice(0, length).join(SEPARATOR));
      if (line !== undefined) return line;
    }
    return 1;
  };
}
