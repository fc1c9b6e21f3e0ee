import { existsSync, rmSync, writeFileSync } from 'node:fs';
import type { SecretKind, VaultMode } from '../../shared/domain/credential.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import type { VaultFile } from './file.ts';
import { holdsOf, type Sealed, type Secrets } from './format.ts';
import type { IdleClock } from './idle.ts';
import { hasKeyStore } from './keys.ts';
import { openSecrets, sealSecrets } from './seal.ts';

interface Open {
  readonly from: Sealed;
  readonly key: Buffer;
  readonly secrets: Secrets;
}

/** What of the vault is open now, held against the file at every look: another process may have changed, locked or replaced it. */
export class Contents {
  readonly file: VaultFile;
  readonly #idle: IdleClock;
  readonly #onChange: () => void;
  #open: Open | null = null;
  /** Where nobody chose a vault: gone with the process. */
  #memory: Secrets = {};

  constructor(file: VaultFile, idle: (onIdle: () => void) => IdleClock, onChange: () => void) {
    this.file = file;
    this.#idle = idle(() => this.close());
    this.#onChange = onChange;
  }

  mode(): Result<VaultMode> {
    const file = this.file.read();
    if (!file.ok) return file;
    if (!file.value) return ok('none');
    return ok(hasKeyStore(file.value) ? 'key-store' : 'passphrase');
  }

  /** Readable while it is locked. */
  holds(): Sealed['holds'] {
    const file = this.file.read();
    if (!file.ok) return {};
    return file.value?.holds ?? holdsOf(this.#memory);
  }

  get(credentialId: string, kind: SecretKind): string | null {
    const now = this.now();
    const value = now?.secrets[credentialId]?.[kind] ?? null;
    if (value !== null) this.#idle.touch();
    return value;
  }

  /** null where it is locked. `seal` is null in memory. */
  now(): { readonly secrets: Secrets; readonly seal: Open | null } | null {
    const file = this.file.read();
    if (file.ok && !file.value) return { secrets: this.#memory, seal: null };
    const open = file.ok && file.value ? this.#fresh(file.value) : null;
    if (open) return { secrets: open.secrets, seal: open };
    this.close();
    return null;
  }

  #fresh(vault: Sealed): Open | null {
    this.#idle.check();
    if (!this.#open || this.#open.from.id !== vault.id || this.isLockedByHand()) return null;
    if (this.#open.from === vault) return this.#open;
    const secrets = openSecrets(this.#open.key, vault);
    if (secrets) this.#open = { key: this.#open.key, from: vault, secrets };
    return secrets && this.#open;
  }

  /** The right key and a vault that does not open: somebody changed it. */
  open(vault: Sealed, key: Buffer): Result<null> {
    const secrets = openSecrets(key, vault);
    if (!secrets) return fail(this.file.altered('what is inside was changed', (copy) => openSecrets(key, copy) !== null));
    this.#open = { from: vault, key, secrets };
    this.#idle.touch();
    rmSync(this.#mark, { force: true });
    this.#onChange();
    return ok(null);
  }

  /** On the disk when it answers. Only ever called by whoever holds the lock. */
  write(key: Buffer, id: string, waysIn: Sealed['waysIn'], secrets: Secrets): Result<null> {
    const vault = sealSecrets(key, id, waysIn, secrets);
    const written = this.file.write(vault);
    if (!written.ok) return written;
    this.#open = { from: vault, key, secrets };
    this.#idle.touch();
    this.#onChange();
    return ok(null);
  }

  remember(secrets: Secrets): void {
    this.#memory = secrets;
    this.#onChange();
  }

  /** A file beside the vault, so that every process that uses it finds it locked at its next look. */
  lockByHand(): Result<null> {
    try {
      writeFileSync(this.#mark, '', { mode: 0o600 });
    } catch (error) {
      return fail({ kind: 'file', path: this.#mark, detail: error instanceof Error ? error.message : String(error) });
    } finally {
      this.close();
    }
    return ok(null);
  }

  isLockedByHand(): boolean {
    return existsSync(this.#mark);
  }

  forgetLock(): void {
    rmSync(this.#mark, { force: true });
  }

  close(): void {
    this.#idle.stop();
    if (!this.#open) return;
    this.#open.key.fill(0);
    this.#open = null;
    this.#onChange();
  }

  get #mark(): string {
    return `${this.file.path}.locked`;
  }
}
