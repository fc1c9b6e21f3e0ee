import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { readAudit } from './audit.ts';
import { damageOf, setAside } from './backups.ts';
import { fileLock } from './driver-lock.ts';
import { asStoreError, StoreError } from './errors.ts';
import { foreign, migrate, newestOf } from './migrate.ts';
import { migrations } from './migrations/index.ts';

/** What a copy of the database holds. */
export interface Inspected {
  /** ISO 8601, UTC; null where nothing was ever entered. */
  readonly newestEntryAt: string | null;
  readonly entries: number;
  /** Hash of the newest entry of the audit chain. */
  readonly head: string;
  readonly hosts: number;
}

/** Looks whether a copy can take the database's place: sound, ours, of no newer Patchbay, its audit chain whole. Brings it to the newest format. */
export function inspect(copy: string): Result<Inspected, Problem> {
  const bad = (detail: string): Result<never, Problem> => fail({ kind: 'backup-unusable', path: copy, detail });
  let db: Database.Database | null = null;
  try {
    db = new Database(copy, { fileMustExist: true });
    const damage = damageOf(db);
    if (damage !== null) return bad(`it is damaged (${damage})`);
    const stranger = foreign(db, newestOf(migrations));
    if (stranger?.kind === 'database') return bad(stranger.detail);
    migrate(db, migrations, () => {});
    const chain = readAudit(db).verify();
    if (!chain.intact) return bad(`its audit chain is broken at entry ${chain.brokenAt}: ${chain.why}`);
    const newest = db.prepare<[], string>('select at from audit order by seq desc limit 1').pluck().get() ?? null;
    const hosts = db.prepare<[], number>('select count(*) from host where removed_at is null').pluck().get() ?? 0;
    return ok({ newestEntryAt: newest, entries: chain.entries, head: chain.head, hosts });
  } catch (error) {
    if (error instanceof Database.SqliteError) return bad(error.message);
    throw error;
  } finally {
    db?.close();
  }
}

/** A checked copy lies here until nobody has the database open; then it takes its place. */
export const stagedOf = (file: string): string => `${file}.restore`;

/** False where it is there no more: it is in place. */
export function takeBackStaged(file: string): boolean {
  if (!existsSync(stagedOf(file))) return false;
  rmSync(stagedOf(file));
  return true;
}

export const restorePoints = ['locked', 'set-aside', 'in-place'] as const;

/**
 * Gives the database's place to a copy that was staged, and keeps the one before among the backups. Each step is a rename:
 * whatever ends this in the middle, the next call finishes it. False where there was nothing to do, or where another Patchbay
 * has the database open.
 */
export function takeStaged(file: string, now: () => Date, at: (point: (typeof restorePoints)[number]) => void = () => {}): boolean {
  if (!existsSync(stagedOf(file))) return false;
  const lock = fileLock(`${file}.restore-lock`);
  if (!lock.tryTake()) return false;
  try {
    if (!existsSync(stagedOf(file)) || isInUse(file)) return false;
    at('locked');
    setAside(file, now());
    at('set-aside');
    renameSync(stagedOf(file), file);
    at('in-place');
    return true;
  } finally {
    lock.release();
  }
}

/** Leaving WAL mode wants the file for oneself (sqlite.org/wal.html), and brings everything into the one file. */
function isInUse(file: string): boolean {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return false;
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { timeout: 0, fileMustExist: true });
    db.pragma('journal_mode = delete');
    return false;
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)) return true;
    if (asStoreError(error, file) instanceof StoreError) return false; // damaged or unreadable: the very reason to restore
    throw error;
  } finally {
    db?.close();
  }
}
