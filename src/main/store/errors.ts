import Database from 'better-sqlite3';
import type { Problem } from '../../shared/domain/problem.ts';

export type DatabaseProblem = Extract<Problem, { kind: 'database' }>;

/** The database cannot do what was asked, and that is no bug: disk full, disk error, damage, another writer. */
export class StoreError extends Error {
  readonly problem: DatabaseProblem;
  constructor(detail: string, next: string, cause?: unknown) {
    super(detail, { cause });
    this.name = 'StoreError';
    this.problem = { kind: 'database', detail, next };
  }
}

export const damaged = (what: string, cause?: unknown): StoreError =>
  new StoreError(
    `it is damaged: ${what}`.slice(0, 1000),
    'Quit Patchbay and start it again: it then checks the whole file and names the newest good backup.',
    cause,
  );

/** What each result code of SQLite means to a technician: https://sqlite.org/rescode.html */
const readings: readonly { code: RegExp; read: (file: string, code: string) => readonly [detail: string, next: string] }[] = [
  {
    code: /^SQLITE_FULL/,
    read: (file) => ['the disk is full', `Free space on the disk that holds ${file}, then retry. What was saved before is kept.`],
  },
  {
    code: /^SQLITE_BUSY|^SQLITE_LOCKED/,
    read: () => ['another Patchbay is writing to it', 'Wait until it has finished, or close it, then retry.'],
  },
  {
    code: /^SQLITE_IOERR/,
    read: (file, code) => [
      `the disk reports an error (${code})`,
      `Check the disk that holds ${file} and its file system, then start Patchbay again.`,
    ],
  },
  {
    code: /^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/,
    read: (file, code) => [`it cannot be opened or written (${code})`, `Check owner and permissions of ${file} and of its folder.`],
  },
];

/** Turns what SQLite throws into a StoreError where a technician can act on it. Anything else is a bug and stays as it is. */
export function asStoreError(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const reading = readings.find(({ code }) => code.test(error.code));
  if (reading) return new StoreError(...reading.read(file, error.code), error);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return damaged(error.message, error);
  return error;
}

/** The same functions, whose SQLite errors come out as StoreError. */
export function guarded<T extends object>(family: T, file: string): T {
  const guard =
    (call: (...input: unknown[]) => unknown) =>
    (...input: unknown[]): unknown => {
      try {
        return call(...input);
      } catch (error) {
        throw asStoreError(error, file);
      }
    };
  const calls = Object.entries(family) as [string, (...input: unknown[]) => unknown][];
  return Object.fromEntries(calls.map(([name, call]) => [name, guard(call)])) as T;
}
