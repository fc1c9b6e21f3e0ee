import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';

const KEEP = 7;
const HOUR = 3_600_000;

const folderOf = (file: string): string => join(dirname(file), 'backups');
const prefixOf = (file: string): string => `${basename(file)}.`;

/** Full paths, the newest first. A folder that cannot be read holds none that could help. */
export function backupsOf(file: string): string[] {
  const folder = folderOf(file);
  const mine = namesIn(folder).filter((name) => name.startsWith(prefixOf(file)) && /\.\d{4}-\d\d-\d\dT\d{6}Z\.bak$/.test(name));
  return mine
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const stamp = (now: Date): string => now.toISOString().replace(/:|\.\d+/g, '');
export const hasBackupOf = (file: string, day: Date): boolean =>
  backupsOf(file).some((path) => basename(path).startsWith(`${prefixOf(file)}${stamp(day).slice(0, 10)}`));

/** An empty file that nobody else may read, which SQLite then fills. */
function prepare(file: string): string {
  mkdirSync(folderOf(file), { recursive: true, mode: 0o700 });
  // What a crash in the middle left behind.
  for (const name of namesIn(folderOf(file)).filter((one) => one.endsWith('.part'))) {
    const left = join(folderOf(file), name);
    if (Date.now() - (statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? 0) > HOUR) rmSync(left, { force: true });
  }
  const part = join(folderOf(file), `${prefixOf(file)}${process.pid}.part`);
  rmSync(part, { force: true });
  closeSync(openSync(part, 'wx', 0o600));
  return part;
}

/** Under its final name only once it is whole and on the disk. */
function keep(file: string, part: string, now: Date): string {
  const handle = openSync(part, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  const path = join(folderOf(file), `${prefixOf(file)}${stamp(now)}.bak`);
  chmodSync(part, 0o600);
  renameSync(part, path);
  for (const old of backupsOf(file).slice(KEEP)) rmSync(old, { force: true });
  return path;
}

/** Before a migration, which must not begin earlier: VACUUM INTO, the synchronous way to a consistent copy (sqlite.org/lang_vacuum.html). */
export function backUpNow(db: Database.Database, file: string, now: Date): string {
  const part = prepare(file);
  try {
    db.prepare('vacuum into ?').run(part);
    return keep(file, part, now);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** In small steps between other work, through the backup API (sqlite.org/backup.html). */
export async function copyTo(db: Database.Database, path: string): Promise<void> {
  await db.backup(path);
  inOneFile(path);
}

/** Answers the backup's path. */
export async function backUp(db: Database.Database, file: string, now: Date): Promise<string> {
  const part = prepare(file);
  try {
    await copyTo(db, part);
    return keep(file, part, now);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** A copy of a file in WAL mode is in WAL mode too and would want two more files beside it. */
function inOneFile(path: string): void {
  const copy = new Database(path);
  try {
    copy.pragma('journal_mode = delete');
  } finally {
    copy.close();
  }
}

/** What SQLite's quick_check objects to; null where the file is in order. About 4 ms per MB. */
export function damageOf(db: Database.Database): string | null {
  try {
    const [first] = db.pragma('quick_check(1)', { simple: false }) as { quick_check: string }[];
    return first?.quick_check === 'ok' ? null : (first?.quick_check ?? 'no answer');
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) return error.message;
    throw error;
  }
}

const SET_ASIDE = 2;

/** What a restored database takes the place of, and what SQLite has beside it. The newest of these are kept. */
export function setAside(file: string, now: Date): void {
  if (!existsSync(file)) return;
  const folder = folderOf(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = `${prefixOf(file)}${stamp(now)}.before-restore`;
  // The file itself goes last: while it is in its place, this begins anew.
  for (const end of ['-wal', '-shm', '']) if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, join(folder, `${name}${end}`));
  const kept = namesIn(folder).filter((one) => one.startsWith(prefixOf(file)) && one.endsWith('.before-restore'));
  for (const old of kept.sort().reverse().slice(SET_ASIDE))
    for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `${old}${end}`), { force: true });
}

/** The newest backup that can be opened and is in order. */
export function newestGoodBackup(file: string): string | null {
  return backupsOf(file).find(isGood) ?? null;
}

function isGood(path: string): boolean {
  let db: Database.Database | null = null;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    return damageOf(db) === null;
  } catch {
    return false; // unreadable for whatever reason: not a backup to send somebody to
  } finally {
    db?.close();
  }
}
