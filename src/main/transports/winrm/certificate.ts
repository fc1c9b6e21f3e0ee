import { createHash, X509Certificate } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Socket } from 'node:net';
import { connect, getCACertificates, type TLSSocket } from 'node:tls';
import type { Problem } from '../../../shared/domain/problem.ts';
import { CERTIFICATE } from '../../../shared/domain/problem-windows.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { fingerprint, knownName } from '../known-hosts.ts';
import { unreachable } from '../tcp.ts';

/** TLS on a socket that is connected. Nothing is judged here, and nothing of ours is sent before `judgeCertificate` has. */
export function startTls(socket: Socket, address: string, port: number, seconds: number): Promise<Result<TLSSocket>> {
  return new Promise((resolve) => {
    const isName = !/^[\d.]+$|:/.test(address);
    const tls = connect({ socket, host: address, ...(isName && { servername: address }), ca: authorities(), rejectUnauthorized: false });
    const settle = (outcome: Result<TLSSocket>): void => {
      clearTimeout(timer);
      if (!outcome.ok) tls.destroy();
      resolve(outcome);
    };
    const failed = (error: Error): void => settle(fail({ ...unreachable(address, port, error), service: 'winrm' } as Problem));
    const timer = setTimeout(() => failed(new Error(`TCP connects, but TLS does not answer in ${seconds} s`)), seconds * 1000);
    tls.once('secureConnect', () => settle(ok(tls)));
    tls.on('error', failed);
  });
}

let trusted: readonly string[] | null = null;
/** Those that Node has and those of the system: a company's own authority is in the second. Read once. */
function authorities(): string[] {
  trusted ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return [...trusted];
}

/** The certificate that a host shows, and how it stands. */
export interface Shown {
  readonly fingerprint: string;
  /** For the first lines of a test: what vouches for it. */
  readonly text: string;
  readonly problem: Problem | null;
}

/** Trusted by an authority for this very name, else the one that was accepted before. A changed one is never taken by itself. */
export async function judgeCertificate(tls: TLSSocket, address: string, port: number, file: string): Promise<Result<Shown>> {
  const der = tls.getPeerCertificate().raw;
  if (!der) return fail({ kind: 'connection-lost', address, detail: 'TLS without a certificate' });
  const print = fingerprint(der);
  if (tls.authorized) return ok({ fingerprint: print, text: `Certificate ${print}, an authority vouches for it`, problem: null });
  const name = knownName(address, port);
  const known = await readPins(file, name);
  if (!known.ok) return known;
  if (known.value.some((pin) => pin.fingerprint === print))
    return ok({ fingerprint: print, text: `Certificate ${print} is known`, problem: null });
  const shown = { address: name, keyType: CERTIFICATE, fingerprint: print };
  const problem: Problem =
    known.value.length > 0
      ? { kind: 'host-key-changed', ...shown, known: known.value.slice(0, 50).map((pin) => ({ keyType: CERTIFICATE, ...pin })) }
      : { kind: 'host-key-unknown', ...shown };
  return ok({ fingerprint: print, text: print, problem });
}

/** RFC 5929, 4.1: by the hash of the certificate's own signature, SHA-256 where that is MD5 or SHA-1 (or names none). */
export function endPointHash(der: Buffer): Buffer {
  const algorithm = new X509Certificate(der).signatureAlgorithm ?? '';
  const stronger = /sha-?(384|512)/i.exec(algorithm)?.[1];
  return createHash(stronger ? `sha${stronger}` : 'sha256')
    .update(der)
    .digest();
}

interface Pin {
  readonly fingerprint: string;
  readonly where: string;
}
const MOST_BYTES = 4 * 1024 * 1024;

/** One line a host: its name as known_hosts would have it, a blank, the fingerprint. No file: none was accepted yet. */
async function readPins(file: string, name: string): Promise<Result<Pin[]>> {
  try {
    const text = await readFile(file, 'utf8');
    if (text.length > MOST_BYTES) return fail({ kind: 'file', path: file, detail: 'larger than 4 MiB' });
    const lines = text.split('\n').map((line, index) => ({ parts: line.trim().split(/\s+/), where: `${file}:${index + 1}` }));
    return ok(lines.flatMap(({ parts, where }) => (parts[0] === name && parts[1] ? [{ fingerprint: parts[1], where }] : [])));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok([]);
    return fail({ kind: 'file', path: file, detail: String(error) });
  }
}

export async function appendPin(file: string, address: string, port: number, print: string): Promise<Result<null>> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await appendFile(file, `${knownName(address, port)} ${print}\n`, { mode: 0o600, flush: true });
    return ok(null);
  } catch (error) {
    return fail({ kind: 'file', path: file, detail: String(error) });
  }
}
