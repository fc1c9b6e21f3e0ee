import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { readAudit, writeAudit } from './audit.ts';
import { backUp, backUpNow, copyTo, damageOf, hasBackupOf, newestGoodBackup } from './backups.ts';
import { readCredentials, writeCredentials } from './credentials.ts';
import { readDecisions, writeDecisions } from './decisions.ts';
import { readDeployments, writeDeployments } from './deployments.ts';
import { countingWrites, type Counted } from './counting-writes.ts';
import { asStoreError, guarded, StoreError } from './errors.ts';
import { readFeeds, writeFeeds } from './feeds.ts';
import { readFindings, writeFindings } from './findings.ts';
import { readHosts, writeHosts } from './hosts.ts';
import { foreign, hasItsSchema, migrate, type Migration, newestOf, versionOf } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { readPlans, writePlans } from './plans.ts';
import { readRehearsals, writeRehearsals } from './rehearsals.ts';
import { readPolicyParts, writePolicyParts } from './policy-parts.ts';
import { readReporting, writeReporting } from './reporting.ts';
import { readRunLogs, writeRunLogs } from './run-logs.ts';
import { retention } from './retention.ts';
import { takeStaged } from './restore.ts';
import { readScans } from './scans-read.ts';
import { writeScans } from './scans-write.ts';
import { readSettings, writeSettings } from './settings.ts';
import type { Reader, Store, VulnerabilityReader, VulnerabilityWriter } from './store.ts';

export interface StoreOptions {
  /** Made if it is not there, with its folder, for this user's eyes only. */
  readonly file: string;
  /** Who decides: the actor of audit entries that name none. */
  readonly user: string;
  readonly now?: () => Date;
  /** Told once when today's backup is made or could not be; never called where there already is one. */
  readonly onBackup?: (result: Result<string, Problem>) => void;
  /** How long a write waits for another Patchbay's, in milliseconds. */
  readonly busyTimeout?: number;
  readonly migrations?: readonly Migration[];
}

/** Up to here the whole file is checked at every start (about 0.25 s); a larger one once a day. */
const ALWAYS_CHECKED_BYTES = 64 * 1024 * 1024;

/** Opens the one database, checks it, backs it up and brings it to the newest format. Never throws for what a technician can mend. */
export function openStore(options: StoreOptions): Result<Store, Problem> {
  const { file, user, now = () => new Date(), busyTimeout = 5000, migrations: steps = migrations } = options;
  let restored = false;
  const connect = (): Database.Database => {
    restored = takeStaged(file, now);
    makePrivate(file);
    return new Database(file, { timeout: busyTimeout });
  };
  return opening(file, connect, (db) => {
    const due = statSync(file).size > 0 && !hasBackupOf(file, now());
    const problem = checked(db, file, due) ?? foreign(db, newestOf(steps));
    if (problem) return fail(problem);
    prepare(db);
    migrate(db, steps, () => void backUpNow(db, file, now()));
    if (!hasItsSchema(db, steps)) return fail(damageProblem(file, 'its tables or triggers are not those that Patchbay made'));
    const store = writer(db, file, user, now);
    if (restored)
      store.audit.append({ action: 'database.restored', text: 'The database was restored from a backup; the one before is kept' });
    if (due && !hasBackupOf(file, now())) inBackground(db, file, now(), options.onBackup);
    return ok(store);
  });
}

/** Opens the database for looking only: SQLite itself refuses every write. Close it when done. */
export function openReader(file: string): Result<Reader & { close(): void }, Problem> {
  const connect = () => new Database(file, { readonly: true, fileMustExist: true });
  return opening(file, connect, (db) => {
    const newest = newestOf(migrations);
    const problem = foreign(db, newest);
    if (problem) return fail(problem);
    if (versionOf(db) === newest) return ok({ ...reader(db, file), close: () => void db.close() });
    return fail({
      kind: 'database',
      detail: `${file} is of an older format`,
      next: 'Start Patchbay once: it brings the file to the newest format.',
    });
  });
}

/** What a technician can mend becomes a problem; whatever happens, a file that is not used is closed. */
function opening<T>(
  file: string,
  connect: () => Database.Database,
  use: (db: Database.Database) => Result<T, Problem>,
): Result<T, Problem> {
  let db: Database.Database | null = null;
  try {
    db = connect();
    const result = use(db);
    if (!result.ok) db.close();
    return result;
  } catch (error) {
    db?.close();
    const known = asStoreError(error, file);
    if (known instanceof StoreError) return fail(known.problem);
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return fail({ kind: 'database', detail: error.message, next: `Check owner and permissions of ${file} and of its folder.` });
  }
}

