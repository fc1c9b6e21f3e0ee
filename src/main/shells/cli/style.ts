import { cleanText } from '../../../shared/domain/text.ts';
import type { Io } from './io.ts';

/** What a state means at a glance. The word always stands beside it. */
export type Tone = 'ok' | 'warn' | 'bad' | 'unknown' | 'live' | 'idle';
export type Cell = string | { readonly text: string; readonly tone: Tone };

const ansi: Readonly<Record<Tone | 'strong' | 'dim', string>> = {
  ok: '32',
  warn: '33',
  bad: '31',
  unknown: '35',
  live: '36',
  idle: '2',
  strong: '1',
  dim: '2',
};
const unicode: Readonly<Record<Tone, string>> = { ok: '✓', warn: '▲', bad: '✗', unknown: '?', live: '●', idle: '○' };
const ascii: Readonly<Record<Tone, string>> = { ok: '+', warn: '!', bad: 'x', unknown: '?', live: '*', idle: '-' };

export class Style {
  readonly #colours: boolean;
  readonly #symbols: Readonly<Record<Tone, string>>;

  /** https://no-color.org: any value of NO_COLOR that is not empty turns colours off. */
  constructor(env: Io['env'], isTTY: boolean) {
    this.#colours = isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
    this.#symbols = speaksUnicode(env) ? unicode : ascii;
  }

  paint(text: string, how: Tone | 'strong' | 'dim'): string {
    return this.#colours ? `\u001b[${ansi[how]}m${text}\u001b[0m` : text;
  }

  /** Symbol and word, and colour where there is one. */
  state(tone: Tone, word: string): Cell {
    return { text: `${this.#symbols[tone]} ${word}`, tone };
  }

  cell(cell: Cell, width = 0, right = false): string {
    const text = cleanCell(cell);
    const padded = right ? text.padStart(width) : text.padEnd(width);
    return typeof cell === 'string' ? padded : this.paint(padded, cell.tone);
  }

  /** Aligned columns with a head. Heads that begin with ">" are for numbers and stand right. */
  table(heads: readonly string[], rows: readonly (readonly Cell[])[], indent = ''): string[] {
    const right = heads.map((head) => head.startsWith('>'));
    const names = heads.map((head) => head.replace(/^>/, ''));
    const widths = names.map((name, column) => Math.max(name.length, ...rows.map((row) => this.#width(row[column] ?? ''))));
    const line = (cells: readonly Cell[], paint: (text: string) => string): string =>
      paint(
        cells
          .map((cell, column) => this.cell(cell, column === heads.length - 1 && !right[column] ? 0 : widths[column], right[column]))
          .join('  '),
      ).trimEnd();
    return [line(names, (text) => this.paint(text, 'dim')), ...rows.map((row) => line(row, (text) => text))].map((text) => indent + text);
  }

  #width(cell: Cell): number {
    return cleanCell(cell).length;
  }
}

/** What one host says is bounded where it is read; a cell may hold many such words, and none of them is left out. */
const MOST_CHARS = 65_536;
const cleanCell = (cell: Cell): string => cleanText(typeof cell === 'string' ? cell : cell.text, MOST_CHARS);

/** POSIX: LC_ALL before LC_CTYPE before LANG. Windows Terminal speaks UTF-8 and sets none of them. */
function speaksUnicode(env: Io['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale) || env['WT_SESSION'] !== undefined;
}
