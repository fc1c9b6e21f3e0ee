import type { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { HostDraftInput } from '../../../../shared/domain/host.ts';
import {
  MOST_ROWS,
  readCriticality,
  readElevation,
  readHttps,
  readJumps,
  readTags,
  readTransport,
  readWhole,
  readYesNo,
  secretNote,
  type Field,
  type ReadFile,
  type ReadRow,
  type Stated,
} from '../fields.ts';
import { headerOf, type Column, type Header } from './header.ts';
import { unguard } from './formula.ts';

const MOST_CELL = 20_000;

interface Record {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A table with a head line, in any order, with what spreadsheets make of it. `user` is who signs in where no column says it. */
export function readCsv(text: string, user: string): ReadFile {
  const header = headerOf(text);
  if (!header.columns.includes('name') && !header.columns.includes('address'))
    return { rows: [], notes: ['The first line names no column "name" or "address".'] };
  const { records, errors } = recordsOf(text, header.delimiter);
  const rows = records.slice(1, MOST_ROWS + 1).map((record) => rowOf(record, header, user));
  const many = records.length - 1 > MOST_ROWS ? [`Only the first ${MOST_ROWS} of ${records.length - 1} rows were read.`] : [];
  return { rows: [...rows, ...errors].sort((a, b) => a.line - b.line), notes: [...headerNotes(header), ...many] };
}

/**
 * Heads that nobody knows are quoted only where they look like heads: a line of values may stand first by mistake, with
 * a password in it. Beside a column of passwords they are told by number.
 */
function headerNotes({ heads, columns }: Header): string[] {
  const known = columns.filter(Boolean).length;
  const quotes = (head: string): boolean =>
    known * 2 > columns.length && !columns.includes('secret') && /^\p{L}[\p{L}\p{N} _./()-]{0,39}$/u.test(head);
  const unknown = heads.flatMap((head, index) => {
    if (columns[index] !== null || head === '') return [];
    return [quotes(head) ? `"${head}"` : `number ${index + 1}`];
  });
  return unknown.length ? [`Columns that were not read: ${unknown.slice(0, 30).join(', ')}.`] : [];
}

function recordsOf(text: string, delimiter: string): { records: Record[]; errors: ReadRow[] } {
  const errors: ReadRow[] = [];
  const skip = (error: CsvError | undefined): undefined => {
    if (error) errors.push(badRow(error['lines'] as number, reasonOf(error)));
  };
  const found = parse(text.replace(/^\ufeff?sep=.\r?\n/, '\n'), {
    bom: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    comment: '#',
    comment_no_infix: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    relax_column_count: true,
    max_record_size: 200_000,
    skip_records_with_error: true,
    info: true,
    on_skip: skip,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  return { records: withLines(found), errors };
}

/** csv-parse counts the line in which a record ends, and CRLF within quotes as two. */
function withLines(found: readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[]): Record[] {
  let twice = 0;
  return found.map(({ record, info }) => {
    const inside = record.join('');
    twice += inside.match(/\r\n/g)?.length ?? 0;
    return { line: info.lines - twice - (inside.match(/\r\n?|\n/g)?.length ?? 0), cells: record };
  });
}

/** Never the library's own words: they quote the cell, which may be a password. */
function reasonOf(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed';
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands in the middle of a cell';
    case 'CSV_MAX_RECORD_SIZE':
      return 'the row is too long';
    default:
      return 'it is no row of a table';
  }
}

const badRow = (line: number, why: string): ReadRow => ({
  line,
  alias: `Line ${line}`,
  draft: null,
  states: [],
  notes: [`Not read: ${why}.`],
});

function rowOf({ line, cells }: Record, { columns, heads }: Header, user: string): ReadRow {
  const of = new Map<Column, string>();
  const notes: string[] = [];
  for (const [index, column] of columns.entries()) {
    const cell = unguard(cells[index] ?? '');
    if (column === null || cell.trim() === '') continue;
    if (column === 'secret') notes.push(secretNote(heads[index] ?? 'A password'));
    else if (cell.length > MOST_CELL) return badRow(line, `${column} is too long`);
    else of.set(column, cell);
  }
  if (cells.length > columns.length) notes.push(`${cells.length - columns.length} cells more than heads were not read.`);
  const name = (of.get('name') ?? of.get('address') ?? '').trim();
  if (name === '') return badRow(line, 'neither a name nor an address');
  const read = new CellReader(of, user);
  const stated = read.all();
  const alias = name.slice(0, 200);
  if (read.wrong.length) return { line, alias, draft: null, states: [], notes: [...read.wrong, ...notes] };
  return { line, alias, draft: draftOf(name, stated, user), states: Object.keys(stated) as Field[], notes };
}

function draftOf(name: string, stated: Stated, user: string): HostDraftInput {
  const local = stated.transport === 'local';
  const who = stated.user ?? user;
  return {
    name,
    transport: 'ssh',
    address: local ? 'localhost' : name,
    user: who,
    signIn: { by: 'agent' },
    elevation: who === 'root' ? 'root' : 'sudo',
    ...stated,
  };
}

/** The cells of one row as fields; what is wrong is named by its column, never by its content. */
class CellReader {
  readonly wrong: string[] = [];
  readonly #cells: ReadonlyMap<Column, string>;
  readonly #user: string;

  constructor(cells: ReadonlyMap<Column, string>, user: string) {
    this.#cells = cells;
    this.#user = user;
  }

  all(): Stated {
    const stated: Stated = {};
    for (const column of ['name', 'address', 'user', 'site', 'group', 'owner'] as const)
      this.#set(stated, column, (text) => ({ value: text.trim() }));
    this.#set(stated, 'notes', (text) => ({ value: text }));
    this.#set(stated, 'port', readWhole);
    this.#set(stated, 'ring', readWhole);
    this.#set(stated, 'exposed', readYesNo);
    this.#set(stated, 'criticality', readCriticality);
    this.#set(stated, 'elevation', readElevation);
    this.#set(stated, 'transport', readTransport);
    this.#set(stated, 'https', readHttps);
    this.#set(stated, 'tags', readTags);
    this.#set(stated, 'jumps', (text) => readJumps(text, stated.user ?? this.#user));
    this.#signIn(stated);
    return stated;
  }

  #set<F extends Column & Field>(stated: Stated, column: F, read: (text: string) => { value: Stated[F] } | { wrong: string }): void {
    const cell = this.#cells.get(column);
    if (cell === undefined) return;
    const found = read(cell);
    if ('wrong' in found) this.wrong.push(`${column}: ${found.wrong}`);
    else stated[column] = found.value;
  }

  #signIn(stated: Stated): void {
    const way = this.#cells.get('signIn')?.trim().toLowerCase();
    const path = this.#cells.get('key')?.trim();
    if (way === 'agent' || way === 'password') stated.signIn = { by: way };
    else if (path !== undefined) stated.signIn = { by: 'key', path };
    else if (way === 'key') this.wrong.push('signIn: a key wants the path of its file in a column of its own');
    else if (way !== undefined) this.wrong.push('signIn: agent, key or password is wanted');
  }
}
