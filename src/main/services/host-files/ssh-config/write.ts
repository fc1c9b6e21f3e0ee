import type { Host, Jump, SignIn } from '../../../../shared/domain/host.ts';
import { unusedName, type Written } from '../written.ts';

/**
 * A client configuration for OpenSSH (ssh_config(5)). Jump hosts stand in "Match originalhost" blocks: they hold for ssh,
 * and are no hosts of their own to whoever lists the names.
 */
export function writeSshConfig(hosts: readonly Host[]): Written {
  const notes: string[] = [];
  const used = new Set(hosts.map((host) => host.name));
  const jumps = new Map<string, { readonly alias: string; readonly jump: Jump }>();
  const blocks = hosts.flatMap((host) => {
    const wrong = unsayable(host);
    if (wrong !== null) {
      notes.push(`${host.name} was left out: ${wrong}.`);
      return [];
    }
    const hops = host.jumps.map((jump) => {
      const full = { ...jump, signIn: jump.signIn ?? host.signIn };
      const key = JSON.stringify([full.address, full.port, full.user, full.signIn]);
      const known = jumps.get(key) ?? { alias: unusedName(`jump-${jumps.size + 1}`, used), jump: full };
      jumps.set(key, known);
      return known.alias;
    });
    return [[`Host ${host.name}`, ...settings(host), ...(hops.length ? [`  ProxyJump ${hops.join(',')}`] : [])].join('\n')];
  });
  const matches = [...jumps.values()].map(({ alias, jump }) =>
    [`Match originalhost ${alias}`, ...settings(jump), '  ProxyJump none'].join('\n'),
  );
  if (hosts.length) notes.push('An ssh_config has no site, group, owner, exposure, criticality, tags, ring, notes and elevation.');
  return { text: `${[...blocks, ...matches].join('\n\n')}\n`, notes };
}

function settings({ address, port, user, signIn }: Pick<Jump, 'address' | 'port' | 'user' | 'signIn'>): string[] {
  return [`  HostName ${percent(address)}`, `  Port ${port}`, `  User ${user}`, ...identity(signIn)];
}

const percent = (text: string): string => text.replaceAll('%', '%%');

function identity(signIn: SignIn | undefined): string[] {
  if (signIn?.by === 'password') return ['  PubkeyAuthentication no'];
  return signIn?.by === 'key' ? [`  IdentityFile ${quoted(percent(signIn.path))}`] : [];
}

const quoted = (text: string): string => (/\s/.test(text) ? `"${text}"` : text);

/** What has no place in a line of ssh_config, or means something else there. */
function unsayable(host: Host): string | null {
  const ways = [host, ...host.jumps];
  if (host.transport === 'local') return 'this computer is not reached by ssh';
  if (host.transport === 'winrm') return 'a Windows host is reached by WinRM, not by ssh';
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/.test(host.name)) return 'its name cannot be an alias';
  if (ways.some(({ user }) => user.includes('\\'))) return 'ssh reads the backslash of its user otherwise';
  if (ways.some(({ signIn }) => signIn?.by === 'key' && /["'\\$#]|[\p{C}]|^[\s~]|\s$|^none$/iu.test(signIn.path)))
    return 'the path of its key cannot be written';
  return null;
}
