import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Problem } from '../../shared/domain/problem.ts';
import type { Result } from '../../shared/domain/result.ts';
import { StoreError } from './errors.ts';
import { migrations } from './migrations/index.ts';
import { openReader, openStore, type StoreOptions } from './open.ts';
import { furnished, hostId, opened, sampleFacts, sampleHost, sampleScan, temporary } from './store.test-kit.ts';

const problemOf = (result: Result<unknown>): Extract<Problem, { kind: 'database' }> => {
  if (result.ok || result.problem.kind !== 'database') throw new Error('expected a problem of the database');
  return result.problem;
};
const day = (n: number) => () => new Date(Date.UTC(2026, 2, n, 12));
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** Opens and waits until today's backup is made. */
async function openedWithBackup(options: StoreOptions): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<Result<string>>();
  const store = opened(options.file, { ...options, onBackup: resolve });
  const result = await promise;
  store.close();
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

test('file, folder and backups are for this user alone', async () => {
  using place = temporary();
  const file = join(place.folder, 'new', 'data', 'patchbay.sqlite');
  const store = furnished(file);
  expect([mode(join(place.folder, 'new', 'data')), mode(file), mode(`${file}-wal`), mode(`${file}-shm`)]).toEqual([
    '700',
    '600',
    '600',
    '600',
  ]);
  store.close();
  const backup = await openedWithBackup({ file, user: 'ada' });
  expect([mode(join(backup, '..')), mode(backup)]).toEqual(['700', '600']);
});

test('a file that others could read no longer can be; a folder that was there is left as it is', () => {
  using place = temporary();
  const folder = join(place.folder, 'shared');
  mkdirSync(folder, { mode: 0o755 });
  chmodSync(folder, 0o755);
  const file = join(folder, 'patchbay.sqlite');
  writeFileSync(file, '', { mode: 0o644 });
  opened(file).close();
  expect([mode(folder), mode(file)]).toEqual(['755', '600']);
});

test('the file is in WAL mode, so that looking never waits for writing', () => {
  using place = temporary();
  opened(place.file).close();
  const raw = new Database(place.file);
  expect(raw.pragma('journal_mode', { simple: true })).toBe('wal');
  raw.close();
});

test('a backup is made once a day, and seven are kept', async () => {
  using place = temporary();
  furnished(place.file).close();
  for (let n = 1; n <= 9; n++) await openedWithBackup({ file: place.file, user: 'ada', now: day(n) });
  const again = opened(place.file, { now: day(9), onBackup: () => expect.fail('there is one of today') });
  again.close();
  const names = readdirSync(join(place.folder, 'backups')).sort();
  expect(names).toEqual([3, 4, 5, 6, 7, 8, 9].map((n) => `patchbay.sqlite.2026-03-0${n}T120000Z.bak`));
  const copy = opened(join(place.folder, 'backups', names[0]!));
  expect(copy.hosts.list()).toEqual([sampleHost()]);
  copy.close();
});

test('a backup holds what is written while it is being made', async () => {
  using place = temporary();
  furnished(place.file).close();
  const { promise, resolve } = Promise.withResolvers<Result<string>>();
  const store = opened(place.file, { onBackup: resolve });
  for (let n = 2; n <= 40; n++) {
    store.hosts.add(sampleHost(n));
    store.scans.record(sampleScan(sampleFacts(), n, { hostId: hostId(n) }));
    await new Promise(setImmediate);
  }
  const result = await promise;
  store.close();
  if (!result.ok) throw new Error('no backup');
  const copy = new Database(result.value, { readonly: true });
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
  copy.close();
});

test('a store that is closed in the middle of its backup leaves no half of one', async () => {
  using place = temporary();
  furnished(place.file).close();
  const store = opened(place.file, { onBackup: () => expect.fail('it was closed before') });
  store.close();
  await expect.poll(() => readdirSync(join(place.folder, 'backups')), { timeout: 10_000 }).toEqual([]);
});

