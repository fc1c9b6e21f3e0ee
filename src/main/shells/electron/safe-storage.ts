import type { SafeStorage } from 'electron';
import type { Result } from '../../../shared/domain/result.ts';
import { keyFromText, type KeyStore, keyToText } from '../../vault/key-store.ts';

type Storage = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'>;

/**
 * Keychain, DPAPI, or the desktop's keyring, through Electron. On Linux its backend "basic_text" encrypts with a password
 * that stands in Chromium's source, so it is refused, as is one that Electron cannot name.
 * https://www.electronjs.org/docs/latest/api/safe-storage
 */
export function systemKeyStore(storage: Storage, platform: NodeJS.Platform): KeyStore {
  return {
    name: 'system',
    unavailable: async () => {
      try {
        if (!(await storage.isAsyncEncryptionAvailable())) return 'the system offers no key store to this window';
        const backend = platform === 'linux' ? storage.getSelectedStorageBackend() : null;
        return backend === 'basic_text' || backend === 'unknown' ? 'this desktop has no keyring that Electron knows' : null;
      } catch (error) {
        return reason(error);
      }
    },
    seal: (key) => attempt(async () => ok((await storage.encryptStringAsync(keyToText(key))).toString('base64'))),
    unseal: (sealed) =>
      attempt(async () => {
        const { result } = await storage.decryptStringAsync(Buffer.from(sealed, 'base64'));
        const key = keyFromText(result);
        return key ? ok(key) : { ok: false, problem: 'the key store gave back what is no key' };
      }),
    // The system keeps one key of its own and nothing of ours.
    forget: async () => undefined,
  };
}

const ok = <T>(value: T): Result<T, string> => ({ ok: true, value });
const reason = (error: unknown): string => `the key store refused: ${error instanceof Error ? error.message : String(error)}`.slice(0, 300);

async function attempt<T>(work: () => Promise<Result<T, string>>): Promise<Result<T, string>> {
  try {
    return await work();
  } catch (error) {
    return { ok: false, problem: reason(error) };
  }
}
