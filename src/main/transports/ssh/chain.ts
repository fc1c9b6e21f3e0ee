import type { Duplex } from 'node:stream';
import { accountOf, type Host } from '../../../shared/domain/host.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { Limiter } from '../limiter.ts';
import { knownName } from '../known-hosts.ts';
import type { Watch } from '../transport.ts';
import { signInTo, type Connection, type HopWatch, type Means } from './connect.ts';
import type { Hop } from './sign-in.ts';
import { connectTcp } from '../tcp.ts';

/** sshd drops new connections at random from the tenth that has not signed in yet on (sshd_config(5), MaxStartups). */
const MOST_SIGN_INS = 6;
/** A peer that is gone does not answer a farewell. */
const FAREWELL_MS = 2000;

/** The way to a host: its jump hosts in order, then the host itself. */
export interface Chain {
  readonly last: Connection;
  close(): void;
}

/** Sign-ins that are under way, by address and port: many hosts may share one jump host. */
export type Doors = Map<string, Limiter>;

/** What a hop hides about the address itself; a host key or a secret of a hop is asked for in the hop's own name. */
const HOPS_OWN: ReadonlySet<Problem['kind']> = new Set(['unreachable', 'connection-lost']);

export function hopsOf(host: Host): Hop[] {
  const jumps = host.jumps.map((jump) => ({
    address: jump.address,
    port: jump.port,
    user: jump.user,
    signIn: jump.signIn ?? host.signIn,
    // Its own password is never mixed up with the host's.
    secretFor: jump.signIn ? accountOf(jump) : host.id,
  }));
  return [...jumps, { address: host.address, port: host.port, user: host.user, signIn: host.signIn, secretFor: host.id }];
}

export interface ChainWatch {
  /** Sees each hop's key before it is judged. */
  readonly onKey?: (hop: Hop, key: Buffer) => void;
  readonly onLayer?: Watch | undefined;
}

/** Signs in to every hop in order. On failure nothing stays open. */
export async function connectChain(
  hops: readonly Hop[],
  means: Means,
  doors: Doors,
  signal?: AbortSignal,
  watch: ChainWatch = {},
): Promise<Result<Chain>> {
  const open: Connection[] = [];
  for (const [index, hop] of hops.entries()) {
    const via = open.at(-1);
    const leave = await door(doors, hop).enter();
    const onLayer: HopWatch['onLayer'] = (layer, text) => watch.onLayer?.({ layer, hop: knownName(hop.address, hop.port), text });
    const stream = via
      ? await forward(via, hops[index - 1] as Hop, hop, means.timing.connect)
      : await connectTcp(hop.address, hop.port, means.timing.connect, signal, onLayer);
    if (via && stream.ok) onLayer('tcp', `port ${hop.port} answers, through the jump host`);
    const signedIn = stream.ok
      ? await signInTo(hop, stream.value, means, signal, { onKey: (key) => watch.onKey?.(hop, key), onLayer })
      : stream;
    leave();
    if (!signedIn.ok) {
      closeAll(open);
      const isJump = index < hops.length - 1;
      return fail(isJump && HOPS_OWN.has(signedIn.problem.kind) ? jumpFailed(hop, signedIn.problem) : signedIn.problem);
    }
    open.push(signedIn.value);
  }
  const last = open.at(-1);
  if (!last) throw new Error('a way to a host has at least one hop');
  return ok({ last, close: () => closeAll(open) });
}

function door(doors: Doors, hop: Hop): Limiter {
  const name = `${hop.address}:${hop.port}`;
  const found = doors.get(name) ?? new Limiter(MOST_SIGN_INS);
  doors.set(name, found);
  return found;
}

function forward(via: Connection, from: Hop, to: Hop, seconds: number): Promise<Result<Duplex>> {
  const failed = (because: string): Result<Duplex> =>
    fail({
      kind: 'jump-failed',
      hop: from.address,
      because: `cannot reach ${to.address} port ${to.port} (${because})`,
      next: 'Check the address as the jump host sees it, and that its sshd allows forwarding (AllowTcpForwarding).',
    });
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(failed(`no answer in ${seconds} s`)), seconds * 1000);
    const lost = via.lost();
    if (lost !== null) return resolve(failed(lost));
    via.client.forwardOut('127.0.0.1', 0, to.address, to.port, (error, channel) => {
      clearTimeout(timer);
      resolve(error ? failed(error.message) : ok(channel));
    });
  });
}

function jumpFailed(hop: Hop, problem: Problem): Problem {
  const because =
    problem.kind === 'unreachable'
      ? `${problem.reason === 'other' ? problem.detail : reasonInWords[problem.reason]}, port ${problem.port}`
      : 'connection lost';
  return { kind: 'jump-failed', hop: hop.address, because, next: 'Check that the jump host is on and answers, then retry.' };
}

const reasonInWords = {
  refused: 'connection refused',
  timeout: 'no answer',
  'no-route': 'no route',
  'no-name': 'name not found',
  reset: 'connection reset',
} as const;

function closeAll(connections: readonly Connection[]): void {
  for (const { client } of connections.toReversed()) {
    client.end();
    const timer = setTimeout(() => client.destroy(), FAREWELL_MS);
    timer.unref();
    client.once('close', () => clearTimeout(timer));
  }
}
