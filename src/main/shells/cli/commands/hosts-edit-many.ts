import { InvalidArgumentError, type Command } from 'commander';
import type { HostChange, HostEdit } from '../../../../shared/contract/contract.ts';
import { fail, type Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { plural } from '../format.ts';
import { approve, hostOptions, list, selectionOf } from '../options.ts';
import type { Choose, HostOptions } from '../options.ts';
import { chosenHosts } from '../select.ts';
import type { Cell, Style } from '../style.ts';

interface EditFlags extends HostOptions {
  readonly set?: HostChange;
  readonly addTag?: string[];
  readonly removeTag?: string[];
  readonly yes?: boolean;
}

export function registerEditMany(hosts: Command, choose: Choose): void {
  hostOptions(hosts.command('edit-many'))
    .description('one change for many hosts')
    .option('--set <field=value>', 'site, group, owner, exposed, criticality, ring, elevation or notes; several: give it again', setting)
    .option('--add-tag <tag>', 'several: give it again', list)
    .option('--remove-tag <tag>', 'several: give it again', list)
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  patchbay hosts edit-many "web*" --set owner="Kim Ng" --set exposed=yes --add-tag front\n  patchbay hosts edit-many --site Kiel --set site=Berlin\nUndo: patchbay hosts undo-edit',
    )
    .action((words: string[], flags: EditFlags) => choose({ drive: false, verb: (cli) => editMany(cli, words, flags) }));
  hosts
    .command('undo-edit')
    .description('take the newest change of many hosts back; what was changed since stays')
    .action(() => choose({ drive: false, verb: undoEdit }));
}

const FIELDS = ['site', 'group', 'owner', 'exposed', 'criticality', 'ring', 'elevation', 'notes'] as const;

/** field=value; "unknown" is no answer yet. Values are judged by the engine. */
function setting(text: string, before: HostChange = {}): HostChange {
  const [, name = '', value = ''] = /^([a-z]+)=(.*)$/s.exec(text) ?? [];
  const field = FIELDS.find((one) => one === name);
  if (!field) throw new InvalidArgumentError(`One of ${FIELDS.map((one) => `${one}=...`).join(', ')} is wanted.`);
  return { ...before, [field]: valueOf(field, value) };
}

function valueOf(field: (typeof FIELDS)[number], value: string): unknown {
  if (field === 'ring') return Number(value);
  if (field !== 'exposed' && field !== 'criticality') return value;
  if (value === 'unknown') return null;
  return field === 'criticality' ? value : value === 'yes' ? true : value === 'no' ? false : value;
}

async function editMany(cli: Cli, words: readonly string[], flags: EditFlags): Promise<Result<Done>> {
  const change = { ...flags.set, ...(flags.addTag && { addTags: flags.addTag }), ...(flags.removeTag && { removeTags: flags.removeTag }) };
  if (!Object.keys(change).length)
    return fail({ kind: 'invalid-input', issues: [{ path: '--set', message: 'say what is to be changed' }] });
  const rows = await chosenHosts(cli, selectionOf(words, flags));
  if (!rows.ok) return rows;
  const names = rows.value.map((row) => row.host.name);
  const approved = await approve(cli, flags.yes, `Change ${Object.keys(change).join(', ')} of ${names.join(', ')}?`, 'change');
  if (!approved.ok) return approved;
  const edited = await cli.call('hosts.editMany', { ids: rows.value.map((row) => row.host.id), change });
  if (!edited.ok) return edited;
  const { edits } = edited.value;
  if (!edits.length) return done(edited.value, ['Nothing to change: all of them are so already']);
  return done(edited.value, [...editTable(cli.style, edits), `Changed ${plural(edits.length, 'host')}`, 'Undo: patchbay hosts undo-edit']);
}

const shown = (value: unknown): string => {
  if (value === null) return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.join(' ') || 'none';
  return typeof value === 'string' || typeof value === 'number' ? String(value) || 'none' : JSON.stringify(value);
};

function editTable(style: Style, edits: readonly HostEdit[]): string[] {
  const cells = edits.flatMap(({ name, changes }) =>
    changes.map(({ field, before, after }): Cell[] => [name, field, shown(before), shown(after)]),
  );
  return style.table(['Host', 'Field', 'Before', 'After'], cells);
}

/** The record holds what each host had before. */
async function undoEdit(cli: Cli): Promise<Result<Done>> {
  const entries = await cli.call('history.list', { search: 'hosts.edit', limit: 500 });
  if (!entries.ok) return entries;
  const newest = entries.value.find((entry) => entry.action === 'hosts.edited' || entry.action === 'hosts.edit-undone');
  if (newest?.action !== 'hosts.edited')
    return fail({ kind: 'conflict', detail: 'There is no change of many hosts to take back', next: 'The newest one has been taken back already, or there is none.' }); // prettier-ignore
  const undone = await cli.call('hosts.undoEdits', { edits: newest.details['edits'] as HostEdit[] });
  if (!undone.ok) return undone;
  const { restored, left } = undone.value;
  return done(undone.value, [
    `Took the change back on ${plural(restored, 'host')}`,
    ...left.map(({ name, fields }) => cli.style.cell(`${name} keeps ${fields.join(', ')}: changed since, or the host was removed`)),
  ]);
}
