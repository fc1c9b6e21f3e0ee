import { Argument } from 'commander';
import type { VaultStatus } from '../../../../shared/contract/credentials.ts';
import type { VaultMode } from '../../../../shared/domain/credential.ts';
import { fail } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { plural } from '../format.ts';
import { approve } from '../options.ts';
import type { Register } from '../options.ts';
import { secretOptions, unlockVault, wantNewPassphrase, wantSecret, withVault } from '../passphrase.ts';
import { problemLines } from '../problem-text.ts';
import { pairs } from '../views/hosts.ts';

interface NewPassphrase {
  readonly newPassphraseFile?: string;
  readonly newPassphraseFd?: number;
}
const source = (flags: NewPassphrase) => ({ file: flags.newPassphraseFile, fd: flags.newPassphraseFd });

export const registerVault: Register = (program, choose) => {
  const vault = program.command('vault').description('where the secrets of credentials are kept: status, choose, lock');
  vault
    .command('status', { isDefault: true })
    .description('how it is sealed, whether it is locked, what it holds')
    .action(() => choose({ drive: false, verb: showStatus }));
  const choosing = vault.command('choose').addArgument(new Argument('<mode>').choices(['key-store', 'passphrase', 'none']));
  secretOptions(choosing, 'new-passphrase', 'the passphrase that seals it')
    .description('where secrets are kept from now on; they move along')
    .addHelpText(
      'after',
      "\nkey-store: sealed by the system's key store; a passphrase may be given as the second way in.\npassphrase: sealed by a passphrase.\nnone: in memory only; asked for each time.",
    )
    .action((mode: VaultMode, flags: NewPassphrase) => choose({ drive: false, verb: (cli) => chooseMode(cli, mode, flags) }));
  vault
    .command('unlock')
    .description('try the passphrase, or end a lock by hand; a command line is open for itself only')
    .action(() => choose({ drive: false, verb: unlock }));
  vault
    .command('lock')
    .description('lock it in every window and command that uses this data folder')
    .action(() => choose({ drive: false, verb: lock }));
  secretOptions(vault.command('change-passphrase'), 'new-passphrase', 'the new passphrase')
    .description('another passphrase; the old one then opens nothing')
    .action((flags: NewPassphrase) => choose({ drive: false, verb: (cli) => changePassphrase(cli, flags) }));
  vault
    .command('start-anew')
    .description('set an unusable vault aside; begin with its backup, or with nothing')
    .addArgument(new Argument('<from>').choices(['backup', 'empty']))
    .option('--yes', 'do not ask')
    .action((from: 'backup' | 'empty', flags: { yes?: boolean }) =>
      choose({ drive: false, verb: (cli) => startAnew(cli, from, flags.yes) }),
    );
};

const MODES: Readonly<Record<VaultMode, string>> = {
  'key-store': "sealed by the system's key store",
  passphrase: 'sealed by a passphrase',
  none: 'in memory only; asked for each time',
};

async function showStatus(cli: Cli): Promise<Result<Done>> {
  const status = await cli.call('vault.status', {});
  return status.ok
    ? done(status.value, statusLines(cli, status.value), status.value.problem ? exitCodeOf(status.value.problem) : 0)
    : status;
}

function statusLines(cli: Cli, status: VaultStatus): string[] {
  if (status.problem) return problemLines(cli.style, status.problem);
  const second = status.mode === 'key-store' && status.hasPassphrase ? ', and by a passphrase' : '';
  const lock = status.mode === 'none' ? 'nothing to lock' : status.locked ? 'locked' : 'unlocked';
  return pairs(cli, [
    ['secrets', `${MODES[status.mode]}${second}`],
    ['now', lock],
    ['holds', plural(status.holds, 'secret')],
    ['key store', status.keyStore.available ? 'can be used' : `cannot be used: ${status.keyStore.why}`],
    ['auto-lock', status.autoLockMinutes ? `${status.autoLockMinutes} min without use` : 'never'],
  ]);
}

async function chooseMode(cli: Cli, mode: VaultMode, flags: NewPassphrase): Promise<Result<Done>> {
  const passphrase =
    mode === 'none' ? { ok: true as const, value: null } : await wantNewPassphrase(cli, source(flags), mode === 'key-store');
  if (!passphrase.ok) return passphrase;
  const chosen = await withVault(cli, () => cli.call('vault.choose', { mode, passphrase: passphrase.value }));
  return chosen.ok ? showStatus(cli) : chosen;
}

async function unlock(cli: Cli): Promise<Result<Done>> {
  const status = await cli.call('vault.status', {});
  if (!status.ok) return status;
  if (status.value.problem) return fail(status.value.problem);
  if (status.value.mode === 'none') return done({ unlocked: false }, ['There is no vault: secrets are in memory only']);
  const by = status.value.mode;
  const opened = await unlockVault(cli, { kind: 'vault-locked', by });
  if (!opened.ok) return opened;
  // Without a passphrase and without a terminal the key store alone is left to ask.
  if (!opened.value && by === 'passphrase') return fail({ kind: 'vault-locked', by });
  const asked = opened.value ? opened : await cli.call('vault.unlock', {});
  return asked.ok ? done({ unlocked: true }, ['The vault opens. Windows ask for themselves.']) : asked;
}

async function lock(cli: Cli): Promise<Result<Done>> {
  const locked = await cli.call('vault.lock', {});
  return locked.ok ? done({ locked: true }, ['Locked, in every window and command that uses this data folder']) : locked;
}

async function changePassphrase(cli: Cli, flags: NewPassphrase): Promise<Result<Done>> {
  const given = cli.passphrase();
  if (!given.ok) return given;
  const current =
    given.value === null ? await wantSecret(cli, {}, 'Passphrase of the vault:', 'passphrase') : { ...given, value: given.value };
  if (!current.ok) return current;
  const next = await wantNewPassphrase(cli, source(flags), false);
  if (!next.ok) return next;
  const changed = await cli.call('vault.changePassphrase', { current: current.value, next: next.value ?? '' });
  return changed.ok ? done({ changed: true }, ['Changed. The old passphrase opens nothing any more.']) : changed;
}

async function startAnew(cli: Cli, from: 'backup' | 'empty', yes: boolean | undefined): Promise<Result<Done>> {
  const what = from === 'backup' ? 'Set the vault aside and restore its backup?' : 'Set the vault aside and begin with an empty one?';
  const approved = await approve(cli, yes, what, 'new start');
  if (!approved.ok) return approved;
  const started = await cli.call('vault.startAnew', { from });
  if (!started.ok) return started;
  const { setAside } = started.value;
  return done(started.value, [
    setAside === null ? 'There was no vault to set aside' : cli.style.cell(`The vault is now ${setAside}`),
    from === 'backup' ? 'Its backup is in its place' : 'Secrets are in memory only. Next: patchbay vault choose',
  ]);
}
