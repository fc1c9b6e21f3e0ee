import type { Duplex } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import type { Client } from 'ssh2';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Secrets } from '../transport.ts';
import { algorithmsFor } from './algorithms.ts';
import { fingerprint, judge, keyTypeOf, knownName, linesFor, type KnownKey } from './known-hosts.ts';
import { SignIn, type Hop, type KeyFiles } from './sign-in.ts';
import { unreachable } from './tcp.ts';

const KEEPALIVE_TRIES = 3;

/** All in seconds. */
export interface Timing {
  readonly connect: number;
  /** For the key exchange and the sign-in, once TCP stands. PAM may take its time to refuse. */
  readonly handshake: number;
  /** Between two signs of life; a connection counts as lost after three without an answer. */
  readonly keepalive: number;
}

export const TIMING: Timing = { connect: 10, handshake: 20, keepalive: 15 };

export interface Means {
  readonly secrets: Secrets;
  readonly keys: KeyFiles;
  readonly agent: string | null;
  readonly known: readonly KnownKey[];
  readonly timing: Timing;
}

/** One signed-in connection. */
export interface Connection {
  readonly client: Client;
  /** Why it ended, or null while it lives. */
  lost(): string | null;
}

/**
 * Key exchange, host key check and sign-in over a stream that is already connected. Nothing of ours is sent before the
 * host's key was found in known_hosts. On failure the stream is destroyed. `onKey` sees the key of the host first; it
 * is what accepting a key is made of.
 */
export async function signInTo(
  hop: Hop,
  stream: Duplex,
  means: Means,
  signal?: AbortSignal,
  onKey?: (key: Buffer) => void,
): Promise<Result<Connection>> {
  if (signal?.aborted) {
    stream.destroy();
    return fail({ kind: 'cancelled', what: `sign-in to ${hop.address}` });
  }
  const about = linesFor(means.known, hop.address, hop.port);
  const signIn = new SignIn(hop, means.secrets, means.keys, means.agent);
  let refusedKey: Problem | null = null;
  let lost: string | null = null;
  let firstError: SshError | null = null;

  const ssh = new NodeSSH();
  const connecting = ssh.connect({
    sock: stream,
    username: hop.user,
    algorithms: algorithmsFor(about),
    readyTimeout: means.timing.handshake * 1000,
    keepaliveInterval: means.timing.keepalive * 1000,
    keepaliveCountMax: KEEPALIVE_TRIES,
    // ssh2 accepts every key where this is missing.
    hostVerifier: (key: Buffer): boolean => {
      onKey?.(key);
      refusedKey = problemOfKey(hop, key, means.known);
      return refusedKey === null;
    },
    authHandler: (left, _partial, next) => void signIn.next(left).then(next as (method: unknown) => void),
  });
  const client = ssh.connection;
  if (!client) throw new Error('NodeSSH makes its connection before it waits');
  // Stays for the life of the connection: an error that nobody hears would end the program.
  client.on('error', (error: SshError) => {
    firstError ??= error;
    lost ??= error.message;
  });
  client.on('close', () => void (lost ??= 'the host closed the connection'));
  const cancel = (): void => void stream.destroy();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    await connecting;
    return ok({ client, lost: () => lost });
  } catch (error) {
    stream.destroy();
    if (signal?.aborted) return fail({ kind: 'cancelled', what: `sign-in to ${hop.address}` });
    return fail(refusedKey ?? signIn.problem ?? problemOfSignIn(hop, signIn, means.timing, firstError ?? (error as SshError)));
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

type SshError = Error & { readonly level?: string; readonly code?: unknown };

function problemOfKey(hop: Hop, key: Buffer, known: readonly KnownKey[]): Problem | null {
  const verdict = judge(known, hop.address, hop.port, key);
  const shown = { address: knownName(hop.address, hop.port), keyType: keyTypeOf(key), fingerprint: fingerprint(key) };
  switch (verdict.is) {
    case 'known':
      return null;
    case 'unknown':
      return { kind: 'host-key-unknown', ...shown };
    case 'revoked':
      return { kind: 'host-key-revoked', ...shown };
    case 'changed':
      return {
        kind: 'host-key-changed',
        ...shown,
        known: verdict.known.map((line) => ({ keyType: line.keyType, fingerprint: fingerprint(Buffer.from(line.key, 'base64')) })),
      };
  }
}

function problemOfSignIn(hop: Hop, signIn: SignIn, timing: Timing, error: SshError): Problem {
  if (error.level === 'agent' && /Failed to (connect|retrieve)/.test(error.message)) return { kind: 'agent-missing' };
  // sshd ends the connection after too many keys of an agent, without a list of methods.
  const refused =
    error.level === 'client-authentication' || error.level === 'agent' || (signIn.tried.length > 0 && typeof error.code === 'number');
  if (refused) return { kind: 'sign-in-refused', user: hop.user, address: hop.address, tried: signIn.tried, offered: signIn.offered };
  if (error.level === 'client-timeout')
    return {
      kind: 'unreachable',
      address: hop.address,
      port: hop.port,
      reason: 'timeout',
      detail: 'TCP connects, but ssh does not answer',
      seconds: timing.handshake,
    };
  if (/Connection lost before handshake|No response from server/.test(error.message)) {
    return {
      kind: 'unreachable',
      address: hop.address,
      port: hop.port,
      reason: 'reset',
      detail: 'the host closed the connection before sign-in',
    };
  }
  // ssh2 takes no more than RFC 4253 (6.1) asks for; the only longer one that a host sends here is its banner.
  const tooLong = error.message === 'Bad packet length';
  return unreachable(
    hop.address,
    hop.port,
    tooLong ? new Error('the host sent more than 35,000 bytes at once before sign-in: shorten the Banner in its sshd_config') : error,
  );
}
