import { globSync, readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { IncludeReader } from './blocks.ts';
import { draftsFrom, type DraftRow } from './drafts.ts';

/** A config file is some kilobytes; together with what it includes no more than this is read. */
const MOST_BYTES = 4 * 1024 * 1024;

/** What an ssh_config brings. A null path is the user's own, ~/.ssh/config. Fails with `file`. Runs nothing. */
export async function readSshConfig(path: string | null): Promise<Result<{ path: string; rows: DraftRow[] }>> {
  const home = homedir();
  const file = path === null ? join(home, '.ssh', 'config') : fromHome(path, home);
  try {
    const reader = new BoundedReader(home);
    const text = reader.read(file);
    return ok({ path: file, rows: draftsFrom(text, reader.include, { user: userInfo().username, home }) });
  } catch (error) {
    return fail({ kind: 'file', path: file, detail: error instanceof Error ? error.message : String(error) });
  }
}

const fromHome = (path: string, home: string): string => (path.startsWith('~/') ? join(home, path.slice(2)) : path);

class BoundedReader {
  #left = MOST_BYTES;
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  read(path: string): string {
    const text = readFileSync(path, 'utf8');
    this.#left -= text.length;
    if (this.#left < 0) throw new Error('larger than 4 MiB, or included in a circle');
    return text;
  }

  /** Relative to ~/.ssh, whatever file the line stands in (ssh_config(5), Include). */
  readonly include: IncludeReader = (pattern) => {
    const expanded = fromHome(pattern, this.#home);
    const full = isAbsolute(expanded) ? expanded : join(this.#home, '.ssh', expanded);
    return globSync(full)
      .toSorted()
      .map((path) => ({ path, text: this.read(path) }));
  };
}
