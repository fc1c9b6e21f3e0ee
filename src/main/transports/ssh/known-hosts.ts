import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { matchesPatterns } from '../patterns.ts';

/** One line of a known_hosts file. Format: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
export interface KnownKey {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  readonly names: string;
  readonly keyType: string;
  /** Base64, as in the file. */
  readonly key: string;
}

export type Verdict =
  | { readonly is: 'known' }
  | { readonly is: 'unknown' }
  | { readonly is: 'revoked' }
  | { readonly is: 'changed'; readonly known: readonly KnownKey[] };

/** Larger files are not read: nobody keeps 16 MiB of host keys. */
const MOST_BYTES = 16 * 1024 * 1024;

/** How known_hosts and ssh-keygen name a host: with its port in brackets, unless that is 22. */
export const knownName = (address: string, port: number): string => (port === 22 ? address : `[${address}]:${port}`).toLowerCase();

/** As ssh-keygen -l prints it. */
export const fingerprint = (key: Buffer): string => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** A public key in wire form begins with the length and name of its type (RFC 4253, 6.6). */
export function keyTypeOf(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  return length > 0 && length <= 64 && key.length >= 4 + length ? key.toString('latin1', 4, 4 + length) : 'unknown';
}

export function parseKnownHosts(text: string): KnownKey[] {
  const keys: KnownKey[] = [];
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/[ \t]+/);
    const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
    const [names, keyType, key] = fields;
    // ssh skips comments and lines that it cannot read, so that one bad line does not lock out every host.
    if (!names || names.startsWith('#') || !keyType || !key) continue;
    if (marker && marker !== '@revoked' && marker !== '@cert-authority') continue;
    keys.push({
      marker: marker === '@revoked' ? 'revoked' : marker === '@cert-authority' ? 'cert-authority' : 'none',
      names,
      keyType,
      key,
    });
  }
  return keys;
}

/** The lines that speak of this host, whatever their marker. ssh also takes a line without a port for any port. */
export function linesFor(lines: readonly KnownKey[], address: string, port: number): KnownKey[] {
  const own = lines.filter((line) => matches(line.names, knownName(address, port)));
  return own.length > 0 || port === 22 ? own : lines.filter((line) => matches(line.names, address.toLowerCase()));
}

/**
 * Judges the key that a host shows. ssh2 knows no certificates, so a line of a certificate authority says nothing
 * here. A host that is known by any other key counts as changed, where ssh would ask for a key of a new type: whoever
 * stands in between could choose a type that is not in the file.
 */
export function judge(lines: readonly KnownKey[], address: string, port: number, shown: Buffer): Verdict {
  const key = shown.toString('base64');
  const about = linesFor(lines, address, port);
  if (about.some((line) => line.marker === 'revoked' && line.key === key)) return { is: 'revoked' };
  const known = about.filter((line) => line.marker === 'none');
  if (known.some((line) => line.key === key)) return { is: 'known' };
  return known.length > 0 ? { is: 'changed', known } : { is: 'unknown' };
}

function matches(names: string, name: string): boolean {
  if (names.startsWith('|1|')) return matchesHash(names, name);
  return matchesPatterns(names.toLowerCase().split(','), name);
}

function matchesHash(names: string, name: string): boolean {
  const [, , salt, hash] = names.split('|');
  return salt !== undefined && hash !== undefined && createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** A file that is not there holds no keys; one that cannot be read is a problem, or a revoked key would pass. */
export async function readKnownHosts(paths: readonly string[]): Promise<Result<KnownKey[]>> {
  const keys: KnownKey[] = [];
  for (const path of paths) {
    try {
      const bytes = await readFile(path);
      if (bytes.length > MOST_BYTES) return fail({ kind: 'file', path, detail: 'larger than 16 MiB' });
      keys.push(...parseKnownHosts(bytes.toString('utf8')));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') return fail({ kind: 'file', path, detail: String(error) });
    }
  }
  return ok(keys);
}

/**
 * Adds one hashed line, which gives no host's name away. One write with O_APPEND, so that two programs that add at
 * once cannot mix their lines.
 */
export async function appendKnownHost(path: string, address: string, port: number, key: Buffer): Promise<Result<null>> {
  const salt = randomBytes(20);
  const hash = createHmac('sha1', salt).update(knownName(address, port)).digest('base64');
  const line = `|1|${salt.toString('base64')}|${hash} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'a+', 0o600);
    try {
      const { size } = await file.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      await file.appendFile(size > 0 && last[0] !== 10 ? `\n${line}` : line);
      await file.sync();
    } finally {
      await file.close();
    }
    return ok(null);
  } catch (error) {
    return fail({ kind: 'file', path, detail: String(error) });
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