test('a backup that cannot be made is told, and the store works on', async () => {
  using place = temporary();
  furnished(place.file).close();
  writeFileSync(join(place.folder, 'backups'), 'in the way');
  const { promise, resolve } = Promise.withResolvers<Result<string>>();
  const store = opened(place.file, { onBackup: resolve });
  expect(problemOf(await promise).detail).toMatch(/^no backup could be made: /);
  expect(store.hosts.list()).toHaveLength(1);
  store.close();
});

const newest = migrations.at(-1)!.version;
const second = { version: newest + 1, sql: 'alter table host add column colour text' };

test('a migration keeps what there is, after a backup of how it was', () => {
  using place = temporary();
  furnished(place.file).close();
  const store = opened(place.file, { migrations: [...migrations, second], now: day(1) });
  expect(store.hosts.list()).toEqual([sampleHost()]);
  store.close();
  const backup = join(place.folder, 'backups', 'patchbay.sqlite.2026-03-01T120000Z.bak');
  const [before, after] = [backup, place.file].map((path) => new Database(path, { readonly: true }));
  expect([before, after].map((db) => db?.pragma('user_version', { simple: true }))).toEqual([newest, newest + 1]);
  expect(before?.prepare('select name from host').pluck().all()).toEqual(['host-1']);
  before?.close();
  after?.close();
});

test('a migration that fails changes nothing at all', () => {
  using place = temporary();
  furnished(place.file).close();
  const third = { version: newest + 2, sql: 'create table t (a) strict' };
  expect(() => openStore({ file: place.file, user: 'ada', migrations: [...migrations, second, third] })).toThrow('missing datatype');
  expect(existsSync(`${place.file}-wal`), 'the file was closed').toBe(false);
  const store = opened(place.file);
  expect(store.hosts.list()).toEqual([sampleHost()]);
  store.close();
});

test('a file of a newer Patchbay is not touched, and says what to do', () => {
  using place = temporary();
  opened(place.file, { migrations: [...migrations, second] }).close();
  const before = readFileSync(place.file);
  const { detail, next } = problemOf(openStore({ file: place.file, user: 'ada' }));
  expect(detail).toContain(`newer Patchbay (format ${newest + 1}, this one knows ${newest})`);
  expect(next).toMatch(/^Start the newer Patchbay again/);
  expect(problemOf(openReader(place.file)).detail).toBe(detail);
  expect(readFileSync(place.file).equals(before)).toBe(true);
});

test("another program's database is not touched", () => {
  using place = temporary();
  const other = new Database(place.file);
  other.exec('create table bookmarks (url text)');
  other.close();
  const before = readFileSync(place.file);
  expect(problemOf(openStore({ file: place.file, user: 'ada' })).detail).toContain('belongs to another program');
  expect(readFileSync(place.file).equals(before)).toBe(true);
});

test('a damaged file is told of with the newest backup that is good', async () => {
  using place = temporary();
  furnished(place.file).close();
  const good = await openedWithBackup({ file: place.file, user: 'ada', now: day(1) });
  const bad = await openedWithBackup({ file: place.file, user: 'ada', now: day(2) });
  for (const path of [place.file, bad]) {
    const bytes = readFileSync(path);
    for (let page = 1; page * 4096 < bytes.length; page++) bytes.fill(0x5a, page * 4096, page * 4096 + 12);
    writeFileSync(path, bytes);
  }
  const { detail, next } = problemOf(openStore({ file: place.file, user: 'ada', now: day(3) }));
  expect(detail).toContain(`${place.file} is damaged`);
  expect(next).toContain(`patchbay backup restore ${good}`);
  expect(next).not.toContain(bad);
  expect(existsSync(bad), 'nothing is removed when something is wrong').toBe(true);
});

test('a file whose audit triggers were taken away is told of', () => {
  using place = temporary();
  furnished(place.file).close();
  const raw = new Database(place.file);
  raw.exec('drop trigger audit_never_shrinks');
  raw.close();
  expect(problemOf(openStore({ file: place.file, user: 'ada' })).detail).toContain('its tables or triggers are not those');
});

