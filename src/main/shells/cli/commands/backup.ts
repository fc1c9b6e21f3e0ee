import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { BackupContents } from '../../../../shared/contract/backups.ts';
import { ok, type Result } from '../../../../shared/domain/result.ts';
import { isSealed } from '../../../services/backup/sealed-file.ts';
import { restoreNow } from '../../../services/backup/backup.ts';
import { onDisk } from '../../../services/feed-folder.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { bytes, count, plural, when } from '../format.ts';
import { approve } from '../options.ts';
import type { Register } from '../options.ts';
import { secretOptions, wantNewSecret, wantSecret } from '../passphrase.ts';
import { pairs } from '../views/hosts.ts';

interface Flags {
  readonly backupPassphraseFile?: string;
  readonly backupPassphraseFd?: number;
  readonly yes?: boolean;
}
const source = (flags: Flags) => ({ file: flags.backupPassphraseFile, fd: flags.backupPassphraseFd });
const sealed = (command: Command): Command => secretOptions(command, 'backup-passphrase', 'the passphrase that seals the backup');

export const registerBackup: Register = (program, choose) => {
  const backup = program.command('backup').description('the database as one sealed file: make, check, restore; and the daily copies');
  backup
    .command('list', { isDefault: true })
    .description('the daily copies that lie beside the database')
    .action(() => choose({ drive: false, verb: list }));
  sealed(backup.command('make').argument('<file>', 'a file to write'))
    .description('the database as it is now, packed and sealed by a passphrase')
    .addHelpText(
      'after',
      '\nThe format is age\'s: "age -d FILE | gunzip > patchbay.sqlite" opens it without Patchbay. Secrets of credentials are not in it.',
    )
    .action((file: string, flags: Flags) => choose({ drive: false, verb: (cli) => make(cli, file, flags) }));
  sealed(backup.command('check').argument('<file>', 'a backup'))
    .description('unpack it and look whether it could be restored')
    .action((file: string, flags: Flags) => choose({ drive: false, verb: (cli) => check(cli, file, flags) }));
  sealed(backup.command('restore').argument('<file>', 'a backup, sealed or a daily copy'))
    .description('put it in the place of the database, which is kept; also where the database is damaged')
    .option('--yes', 'do not ask')
    .action((file: string, flags: Flags) =>
      choose({ drive: null, verb: (cli) => restore(cli, program.opts<{ data: string }>().data, file, flags) }),
    );
};

async function list(cli: Cli): Promise<Result<Done>> {
  const copies = await cli.call('backup.list', {});
  if (!copies.ok) return copies;
  const lines = copies.value.map(({ path, at, bytes: size }) => `${when(at, cli.now)}  ${bytes(size)}  ${path}`);
  return done(copies.value, lines.length ? lines : ['No daily copy yet: the first is made at a start of the next day.']);
}

async function make(cli: Cli, file: string, flags: Flags): Promise<Result<Done>> {
  const passphrase = await wantNewSecret(cli, source(flags), 'Passphrase of the backup:', 'backup-passphrase');
  if (!passphrase.ok) return passphrase;
  const made = await cli.call('backup.make', { path: resolve(file), passphrase: passphrase.value });
  return made.ok ? done(made.value, contents(cli, made.value)) : made;
}

async function check(cli: Cli, file: string, flags: Flags): Promise<Result<Done>> {
  const passphrase = await passphraseOf(cli, file, flags);
  if (!passphrase.ok) return passphrase;
  const checked = await cli.call('backup.check', { path: resolve(file), passphrase: passphrase.value });
  return checked.ok ? done(checked.value, ['It can be restored.', ...contents(cli, checked.value)]) : checked;
}

async function restore(cli: Cli, dataFolder: string, file: string, flags: Flags): Promise<Result<Done>> {
  const passphrase = await passphraseOf(cli, file, flags);
  if (!passphrase.ok) return passphrase;
  const approved = await approve(cli, flags.yes, `Put ${file} in the place of the database in ${dataFolder}?`, 'restore');
  if (!approved.ok) return approved;
  const restored = await restoreNow(dataFolder, { path: resolve(file), passphrase: passphrase.value });
  return restored.ok
    ? done(restored.value, ['Restored. The database before it lies among the backups.', ...contents(cli, restored.value)])
    : restored;
}

/** Asked for where the file is a sealed one. */
async function passphraseOf(cli: Cli, file: string, flags: Flags): Promise<Result<string | null>> {
  const wants = await onDisk(file, async () => ok(await isSealed(resolve(file))));
  if (!wants.ok) return wants;
  return wants.value ? wantSecret(cli, source(flags), 'Passphrase of the backup:', 'backup-passphrase') : ok(null);
}

const contents = (cli: Cli, { path, bytes: size, hosts, entries, newestEntryAt, head }: BackupContents): string[] =>
  pairs(cli, [
    ['file', `${path}, ${bytes(size)}`],
    ['holds', `${plural(hosts, 'host')}, ${count(entries)} entries of history`],
    ['newest entry', newestEntryAt ? when(newestEntryAt, cli.now) : 'none'],
    ['audit chain', `whole, head ${head.slice(0, 16)}`],
  ]);
