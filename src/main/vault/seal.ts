import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import {
  type ByPassphrase,
  headerBytes,
  type Header,
  holdsOf,
  SCRYPT,
  type Sealed,
  secretsFromText,
  type Secrets,
  withChecksum,
} from './format.ts';
import { KEY_BYTES } from './key-store.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SALT_BYTES = 16;

export const newKey = (): Buffer => randomBytes(KEY_BYTES);
export const newId = (): string => randomBytes(16).toString('hex');

interface Box {
  readonly nonce: string;
  readonly sealed: string;
}

/** AES-256-GCM with a random nonce of 96 bits: good for 2^32 seals with one key (NIST SP 800-38D, 8.3). */
function close(key: Buffer, plain: Buffer, beside: Buffer): Box {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(beside);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { nonce: nonce.toString('base64'), sealed: sealed.toString('base64') };
}

/** null where the key is another or anything was changed. */
function open(key: Buffer, box: Box, beside: Buffer): Buffer | null {
  const [nonce, sealed] = [Buffer.from(box.nonce, 'base64'), Buffer.from(box.sealed, 'base64')];
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(beside);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null; // "Unsupported state or unable to authenticate data" is all that OpenSSL says
  }
}

export function sealSecrets(key: Buffer, id: string, waysIn: Sealed['waysIn'], secrets: Secrets): Sealed {
  const header: Header = { id, waysIn, holds: holdsOf(secrets) };
  const plain = Buffer.from(JSON.stringify(secrets));
  const box = close(key, plain, headerBytes(header));
  plain.fill(0);
  return withChecksum({ ...header, ...box });
}

/** null where the key is another, or header or body were changed. */
export function openSecrets(key: Buffer, vault: Sealed): Secrets | null {
  const plain = open(key, vault, headerBytes(vault));
  if (!plain) return null;
  const secrets = secretsFromText(plain.toString());
  plain.fill(0);
  return secrets;
}

/** The vault's key under a passphrase. About half a second on threads of libuv; nothing else is held up. */
export async function sealKey(key: Buffer, id: string, passphrase: string, n: number): Promise<ByPassphrase> {
  const salt = randomBytes(SALT_BYTES);
  const wrapping = await derive(passphrase, salt, n);
  const box = close(wrapping, key, Buffer.from(id));
  wrapping.fill(0);
  return { by: 'passphrase', kdf: 'scrypt', n, r: SCRYPT.r, p: SCRYPT.p, salt: salt.toString('base64'), ...box };
}

/** null where the passphrase is wrong. */
export async function openKey(way: ByPassphrase, id: string, passphrase: string): Promise<Buffer | null> {
  const wrapping = await derive(passphrase, Buffer.from(way.salt, 'base64'), way.n);
  const key = open(wrapping, way, Buffer.from(id));
  wrapping.fill(0);
  return key;
}

/** scrypt, RFC 7914. NFC, so that the same passphrase typed on another system is the same bytes. */
function derive(passphrase: string, salt: Buffer, n: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const options = { N: n, r: SCRYPT.r, p: SCRYPT.p, maxmem: 128 * n * SCRYPT.r * 2 };
  scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  return promise;
}
