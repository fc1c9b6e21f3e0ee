import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where a sudden end in the middle of a replacement is most interesting. */
export const partPoints = ['created', 'written', 'synced', 'renamed', 'folder-synced'] as const;
export type PartPoint = (typeof partPoints)[number];

/** Another after every replacement: a rename brings another inode or at least another time. */
export function stampOf(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.ino} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.size}` : null;
}

/** rename(2) is atomic; the file is on the disk before it takes the name, and the name before this returns. */
export function replace(path: string, text: string, at: (point: PartPoint) => void): void {
  const part = `${path}.${process.pid}.part`;
  try {
    const handle = openSync(part, 'wx', 0o600);
    try {
      at('created');
      writeFileSync(handle, text);
      at('written');
      fsyncSync(handle);
      at('synced');
    } finally {
      closeSync(handle);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  at('renamed');
  syncFolder(path);
  at('folder-synced');
}

/** A folder cannot be opened on Windows, where NTFS keeps renames in its own journal. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(dirname(path), 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What a process that died left behind. */
export const partsOf = (path: string): string[] =>
  readdirSync(dirname(path))
    .filter((name) => name.startsWith(`${basename(path)}.`) && name.endsWith('.part'))
    .map((name) => join(dirname(path), name));
