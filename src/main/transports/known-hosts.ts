import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { matchesPatterns } from './patterns.ts';

/** One line of a known_hosts file. Format: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
export interface KnownKey {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  readonly names: string;
  readonly keyType: string;
  /** Base64 in its canonical form. */
  readonly key: string;
  /** Where it stands, for people: "/home/kim/.ssh/known_hosts:12". */
  readonly where: string;
}

export type Verdict =
  | { readonly is: 'known' }
  | { readonly is: 'unknown' }
  | { readonly is: 'revoked' }
  /** Only a certificate could prove this host: known_hosts names an authority for it and no key. */
  | { readonly is: 'by-authority' }
  | { readonly is: 'changed'; readonly known: readonly KnownKey[] };

/** Larger files are not read: nobody keeps 16 MiB of host keys. */
const MOST_BYTES = 16 * 1024 * 1024;
/** A salt is as long as the hash (hostfile.c, extract_salt). */
const SALT_BYTES = 20;

/** How known_hosts and ssh-keygen name a host: with its port in brackets, unless that is 22. */
export const knownName = (address: string, port: number): string => (port === 22 ? address : `[${address}]:${port}`).toLowerCase();

/** As ssh-keygen -l prints it. */
export const fingerprint = (key: Buffer): string => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** A public key in wire form begins with the length and name of its type (RFC 4253, 6.6). */
export function keyTypeOf(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  return length > 0 && length <= 64 && key.length >= 4 + length ? key.toString('latin1', 4, 4 + length) : 'unknown';
}

/**
 * ssh skips comments and lines that it cannot read, so that one bad line does not lock out every host; so does this.
 * `file` is what the lines are said to stand in.
 */
export function parseKnownHosts(text: string, file = 'known_hosts'): KnownKey[] {
  return text.split('\n').flatMap((line, index) => parseLine(line, `${file}:${index + 1}`) ?? []);
}

function parseLine(line: string, where: string): KnownKey | null {
  const fields = line.replace(/^[ \t]+/, '').split(/[ \t]+/);
  const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
  const [names, keyType, text] = fields;
  if (!names || names.startsWith('#') || !keyType || !text) return null;
  if (marker && marker !== '@revoked' && marker !== '@cert-authority') return null;
  const key = Buffer.from(text.trimEnd(), 'base64');
  if (keyTypeOf(key) !== keyType) return null;
  const kind = marker === '@revoked' ? 'revoked' : marker === '@cert-authority' ? 'cert-authority' : 'none';
  return { marker: kind, names, keyType, key: key.toString('base64'), where };
}

/** The lines that bear this very name ("web.lan", "[web.lan]:2222"), whatever their marker. */
export const linesNamed = (lines: readonly KnownKey[], name: string): KnownKey[] => lines.filter((line) => matches(line.names, name));

/** The lines that speak of this host. ssh also looks without the port where no line names it (sshconnect.c, check_host_key). */
export function linesFor(lines: readonly KnownKey[], address: string, port: number): KnownKey[] {
  const own = linesNamed(lines, knownName(address, port));
  return own.length > 0 || port === 22 ? own : linesNamed(lines, address.toLowerCase());
}

/**
 * Judges the key that a host shows. A host that is known by any other key counts as changed, where ssh would ask for a
 * key of a new type: whoever stands in between could choose a type that is not in the file. A line without a port can
 * vouch for any port and speaks against none: several hosts may lie behind one address.
 */
export function judge(lines: readonly KnownKey[], address: string, port: number, shown: Buffer): Verdict {
  const key = shown.toString('base64');
  const own = linesNamed(lines, knownName(address, port));
  const about = linesFor(lines, address, port);
  if (about.some((line) => line.marker === 'revoked' && line.key === key)) return { is: 'revoked' };
  if (about.some((line) => line.marker === 'none' && line.key === key)) return { is: 'known' };
  const known = own.filter((line) => line.marker === 'none');
  if (known.length > 0) return { is: 'changed', known };
  return { is: own.some((line) => line.marker === 'cert-authority') ? 'by-authority' : 'unknown' };
}

/** A name is either hashed as a whole or a list of patterns; `name` is in lower case. */
function matches(names: string, name: string): boolean {
  if (names.startsWith('|')) return matchesHash(names, name);
  return matchesPatterns(names.toLowerCase().split(','), name);
}

function matchesHash(names: string, name: string): boolean {
  const salt = Buffer.from(names.split('|')[2] ?? '', 'base64');
  return salt.length === SALT_BYTES && names === hashed(name, salt);
}

const hashed = (name: string, salt: Buffer): string =>
  `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;

/** A file that is not there holds no keys; one that cannot be read is a problem, or a revoked key would pass. */
export async function readKnownHosts(paths: readonly string[]): Promise<Result<KnownKey[]>> {
  const keys: KnownKey[] = [];
  for (const path of paths) {
    try {
      const bytes = await readFile(path);
      if (bytes.length > MOST_BYTES) return fail({ kind: 'file', path, detail: 'larger than 16 MiB' });
      keys.push(...parseKnownHosts(bytes.toString('latin1'), path));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') return fail({ kind: 'file', path, detail: String(error) });
    }
  }
  return ok(keys);
}

/**
 * Adds one line, hashed whatever HashKnownHosts says: that gives no host's name away, and ssh reads both. One write
 * with O_APPEND, so that two programs that add at once cannot mix their lines. `name` is as `knownName` makes it.
 */
export async function appendKnownHost(path: string, name: string, key: Buffer): Promise<Result<null>> {
  const line = `${hashed(name, randomBytes(SALT_BYTES))} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
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
