import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** "SHA256:..." as ssh-keygen writes it: base64 without padding, over the public key. */
export const fingerprintOf = (spki: Buffer): string => `SHA256:${createHash('sha256').update(spki).digest('base64').replace(/=+$/, '')}`;

interface BundleKey {
  readonly spki: Buffer;
  readonly fingerprint: string;
  sign(bytes: Buffer): Buffer;
}

/** The key of this installation, made at the first export; only its user can read it. */
export function ownKey(dataFolder: string): BundleKey {
  const path = join(dataFolder, 'feeds-key.pem');
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(`${path}.new`, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  const secret = createPrivateKey(readFileSync(path));
  const spki = createPublicKey(secret).export({ type: 'spki', format: 'der' });
  return { spki, fingerprint: fingerprintOf(spki), sign: (bytes) => sign(null, bytes, secret) };
}

/** null: this is no Ed25519 key. */
export function publicKey(spki: Buffer): KeyObject | null {
  try {
    const key = createPublicKey({ key: spki, type: 'spki', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

export const isSigned = (bytes: Buffer, signature: Buffer, key: KeyObject): boolean => verify(null, bytes, key, signature);
