import { copyFileSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { BackupContents } from '../../../shared/contract/backups.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { backupsOf, inspect, openStore, stagedOf, takeBackStaged } from '../../store/index.ts';
import { currentUser, type Context } from '../context.ts';
import { onDisk } from '../feed-folder.ts';
import { LOG_N } from './age.ts';
import { isSealed, seal, unseal } from './sealed-file.ts';

export const databaseIn = (dataFolder: string): string => join(dataFolder, 'patchbay.sqlite');

/** Of the database as it is now. The copy is looked at before it is sealed: a backup that could not be restored is none. */
export async function makeBackup(
  { store }: Pick<Context, 'store'>,
  dataFolder: string,
  { path, passphrase }: { readonly path: string; readonly passphrase: string },
  logN = LOG_N,
): Promise<Result<BackupContents>> {
  const to = resolve(path);
  return inFolderBeside(dataFolder, to, async (folder) => {
    const copy = join(folder, 'copy');
    await store.copyTo(copy);
    const inspected = inspect(copy);
    if (!inspected.ok) return inspected;
    await seal(copy, to, passphrase, logN);
    const { entries, head } = inspected.value;
    store.audit.append({
      action: 'backup.made',
      text: `Backup of the database with ${entries} entries of history`,
      details: { path: to, head },
    });
    return ok({ path: to, bytes: statSync(to).size, ...inspected.value });
  });
}

interface Source {
  readonly path: string;
  /** null for a plain copy, as the daily backups are. */
  readonly passphrase: string | null;
}

export const checkBackup = (dataFolder: string, source: Source): Promise<Result<BackupContents>> =>
  inFolderBeside(dataFolder, resolve(source.path), (folder) => unpack(source, join(folder, 'copy')));

/** Lays the checked copy where the next start finds it. */
export const layReady = (dataFolder: string, source: Source): Promise<Result<BackupContents>> =>
  inFolderBeside(dataFolder, resolve(source.path), async (folder) => {
    const copy = join(folder, 'copy');
    const unpacked = await unpack(source, copy);
    if (unpacked.ok) renameSync(copy, stagedOf(databaseIn(dataFolder)));
    return unpacked;
  });

/** Restores at once; works where the database itself cannot be opened any more. */
export async function restoreNow(dataFolder: string, source: Source): Promise<Result<BackupContents>> {
  const ready = await layReady(dataFolder, source);
  if (!ready.ok) return ready;
  const file = databaseIn(dataFolder);
  const opened = openStore({ file, user: currentUser() });
  if (opened.ok) opened.value.close();
  if (!takeBackStaged(file)) return opened.ok ? ready : opened;
  return fail({
    kind: 'conflict',
    detail: 'Another Patchbay has the database open',
    next: 'Quit it, then restore again. Nothing was changed.',
  });
}

export const dailyBackups = (dataFolder: string): { path: string; at: string; bytes: number }[] =>
  backupsOf(databaseIn(dataFolder)).map((path) => ({ path, at: timeIn(path), bytes: statSync(path).size }));

/** patchbay.sqlite.2026-11-22T081500Z.bak */
const timeIn = (path: string): string =>
  basename(path).replace(
    /^.*\.(\d{4}-\d\d-\d\dT\d\d)(\d\d)(\d\d)Z\.bak$/,
    (_all, hour, minute, second) => `${hour}:${minute}:${second}.000Z`,
  );

async function unpack({ path, passphrase }: Source, copy: string): Promise<Result<BackupContents>> {
  const from = resolve(path);
  if (await isSealed(from)) {
    if (passphrase === null) return fail({ kind: 'backup-unusable', path: from, detail: 'it is sealed, and no passphrase was given' });
    const unsealed = await unseal(from, copy, passphrase);
    if (!unsealed.ok) return unsealed;
  } else copyFileSync(from, copy);
  const inspected = inspect(copy);
  if (inspected.ok) return ok({ path: from, bytes: statSync(from).size, ...inspected.value });
  return inspected.problem.kind === 'backup-unusable' ? fail({ ...inspected.problem, path: from }) : inspected;
}

/** Copies lie in the data folder, which is for this user alone, and are gone afterwards. */
async function inFolderBeside<T>(dataFolder: string, path: string, work: (folder: string) => Promise<Result<T>>): Promise<Result<T>> {
  return onDisk(path, async () => {
    const folder = mkdtempSync(join(dataFolder, 'backup-'));
    try {
      return await work(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
