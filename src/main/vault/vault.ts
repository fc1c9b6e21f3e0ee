import type { SecretKind, VaultMode } from '../../shared/domain/credential.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { Contents } from './contents.ts';
import { VaultFile } from './file.ts';
import { SCRYPT, type Sealed, type Secrets } from './format.ts';
import { IdleClock } from './idle.ts';
import { forgetInStores, hasKeyStore, hasPassphrase, keyFromPassphrase, keyFromStores, makeWaysIn, storeTrouble } from './keys.ts';
import { newId, newKey, sealKey } from './seal.ts';
import type { VaultOptions } from './options.ts';
import { CHANGED_MEANWHILE, Turns } from './turns.ts';

/**
 * The secrets of credentials: sealed in one file, or in memory only where nobody chose otherwise. What fails is a value, and
 * leaves the vault as it was. See docs/decisions/0006.
 */
export class Vault {
  readonly #options: VaultOptions;
  readonly #turns: Turns;
  readonly #contents: Contents;

  constructor(options: VaultOptions) {
    const { path, at, autoLockMinutes, now = Date.now, onChange = () => undefined } = options;
    this.#options = options;
    this.#turns = new Turns(options.lock);
    this.#contents = new Contents(new VaultFile(path, at), (onIdle) => new IdleClock(autoLockMinutes, onIdle, now), onChange);
  }

  /** What the file says now. Asks nobody for anything. */
  mode(): Result<VaultMode> {
    return this.#contents.mode();
  }

  isLocked(): boolean {
    return this.#contents.now() === null;
  }

  /** Which secrets of which credential there are, also while it is locked; none where the file cannot be used. */
  holds(): Sealed['holds'] {
    return this.#contents.holds();
  }

  hasPassphrase(): boolean {
    const file = this.#contents.file.read();
    return file.ok && file.value !== null && hasPassphrase(file.value);
  }

  /** Why no key store can seal it here, or null where one can. */
  storeTrouble(): Promise<string | null> {
    return storeTrouble(this.#options.stores);
  }

  /** null where it is locked or holds none. Counts as a use of the vault. What this returns is never to be shown or logged. */
  secret(credentialId: string, kind: SecretKind): string | null {
    return this.#contents.get(credentialId, kind);
  }

  /** Opens it where that needs no person's word: by the key store, unless somebody locked it by hand. */
  ensureOpen(): Promise<Result<null>> {
    return this.#turns.take(async () => {
      const file = this.#contents.file.read();
      if (!file.ok) return file;
      if (this.#contents.now()) return ok(null);
      const by = file.value && hasKeyStore(file.value) ? 'key-store' : 'passphrase';
      return by === 'passphrase' || this.#contents.isLockedByHand() ? fail({ kind: 'vault-locked', by }) : this.#unlock(null);
    });
  }

  /** With a passphrase, or by the key store where none is given. A wrong one may be tried again at once. */
  unlock(passphrase: string | null): Promise<Result<null>> {
    return this.#turns.take(() => this.#unlock(passphrase));
  }

