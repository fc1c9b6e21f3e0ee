import { createHash } from 'node:crypto';
import type { CallInput, CallOutput, FieldChange, ImportPreview, ImportRow, ImportSource } from '../../shared/contract/contract.ts';
import { HostDraft, type Host } from '../../shared/domain/host.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';
import { applyChanges, sameValue } from './field-changes.ts';
import type { Field, ReadRow } from './host-files/fields.ts';
import { readHosts } from './host-files/read.ts';

/** What a file or a pasted text would bring, row by row, before anything is taken. */
export async function previewImport(context: Context, source: ImportSource): Promise<Result<ImportPreview>> {
  const read = await readHosts(source);
  if (!read.ok) return read;
  const { path, kind, encoding, notes } = read.value;
  const rows = previewRows(context.store.hosts.list(), read.value.rows);
  return ok({ path, kind, encoding, notes: notes.slice(0, 100), rows, digest: digestOf(read.value.rows) });
}

/** Of what the file says, whatever is in the inventory by now. */
const digestOf = (rows: readonly ReadRow[]): string => createHash('sha256').update(JSON.stringify(rows)).digest('hex');

export function previewRows(hosts: readonly Host[], rows: readonly ReadRow[]): ImportRow[] {
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const byAddress = new Map(hosts.map((host) => [addressOf(host), host]));
  const names = new Map<string, number>();
  const taken = new Map<string, number>();
  return rows.map((row) => {
    const judged = judge(row, names);
    if (!judged.draft) return { ...judged, alreadyThere: false, sameAs: null, changes: [] };
    const named = byName.get(judged.draft.name);
    const host = named ?? byAddress.get(addressOf(judged.draft));
    if (!host) return { ...judged, alreadyThere: false, sameAs: null, changes: [] };
    const sameAs = { id: host.id, name: host.name, by: named ? ('name' as const) : ('address' as const) };
    const before = taken.get(host.id);
    taken.set(host.id, before ?? row.line);
    if (before !== undefined)
      return { ...judged, notes: [...judged.notes, `The same host as line ${before}.`], alreadyThere: true, sameAs, changes: [] };
    return { ...judged, alreadyThere: true, sameAs, changes: changesOf(host, judged.draft, row.states) };
  });
}

const addressOf = ({ transport, address, port, user }: Pick<HostDraft, 'transport' | 'address' | 'port' | 'user'>): string =>
  JSON.stringify([transport, address.toLowerCase(), port, user]);

/** The schema has the last word, and a name can be taken once. */
function judge(row: ReadRow, names: Map<string, number>): Pick<ImportRow, 'line' | 'alias' | 'draft' | 'notes'> {
  const { line, alias } = row;
  if (row.draft === null) return { line, alias, draft: null, notes: shortNotes(row.notes) };
  const parsed = HostDraft.safeParse(row.draft);
  const issues = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const before = parsed.success ? names.get(parsed.data.name) : undefined;
  if (parsed.success && before === undefined) names.set(parsed.data.name, line);
  const twice = before === undefined ? [] : [`The same name as line ${before}.`];
  const wrong = [...issues, ...twice];
  return { line, alias, draft: wrong.length ? null : (parsed.data ?? null), notes: shortNotes([...wrong, ...row.notes]) };
}

const shortNotes = (notes: readonly string[]): string[] => notes.slice(0, 20).map((note) => note.slice(0, 500));

/** Only what the file states; a file never renames a host. */
const changesOf = (host: Host, draft: HostDraft, states: readonly Field[]): FieldChange[] =>
  states
    .filter((field) => field !== 'name' && !sameValue(field, host[field], draft[field]))
    .map((field) => ({ field, before: host[field], after: draft[field] }));

const NONE_TAKEN = {
  kind: 'conflict',
  detail: 'None of the chosen hosts can be taken',
  next: 'Look at the notes of each row; hosts that are there already are left alone unless they are to be updated.',
} as const;

/** Adds the chosen hosts that are new and, where asked to, gives those that are there what the file states. */
export async function importHosts(
  context: Context,
  { aliases, update, digest, ...source }: CallInput<'hosts.import'>,
): Promise<Result<CallOutput<'hosts.import'>>> {
  const preview = await previewImport(context, source);
  if (!preview.ok) return preview;
  if (digest !== undefined && digest !== preview.value.digest)
    return fail({ kind: 'conflict', detail: 'The file is another one than was shown', next: 'Read it again and choose anew.' });
  const wanted = new Set(aliases);
  const chosen = preview.value.rows.filter((row) => row.draft !== null && wanted.has(row.alias));
  const added = chosen.flatMap((row): Host[] =>
    row.alreadyThere ? [] : [{ ...row.draft!, id: context.newId(), createdAt: context.now() }],
  );
  const updated = update ? chosen.filter((row) => row.changes.length > 0) : [];
  if (!added.length && !updated.length) return fail(NONE_TAKEN);
  context.store.transaction(() => {
    for (const host of added) context.store.hosts.add(host);
    for (const { sameAs, changes } of updated)
      context.store.hosts.update(applyChanges(context.store.hosts.get(sameAs!.id)!, changes, 'after'));
    context.store.audit.append({
      action: 'hosts.imported',
      text: `${added.length} hosts added and ${updated.length} updated from ${preview.value.path}`,
      details: {
        hosts: added.map((host) => host.name),
        updated: updated.map(({ sameAs, changes }) => ({ id: sameAs!.id, name: sameAs!.name, changes })),
      },
    });
  });
  changed(context, 'hosts');
  changed(context, 'history');
  return ok({ added: added.length, updated: updated.length });
}
