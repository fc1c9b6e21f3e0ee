import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { CallInput, CallOutput, ImportRow } from '../../../../shared/contract/contract.ts';
import { fail, ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { plural } from '../format.ts';
import { approve, list, whole } from '../options.ts';
import type { Choose } from '../options.ts';
import type { Cell, Style } from '../style.ts';

export interface ImportFlags {
  readonly only?: string[];
  readonly kind?: 'ssh-config' | 'ansible-ini' | 'ansible-yaml' | 'csv';
  readonly update?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly tag?: string[];
  readonly ring?: number;
}

/** What importing and discovering have in common: the choice of rows, and what new hosts get. */
export const importOptions = (command: Command): Command =>
  command
    .option('--only <aliases>', 'only these', list)
    .option('--tag <tag>', 'give the new hosts this tag; several: give it again', list)
    .option('--ring <number>', 'put the new hosts in this ring', whole(0, 9))
    .option('--dry-run', 'show what would be imported, add nothing')
    .option('--yes', 'do not ask; wanted where there is no terminal');

export function registerImport(hosts: Command, choose: Choose): void {
  importOptions(
    hosts
      .command('import')
      .description('hosts from an ssh_config, an Ansible inventory or a CSV; shows them and asks')
      .argument('[file]', 'default: ~/.ssh/config'),
  )
    .addOption(new Option('--kind <kind>', 'found out where it is not given').choices(['ssh-config', 'ansible-ini', 'ansible-yaml', 'csv']))
    .option('--update', 'give hosts that are there already what the file states, and nothing else')
    .addHelpText(
      'after',
      '\nExamples:\n  patchbay hosts import\n  patchbay hosts import customer.conf --only web1,web2 --yes\n  patchbay hosts import inventory/hosts.yml --dry-run\n  patchbay hosts import hosts.csv --update',
    )
    .action((file: string | undefined, flags: ImportFlags) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const source = { path: file === undefined ? null : resolve(file), ...(flags.kind && { kind: flags.kind }) };
          const preview = await cli.call('hosts.importPreview', source);
          return preview.ok ? takeRows(cli, source, preview.value, flags) : preview;
        },
      }),
    );
}

type Source = Omit<CallInput<'hosts.import'>, 'aliases'>;
type Shown = CallOutput<'hosts.importPreview'>;

/** Shows the rows, asks, and takes them: from a file, or from a subnet that was looked at. */
export async function takeRows(cli: Cli, source: Source, preview: Shown, flags: ImportFlags): Promise<Result<Done>> {
  const unknown = (flags.only ?? []).filter((alias) => !preview.rows.some((row) => row.alias === alias));
  if (unknown.length) return fail({ kind: 'not-found', what: `${unknown.join(', ')} in ${preview.path}` });
  const rows = preview.rows.filter((row) => !flags.only || flags.only.includes(row.alias));
  const update = flags.update ?? false;
  const [fresh, changed] = [rows.filter(isNew), update ? rows.filter((row) => row.changes.length > 0) : []];
  const what = [fresh.length ? `add ${plural(fresh.length, 'host')}` : '', changed.length ? `update ${plural(changed.length, 'host')}` : '']
    .filter(Boolean)
    .join(' and ');
  const shown = (style: Style): string[] => [...fileLines(style, preview), ...importTable(style, rows, update)];
  if (flags.dryRun) return done({ added: 0, updated: 0, ...preview, rows }, [...shown(cli.style), '', `Would ${what || 'change nothing'}`]);
  if (!what) return done({ added: 0, updated: 0, ...preview, rows }, [...shown(cli.style), '', 'No new host in this file']);
  if (!flags.yes) cli.explainOnTheWay(shown);
  const approved = await approve(cli, flags.yes, `${what[0]!.toUpperCase()}${what.slice(1)}?`, 'import');
  if (!approved.ok) return approved;
  const aliases = [...fresh, ...changed].map((row) => row.alias);
  const taken = await cli.call('hosts.import', { ...source, aliases, digest: preview.digest, ...(update && { update }) });
  if (!taken.ok) return taken;
  const labelled = await label(cli, fresh, flags);
  if (!labelled.ok) return labelled;
  const { added, updated } = taken.value;
  return done({ added, updated, path: preview.path, rows }, [
    ...importTable(cli.style, rows.filter((row) => row.notes.length), update), // prettier-ignore
    `Added ${plural(added, 'host')}${updated ? ` and updated ${plural(updated, 'host')}` : ''} from ${cli.style.cell(preview.path)}`,
    'Next: patchbay scan --all',
  ]);
}

/** Tags and ring for the hosts that have just been added, whatever kind of file they came from. */
async function label(cli: Cli, rows: readonly ImportRow[], { tag, ring }: ImportFlags): Promise<Result<null>> {
  if (tag === undefined && ring === undefined) return ok(null);
  const names = new Set(rows.map((row) => row.draft?.name));
  const all = await cli.call('hosts.list', {});
  if (!all.ok) return all;
  const ids = all.value.filter((row) => names.has(row.host.name)).map((row) => row.host.id);
  if (!ids.length) return ok(null);
  const edited = await cli.call('hosts.editMany', { ids, change: { ...(tag && { addTags: tag }), ...(ring !== undefined && { ring }) } });
  return edited.ok ? ok(null) : edited;
}

const isNew = (row: ImportRow): boolean => row.draft !== null && !row.alreadyThere;

const fileLines = (style: Style, { kind, encoding, notes }: Shown): string[] => [
  `Read as ${kind}, ${encoding}`,
  ...notes.map((note) => style.cell(note)),
];

function importTable(style: Style, rows: readonly ImportRow[], update: boolean): string[] {
  if (!rows.length) return [];
  const cells = rows.map((row): Cell[] => [
    String(row.line),
    row.alias,
    stateOf(style, row, update),
    row.draft ? `${row.draft.user}@${row.draft.address}:${row.draft.port}` : '',
    [row.changes.length ? `${update ? 'changes' : 'differs in'} ${row.changes.map(({ field }) => field).join(', ')}` : '', ...row.notes]
      .filter(Boolean)
      .join('; '),
  ]);
  return style.table(['>Line', 'Alias', 'State', 'Way', 'Notes'], cells);
}

function stateOf(style: Style, row: ImportRow, update: boolean): Cell {
  if (!row.draft) return style.state('bad', 'Not taken');
  if (!row.alreadyThere) return style.state('ok', 'New');
  return update && row.changes.length ? style.state('live', 'Update') : style.state('idle', 'There already');
}
