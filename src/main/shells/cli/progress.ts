import { cleanText } from '../../../shared/domain/text.ts';
import { clock } from './format.ts';
import type { Io } from './io.ts';
import { toJson } from './json.ts';
import type { Style, Tone } from './style.ts';

export interface ProgressRow {
  readonly id: string;
  readonly name: string;
  readonly tone: Tone;
  readonly word: string;
  /** What changes often: packages, bytes. */
  readonly detail: string;
  /** For --json. */
  readonly data: unknown;
}

/**
 * True progress, in one of three forms: a block that redraws itself on a terminal, one line for each change
 * of a state elsewhere (both on standard error), or JSON lines on standard output.
 */
export class Progress {
  readonly #io: Io;
  readonly #style: Style;
  readonly #json: boolean;
  readonly #shown = new Map<string, string>();
  #blockLines = 0;

  constructor(io: Io, style: Style, json: boolean) {
    this.#io = io;
    this.#style = style;
    this.#json = json;
  }

  show(title: string, rows: readonly ProgressRow[]): void {
    if (this.#json)
      return this.#whatChanged(
        rows,
        (row) => toJson(row.data),
        (line) => this.#io.stdout.write(`{"progress":${line}}\n`),
      );
    if (this.#io.isTTY.stderr) return this.#redraw(title, rows);
    this.#whatChanged(
      rows,
      (row) => this.#line(row, false),
      (line) => this.#io.stderr.write(`${clock(this.#io.now())}  ${line}\n`),
    );
  }

  /** Takes the block away; what it ended with is said by the result. Call it before anything else is printed. */
  end(): void {
    if (this.#blockLines) this.#io.stderr.write(`\u001b[${this.#blockLines}A\u001b[J`);
    this.#blockLines = 0;
    this.#shown.clear();
  }

  #whatChanged(rows: readonly ProgressRow[], say: (row: ProgressRow) => string, write: (line: string) => void): void {
    for (const row of rows) {
      const line = say(row);
      if (this.#shown.get(row.id) === line) continue;
      this.#shown.set(row.id, line);
      write(line);
    }
  }

  #redraw(title: string, rows: readonly ProgressRow[]): void {
    const size = this.#io.size();
    const room = Math.max(1, size.rows - 4);
    const shown = rows.length <= room ? rows : [...rows].sort((a, b) => weight(a) - weight(b)).slice(0, room);
    const more = rows.length - shown.length;
    const lines = [title, ...shown.map((row) => this.#line(row, true, size.columns)), ...(more ? [`  and ${more} more`] : [])];
    const up = this.#blockLines ? `\u001b[${this.#blockLines}A` : '';
    this.#io.stderr.write(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[J`);
    this.#blockLines = lines.length;
  }

  #line(row: ProgressRow, withDetail: boolean, columns = Infinity): string {
    const name = cleanText(row.name).padEnd(20);
    const state = this.#style.state(row.tone, row.word);
    const text = typeof state === 'string' ? state : state.text;
    const room = Math.max(0, columns - name.length - text.length - 6);
    const detail = withDetail && row.detail ? `  ${cleanText(row.detail).slice(0, room)}` : '';
    return `${withDetail ? '  ' : ''}${name} ${this.#style.paint(cleanText(text), row.tone)}${detail}`;
  }
}

/** Where not all hosts fit: what moves or failed before what waits or is done. */
const weight = (row: ProgressRow): number => ({ live: 0, bad: 1, unknown: 2, warn: 3, idle: 4, ok: 5 })[row.tone];
