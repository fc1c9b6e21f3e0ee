import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../../shared/domain/host.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { KEEPALIVE_TRIES, type Timing } from '../timing.ts';

/** The person's own configuration first, then the system's, as ssh reads them. */
export const usualConfigs = (): string[] => [join(homedir(), '.ssh', 'config'), '/etc/ssh/ssh_config'];

/**
 * What `ssh -F` is given: our own lines, which win because ssh takes the first value of each keyword, and behind them
 * the configuration as it is. A file, as ssh hands it on to the `ssh` of its jump hosts, which command-line options do
 * not reach (ssh.c, ProxyJump). `more` goes before everything.
 */
export function configText(host: Host, timing: Timing, include: readonly string[], more: readonly string[] = []): Result<string> {
  const secret = [host.signIn, ...host.jumps.map((jump) => jump.signIn)].some((one) => one?.by === 'password');
  if (secret)
    return unusable(
      host,
      "No password is handed to the system's ssh: sign in by the agent or a key, or reach the host by Patchbay's own SSH.",
    );
  const identities = identityLines(host);
  const paths = [...include, ...identities];
  if (paths.some((line) => /[\u0000-\u001f\u007f]/.test(line))) return unusable(host, 'A path holds control characters.');
  const lines = [
    ...more,
    'BatchMode yes',
    'StrictHostKeyChecking yes',
    'UpdateHostKeys no',
    'LogLevel DEBUG1',
    `ConnectTimeout ${timing.connect}`,
    'ConnectionAttempts 1',
    `ServerAliveInterval ${Math.ceil(timing.keepalive)}`,
    `ServerAliveCountMax ${KEEPALIVE_TRIES}`,
    'ControlMaster no',
    'ControlPath none',
    'ControlPersist no',
    'RemoteCommand none',
    'RequestTTY no',
    'PermitLocalCommand no',
    'ForwardAgent no',
    'ForwardX11 no',
    'ClearAllForwardings yes',
    'Tunnel no',
    'VisualHostKey no',
    ...identities,
    ...include.map((path) => `Include ${quoted(path)}`),
    '',
  ];
  return ok(lines.join('\n'));
}

const unusable = (host: Host, why: string): Result<never> => fail({ kind: 'ssh-failed', address: host.address, lines: [why] });

/** A hop without means of its own is signed in to as the host is. */
function identityLines(host: Host): string[] {
  const identity = (path: string): string[] => [`IdentityFile ${quoted(path.replaceAll('%', '%%'))}`, 'IdentitiesOnly yes'];
  const hostKey = host.signIn.by === 'key' ? identity(host.signIn.path) : [];
  if (host.jumps.every((jump) => jump.signIn === undefined)) return hostKey;
  const hops = [...host.jumps, host].map((hop) => ({ address: hop.address, signIn: hop.signIn ?? host.signIn }));
  const blocks = hops.flatMap(({ address, signIn }) =>
    signIn.by === 'key' ? [`Match originalhost ${address}`, ...identity(signIn.path)] : [],
  );
  return [...blocks, 'Match all'];
}

/** As ssh splits its lines (misc.c, argv_split). */
const quoted = (path: string): string => `"${path.replace(/["\\]/g, '\\$&')}"`;

/** Where and as whom. Port 22 is left out, so that the configuration of an alias can say another. */
export function destination(host: Host): string[] {
  const name = (address: string): string => (address.includes(':') ? `[${address}]` : address);
  const jumps = host.jumps.map((jump) => `${jump.user}@${name(jump.address)}:${jump.port}`).join(',');
  return [
    '-T',
    '-l',
    host.user,
    ...(host.port === 22 ? [] : ['-p', String(host.port)]),
    ...(jumps ? ['-J', jumps] : []),
    '--',
    host.address,
  ];
}
