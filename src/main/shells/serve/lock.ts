import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Who holds the lock; `started` tells a process apart from a later one with the same number. */
const Holder = z.object({ pid: z.int().positive(), started: z.string(), shell: z.enum(['electron', 'chromium']) });
export type Holder = z.infer<typeof Holder>;

/** One window on a data folder. */
export interface Lock {
  release(): void;
}

/**
 * Takes the window's lock file in the data folder.
 * @returns the lock, or who has the window open. A lock whose process is gone is taken over.
 */
export function takeLock(dataFolder: string, shell: Holder['shell']): { readonly lock: Lock } | { readonly heldBy: Holder } {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, 'window.lock');
  for (;;) {
    if (create(file, shell)) return { lock: { release: () => rmSync(file, { force: true }) } };
    const holder = read(file);
    if (holder && startOf(holder.pid) === holder.started) return { heldBy: holder };
    rmSync(file, { force: true });
  }
}

function create(file: string, shell: Holder['shell']): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, started: startOf(process.pid), shell }), { mode: 0o600 });
  try {
    // A link appears with its content or not at all: nobody can read a lock that is half written and take it for a stale one.
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(file: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/**
 * When a process started, or null where there is none. On Linux field 22 of /proc/PID/stat (proc(5), clock ticks since boot);
 * the name before it may hold blanks and parentheses. Elsewhere all that can be known is that it is alive.
 */
function startOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[19] ?? null;
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'alive' : null;
  }
}
