import type { Duplex } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import type { Client } from 'ssh2';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Secrets, Seen } from '../transport.ts';
import { algorithmsFor } from './algorithms.ts';
import { fingerprint, judge, keyTypeOf, knownName, linesFor, type KnownKey } from '../known-hosts.ts';
import { KEEPALIVE_TRIES, type Timing } from '../timing.ts';
import { SignIn, type Ask, type Hop, type KeyFiles } from './sign-in.ts';
import { unreachable } from '../tcp.ts';

export interface Means {
  readonly secrets: Secrets;
  readonly keys: KeyFiles;
  readonly agent: string | null;
  readonly known: readonly KnownKey[];
  readonly timing: Timing;
  /** Puts a host's questions to a person. Missing: there is nobody to ask. */
  readonly ask?: Ask;
}

export interface HopWatch {
  readonly onKey: (key: Buffer) => void;
  readonly onLayer: (layer: Seen['layer'], text: string) => void;
}

/** One signed-in connection. */
export interface Connection {
  readonly client: Client;
  /** Why it ended, or null while it lives. */
  lost(): string | null;
}

/**
 * Key exchange, host key check and sign-in over a stream that is already connected. Nothing of ours is sent before the
 * host's key was found in known_hosts. On failure the stream is destroyed.
 */
export async function signInTo(
  hop: Hop,
  stream: Duplex,
  means: Means,
  signal: AbortSignal | undefined,
  watch: HopWatch,
): Promise<Result<Connection>> {
  const cancelled = fail({ kind: 'cancelled', what: `sign-in to ${hop.address}` });
  if (signal?.aborted) {
    stream.destroy();
    return cancelled;
  }
  const about = linesFor(means.known, hop.address, hop.port);
  const patience = new Patience(means.timing.handshake, () => stream.destroy());
  // While a person thinks, the host is not to blame for the time that goes by.
  const ask: Ask = async (questions) => {
    patience.end();
    const answers = (await means.ask?.(questions)) ?? null;
    if (answers) patience.begin();
    else stream.destroy();
    return answers;
  };
  const signIn = new SignIn(hop, means.secrets, means.keys, means.agent, ask);
  let refusedKey: Problem | null = null;
  let known = '';
  let lost: string | null = null;
  let firstError: SshError | null = null;

  const ssh = new NodeSSH();
  const connecting = ssh.connect({
    sock: stream,
    username: hop.user,
    algorithms: algorithmsFor(about),
    readyTimeout: 0,
    keepaliveInterval: means.timing.keepalive * 1000,
    keepaliveCountMax: KEEPALIVE_TRIES,
    // ssh2 accepts every key where this is missing.
    hostVerifier: (key: Buffer): boolean => {
      watch.onKey(key);
      refusedKey = problemOfKey(hop, key, means.known);
      known = `${keyTypeOf(key)} ${fingerprint(key)} is known`;
      return refusedKey === null;
    },
    authHandler: (left, partial, next) => void signIn.next(left, partial === true).then(next as (method: unknown) => void),
  });
  const client = ssh.connection;
  if (!client) throw new Error('NodeSSH makes its connection before it waits');
  watchLayers(client, stream, watch, () => known);
  // Stays for the life of the connection: an error that nobody hears would end the program.
  client.on('error', (error: SshError) => {
    firstError ??= error;
    lost ??= error.message;
  });
  client.on('close', () => void (lost ??= 'the host closed the connection'));
  const cancel = (): void => void stream.destroy();
  signal?.addEventListener('abort', cancel, { once: true });
  patience.begin();
  try {
    await connecting;
    watch.onLayer(
      'sign-in',
      `${hop.user} by ${signIn.tried.join(', then ')}${signIn.offered.length > 0 ? `; the host offers ${signIn.offered.join(', ')}` : ''}`,
    );
    return ok({ client, lost: () => lost });
  } catch (error) {
    stream.destroy();
    if (signal?.aborted) return cancelled;
    if (patience.isOver) return fail(silent(hop, means.timing));
    return fail(refusedKey ?? signIn.problem ?? problemOfSignIn(hop, signIn, firstError ?? (error as SshError)));
  } finally {
    patience.end();
    signal?.removeEventListener('abort', cancel);
  }
}

/** A time limit that can be put off. ssh2's own cannot. */
class Patience {
  isOver = false;
  readonly #seconds: number;
  readonly #giveUp: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(seconds: number, giveUp: () => void) {
    this.#seconds = seconds;
    this.#giveUp = giveUp;
  }

  begin(): void {
    this.end();
    this.#timer = setTimeout(() => {
      this.isOver = true;
      this.#giveUp();
    }, this.#seconds * 1000);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** A server says its version in the first line that begins with "SSH-" (RFC 4253, 4.2). */
function watchLayers(client: Client, stream: Duplex, watch: HopWatch, known: () => string): void {
  stream.once('data', (chunk: Buffer) => {
    const line = chunk
      .toString('latin1')
      .split('\n')
      .find((one) => one.startsWith('SSH-'));
    if (line) watch.onLayer('greeting', line.slice(0, 255).trim());
  });
  // ssh2 tells of the algorithms only once the key was taken.
  client.once('handshake', ({ kex, serverHostKey, cs }) => {
    watch.onLayer('algorithms', `${kex}, host key ${serverHostKey}, ${cs.cipher}`);
    watch.onLayer('host-key', known());
  });
}

const silent = (hop: Hop, timing: Timing): Problem => ({
  kind: 'unreachable',
  address: hop.address,
  port: hop.port,
  reason: 'timeout',
  detail: 'TCP connects, but ssh does not answer',
  seconds: timing.handshake,
});

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
    case 'by-authority':
      return {
        kind: 'needs-system-ssh',
        address: hop.address,
        why: `known_hosts has an authority for it (@cert-authority), and Patchbay's own SSH cannot check certificates`,
      };
    case 'changed':
      return {
        kind: 'host-key-changed',
        ...shown,
        known: verdict.known
          .slice(0, 50)
          .map(({ keyType, key, where }) => ({ keyType, fingerprint: fingerprint(Buffer.from(key, 'base64')), where })),
      };
  }
}

function problemOfSignIn(hop: Hop, signIn: SignIn, error: SshError): Problem {
  if (error.level === 'agent' && /Failed to (connect|retrieve)/.test(error.message)) return { kind: 'agent-missing' };
  // sshd ends the connection after too many keys of an agent, without a list of methods.
  const refused =
    error.level === 'client-authentication' || error.level === 'agent' || (signIn.tried.length > 0 && typeof error.code === 'number');
  if (refused) return { kind: 'sign-in-refused', user: hop.user, address: hop.address, tried: signIn.tried, offered: signIn.offered };
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
