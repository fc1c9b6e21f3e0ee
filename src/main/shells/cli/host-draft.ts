import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { HostDraftInput } from '../../../shared/domain/host.ts';
import { list, whole } from './options.ts';

export interface SignInFlags {
  readonly agent?: boolean | undefined;
  readonly key?: string | undefined;
  readonly password?: boolean | undefined;
}

export interface HostFlags extends SignInFlags {
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  /** Name or id; "none" takes it away. */
  readonly credential?: string | undefined;
  readonly jump?: Jump[] | undefined;
  readonly elevation?: HostDraftInput['elevation'] | undefined;
  readonly transport?: 'ssh' | 'openssh' | 'winrm' | undefined;
  readonly winrm?: boolean | undefined;
  readonly https?: boolean | undefined;
  readonly tag?: string[] | undefined;
  readonly ring?: number | undefined;
  readonly notes?: string | undefined;
  readonly site?: string | undefined;
  readonly group?: string | undefined;
  readonly owner?: string | undefined;
  readonly exposed?: 'yes' | 'no' | 'unknown' | undefined;
  readonly criticality?: 'low' | 'medium' | 'high' | 'unknown' | undefined;
  readonly local?: boolean | undefined;
}
interface Jump {
  readonly user: string | null;
  readonly address: string;
  readonly port: number;
}

export const signInFlags = (command: Command): Command =>
  command
    .addOption(new Option('--agent', 'sign in by the SSH agent (the default)').conflicts(['key', 'password']))
    .addOption(new Option('--key <file>', 'sign in by this private key').conflicts(['password']))
    .option('--password', 'sign in by a password; it is asked for when it is needed, never given here');

export const hostFlags = (command: Command): Command =>
  signInFlags(command)
    .option('--address <address>', 'host name or IP address (default: the name)')
    .option('--port <number>', 'of sshd', whole(1, 65_535))
    .option('--user <name>', 'who signs in (default: who you are here)')
    .option('--credential <name>', 'sign in by this credential, in place of a user and way of its own; "none" takes it away')
    .option('--jump <user@host:port>', 'go through this host; several: in order; "none" takes them away', parseJump)
    .addOption(
      new Option('--elevation <how>', 'how administrator rights are gained (default: root for root, else sudo)').choices([
        'root',
        'sudo',
        'wrapper',
        'none',
      ]),
    )
    .addOption(
      new Option('--transport <how>', "ssh: Patchbay's own; openssh: the system's ssh, with its configuration; winrm: Windows").choices([
        'ssh',
        'openssh',
        'winrm',
      ]),
    )
    .option('--winrm', 'a Windows host over WinRM, port 5985, every message sealed; signs in by a password')
    .option('--https', 'WinRM in TLS, port 5986')
    .option('--no-https', 'WinRM without TLS, port 5985')
    .option('--tag <tag>', 'a word to find it by; several: give it again', list)
    .option('--ring <number>', 'hosts are patched ring after ring; 0 is the pilot', whole(0, 9))
    .option('--site <name>', 'the place or customer that it belongs to; "" for none')
    .option('--group <name>', 'the heading under which lists show it')
    .option('--owner <name>', 'who answers for it')
    .addOption(new Option('--exposed <answer>', 'whether it can be reached from the internet').choices(['yes', 'no', 'unknown']))
    .addOption(new Option('--criticality <level>', 'how much the business depends on it').choices(['low', 'medium', 'high', 'unknown']))
    .option('--notes <text>', 'for people');

/** [user@]address[:port]; an IPv6 address with a port stands in brackets. */
function parseJump(text: string, before: Jump[] = []): Jump[] {
  if (text === 'none') return [];
  const parts = /^(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*))(?::(\d+))?$/.exec(text);
  if (!parts) throw new InvalidArgumentError('user@host:port is wanted.');
  return [...before, { user: parts[1] ?? null, address: parts[2] ?? parts[3]!, port: Number(parts[4] ?? 22) }];
}

/** The flags over what is there already. Values are judged by the engine. */
export function draftFrom(before: HostDraftInput, flags: HostFlags, credentialId?: string | null): HostDraftInput {
  const user = flags.user ?? before.user;
  const winrm = flags.local ? null : winrmFrom(before, flags);
  return {
    ...before,
    user,
    credentialId: credentialId === undefined ? before.credentialId : credentialId,
    transport: flags.local ? 'local' : winrm ? 'winrm' : (flags.transport ?? before.transport),
    address: flags.address ?? before.address,
    port: flags.port ?? winrm?.port ?? before.port,
    ...(winrm && { https: winrm.https }),
    signIn: signInFrom(flags) ?? winrm?.signIn ?? before.signIn,
    jumps: flags.jump?.map((jump) => ({ ...jump, user: jump.user ?? user })) ?? before.jumps,
    elevation: flags.elevation ?? winrm?.elevation ?? before.elevation,
    tags: flags.tag ?? before.tags,
    ring: flags.ring ?? before.ring,
    notes: flags.notes ?? before.notes,
    site: flags.site ?? before.site,
    group: flags.group ?? before.group,
    owner: flags.owner ?? before.owner,
    exposed: flags.exposed === undefined ? before.exposed : flags.exposed === 'unknown' ? null : flags.exposed === 'yes',
    criticality: flags.criticality === undefined ? before.criticality : flags.criticality === 'unknown' ? null : flags.criticality,
  };
}

/** What goes with WinRM: its own port, a password, and an account that is an administrator already. null: it is not meant. */
function winrmFrom(before: HostDraftInput, flags: HostFlags): Pick<HostDraftInput, 'port' | 'signIn' | 'elevation' | 'https'> | null {
  const was = before.transport === 'winrm';
  const meant = flags.winrm || flags.transport === 'winrm' || flags.https === true || (was && flags.transport === undefined);
  if (!meant) return null;
  const https = flags.https ?? before.https ?? false;
  const changed = !was || https !== (before.https ?? false);
  const port = changed ? (https ? 5986 : 5985) : before.port;
  return { port, https, signIn: { by: 'password' }, elevation: was ? before.elevation : 'root' };
}

export function signInFrom(flags: SignInFlags): HostDraftInput['signIn'] | null {
  if (flags.key !== undefined) return { by: 'key', path: flags.key };
  if (flags.password) return { by: 'password' };
  return flags.agent ? { by: 'agent' } : null;
}

export function newDraft(
  name: string,
  flags: HostFlags,
  me: { user: string; isRoot: boolean },
  credential: { id: string; user: string } | null = null,
): HostDraftInput {
  const user = flags.user ?? credential?.user ?? me.user;
  const isRoot = flags.local ? me.isRoot : user === 'root';
  const local = flags.local ? { address: 'localhost' } : {};
  return draftFrom(
    { name, transport: 'ssh', address: name, user, signIn: { by: 'agent' }, elevation: isRoot ? 'root' : 'sudo', ...local },
    flags,
    credential?.id,
  );
}