test('what is no database at all is damage too, with or without a backup', () => {
  using place = temporary();
  writeFileSync(place.file, 'not a database, but long enough to be taken for one'.repeat(100));
  const { detail, next } = problemOf(openStore({ file: place.file, user: 'ada' }));
  expect(detail).toContain('is damaged (file is not a database)');
  expect(next).toContain('no good backup');
});

test('a place that cannot be written is a problem and no crash', () => {
  using place = temporary();
  writeFileSync(join(place.folder, 'file'), '');
  expect(problemOf(openStore({ file: join(place.folder, 'file', 'patchbay.sqlite'), user: 'ada' })).next).toContain('permissions');
  expect(problemOf(openStore({ file: place.folder, user: 'ada' })).next).toContain('permissions');
  expect(problemOf(openReader(join(place.folder, 'none.sqlite'))).detail).toContain('SQLITE_CANTOPEN');
});

test('a reader sees what is written and has nothing to write with', () => {
  using place = temporary();
  const store = furnished(place.file);
  const result = openReader(place.file);
  if (!result.ok) throw new Error('no reader');
  const reader = result.value;
  expect(Object.keys(reader).sort()).toEqual([
    'audit',
    'close',
    'controls',
    'credentials',
    'dataVersion',
    'deployments',
    'dueRules',
    'evidence',
    'exceptions',
    'feedKeys',
    'feeds',
    'findings',
    'hosts',
    'news',
    'pastRuns',
    'plans',
    'policies',
    'rehearsals',
    'reports',
    'round',
    'scans',
    'schedules',
    'settings',
    'snapshots',
    'views',
  ]);
  expect(
    Object.values(reader)
      .flatMap((family) => Object.keys(family as object))
      .sort(),
  ).toEqual([
    'audit',
    'changes',
    'check',
    'ended',
    'facts',
    'factsButPackages',
    'files',
    'findings',
    'get',
    'get',
    'get',
    'get',
    'get',
    'get',
    'get',
    'get',
    'get',
    'get',
    'get',
    'get',
    'get',
    'hasEntry',
    'head',
    'hostsAt',
    'installed',
    'items',
    'items',
    'lastRun',
    'list',
    'list',
    'list',
    'list',
    'list',
    'list',
    'list',
    'list',
    'list',
    'list',
    'list',
    'log',
    'minutes',
    'moments',
    'newestDay',
    'nextId',
    'of',
    'open',
    'open',
    'outstanding',
    'packages',
    'packages',
    'packages',
    'placed',
    'planMadeAt',
    'plannedPackages',
    'provenWrong',
    'rows',
    'run',
    'runs',
    'scansAt',
    'seen',
    'subjects',
    'summaries',
    'unchanged',
    'under',
    'unjudged',
    'verify',
    'versions',
    'withCve',
  ]);
  store.hosts.add(sampleHost(2));
  expect(reader.hosts.list()).toHaveLength(2);
  expect(reader.deployments.get('deploy00001')?.runs).toHaveLength(1);
  reader.close();
  store.close();
});

test('another writer is waited for, and after that told of', () => {
  using place = temporary();
  const store = furnished(place.file, [1], { busyTimeout: 60 });
  const other = new Database(place.file);
  other.exec('begin immediate');
  const started = performance.now();
  expect(() => store.hosts.add(sampleHost(2))).toThrow(StoreError);
  expect(performance.now() - started).toBeGreaterThan(50);
  expect(store.hosts.list(), 'looking is possible all the while').toHaveLength(1);
  other.exec('commit');
  other.close();
  store.hosts.add(sampleHost(2));
  expect(store.hosts.list()).toHaveLength(2);
  store.close();
});

test('a transaction inside another is part of it', () => {
  using place = temporary();
  const store = opened(place.file);
  const value = store.transaction(() => {
    store.hosts.add(sampleHost(1));
    const inner = () =>
      store.transaction(() => {
        store.hosts.add(sampleHost(2));
        throw new Error('inner');
      });
    expect(inner).toThrow('inner');
    return 7;
  });
  expect([value, store.hosts.list().map((host) => host.id)]).toEqual([7, [hostId(1)]]);
  store.close();
});
