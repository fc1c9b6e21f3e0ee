import type { SafeStorage } from 'electron';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import { texts } from '../serve/texts.ts';

type Asked = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'>;

/**
 * The system's key store through Electron: Keychain, DPAPI, or the desktop's secret service. To be asked after the app is ready.
 * Bytes travel as base64, because safeStorage takes text. DPAPI does not protect against other programs of the same person.
 */
export class SafeStorageKeys {
  readonly #storage: Asked;
  readonly #platform: NodeJS.Platform;

  constructor(storage: Asked, platform: NodeJS.Platform) {
    this.#storage = storage;
    this.#platform = platform;
  }

  /** On Linux without a key store Chromium would encrypt with a password that stands in its source ("basic_text"): refused. */
  async available(): Promise<Result<null>> {
    if (this.#platform === 'linux') {
      const backend = this.#storage.getSelectedStorageBackend();
      if (backend === 'basic_text' || backend === 'unknown') {
        return fail({ kind: 'conflict', detail: texts.keys.weak, next: texts.keys.weakNext });
      }
    }
    if (await this.#storage.isAsyncEncryptionAvailable()) return ok(null);
    return fail({ kind: 'conflict', detail: texts.keys.absent, next: texts.keys.absentNext });
  }

  /** Rejects where the store refuses: locked, or the person said no. */
  async seal(bytes: Uint8Array): Promise<Buffer> {
    await this.#assertAvailable();
    return this.#storage.encryptStringAsync(Buffer.from(bytes).toString('base64'));
  }

  /** Rejects where it was sealed by another key store, by another person, or was tampered with. */
  async unseal(sealed: Uint8Array): Promise<Buffer> {
    const { result } = await this.#storage.decryptStringAsync(Buffer.from(sealed));
    return Buffer.from(result, 'base64');
  }

  async #assertAvailable(): Promise<void> {
    const available = await this.available();
    if (!available.ok) throw new Error('Sealing was asked for where no key store is available');
  }
}
