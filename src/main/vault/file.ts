import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { partPoints, type PartPoint, partsOf, replace, stampOf, syncFolder } from './atomic.ts';
import { fromText, MOST_BYTES, type Sealed, toText } from './format.ts';

/** Where a sudden end is most interesting; the tests end the process at each of them. */
export const writePoints = ['begun', ...partPoints, ...partPoints.map((point) => `backup-${point}` as const), 'done'] as const;
export type WritePoint = (typeof writePoints)[number];

/**
 * The vault on the disk, and a copy of it beside it. The copy is of the same state, not of an older one: a passphrase that
 * was changed, or a secret that was forgotten, must not live on in a backup.
 */
export class VaultFile {
  readonly path: string;
  readonly #at: (point: WritePoint) => void;
  #known: { readonly stamp: string; readonly vault: Sealed } | null = null;

  constructor(path: string, at: (point: WritePoint) => void = () => undefined) {
    this.path = path;
    this.#at = at;
  }

  get backup(): string {
    return `${this.path}.bak`;
  }

  /** null where there is none. Read anew only where the file is another than at the last look. */
  read(): Result<Sealed | null> {
    const stamp = stampOf(this.path);
    if (stamp !== null && stamp === this.#known?.stamp) return ok(this.#known.vault);
    const found = readFrom(this.path);
    if ('vault' in found && stamp !== null) this.#known = { stamp, vault: found.vault };
    if ('vault' in found) return ok(found.vault);
    if (found.is === 'absent' && !existsSync(this.backup)) return ok(null);
    return fail(this.#problem(found));
  }

  /** All of it or nothing, on the disk when it answers. Only ever called by whoever holds the lock. */
  write(vault: Sealed): Result<null> {
    const text = toText(vault);
    if (text.length > MOST_BYTES)
      return fail({ kind: 'conflict', detail: 'The vault is full', next: 'Forget secrets of credentials that are no longer used.' });
    return this.#try(() => {
      this.#at('begun');
      for (const left of partsOf(this.path)) rmSync(left, { force: true }); // of a process that died
      replace(this.path, text, (point) => this.#at(point));
      this.#copy(text, (point) => this.#at(`backup-${point}`));
      this.#at('done');
    });
  }

  /** Better no copy than one of an older state. The vault itself is written by then. */
  #copy(text: string, at: (point: PartPoint) => void): void {
    try {
      replace(this.backup, text, at);
    } catch {
      rmSync(this.backup, { force: true });
    }
  }

  /** Gone for good, the copy first: what is left after a sudden end is a whole vault. */
  remove(): Result<null> {
    return this.#try(() => {
      rmSync(this.backup, { force: true });
      rmSync(this.path, { force: true });
      syncFolder(this.path);
    });
  }

  /** Keeps the file and its copy under other names. @returns the new name of the file, null where there was none */
  setAside(now: Date): Result<string | null> {
    const aside = this.#asideName(now);
    const there = existsSync(this.path);
    const done = this.#try(() => {
      if (existsSync(this.backup)) renameSync(this.backup, `${aside}.bak`);
      if (there) renameSync(this.path, aside);
      syncFolder(this.path);
    });
    return done.ok ? ok(there ? aside : null) : done;
  }

  /** The copy takes the file's place; the file, however damaged, is kept under another name. */
  restore(now: Date): Result<string | null> {
    const copy = readFrom(this.backup);
    if (!('vault' in copy)) return fail({ kind: 'not-found', what: `a good backup of the vault (${this.backup})` });
    const aside = this.#asideName(now);
    const there = existsSync(this.path);
    const kept = this.#try(() => {
      if (there) copyFileSync(this.path, aside);
    });
    if (!kept.ok) return kept;
    const written = this.write(copy.vault);
    return written.ok ? ok(there ? aside : null) : written;
  }

  /** The two are one state again, after a sudden end between their writes. */
  mirror(vault: Sealed): void {
    const copy = readFrom(this.backup);
    if ('vault' in copy && toText(copy.vault) === toText(vault)) return;
    this.#copy(toText(vault), () => undefined);
  }

  #asideName(now: Date): string {
    const name = `${this.path}.aside-${now.toISOString().replace(/[:.]/g, '')}`;
    for (let n = 1; ; n++) if (!existsSync(`${name}-${n}`)) return `${name}-${n}`;
  }

  #problem(found: Exclude<Found, { vault: Sealed }>): Problem {
    if (found.is === 'unreadable') return { kind: 'file', path: this.path, detail: found.detail };
    if (found.is === 'newer')
      return {
        kind: 'conflict',
        detail: `The vault was written by a newer Patchbay: ${found.detail}`,
        next: 'Start the newer Patchbay again.',
      };
    return this.altered(found.is === 'absent' ? 'it is gone, and its backup is there' : found.detail);
  }

  /** The backup is offered only where it is good. */
  altered(detail: string, isGood: (copy: Sealed) => boolean = () => true): Problem {
    const copy = readFrom(this.backup);
    return { kind: 'vault-altered', path: this.path, detail, backup: 'vault' in copy && isGood(copy.vault) ? this.backup : null };
  }

  #try(work: () => void): Result<null> {
    try {
      work();
      return ok(null);
    } catch (error) {
      return ioProblem(this.path, error);
    }
  }
}

type Found =
  { readonly vault: Sealed } | { readonly is: 'absent' } | { readonly is: 'unreadable' | 'newer' | 'altered'; readonly detail: string };

function readFrom(path: string): Found {
  try {
    if (statSync(path).size > MOST_BYTES) return { is: 'altered', detail: 'it is larger than a vault can be' };
    const read = fromText(readFileSync(path, 'utf8'));
    return 'vault' in read ? read : { is: read.isNewer ? 'newer' : 'altered', detail: read.wrong };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { is: 'absent' };
    return { is: 'unreadable', detail: error instanceof Error ? error.message : String(error) };
  }
}

const ioProblem = (path: string, error: unknown): Result<never> =>
  fail({ kind: 'file', path, detail: error instanceof Error ? error.message : String(error) });
