import Database from 'better-sqlite3';
import type { Problem } from '../../shared/domain/problem.ts';

export interface Migration {
  /** The file's user_version once it is applied; 1, 2, 3 ... without gaps. */
  readonly version: number;
  readonly sql: string;
}

/** "Ptby" in the file's header, so that another program's database is never taken for ours. */
const APPLICATION_ID = 0x50_74_62_79;

const pragma = (db: Database.Database, name: string): number => db.pragma(name, { simple: true }) as number;
const isEmpty = (db: Database.Database): boolean => db.prepare('select count(*) from sqlite_schema').pluck().get() === 0;

export const newestOf = (migrations: readonly Migration[]): number => migrations.at(-1)?.version ?? 0;
export const versionOf = (db: Database.Database): number => pragma(db, 'user_version');

/** Answers the problem where the file is another program's, or of a newer Patchbay; else null. */
export function foreign(db: Database.Database, newest: number): Problem | null {
  if (pragma(db, 'application_id') !== APPLICATION_ID && !isEmpty(db)) {
    return {
      kind: 'database',
      detail: `${db.name} belongs to another program`,
      next: 'Choose another file or data folder. This one was not touched.',
    };
  }
  const version = versionOf(db);
  if (version <= newest) return null;
  const detail = `${db.name} was written by a newer Patchbay (format ${version}, this one knows ${newest})`;
  return {
    kind: 'database',
    detail,
    next: 'Start the newer Patchbay again, or restore a backup from before it from the folder "backups" beside the file.',
  };
}

/**
 * Brings the file to the newest format in one transaction: all of it or nothing.
 * `beforeChange` is called once, before anything is changed in a file that holds something.
 */
export function migrate(db: Database.Database, migrations: readonly Migration[], beforeChange: () => void): void {
  const newest = newestOf(migrations);
  const version = versionOf(db);
  if (version === newest) return;
  if (version > 0) beforeChange();
  db.transaction(() => {
    // Asked again inside: another Patchbay may have migrated while this one waited for the lock.
    const from = versionOf(db);
    for (const migration of migrations.filter((one) => one.version > from)) db.exec(migration.sql);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${newest}`);
  }).immediate();
}

const schemaOf = (db: Database.Database): string =>
  JSON.stringify(db.prepare("select type, name, sql from sqlite_schema where name not like 'sqlite_%' order by type, name").all());

/**
 * False where the tables, indexes or triggers are not those that the migrations make: bytes flipped in the
 * schema, or somebody took the audit log's triggers away. SQLite itself checks neither.
 */
export function hasItsSchema(db: Database.Database, migrations: readonly Migration[]): boolean {
  const model = new Database(':memory:');
  try {
    for (const migration of migrations) model.exec(migration.sql);
    return schemaOf(db) === schemaOf(model);
  } finally {
    model.close();
  }
}
