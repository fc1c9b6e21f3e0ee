import type { CallInput, CallOutput, FieldChange, HostChange, HostEdit } from '../../shared/contract/contract.ts';
import { HostDraft, type Host } from '../../shared/domain/host.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { changed, type Context } from './context.ts';
import { applyChanges, sameValue } from './field-changes.ts';
import { findHosts } from './hosts.ts';

/** One change for many hosts: all of them in one transaction and one entry of the record, or none. */
export const editMany = (context: Context, input: CallInput<'hosts.editMany'>): Result<CallOutput<'hosts.editMany'>> =>
  context.store.transaction(() => edit(context, input));

function edit(context: Context, { ids, change }: CallInput<'hosts.editMany'>): Result<CallOutput<'hosts.editMany'>> {
  const found = findHosts(context, ids);
  if (!found.ok) return found;
  const edits: HostEdit[] = [];
  for (const host of found.value) {
    const changes = changesFor(host, change);
    if (!changes.ok) return changes;
    if (changes.value.length) edits.push({ id: host.id, name: host.name, changes: changes.value });
  }
  if (!edits.length) return ok({ edits });
  const fields = [...new Set(edits.flatMap((edit) => edit.changes.map(({ field }) => field)))];
  write(context, edits, 'after', 'hosts.edited', `${edits.length} hosts edited: ${fields.join(', ')}`);
  return ok({ edits });
}

function changesFor(host: Host, { addTags = [], removeTags = [], ...fields }: HostChange): Result<FieldChange[]> {
  const gone = new Set(removeTags);
  const tags = [...new Set([...host.tags.filter((tag) => !gone.has(tag)), ...addTags])];
  const parsed = HostDraft.safeParse({ ...host, ...fields, tags });
  if (!parsed.success)
    return fail({
      kind: 'invalid-input',
      issues: parsed.error.issues.map((issue) => ({ path: `${host.name} ${issue.path.join('.')}`, message: issue.message })),
    });
  const touched = [...Object.keys(fields), 'tags'] as (keyof HostDraft)[];
  return ok(
    touched
      .filter((field) => !sameValue(field, host[field], parsed.data[field]))
      .map((field) => ({ field, before: host[field], after: parsed.data[field] })),
  );
}

/**
 * Takes edits back, field by field: one that somebody has changed since is left alone and named, so that undoing an
 * edit never undoes a later one.
 */
export const undoEdits = (context: Context, input: CallInput<'hosts.undoEdits'>): Result<CallOutput<'hosts.undoEdits'>> =>
  context.store.transaction(() => undo(context, input));

function undo(context: Context, { edits }: CallInput<'hosts.undoEdits'>): Result<CallOutput<'hosts.undoEdits'>> {
  const hosts = new Map(context.store.hosts.list().map((host) => [host.id, host]));
  const back: HostEdit[] = [];
  const left: CallOutput<'hosts.undoEdits'>['left'] = [];
  for (const { id, name, changes } of edits) {
    const host = hosts.get(id);
    const still = changes.filter(({ field, after }) => host && same(host[field], after));
    const others = changes.filter((change) => !still.includes(change)).map(({ field }) => field);
    if (others.length) left.push({ id, name, fields: others });
    if (!host || !still.length) continue;
    const fields = Object.fromEntries(still.map(({ field, before }) => [field, before]));
    if (!HostDraft.safeParse({ ...host, ...fields }).success)
      return fail({ kind: 'invalid-input', issues: [{ path: name, message: 'these are no values of a host' }] });
    back.push({ id, name, changes: still });
  }
  if (back.length) write(context, back, 'before', 'hosts.edit-undone', `edit of ${back.length} hosts undone`);
  return ok({ restored: back.length, left });
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function write(context: Context, edits: readonly HostEdit[], side: 'before' | 'after', action: string, text: string): void {
  for (const { id, changes } of edits) context.store.hosts.update(applyChanges(context.store.hosts.get(id)!, changes, side));
  context.store.audit.append({ action, text, details: { edits } });
  changed(context, 'hosts');
  changed(context, 'history');
}
