import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { HostRow } from '../../../../shared/contract/contract.ts';
import type { CredentialRow } from '../../../../shared/contract/credentials.ts';
import { fail, ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { plural, when } from '../format.ts';
import { draftFrom, hostFlags, newDraft } from '../host-draft.ts';
import type { HostFlags } from '../host-draft.ts';
import { approve, hostOptions, selectionOf } from '../options.ts';
import type { Choose, HostOptions } from '../options.ts';
import { problemLines, shellWord } from '../problem-text.ts';
import { chosenHosts, oneCredential, oneHost } from '../select.ts';
import type { Cell } from '../style.ts';
import { hostLines, hostTable, wayTo } from '../views/hosts.ts';

export function registerHosts(program: Command, choose: Choose): Command {
  const hosts = program.command('hosts').description('the inventory: list, add, edit, remove, import');
  reading(hosts, choose);
  changing(hosts, choose);
  return hosts;
}

function reading(hosts: Command, choose: Choose): void {
  hostOptions(hosts.command('list', { isDefault: true }))
    .description('hosts and what their last scans said')
    .action((words: string[], options: HostOptions) => choose({ drive: false, verb: (cli) => listHosts(cli, words, options) }));
  hosts
    .command('show')
    .description('one host with its facts')
    .argument('<host>')
    .action((word: string) => choose({ drive: false, verb: withHost(word, showHost) }));
  hosts
    .command('packages')
    .description('what is installed on a host, as of its last scan')
    .argument('<host>')
    .argument('[search]', 'part of a name')
    .action((word: string, search: string | undefined) =>
      choose({ drive: false, verb: withHost(word, (cli, row) => showPackages(cli, row, search ?? '')) }),
    );
  hosts
    .command('changes')
    .description('what changed on a host from scan to scan')
    .argument('<host>')
    .action((word: string) => choose({ drive: false, verb: withHost(word, showChanges) }));
}

function changing(hosts: Command, choose: Choose): void {
  hostFlags(hosts.command('add').argument('<name>', 'how it is called here'))
    .description('add a host; nothing is sent to it yet')
    .option('--local', 'this computer, without SSH')
    .addHelpText(
      'after',
      '\nExamples:\n  patchbay hosts add web1 --address 192.0.2.10 --user admin\n  patchbay hosts add db1 --user root --key ~/.ssh/id_ed25519 --jump admin@gate.example:22 --tag shop --ring 0\n  patchbay hosts add win1 --winrm --user Administrator\n  patchbay hosts add laptop --local',
    )
    .action((name: string, flags: HostFlags) => choose({ drive: false, verb: (cli) => addHost(cli, name, flags) }));
  hostFlags(hosts.command('edit').argument('<host>'))
    .description('change what is given, leave the rest')
    .option('--name <name>', 'a new name')
    .action((word: string, flags: HostFlags & { name?: string }) =>
      choose({ drive: false, verb: withHost(word, (cli, row) => editHost(cli, row, flags)) }),
    );
  hosts
    .command('remove')
    .description('take hosts out of the inventory; their history stays')
    .argument('<hosts...>')
    .option('--yes', 'do not ask')
    .action((words: string[], flags: { yes?: boolean }) => choose({ drive: false, verb: (cli) => removeHosts(cli, words, flags.yes) }));
  hosts
    .command('restore')
    .description('undo a removal')
    .argument('<hosts...>', 'the names or ids that "remove" printed')
    .action((words: string[]) => choose({ drive: false, verb: (cli) => restoreHosts(cli, words) }));
  hosts
    .command('accept-key')
    .description('accept the key of a host at first contact: writes it to known_hosts')
    .argument('<host>')
    .option('--fingerprint <SHA256:...>', "as the host's console shows it; on a terminal it is shown and asked for")
    .addHelpText('after', "\nOn the host's console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub")
    .action((word: string, flags: { fingerprint?: string }) =>
      choose({ drive: false, verb: withHost(word, (cli, row) => acceptKey(cli, row, flags.fingerprint)) }),
    );
}

const withHost =
  (word: string, work: (cli: Cli, row: HostRow) => Promise<Result<Done>>) =>
  async (cli: Cli): Promise<Result<Done>> => {
    const row = await oneHost(cli, word);
    return row.ok ? work(cli, row.value) : row;
  };

async function listHosts(cli: Cli, words: readonly string[], options: HostOptions): Promise<Result<Done>> {
  const rows = await cli.call('hosts.list', {});
  if (!rows.ok) return rows;
  if (!rows.value.length)
    return done([], ['No host yet. "patchbay hosts import" reads ~/.ssh/config, "patchbay hosts add --help" shows the rest.']);
  const chosen = await chosenHosts(cli, selectionOf(words, options), true);
  return chosen.ok ? done(chosen.value, hostTable(cli, chosen.value)) : chosen;
}

async function showHost(cli: Cli, row: HostRow): Promise<Result<Done>> {
  const host = await cli.call('hosts.get', { id: row.host.id });
  return host.ok ? done(host.value, hostLines(cli, host.value)) : host;
}

async function showPackages(cli: Cli, row: HostRow, search: string): Promise<Result<Done>> {
  const packages = await cli.call('hosts.packages', { id: row.host.id, search });
  if (!packages.ok) return packages;
  const cells = packages.value.map((one): Cell[] => [
    one.name,
    one.version,
    one.arch,
    one.origin ?? 'no source lists it',
    one.held ? 'held' : '',
    one.healthy ? '' : cli.style.state('bad', 'Half installed'),
  ]);
  return done(packages.value, [
    ...cli.style.table(['Package', 'Version', 'Arch', 'From', '', ''], cells),
    '',
    plural(packages.value.length, 'package'),
  ]);
}

async function showChanges(cli: Cli, row: HostRow): Promise<Result<Done>> {
  const changes = await cli.call('hosts.history', { id: row.host.id });
  if (!changes.ok) return changes;
  return done(
    changes.value,
    changes.value.length ? changes.value.map((one) => `${when(one.at, cli.now)}  ${cli.style.cell(one.text)}`) : ['No change seen yet'],
  );
}

const absoluteKey = (flags: HostFlags): HostFlags => (flags.key === undefined ? flags : { ...flags, key: resolve(flags.key) });

/** undefined where none was named, null where it is taken away. */
async function credentialFrom(cli: Cli, { credential }: HostFlags): Promise<Result<CredentialRow | null | undefined>> {
  if (credential === undefined) return ok(undefined);
  return credential === 'none' ? ok(null) : oneCredential(cli, credential);
}

async function addHost(cli: Cli, name: string, flags: HostFlags): Promise<Result<Done>> {
  const info = await cli.call('app.info', {});
  if (!info.ok) return info;
  const credential = await credentialFrom(cli, flags);
  if (!credential.ok) return credential;
  const host = await cli.call('hosts.add', newDraft(name, absoluteKey(flags), info.value, credential.value ?? null));
  if (!host.ok) return host;
  return done(host.value, [
    cli.style.cell(`Added ${host.value.name}: ${wayTo(host.value)}, elevation ${host.value.elevation}, ring ${host.value.ring}`),
    `Next: patchbay scan ${shellWord(host.value.name)}`,
  ]);
}

async function editHost(cli: Cli, { host }: HostRow, flags: HostFlags & { name?: string }): Promise<Result<Done>> {
  const { id, createdAt: _unchanged, ...before } = host;
  const credential = await credentialFrom(cli, flags);
  if (!credential.ok) return credential;
  const credentialId = credential.value === undefined ? undefined : (credential.value?.id ?? null);
  const draft = { ...draftFrom(before, absoluteKey(flags), credentialId), name: flags.name ?? host.name };
  const edited = await cli.call('hosts.edit', { id, draft });
  return edited.ok
    ? done(edited.value, [
        cli.style.cell(`${edited.value.name}: ${wayTo(edited.value)}, elevation ${edited.value.elevation}, ring ${edited.value.ring}`),
      ])
    : edited;
}

async function removeHosts(cli: Cli, words: readonly string[], yes: boolean | undefined): Promise<Result<Done>> {
  const rows = await chosenHosts(cli, { words });
  if (!rows.ok) return rows;
  const names = rows.value.map((row) => row.host.name);
  const approved = await approve(cli, yes, `Remove ${names.join(', ')} from the inventory?`, 'removal');
  if (!approved.ok) return approved;
  const ids = rows.value.map((row) => row.host.id);
  const removed = await cli.call('hosts.remove', { ids });
  return removed.ok
    ? done({ ...removed.value, ids, names }, [
        `Removed ${plural(removed.value.removed, 'host')}`,
        `Undo: patchbay hosts restore ${ids.join(' ')}`,
      ])
    : removed;
}

/** A removed host is in no list any more; its removal is in the history, with its id. */
async function restoreHosts(cli: Cli, words: readonly string[]): Promise<Result<Done>> {
  const ids: string[] = [];
  for (const word of words) {
    const entries = await cli.call('history.list', { search: word, limit: 500 });
    if (!entries.ok) return entries;
    const removal = entries.value.find((entry) => entry.action === 'host.removed' && entry.hostName?.toLowerCase() === word.toLowerCase());
    const id = removal?.hostId ?? (/^[a-z0-9]{8,32}$/.test(word) ? word : null);
    if (id === null) return fail({ kind: 'not-found', what: `a removal of ${word}` });
    ids.push(id);
  }
  const restored = await cli.call('hosts.restore', { ids });
  return restored.ok ? done(restored.value, [`Restored ${plural(restored.value.restored, 'host')}`]) : restored;
}

async function acceptKey(cli: Cli, { host, scan }: HostRow, given: string | undefined): Promise<Result<Done>> {
  const fingerprint = given === undefined ? await askForKey(cli, host.name, scan.problem) : ok(given);
  if (!fingerprint.ok) return fingerprint;
  const accepted = await cli.call('hosts.acceptKey', { id: host.id, fingerprint: fingerprint.value });
  if (!accepted.ok) return accepted;
  return done({ host: host.name, fingerprint: fingerprint.value }, [
    cli.style.cell(`Accepted the key ${fingerprint.value} of ${host.name}`),
    `Next: patchbay scan ${shellWord(host.name)}`,
  ]);
}

async function askForKey(cli: Cli, name: string, problem: HostRow['scan']['problem']): Promise<Result<string>> {
  if (problem?.kind !== 'host-key-unknown')
    return fail({
      kind: 'conflict',
      detail: `No key of ${name} waits to be accepted`,
      next: `Scan it first: patchbay scan ${shellWord(name)}`,
    });
  if (cli.prompt) cli.explainOnTheWay((style) => problemLines(style, problem));
  const approved = await approve(cli, undefined, `Accept this key for ${name}?`, 'key');
  if (approved.ok) return ok(problem.fingerprint);
  return cli.prompt
    ? approved
    : fail({ kind: 'invalid-input', issues: [{ path: '--fingerprint', message: 'wanted where there is no terminal to ask on' }] });
}