  async #unlock(passphrase: string | null): Promise<Result<null>> {
    const { file } = this.#contents;
    const vault = file.read();
    if (!vault.ok) return vault;
    if (!vault.value) return ok(null);
    if (passphrase === null && !hasKeyStore(vault.value)) return fail({ kind: 'vault-locked', by: 'passphrase' });
    const key =
      passphrase === null ? await keyFromStores(vault.value, this.#options.stores) : await keyFromPassphrase(vault.value, passphrase);
    if (!key.ok) return key;
    const opened = this.#contents.open(vault.value, key.value);
    if (!opened.ok) return opened;
    await this.#turns.alone(() => {
      // The backup may be of an older state, if a process died between the two writes.
      const now = file.read();
      if (now.ok && now.value) file.mirror(now.value);
      return ok(null);
    });
    return opened;
  }

  /** In every process that uses this file: whoever looks next finds it locked. In memory, the secrets are forgotten. */
  lock(): Result<null> {
    const mode = this.mode();
    if (mode.ok && mode.value !== 'none') return this.#contents.lockByHand();
    this.#contents.remember({});
    return ok(null);
  }

  /** For the end of the process. */
  dispose(): void {
    this.#contents.close();
  }

  /** Sets a secret, or forgets it with null. On the disk when it answers, unless they are kept in memory. */
  set(credentialId: string, kind: SecretKind, value: string | null): Promise<Result<null>> {
    return this.#change(({ [credentialId]: before, ...rest }) => {
      const { [kind]: _before, ...others } = before ?? {};
      const kinds = value === null ? others : { ...others, [kind]: value };
      return Object.keys(kinds).length ? { ...rest, [credentialId]: kinds } : rest;
    });
  }

  forgetAll(credentialId: string): Promise<Result<null>> {
    return this.#change(({ [credentialId]: _gone, ...rest }) => rest);
  }

  async #change(change: (secrets: Secrets) => Secrets): Promise<Result<null>> {
    const opened = await this.ensureOpen();
    if (!opened.ok) return opened;
    return this.#turns.take(() =>
      this.#turns.alone(() => {
        const now = this.#contents.now();
        if (!now) return fail(CHANGED_MEANWHILE);
        const secrets = change(now.secrets);
        if (now.seal) return this.#contents.write(now.seal.key, now.seal.from.id, now.seal.from.waysIn, secrets);
        this.#contents.remember(secrets);
        return ok(null);
      }),
    );
  }

  /** Where secrets are kept from now on; they move along. A new key each time: whatever sealed the old one no longer matters. */
  async choose(mode: VaultMode, passphrase: string | null): Promise<Result<null>> {
    if (mode === 'passphrase' && passphrase === null)
      return fail({ kind: 'invalid-input', issues: [{ path: 'passphrase', message: 'wanted: it seals the vault' }] });
    const opened = await this.ensureOpen();
    if (!opened.ok) return opened;
    return this.#turns.take(async () => {
      const [key, id] = [newKey(), newId()];
      const by = { stores: mode === 'key-store', passphrase: mode === 'none' ? null : passphrase };
      const ways = await makeWaysIn(key, id, by, this.#options.stores, this.#scryptN);
      if (!ways.ok) return ways;
      return this.#turns.alone(() => this.#replace(key, id, ways.value));
    });
  }

  async #replace(key: Buffer, id: string, waysIn: Sealed['waysIn']): Promise<Result<null>> {
    const now = this.#contents.now();
    if (!now) return fail(CHANGED_MEANWHILE);
    const done = waysIn.length ? this.#contents.write(key, id, waysIn, now.secrets) : this.#contents.file.remove();
    if (done.ok && !waysIn.length) this.#contents.close();
    if (done.ok) this.#contents.remember(waysIn.length ? {} : now.secrets);
    await forgetInStores(done.ok ? (now.seal?.from.waysIn ?? []) : waysIn, this.#options.stores);
    return done;
  }

  /** The key stays; what opens it changes. The old passphrase then opens nothing that is on the disk. */
  changePassphrase(current: string, next: string): Promise<Result<null>> {
    return this.#turns.take(async () => {
      const file = this.#contents.file.read();
      if (!file.ok) return file;
      if (!file.value) return fail({ kind: 'conflict', detail: 'There is no vault yet', next: 'Choose where secrets are kept first.' });
      const { id } = file.value;
      const key = await keyFromPassphrase(file.value, current);
      if (!key.ok) return key;
      const way = await sealKey(key.value, id, next, this.#scryptN);
      return this.#turns.alone(() => {
        const newest = this.#contents.file.read();
        if (!newest.ok) return newest;
        if (newest.value?.id !== id) return fail(CHANGED_MEANWHILE);
        const opened = this.#contents.open(newest.value, key.value);
        const now = this.#contents.now();
        if (!opened.ok || !now) return opened.ok ? fail(CHANGED_MEANWHILE) : opened;
        const waysIn = newest.value.waysIn.map((one) => (one.by === 'passphrase' ? way : one));
        return this.#contents.write(key.value, id, waysIn, now.secrets);
      });
    });
  }

  /** Sets the file aside, and begins with its backup or with nothing. @returns what the file is called now, null where there was none */
  startAnew(from: 'empty' | 'backup'): Promise<Result<string | null>> {
    return this.#turns.take(() =>
      this.#turns.alone(() => {
        const at = new Date((this.#options.now ?? Date.now)());
        const aside = from === 'backup' ? this.#contents.file.restore(at) : this.#contents.file.setAside(at);
        if (!aside.ok) return aside;
        this.#contents.close();
        this.#contents.forgetLock();
        return aside;
      }),
    );
  }

  get #scryptN(): number {
    return this.#options.scryptN ?? SCRYPT.n;
  }
}
