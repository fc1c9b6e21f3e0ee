import type { Host } from '../../../shared/domain/host.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fingerprint, readKnownHosts } from '../known-hosts.ts';
import type { Said } from './said.ts';

type Reason = Extract<Problem, { kind: 'unreachable' }>['reason'];
/** How ssh names the other end where a jump host or a ProxyCommand is in between. */
const THROUGH_PROXY = /UNKNOWN port 65535/;
/** strerror(3) in the C locale. */
const REASONS: readonly (readonly [RegExp, Reason])[] = [
  [/refused/i, 'refused'],
  [/timed out/i, 'timeout'],
  [/no route|unreachable/i, 'no-route'],
  [/reset|closed/i, 'reset'],
];

/** What kept ssh from signing in, from its own words. Pure but for the line of known_hosts that it names. */
export async function problemOf(host: Host, said: Said): Promise<Problem> {
  const text = said.words.join('\n');
  const problem = (await keyProblem(said, text)) ?? signInProblem(host, said, text) ?? networkProblem(host, text);
  if (!problem) return { kind: 'ssh-failed', address: host.address, lines: said.words.slice(-20) };
  return problem.kind === 'unreachable' && THROUGH_PROXY.test(text) ? jumpFailed(problem, text) : problem;
}

async function keyProblem(said: Said, text: string): Promise<Problem | null> {
  const shown = said.shown ?? { keyType: 'unknown', fingerprint: '' };
  const unknown = /^No \S+ host key is known for (\S+) and you have requested/m.exec(text);
  if (unknown) return { kind: 'host-key-unknown', address: unknown[1] ?? '', ...shown };
  const revoked = /^The \S+ host key for (\S+) is marked as revoked/m.exec(text);
  if (revoked) return { kind: 'host-key-revoked', address: revoked[1] ?? '', ...shown };
  const changed = /^Host key for (\S+) has changed and you have requested/m.exec(text);
  if (!changed) return null;
  const offending = /^Offending \S+ key in (.+):(\d+)$/m.exec(text);
  return {
    kind: 'host-key-changed',
    address: changed[1] ?? '',
    ...shown,
    known: offending ? await keyAt(offending[1] ?? '', `${offending[1]}:${offending[2]}`) : [],
  };
}

async function keyAt(file: string, where: string): Promise<Extract<Problem, { kind: 'host-key-changed' }>['known']> {
  const lines = await readKnownHosts([file]);
  return (lines.ok ? lines.value : [])
    .filter((line) => line.where === where)
    .map(({ keyType, key }) => ({ keyType, fingerprint: fingerprint(Buffer.from(key, 'base64')), where }));
}

function signInProblem(host: Host, said: Said, text: string): Problem | null {
  const denied = /^(?:(\S+)@(\S+): )?Permission denied \(([^)]*)\)/m.exec(text);
  if (!denied && !/Too many authentication failures/.test(text)) return null;
  const noAgent = host.signIn.by === 'agent' && !process.env['SSH_AUTH_SOCK'] && said.offered.includes('publickey');
  if (noAgent) return { kind: 'agent-missing' };
  return {
    kind: 'sign-in-refused',
    user: denied?.[1] ?? host.user,
    address: denied?.[2] ?? host.address,
    tried: [host.signIn.by === 'key' ? `publickey (${host.signIn.path})` : "what ssh's configuration names"],
    offered: denied ? (denied[3] ?? '').split(',') : said.offered,
  };
}

function networkProblem(host: Host, text: string): Problem | null {
  const at = (address: string, port: number, words: string): Problem => ({
    kind: 'unreachable',
    address,
    port,
    reason: REASONS.find(([pattern]) => pattern.test(words))?.[1] ?? 'other',
    detail: words,
  });
  const name = /Could not resolve hostname (\S+): (.*)$/m.exec(text);
  if (name) return { ...at(name[1] ?? '', host.port, name[2] ?? ''), reason: 'no-name' } as Problem;
  const connect = /connect to host (\S+) port (\d+): (.*)$/m.exec(text);
  if (connect) return at(connect[1] ?? '', Number(connect[2]), connect[3] ?? '');
  const forward = /channel \d+: open failed: (.*)$/m.exec(text);
  if (forward) return at(host.address, host.port, forward[1] ?? '');
  // Why a ProxyCommand ended, only its own words can say.
  if (THROUGH_PROXY.test(text)) return null;
  const ended =
    /(Connection timed out during banner exchange|Connection (?:to \S+ port \d+ )?timed out|kex_exchange_identification: .*|Connection (?:closed|reset) by .*|Timeout, server .*)$/m.exec(
      text,
    );
  return ended ? at(host.address, host.port, ended[1] ?? '') : null;
}

function jumpFailed(problem: Extract<Problem, { kind: 'unreachable' }>, text: string): Problem {
  const beyond = /stdio forwarding failed/.test(text);
  const where = `${problem.address} port ${problem.port}`;
  return {
    kind: 'jump-failed',
    hop: beyond ? 'in front of the host' : problem.address,
    because: beyond ? `cannot reach ${where} (${problem.detail})` : `${problem.detail}, port ${problem.port}`,
    next: 'Check that the jump host answers, and that it reaches the host and allows forwarding (AllowTcpForwarding).',
  };
}
