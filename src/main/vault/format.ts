import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SecretKind } from '../../shared/domain/credential.ts';
import { CredentialId } from '../../shared/domain/host.ts';

/** The vault's file: docs/decisions/0006. Everything but `sealed` can be read by whoever has the file, and is no secret. */

/** Some thousand secrets; whatever is larger is not our file. */
export const MOST_BYTES = 1024 * 1024;
const base64 = z.base64().max(MOST_BYTES);

/** scrypt's cost (RFC 7914): 2^17 is 128 MiB and about half a second. A file may ask for 16 MiB to 1 GiB. */
export const SCRYPT = { n: 2 ** 17, r: 8, p: 1 } as const;

const ByPassphrase = z.strictObject({
  by: z.literal('passphrase'),
  kdf: z.literal('scrypt'),
  n: z.union([2 ** 14, 2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18, 2 ** 19, 2 ** 20].map((n) => z.literal(n))),
  r: z.literal(SCRYPT.r),
  p: z.literal(SCRYPT.p),
  salt: base64,
  nonce: base64,
  sealed: base64,
});
export type ByPassphrase = z.infer<typeof ByPassphrase>;

const ByKeyStore = z.strictObject({
  by: z.literal('key-store'),
  store: z.enum(['system', 'secret-service']),
  sealed: z.string().max(16_384),
});
export type ByKeyStore = z.infer<typeof ByKeyStore>;

/** One way to the vault's key. Any of them opens it. */
export type WayIn = ByPassphrase | ByKeyStore;

const Sealed = z.strictObject({
  format: z.literal('patchbay-vault'),
  version: z.literal(1),
  /** Another one with every new key, so that a process with the old key sees that it no longer fits. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  waysIn: z
    .array(z.discriminatedUnion('by', [ByPassphrase, ByKeyStore]))
    .min(1)
    .max(4),
  /** Which secrets of which credential are inside. Authenticated with the rest, and readable while it is locked. */
  holds: z.record(CredentialId, z.array(SecretKind).min(1).max(3)),
  nonce: base64,
  sealed: base64,
  /** SHA-256 of all the rest: damage is told from a wrong passphrase. What keeps a forger out is AES-GCM. */
  checksum: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Sealed = z.infer<typeof Sealed>;
export type Header = Pick<Sealed, 'id' | 'waysIn' | 'holds'>;

const Secrets = z.record(CredentialId, z.partialRecord(SecretKind, z.string().min(1).max(4096)));
/** Credential id -> its secrets. What is sealed. */
export type Secrets = z.infer<typeof Secrets>;

const rest = ({ id, waysIn, holds, nonce, sealed }: Omit<Sealed, 'checksum'>): string =>
  JSON.stringify({ format: 'patchbay-vault', version: 1, id, waysIn, holds, nonce, sealed });

const checksumOf = (sealed: Omit<Sealed, 'checksum'>): string => createHash('sha256').update(rest(sealed)).digest('hex');

/** What AES-GCM authenticates beside the secrets (NIST SP 800-38D calls it additional authenticated data). */
export const headerBytes = ({ id, waysIn, holds }: Header): Buffer =>
  Buffer.from(JSON.stringify({ format: 'patchbay-vault', version: 1, id, waysIn, holds }));

export const withChecksum = (sealed: Omit<Sealed, 'checksum' | 'format' | 'version'>): Sealed => {
  const whole = { format: 'patchbay-vault', version: 1, ...sealed } as const;
  return { ...whole, checksum: checksumOf(whole) };
};

export const toText = (sealed: Sealed): string => `${rest(sealed).slice(0, -1)},"checksum":"${sealed.checksum}"}\n`;

/** The vault in a file's text; or why it is none. Only the very bytes that `toText` writes are taken. */
export function fromText(text: string): { readonly vault: Sealed } | { readonly wrong: string; readonly isNewer: boolean } {
  const json = parseJson(text);
  const newer = z.object({ format: z.literal('patchbay-vault'), version: z.int().min(2) }).safeParse(json);
  if (newer.success) return { wrong: `its format is ${newer.data.version}, this Patchbay knows 1`, isNewer: true };
  const parsed = Sealed.safeParse(json);
  if (!parsed.success) return { wrong: 'it does not have the shape of a vault', isNewer: false };
  const vault = parsed.data;
  if (checksumOf(vault) !== vault.checksum || toText(vault) !== text) return { wrong: 'its checksum does not fit', isNewer: false };
  return { vault };
}

/** What was sealed, as it was. null where it is not what a vault holds. */
export function secretsFromText(text: string): Secrets | null {
  const parsed = Secrets.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

export const holdsOf = (secrets: Secrets): Sealed['holds'] =>
  Object.fromEntries(
    Object.entries(secrets).flatMap(([id, kinds]) => (Object.keys(kinds).length ? [[id, Object.keys(kinds) as SecretKind[]]] : [])),
  );

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
