import type { WritePoint } from './file.ts';
import type { KeyStore } from './key-store.ts';
import type { FileLock } from './turns.ts';

export interface VaultOptions {
  readonly path: string;
  /** Held while the file is changed, so that two processes never write at once. */
  readonly lock: FileLock;
  /** Those that this program can ask, on this system. */
  readonly stores: readonly KeyStore[];
  /** Asked whenever it matters. 0 is never. */
  readonly autoLockMinutes: () => number;
  /** It was locked, unlocked or changed. */
  readonly onChange?: () => void;
  readonly now?: () => number;
  readonly scryptN?: number;
  /** Told at each point of a write. */
  readonly at?: (point: WritePoint) => void;
}