/** SQLite gives the -wal and -shm files the mode of the file itself. A folder that was there before is not ours to change. */
function makePrivate(file: string): void {
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

function checked(db: Database.Database, file: string, firstToday: boolean): Problem | null {
  if (statSync(file).size > ALWAYS_CHECKED_BYTES && !firstToday) return null;
  const damage = damageOf(db);
  return damage === null ? null : damageProblem(file, damage);
}

function damageProblem(file: string, damage: string): Problem {
  const backup = newestGoodBackup(file);
  const next = backup
    ? `Quit Patchbay and run: patchbay backup restore ${backup} (the damaged file is kept). Then start again.`
    : 'There is no good backup beside it. Keep a copy of the file, move it away and start again with an empty one.';
  return { kind: 'database', detail: `${file} is damaged (${damage})`.slice(0, 1000), next };
}

function prepare(db: Database.Database): void {
  db.pragma('journal_mode = wal');
  // FULL: a commit is on the disk before it is answered. What a host was told to do must never be forgotten.
  db.pragma('synchronous = full');
  db.pragma('foreign_keys = on');
}

function inBackground(db: Database.Database, file: string, now: Date, tell: StoreOptions['onBackup']): void {
  backUp(db, file, now).then(
    (path) => tell?.(ok(path)),
    (error: unknown) => {
      if (!db.open) return; // closed meanwhile; the next start makes it
      const known = asStoreError(error, file);
      const detail = error instanceof Error ? error.message : String(error);
      tell?.(
        fail(
          known instanceof StoreError
            ? known.problem
            : { kind: 'database', detail: `no backup could be made: ${detail}`, next: 'Check the folder "backups" beside the file.' },
        ),
      );
    },
  );
}

function reader(db: Database.Database, file: string): Reader {
  return {
    hosts: guarded(readHosts(db), file),
    credentials: guarded(readCredentials(db), file),
    scans: guarded(readScans(db), file),
    plans: guarded(readPlans(db), file),
    rehearsals: guarded(readRehearsals(db), file),
    deployments: guarded({ ...readDeployments(db), ...readRunLogs(db) }, file),
    settings: guarded(readSettings(db).settings, file),
    round: guarded(readSettings(db).round, file),
    views: guarded(readSettings(db).views, file),
    audit: guarded(readAudit(db), file),
    ...readVulnerabilities(db, file),
    // Of what others write (https://www.sqlite.org/pragma.html#pragma_data_version).
    ...guarded({ dataVersion: () => String(db.pragma('data_version', { simple: true })) }, file),
    ...readPolicyParts(db, file),
    ...readReporting(db, file),
  };
}

function writer(db: Database.Database, file: string, user: string, now: () => Date): Store {
  const read = reader(db, file);
  const own = countingWrites();
  const settings = writeSettings(db);
  return {
    hosts: { ...read.hosts, ...own.counted(guarded(writeHosts(db, now), file)) },
    credentials: { ...read.credentials, ...guarded(writeCredentials(db), file) },
    scans: { ...read.scans, ...own.counted(guarded(writeScans(db), file)) },
    plans: { ...read.plans, ...guarded(writePlans(db), file) },
    rehearsals: { ...read.rehearsals, ...guarded(writeRehearsals(db), file) },
    deployments: { ...read.deployments, ...own.counted(guarded({ ...writeDeployments(db), ...writeRunLogs(db) }, file)) },
    settings: { ...read.settings, ...own.counted(guarded(settings.settings, file)) },
    round: { ...read.round, ...guarded(settings.round, file) },
    views: { ...read.views, ...guarded(settings.views, file) },
    audit: { ...read.audit, ...guarded(writeAudit(db, user, now), file) },
    retention: own.counted(guarded(retention(db), file)),
    ...writeVulnerabilities(db, file, read, own.counted),
    ...writeReporting(db, file, read),
    ...writePolicyParts(db, file, read),
    dataVersion: () => `${read.dataVersion()} ${own.writes()}`,
    ...guarded(
      {
        transaction: <T>(work: () => T): T => db.transaction(work).immediate(),
        copyTo: (path: string) => copyTo(db, path).catch((error: unknown) => Promise.reject(asStoreError(error, file) as Error)),
        close: () => void db.close(),
      },
      file,
    ),
  };
}

function readVulnerabilities(db: Database.Database, file: string): VulnerabilityReader {
  const decisions = readDecisions(db);
  return {
    feeds: guarded(readFeeds(db), file),
    findings: guarded(readFindings(db), file),
    news: guarded(decisions.news, file),
    exceptions: guarded(decisions.exceptions, file),
    controls: guarded(decisions.controls, file),
    dueRules: guarded(decisions.dueRules, file),
    feedKeys: guarded(decisions.feedKeys, file),
  };
}

function writeVulnerabilities(db: Database.Database, file: string, read: VulnerabilityReader, counted: Counted): VulnerabilityWriter {
  const decisions = writeDecisions(db);
  return {
    feeds: { ...read.feeds, ...counted(guarded(writeFeeds(db), file)) },
    findings: { ...read.findings, ...counted(guarded(writeFindings(db), file)) },
    news: { ...read.news, ...counted(guarded(decisions.news, file)) },
    exceptions: { ...read.exceptions, ...counted(guarded(decisions.exceptions, file)) },
    controls: { ...read.controls, ...counted(guarded(decisions.controls, file)) },
    dueRules: { ...read.dueRules, ...counted(guarded(decisions.dueRules, file)) },
    feedKeys: { ...read.feedKeys, ...counted(guarded(decisions.feedKeys, file)) },
  };
}
