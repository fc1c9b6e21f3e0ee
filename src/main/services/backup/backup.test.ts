import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Decrypter, Encrypter } from 'age-encryption';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openStore, stagedOf } from '../../store/index.ts';
import { restorePoints } from '../../store/restore.ts';
import type { Store } from '../../store/store.ts';
import { furnished, opened } from '../../store/store.test-kit.ts';
import { byPassphrase, withPassphrase } from './age.ts';
import { checkBackup, dailyBackups, databaseIn, layReady, makeBackup, restoreNow } from './backup.ts';

const GOOD = 'correct horse battery staple';
const TAKER = fileURLToPath(new URL('./take-staged.test-kit.ts', import.meta.url));

function place() {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-backup-'));
  return {
    folder,
    file: databaseIn(folder),
    sealed: join(folder, 'monthly.age'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
const say = (store: Store, text: string): void => void store.audit.append({ action: 'test.said', text });
const said = (store: Store): string[] =>
  store.audit
    .list({ before: null, limit: 100, hostId: null, deploymentId: null, search: '' })
    .filter((one) => one.action === 'test.said')
    .map((one) => one.text);

/** A backup of a database that said "before", and the database, which has said "after" since. */
async function backedUp(here: ReturnType<typeof place>): Promise<void> {
  const store = furnished(here.file);
  say(store, 'before');
  const made = await makeBackup({ store }, here.folder, { path: here.sealed, passphrase: GOOD }, 10);
  if (!made.ok) throw new Error(JSON.stringify(made.problem));
  expect(made.value).toMatchObject({ path: here.sealed, hosts: 1, bytes: statSync(here.sealed).size });
  say(store, 'after');
  store.close();
}

test('a backup is sealed, for this user alone, and leaves no copy behind', async () => {
  using here = place();
  await backedUp(here);
  expect(readFileSync(here.sealed, 'latin1').split('\n')[0]).toBe('age-encryption.org/v1');
  expect(statSync(here.sealed).mode & 0o777).toBe(0o600);
  expect(readdirSync(here.folder).filter((name) => name.startsWith('backup-') || name.endsWith('.part'))).toEqual([]);
});

test("what it holds opens with the library's own passphrase, and the other way round", async () => {
  using here = place();
  await backedUp(here);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(GOOD);
  const database = gunzipSync(await decrypter.decrypt(readFileSync(here.sealed)));
  expect(database.subarray(0, 15).toString()).toBe('SQLite format 3');
  const theirs = new Encrypter();
  theirs.setPassphrase(GOOD);
  theirs.setScryptWorkFactor(10);
  const mine = new Decrypter();
  mine.addIdentity(withPassphrase(GOOD));
  expect(await mine.decrypt(await theirs.encrypt('hello'), 'text')).toBe('hello');
});

test('checking says what it holds; restoring is refused while somebody has the database open', async () => {
  using here = place();
  await backedUp(here);
  const source = { path: here.sealed, passphrase: GOOD };
  expect(await checkBackup(here.folder, source)).toMatchObject({ ok: true, value: { hosts: 1 } });
  const other = opened(here.file);
  expect(await restoreNow(here.folder, source)).toMatchObject({ ok: false, problem: { kind: 'conflict' } });
  expect(existsSync(stagedOf(here.file))).toBe(false);
  expect(said(other)).toEqual(['after', 'before']);
  other.close();
});

test('nobody has it open: restored, on record, the one before kept', async () => {
  using here = place();
  await backedUp(here);
  expect(await restoreNow(here.folder, { path: here.sealed, passphrase: GOOD })).toMatchObject({ ok: true });
  const store = opened(here.file);
  expect(said(store)).toEqual(['before']);
  expect(store.audit.list({ before: null, limit: 1, hostId: null, deploymentId: null, search: '' })[0]?.action).toBe('database.restored');
  expect(store.audit.verify().intact).toBe(true);
  store.close();
  const kept = readdirSync(join(here.folder, 'backups')).find((name) => name.endsWith('.before-restore'))!;
  const before = opened(join(here.folder, 'backups', kept));
  expect(said(before)).toEqual(['after', 'before']);
  before.close();
});

test('a damaged database is no hindrance, and its daily backup wants no passphrase', async () => {
  using here = place();
  furnished(here.file).close();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const store = opened(here.file, { onBackup: resolve });
  await promise;
  store.close();
  writeFileSync(here.file, Buffer.alloc(8192, 7));
  const refused = openStore({ file: here.file, user: 'ada' });
  const [daily] = dailyBackups(here.folder);
  expect(refused).toMatchObject({
    ok: false,
    problem: { kind: 'database', next: expect.stringContaining(`patchbay backup restore ${daily!.path}`) },
  });
  expect(Date.parse(daily!.at)).toBeGreaterThan(Date.now() - 60_000);
  expect(await restoreNow(here.folder, { path: daily!.path, passphrase: null })).toMatchObject({ ok: true, value: { hosts: 1 } });
  opened(here.file).close();
});

test.each([
  ['a wrong passphrase', (bytes: Buffer) => bytes, 'wrong horse battery', /passphrase is another/],
  ['no passphrase', (bytes: Buffer) => bytes, null, /no passphrase was given/],
  [
    'one byte changed',
    (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 400), Buffer.from([bytes[400]! ^ 1]), bytes.subarray(401)]),
    GOOD,
    /altered or cut short/,
  ],
  ['its end missing', (bytes: Buffer) => bytes.subarray(0, -20), GOOD, /altered or cut short/],
  ['no backup at all', () => Buffer.from('hello, world'), null, /not a database/],
])('%s: refused, and nothing is changed', async (_name, change, passphrase, why) => {
  using here = place();
  await backedUp(here);
  writeFileSync(here.sealed, change(readFileSync(here.sealed)));
  const refused = await restoreNow(here.folder, { path: here.sealed, passphrase });
  expect(refused).toMatchObject({ ok: false, problem: { kind: 'backup-unusable', detail: expect.stringMatching(why) } });
  expect(existsSync(stagedOf(here.file))).toBe(false);
  const store = opened(here.file);
  expect(said(store)).toEqual(['after', 'before']);
  store.close();
});

test('a work factor that would hold the computer for minutes is refused', async () => {
  const encrypter = new Encrypter();
  encrypter.addRecipient(byPassphrase(GOOD, 10));
  const text = Buffer.from(await encrypter.encrypt('x'))
    .toString('latin1')
    .replace(/ 10\n/, ' 30\n');
  const decrypter = new Decrypter();
  decrypter.addIdentity(withPassphrase(GOOD));
  await expect(decrypter.decrypt(Buffer.from(text, 'latin1'))).rejects.toThrow();
});

test.each(restorePoints)('kill -9 at "%s": the next start finishes it', async (point) => {
  using here = place();
  await backedUp(here);
  expect((await layReady(here.folder, { path: here.sealed, passphrase: GOOD })).ok).toBe(true);
  const child = spawn(process.execPath, [TAKER, here.file, point], { stdio: 'inherit' });
  const signal = await new Promise((resolve) => child.on('exit', (_code, how) => resolve(how)));
  expect(signal).toBe('SIGKILL');
  const store = opened(here.file);
  expect(said(store)).toEqual(['before']);
  store.close();
  expect(existsSync(stagedOf(here.file))).toBe(false);
  expect(readdirSync(join(here.folder, 'backups')).filter((name) => name.endsWith('.before-restore'))).toHaveLength(1);
});
