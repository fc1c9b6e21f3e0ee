import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ImportRow } from '../../../../shared/contract/contract.ts';
import { fail, ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { plural } from '../format.ts';
import { draftFrom } from '../host-draft.ts';
import { approve, list, whole } from '../options.ts';
import type { Choose } from '../options.ts';
import type { Cell, Style } from '../style.ts';

interface ImportFlags {
  readonly only?: string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly tag?: string[];
  readonly ring?: number;
}

export function registerImport(hosts: Command, choose: Choose): void {
  hosts
    .command('import')
    .description('hosts from an OpenSSH client configuration; shows them and asks')
    .argument('[file]', 'default: ~/.ssh/config')
    .option('--only <aliases>', 'only these', list)
    .option('--tag <tag>', 'give the new hosts this tag; several: give it again', list)
    .option('--ring <number>', 'put the new hosts in this ring', whole(0, 9))
    .option('--dry-run', 'show what would be imported, add nothing')
    .option('--yes', 'do not ask; wanted where there is no terminal')
    .addHelpText('after', '\nExamples:\n  patchbay hosts import\n  patchbay hosts import customer.conf --only web1,web2 --yes')
    .action((file: string | undefined, flags: ImportFlags) =>
      choose({ drive: false, verb: (cli) => importHosts(cli, file === undefined ? null : resolve(file), flags) }),
    );
}

async function importHosts(cli: Cli, path: string | null, flags: ImportFlags): Promise<Result<Done>> {
  const preview = await cli.call('hosts.importPreview', { path });
  if (!preview.ok) return preview;
  const unknown = (flags.only ?? []).filter((alias) => !preview.value.rows.some((row) => row.alias === alias));
  if (unknown.length) return fail({ kind: 'not-found', what: `${unknown.join(', ')} in ${preview.value.path}` });
  const rows = preview.value.rows.filter((row) => !flags.only || flags.only.includes(row.alias));
  const aliases = rows.filter(isNew).map((row) => row.alias);
  if (flags.dryRun)
    return done({ added: 0, ...preview.value, rows }, [
      ...importTable(cli.style, rows),
      '',
      `${plural(aliases.length, 'host')} would be added`,
    ]);
  if (!aliases.length) return done({ added: 0, ...preview.value, rows }, [...importTable(cli.style, rows), '', 'No new host in this file']);
  if (!flags.yes) cli.explainOnTheWay((style) => importTable(style, rows));
  const approved = await approve(cli, flags.yes, `Add ${plural(aliases.length, 'host')} to the inventory?`, 'import');
  if (!approved.ok) return approved;
  const added = await cli.call('hosts.import', { path, aliases });
  if (!added.ok) return added;
  const labelled = await label(cli, rows.filter(isNew), flags);
  if (!labelled.ok) return labelled;
  return done({ added: added.value.added, path: preview.value.path, rows }, [
    ...importTable(
      cli.style,
      rows.filter((row) => row.notes.length),
    ),
    `Added ${plural(added.value.added, 'host')} from ${cli.style.cell(preview.value.path)}`,
    'Next: patchbay scan --all',
  ]);
}

/** An ssh_config knows no tags and no rings: they are set on the hosts that have just been added. */
async function label(cli: Cli, rows: readonly ImportRow[], { tag, ring }: ImportFlags): Promise<Result<null>> {
  if (tag === undefined && ring === undefined) return ok(null);
  const names = new Set(rows.map((row) => row.draft?.name));
  const all = await cli.call('hosts.list', {});
  if (!all.ok) return all;
  for (const { host } of all.value.filter((row) => names.has(row.host.name))) {
    const { id, createdAt: _unchanged, ...before } = host;
    const edited = await cli.call('hosts.edit', { id, draft: draftFrom(before, { tag, ring }) });
    if (!edited.ok) return edited;
  }
  return ok(null);
}

const isNew = (row: ImportRow): boolean => row.draft !== null && !row.alreadyThere;

function importTable(style: Style, rows: readonly ImportRow[]): string[] {
  if (!rows.length) return [];
  const cells = rows.map((row): Cell[] => [
    row.alias,
    row.alreadyThere ? style.state('idle', 'There already') : row.draft ? style.state('ok', 'New') : style.state('bad', 'Not taken'),
    row.draft ? `${row.draft.user}@${row.draft.address}:${row.draft.port}` : '',
    row.notes.join('; '),
  ]);
  return style.table(['Alias', 'State', 'Way', 'Notes'], cells);
}
