/** How Ansible cuts an INI line into words and reads a value: Python's shlex and literals, as far as an inventory goes. */

/** Words as shlex.split(line, comments=True) makes them. Null: a quote is not closed, or nothing follows a backslash. */
export function shellWords(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]!;
    if (quote !== null) {
      const next = line[at + 1];
      if (char === quote) quote = null;
      else if (char === '\\' && quote === '"' && next === undefined) return null;
      else if (char === '\\' && quote === '"' && (next === '"' || next === '\\')) {
        word += next;
        at += 1;
      } else word += char;
      continue;
    }
    if (char === '#') break;
    if (/[ \t\r\n]/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      at += 1;
      if (at >= line.length) return null;
      word = (word ?? '') + line[at]!;
    } else word = (word ?? '') + char;
  }
  if (quote !== null) return null;
  if (word !== null) words.push(word);
  return words;
}

/** What a variable holds that Patchbay can use; everything else is named by why it cannot. */
export type Value = string | number | boolean | null | NotRead;
export interface NotRead {
  readonly why: 'secret' | 'vault' | 'template' | 'shape';
}

/** ast.literal_eval where it makes a number, a boolean, None or a string of the text; else the text as it is. */
export function literal(text: string): Value {
  const bare = /^([^\s"'#]+)(\s*#.*)?$/.exec(text)?.[1];
  if (bare === 'True' || bare === 'False') return bare === 'True';
  if (bare === 'None') return null;
  if (bare !== undefined && /^[+-]?(0+|[1-9](_?\d)*|0[xX][0-9a-fA-F]+)$/.test(bare)) return Number(bare.replaceAll('_', ''));
  if (/^(\[.*\]|\{.*\}|\(.*\))$/.test(text)) return text.includes('{{') || text.includes('{%') ? text : { why: 'shape' };
  return quoted(text) ?? text;
}

const STRING = /^(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")\s*(?:#.*)?$/su;
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))/gsu;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': '' };

/** The string that a Python literal stands for (Python reference, 2.4.1). Null: it is none. */
function quoted(text: string): string | null {
  const found = STRING.exec(text);
  if (!found) return null;
  let valid = true;
  const value = (found[1] ?? found[2] ?? '').replace(
    ESCAPE,
    (all, x?: string, u?: string, long?: string, octal?: string, other?: string) => {
      const hex = x ?? u ?? long;
      const code = hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : null;
      if (code !== null && code > 0x10ffff) valid = false;
      if (code !== null) return code > 0x10ffff ? all : String.fromCodePoint(code);
      if (other === 'x' || other === 'u' || other === 'U' || other === 'N') valid = false;
      return ESCAPED[other!] ?? (/["'\\]/.test(other!) ? other! : all);
    },
  );
  return valid ? value : null;
}
