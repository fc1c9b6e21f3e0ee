import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CredentialRow } from '../../../../shared/contract/credentials.ts';
import { SecretKind } from '../../../../shared/domain/credential.ts';
import type { SignIn } from '../../../../shared/domain/host.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { plural } from '../format.ts';
import { signInFrom, signInFlags } from '../host-draft.ts';
import type { SignInFlags } from '../host-draft.ts';
import { approve } from '../options.ts';
import type { Choose, Register } from '../options.ts';
import { secretOptions, wantSecret, withVault } from '../passphrase.ts';
import { shellWord } from '../problem-text.ts';
import { oneCredential } from '../select.ts';
import type { Cell } from '../style.ts';

interface Flags extends SignInFlags {
  readonly name?: string;
  readonly user?: string;
}
interface SecretFlags {
  readonly kind?: SecretKind;
  readonly secretFile?: string;
  readonly secretFd?: number;
}

export const registerCredentials: Register = (program, choose) => {
  const credentials = program.command('credentials').description('users and ways of signing in that hosts share');
  credentials
    .command('list', { isDefault: true })
    .description('credentials, what the vault holds for each, and how many hosts use it')
    .action(() => choose({ drive: false, verb: list }));
  changing(credentials, choose);
  secrets(credentials, choose);
};

function changing(credentials: Command, choose: Choose): void {
  signInFlags(credentials.command('add').argument('<name>'))
    .description('add one; its secrets are set or asked for later')
    .requiredOption('--user <name>', 'who signs in')
    .addHelpText('after', '\nExample:\n  patchbay credentials add shop --user deploy --password\n  patchbay credentials set-secret shop')
    .action((name: string, flags: Flags & { user: string }) => choose({ drive: false, verb: (cli) => add(cli, name, flags) }));
  signInFlags(credentials.command('edit').argument('<credential>'))
    .description('change what is given, leave the rest')
    .option('--name <name>', 'a new name')
    .option('--user <name>', 'who signs in')
    .action((word: string, flags: Flags) => choose({ drive: false, verb: withOne(word, (cli, one) => edit(cli, one, flags)) }));
  credentials
    .command('remove')
    .description('remove one and forget its secrets; refused while hosts use it')
    .argument('<credential>')
    .option('--instead <credential>', 'takes its place on the hosts that use it')
    .option('--yes', 'do not ask')
    .action((word: string, flags: { instead?: string; yes?: boolean }) =>
      choose({ drive: false, verb: withOne(word, (cli, one) => remove(cli, one, flags)) }),
    );
}

function secrets(credentials: Command, choose: Choose): void {
  const kind = (): Option => new Option('--kind <kind>', 'default: what its way of signing in asks for').choices(SecretKind.options);
  secretOptions(credentials.command('set-secret').argument('<credential>').addOption(kind()), 'secret', 'the secret')
    .description('put a secret into the vault; asked for on a terminal')
    .action((word: string, flags: SecretFlags) => choose({ drive: false, verb: withOne(word, (cli, one) => setSecret(cli, one, flags)) }));
  credentials
    .command('forget-secret')
    .description('take a secret out of the vault')
    .argument('<credential>')
    .addOption(kind())
    .action((word: string, flags: SecretFlags) =>
      choose({ drive: false, verb: withOne(word, (cli, one) => forgetSecret(cli, one, flags.kind ?? usual(one.signIn))) }),
    );
}

const withOne =
  (word: string, work: (cli: Cli, one: CredentialRow) => Promise<Result<Done>>) =>
  async (cli: Cli): Promise<Result<Done>> => {
    const found = await oneCredential(cli, word);
    return found.ok ? work(cli, found.value) : found;
  };

const by = (signIn: SignIn): string => (signIn.by === 'key' ? `key ${signIn.path}` : signIn.by);
const usual = (signIn: SignIn): SecretKind => (({ password: 'password', key: 'passphrase', agent: 'sudo-password' }) as const)[signIn.by];

