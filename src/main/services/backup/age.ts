import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { Stanza, type Identity, type Recipient } from 'age-encryption';

/** Work factor of age's own program: about half a second. A file that asks for more than this is not opened. */
export const LOG_N = 18;
const MOST_LOG_N = 20;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const FILE_KEY_BYTES = 16;
const LABEL = Buffer.from('age-encryption.org/v1/scrypt');
const ZERO_NONCE = Buffer.alloc(12);
const CHACHA = 'chacha20-poly1305';

/**
 * The passphrase stanza of age (C2SP age.md, "The scrypt recipient type"). The library's own derives the key in the engine's thread,
 * which would stand still for seconds; these ask Node's, on threads of libuv.
 */
export const byPassphrase = (passphrase: string, logN: number): Recipient => ({
  wrapFileKey: async (fileKey) => {
    const salt = randomBytes(SALT_BYTES);
    const cipher = createCipheriv(CHACHA, await derive(passphrase, salt, logN), ZERO_NONCE, { authTagLength: TAG_BYTES });
    const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
    return [new Stanza(['scrypt', unpadded(salt), String(logN)], body)];
  },
});

/** Answers null for a wrong passphrase, as the library wants it. */
export const withPassphrase = (passphrase: string): Identity => ({
  unwrapFileKey: async ([stanza, ...more]) => {
    const [kind, salt, logN] = stanza?.args ?? [];
    if (!stanza || more.length || kind !== 'scrypt' || !salt || !logN || stanza.body.length !== FILE_KEY_BYTES + TAG_BYTES) return null;
    if (!/^[1-9]\d?$/.test(logN) || Number(logN) > MOST_LOG_N) return null;
    const key = await derive(passphrase, Buffer.from(salt, 'base64'), Number(logN));
    const decipher = createDecipheriv(CHACHA, key, ZERO_NONCE, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(stanza.body.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(stanza.body.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch {
      return null; // OpenSSL says no more than that it does not fit
    }
  },
});

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

function derive(passphrase: string, salt: Buffer, logN: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const N = 2 ** logN;
  const done = (error: Error | null, key: Buffer): void => (error ? reject(error) : resolve(key));
  scrypt(passphrase.normalize('NFC'), Buffer.concat([LABEL, salt]), 32, { N, r: 8, p: 1, maxmem: 256 * N * 8 }, done);
  return promise;
}
