import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { BrowserUser } from './user.ts';

/** The browser's own folder: nothing of a person's browser is touched, and nothing of ours gets into it. */
export interface Profile {
  readonly folder: string;
  /** A copy of the X display's cookie that the browser's user may read; null where there is none. */
  readonly xAuthority: string | null;
  /** Removes what must not stay. */
  remove(): void;
}

const PREFIX = 'patchbay-window-';

/**
 * In the data folder; for a browser that runs as another user in a folder of that user's under /tmp, because the data folder
 * is closed to it. A link in the data folder remembers that one, so that the next start removes what a killed one left.
 */
export function openProfile(dataFolder: string, user: BrowserUser, env: Readonly<Record<string, string | undefined>>): Profile {
  const link = join(dataFolder, 'window-profile');
  if (user.uid === null || user.gid === null) {
    mkdirSync(link, { recursive: true, mode: 0o700 });
    return { folder: link, xAuthority: xAuthorityOf(env), remove: () => undefined };
  }
  removeLinked(link, user);
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  symlinkSync(folder, link);
  chownSync(folder, user.uid, user.gid);
  return { folder, xAuthority: lendCookie(folder, user.uid, user.gid, env), remove: () => removeLinked(link, user) };
}

function xAuthorityOf(env: Readonly<Record<string, string | undefined>>): string | null {
  const file = env['XAUTHORITY'] ?? join(homedir(), '.Xauthority');
  return existsSync(file) ? file : null;
}

function lendCookie(folder: string, uid: number, gid: number, env: Readonly<Record<string, string | undefined>>): string | null {
  const from = xAuthorityOf(env);
  if (from === null) return null;
  const to = join(folder, 'xauthority');
  copyFileSync(from, to);
  chmodSync(to, 0o600);
  chownSync(to, uid, gid);
  return to;
}

/** Emptied as the browser's user and not as root: root would follow what that user may have laid there in the meantime. */
function removeLinked(link: string, user: BrowserUser): void {
  const folder = targetOf(link);
  if (folder === null) return;
  const asUser = user.prefix.filter((part) => !part.startsWith('--pdeathsig'));
  const [command = '', ...args] = [...asUser, 'find', folder, '-mindepth', '1', '-delete'];
  spawnSync(command, args, { stdio: 'ignore' });
  try {
    rmdirSync(folder);
  } catch {
    // Not empty, or gone already: a folder in /tmp is no harm.
  }
  rmSync(link, { force: true });
}

function targetOf(link: string): string | null {
  try {
    const target = readlinkSync(link);
    return basename(target).startsWith(PREFIX) ? target : null;
  } catch {
    return null;
  }
}