async function list(cli: Cli): Promise<Result<Done>> {
  const rows = await cli.call('credentials.list', {});
  if (!rows.ok) return rows;
  if (!rows.value.length) return done([], ['No credential yet: patchbay credentials add --help']);
  const cells = rows.value.map((row): Cell[] => [
    row.name,
    row.user,
    by(row.signIn),
    row.holds.join(', ') || 'nothing',
    String(row.hosts.length),
  ]);
  return done(rows.value, cli.style.table(['Credential', 'User', 'Signs in by', 'Vault holds', '>Hosts'], cells));
}

async function add(cli: Cli, name: string, flags: Flags & { user: string }): Promise<Result<Done>> {
  const added = await cli.call('credentials.add', { name, user: flags.user, signIn: signInFrom(absolute(flags)) ?? { by: 'agent' } });
  if (!added.ok) return added;
  const word = shellWord(added.value.name);
  return done(added.value, [
    cli.style.cell(`Added ${added.value.name}: ${added.value.user} by ${by(added.value.signIn)}`),
    ...(added.value.signIn.by === 'agent' ? [] : [`Next: patchbay credentials set-secret ${word}`]),
    `Use it: patchbay hosts edit HOST --credential ${word}`,
  ]);
}

const absolute = (flags: Flags): Flags => (flags.key === undefined ? flags : { ...flags, key: resolve(flags.key) });

async function edit(cli: Cli, { id, ...before }: CredentialRow, flags: Flags): Promise<Result<Done>> {
  const draft = {
    name: flags.name ?? before.name,
    user: flags.user ?? before.user,
    signIn: signInFrom(absolute(flags)) ?? before.signIn,
  };
  const edited = await cli.call('credentials.edit', { id, draft });
  if (!edited.ok) return edited;
  const used = before.hosts.length ? `, used by ${plural(before.hosts.length, 'host')}` : '';
  return done(edited.value, [cli.style.cell(`${edited.value.name}: ${edited.value.user} by ${by(edited.value.signIn)}${used}`)]);
}

async function remove(cli: Cli, one: CredentialRow, flags: { instead?: string; yes?: boolean }): Promise<Result<Done>> {
  const other = flags.instead === undefined ? null : await oneCredential(cli, flags.instead);
  if (other && !other.ok) return other;
  const approved = await approve(cli, flags.yes, `Remove ${one.name} and forget its secrets?`, 'removal');
  if (!approved.ok) return approved;
  const removed = await withVault(cli, () => cli.call('credentials.remove', { id: one.id, instead: other?.value.id ?? null }));
  if (!removed.ok) return removed;
  const moved = removed.value.moved ? `; ${plural(removed.value.moved, 'host')} moved to ${other?.value.name}` : '';
  return done(removed.value, [cli.style.cell(`Removed ${one.name}${moved}`)]);
}

async function setSecret(cli: Cli, one: CredentialRow, flags: SecretFlags): Promise<Result<Done>> {
  const secret = flags.kind ?? usual(one.signIn);
  const status = await cli.call('vault.status', {});
  if (!status.ok) return status;
  const value = await wantSecret(cli, { file: flags.secretFile, fd: flags.secretFd }, `${secret} of ${one.name}:`, 'secret');
  if (!value.ok) return value;
  const set = await withVault(cli, () => cli.call('credentials.setSecret', { id: one.id, secret, value: value.value }));
  if (!set.ok) return set;
  // In memory it would be gone with this very command.
  const gone =
    status.value.mode === 'none' ? ['Kept in memory only, so it is forgotten now. To keep it: patchbay vault choose --help'] : [];
  return done({ credential: one.name, secret, kept: status.value.mode !== 'none' }, [
    cli.style.cell(`${secret} of ${one.name} set`),
    ...gone,
  ]);
}

async function forgetSecret(cli: Cli, one: CredentialRow, secret: SecretKind): Promise<Result<Done>> {
  const forgotten = await withVault(cli, () => cli.call('credentials.forgetSecret', { id: one.id, secret }));
  return forgotten.ok ? done({ credential: one.name, secret }, [cli.style.cell(`${secret} of ${one.name} forgotten`)]) : forgotten;
}
