/** Host patterns of an inventory, after Ansible's own parsing/utils/addresses.py and plugins/inventory/__init__.py. */

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MOST_LENGTH = 500;

const RANGE = '\\[(?:[a-zA-Z]:[a-zA-Z]|[0-9]+:[0-9]+)(?::[0-9]+)?\\]';
const LABEL = `(?:[\\p{L}\\p{N}_]|${RANGE})(?:[\\p{L}\\p{N}_-]|${RANGE})*(?<![_-])`;
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'u');
const IPV6 = /^(?=.*::|(?:[^:]*:){7})(?:[0-9a-f:.]|\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\])+$/i;
const BRACKETED = /^\[(.+)\]:([0-9]{1,9})$/;
const WITH_PORT = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]{1,9})$/;

export interface Expanded {
  readonly names: readonly string[];
  readonly port: number | null;
}

/** "web[01:20].example:2222" as names and a port. A text says what is wrong. `most`: how many names are allowed. */
export function expandPattern(pattern: string, most: number): Expanded | string {
  if (pattern.length > MOST_LENGTH) return 'the host pattern is too long';
  if (pattern === '' || pattern === '---') return 'there is no host name';
  const { host, port } = withoutPort(pattern);
  if (port === null && pattern.endsWith(':')) return 'the host pattern ends in a colon';
  const names = host.includes('[') ? expandRanges(host, most) : [host];
  return typeof names === 'string' ? names : { names, port };
}

/** A port belongs to a name or an address only; what is neither stays whole. */
function withoutPort(pattern: string): { readonly host: string; readonly port: number | null } {
  const found = BRACKETED.exec(pattern) ?? WITH_PORT.exec(pattern);
  const host = found?.[1] ?? pattern;
  return HOST_NAME.test(host) || IPV6.test(host) ? { host, port: found ? Number(found[2]) : null } : { host: pattern, port: null };
}

function expandRanges(pattern: string, most: number): string[] | string {
  let names = [''];
  let rest = pattern;
  for (let open = rest.indexOf('['); open >= 0; open = rest.indexOf('[')) {
    const close = rest.indexOf(']', open);
    if (close < 0) return 'a range is not closed';
    const values = rangeOf(rest.slice(open + 1, close), most);
    if (typeof values === 'string') return values;
    if (names.length * values.length > most) return `more than ${most} hosts in one line`;
    const head = rest.slice(0, open);
    names = names.flatMap((name) => values.map((value) => `${name}${head}${value}`));
    rest = rest.slice(close + 1);
  }
  return names.map((name) => name + rest);
}

/** begin:end or begin:end:step; an end is part of it, zeros in front are kept. */
function rangeOf(text: string, most: number): string[] | string {
  const [begin = '', end = '', step = '1', more] = text.split(':');
  if (more !== undefined || !/^[1-9]\d{0,5}$/.test(step)) return 'a range is begin:end or begin:end:step';
  if (/^[a-zA-Z]$/.test(begin) && /^[a-zA-Z]$/.test(end)) {
    const [from, to] = [LETTERS.indexOf(begin), LETTERS.indexOf(end)];
    return from > to ? 'a range begins after its end' : every(from, to, Number(step)).map((at) => LETTERS[at]!);
  }
  if (!/^\d{0,9}$/.test(begin) || !/^\d{1,9}$/.test(end)) return 'a range goes from a number to a number, or from a letter to a letter';
  const padded = begin.length > 1 && begin.startsWith('0');
  if (padded && begin.length !== end.length) return 'begin and end of a range with zeros in front are equally long';
  if ((Number(end) - Number(begin)) / Number(step) >= most) return `more than ${most} hosts in one line`;
  return every(Number(begin), Number(end), Number(step)).map((n) => (padded ? String(n).padStart(begin.length, '0') : String(n)));
}

const every = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.max(0, Math.floor((to - from) / step) + 1) }, (_, index) => from + index * step);
