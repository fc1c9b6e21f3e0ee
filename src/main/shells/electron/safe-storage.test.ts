import { expect, test, vi } from 'vitest';
import { SafeStorageKeys } from './safe-storage.ts';

/** As Electron's: text in, bytes out. */
const storage = (backend = 'gnome_libsecret', available = true) => ({
  getSelectedStorageBackend: vi.fn(() => backend as 'gnome_libsecret'),
  isAsyncEncryptionAvailable: vi.fn(async () => available),
  encryptStringAsync: vi.fn(async (text: string) => Buffer.from(`v11${text}`)),
  decryptStringAsync: vi.fn(async (sealed: Buffer) => ({ shouldReEncrypt: false, result: sealed.toString().slice(3) })),
});

test('any bytes come back as they were', async () => {
  const keys = new SafeStorageKeys(storage(), 'linux');
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  expect(await keys.unseal(await keys.seal(bytes))).toEqual(bytes);
});

test.each(['basic_text', 'unknown'])('on Linux the backend %s is refused, and nothing is sealed with it', async (backend) => {
  const weak = storage(backend);
  const keys = new SafeStorageKeys(weak, 'linux');
  expect(await keys.available()).toMatchObject({ ok: false, problem: { kind: 'conflict', next: expect.stringContaining('passphrase') } });
  await expect(keys.seal(Buffer.from('x'))).rejects.toThrow();
  expect(weak.encryptStringAsync).not.toHaveBeenCalled();
});

test('a key store that is not there is said', async () => {
  const keys = new SafeStorageKeys(storage('gnome_libsecret', false), 'linux');
  expect(await keys.available()).toMatchObject({ ok: false, problem: { kind: 'conflict' } });
});

test.each(['darwin', 'win32'] as const)('%s has no backend to choose from', async (platform) => {
  const own = storage();
  expect(await new SafeStorageKeys(own, platform).available()).toEqual({ ok: true, value: null });
  expect(own.getSelectedStorageBackend).not.toHaveBeenCalled();
});

test('what was sealed elsewhere, or tampered with, is an error of whoever asks', async () => {
  const broken = { ...storage(), decryptStringAsync: vi.fn().mockRejectedValue(new Error('could not be decrypted')) };
  await expect(new SafeStorageKeys(broken, 'linux').unseal(Buffer.from('x'))).rejects.toThrow('could not be decrypted');
});
