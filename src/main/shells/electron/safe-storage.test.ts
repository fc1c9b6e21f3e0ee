import { expect, test } from 'vitest';
import { systemKeyStore } from './safe-storage.ts';

const KEY = Buffer.alloc(32, 7);
type Storage = Parameters<typeof systemKeyStore>[0];

/** What Electron does, with a XOR in the place of the system's own encryption. */
const fake = (more: Partial<Storage> = {}): Storage => ({
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text) => Buffer.from(text).map((byte) => byte ^ 1) as Buffer,
  decryptStringAsync: async (bytes) => ({ result: Buffer.from(bytes.map((byte) => byte ^ 1)).toString(), shouldReEncrypt: false }),
  getSelectedStorageBackend: () => 'gnome_libsecret',
  ...more,
});

test('a key comes back as it was, and is not kept as it is', async () => {
  const store = systemKeyStore(fake(), 'linux');
  expect(await store.unavailable()).toBe(null);
  const sealed = await store.seal(KEY);
  if (!sealed.ok) throw new Error(sealed.problem);
  expect(sealed.value).not.toContain(KEY.toString('base64').slice(4, 20));
  expect(await store.unseal(sealed.value)).toEqual({ ok: true, value: KEY });
});

test.each([
  ['basic_text', 'linux', 'no keyring'],
  ['unknown', 'linux', 'no keyring'],
  ['kwallet6', 'linux', null],
  ['basic_text', 'darwin', null],
] as const)('backend %s on %s: %s', async (backend, platform, why) => {
  const reason = await systemKeyStore(fake({ getSelectedStorageBackend: () => backend }), platform).unavailable();
  if (why === null) expect(reason).toBe(null);
  else expect(reason).toContain(why);
});

test('one that is not there, throws, or gives back something else is said to be so', async () => {
  const broken = () => Promise.reject(new Error('keychain is locked'));
  expect(await systemKeyStore(fake({ isAsyncEncryptionAvailable: async () => false }), 'win32').unavailable()).toContain(
    'offers no key store',
  );
  expect(await systemKeyStore(fake({ isAsyncEncryptionAvailable: broken }), 'darwin').unavailable()).toContain('keychain is locked');
  expect(await systemKeyStore(fake({ encryptStringAsync: broken }), 'darwin').seal(KEY)).toMatchObject({
    ok: false,
    problem: expect.stringContaining('locked'),
  });
  const store = systemKeyStore(fake({ decryptStringAsync: async () => ({ result: 'x', shouldReEncrypt: false }) }), 'darwin');
  expect(await store.unseal('AA==')).toMatchObject({ ok: false, problem: expect.stringContaining('no key') });
});
