import { closeSync, openSync, readSync } from 'node:fs';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { BundleHeader, MAGIC, MAX_HEADER } from './bundle-format.ts';
import { fingerprintOf, isSigned, publicKey } from './bundle-key.ts';

export type Refusal = Extract<Problem, { kind: 'bundle-refused' }>;
export const refused = (path: string, reason: Refusal['reason'], detail = '', fingerprint: string | null = null): Result<never> =>
  fail({ kind: 'bundle-refused', path, reason, fingerprint, detail });

interface Head {
  readonly header: BundleHeader;
  readonly fingerprint: string;
  /** Where the files begin. */
  readonly from: number;
}

/** The header of a bundle, once its signature was checked; whose key it is, is for others to judge. */
export function readHead(path: string): Result<Head> {
  const start = firstBytes(path, MAX_HEADER + 1000);
  const ends = [0, 0, 0].reduce<number[]>((found) => [...found, start.indexOf(10, (found.at(-1) ?? -1) + 1)], []);
  const [first = -1, second = -1, third = -1] = ends;
  if (first !== MAGIC.length || start.toString('latin1', 0, first) !== MAGIC) return refused(path, 'no-bundle');
  if (second < 0 || third < second) return refused(path, 'altered', 'its header is cut off');
  const text = start.subarray(first + 1, second);
  const header = BundleHeader.safeParse(jsonOf(text));
  if (!header.success) return refused(path, 'altered', 'its header is not understood');
  const spki = Buffer.from(header.data.key, 'base64');
  const key = publicKey(spki);
  const signature = Buffer.from(start.toString('latin1', second + 1, third), 'base64');
  if (!key || !isSigned(text, signature, key)) return refused(path, 'altered', 'its signature does not fit');
  return ok({ header: header.data, fingerprint: fingerprintOf(spki), from: third + 1 });
}

function firstBytes(path: string, most: number): Buffer {
  const handle = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(most);
    return bytes.subarray(0, readSync(handle, bytes, 0, most, 0));
  } finally {
    closeSync(handle);
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return null;
  }
}
