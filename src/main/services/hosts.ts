import type { CallInput, CallOutput } from '../../shared/contract/contract.ts';
import type { HostDraft } from '../../shared/domain/host.ts';
import type { Host } from '../../shared/domain/host.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';
import { busyHosts } from './host-rows.ts';
import { secretNames, withCredentials } from './way-in.ts';

export function findHost(context: Context, id: string): Result<Host> {
  const host = context.store.hosts.get(id);
  return host ? ok(host) : fail({ kind: 'not-found', what: `host ${id}` });
}

export function findHosts(context: Context, ids: readonly string[]): Result<Host[]> {
  const hosts = new Map(context.store.hosts.list().map((host) => [host.id, host]));
  const missing = ids.find((id) => !hosts.has(id));
  return missing === undefined ? ok([...new Set(ids)].map((id) => hosts.get(id)!)) : fail({ kind: 'not-found', what: `host ${missing}` });
}

export function addHost(context: Context, draft: HostDraft): Result<Host> {
  const wrong = nameTaken(context, draft.name, null) ?? credentialUnknown(context, draft);
  if (wrong) return wrong;
  const host: Host = { ...draft, id: context.newId(), createdAt: context.now() };
  context.store.transaction(() => {
    context.store.hosts.add(host);
    context.store.audit.append({ action: 'host.added', hostId: host.id, text: `${host.name} added`, details: { draft } });
  });
  changed(context, 'hosts', host.id);
  return ok(host);
}

export function editHost(context: Context, id: string, draft: HostDraft): Result<Host> {
  const found = findHost(context, id);
  if (!found.ok) return found;
  const wrong = nameTaken(context, draft.name, id) ?? credentialUnknown(context, draft);
  if (wrong) return wrong;
  const host: Host = { ...found.value, ...draft };
  context.store.transaction(() => {
    context.store.hosts.update(host);
    context.store.audit.append({
      action: 'host.edited',
      hostId: id,
      text: `${host.name} edited`,
      details: { before: found.value, after: draft },
    });
  });
  changed(context, 'hosts', id);
  return ok(host);
}

export function removeHosts(context: Context, ids: readonly string[]): Result<{ removed: number }> {
  const busy = busyHosts(context);
  const working = context.store.hosts.list().filter((host) => ids.includes(host.id) && busy.has(host.id));
  if (working.length)
    return fail({
      kind: 'conflict',
      detail: `A deployment works on ${working.map((host) => host.name).join(', ')}`,
      next: 'Wait until it has ended, or set the host aside as lost.',
    });
  const removed = context.store.transaction(() => {
    const count = context.store.hosts.remove(ids);
    context.store.audit.append({ action: 'hosts.removed', text: `${count} hosts removed; their history is kept`, details: { ids } });
    return count;
  });
  changed(context, 'hosts');
  return ok({ removed });
}

export function restoreHosts(context: Context, ids: readonly string[]): Result<{ restored: number }> {
  const restored = context.store.transaction(() => {
    const count = context.store.hosts.restore(ids);
    context.store.audit.append({ action: 'hosts.restored', text: `${count} hosts restored`, details: { ids } });
    return count;
  });
  changed(context, 'hosts');
  return ok({ restored });
}

function nameTaken(context: Context, name: string, except: string | null) {
  const other = context.store.hosts.list().find((host) => host.name === name && host.id !== except);
  return other ? fail({ kind: 'invalid-input', issues: [{ path: 'name', message: `${name} is in the inventory already` }] }) : null;
}

function credentialUnknown(context: Context, draft: HostDraft) {
  const used = [draft.credentialId, ...draft.jumps.map((jump) => jump.credentialId)];
  const gone = used.find((id) => id && !context.store.credentials.get(id));
  return gone ? fail({ kind: 'invalid-input', issues: [{ path: 'credentialId', message: 'this credential is not there' }] }) : null;
}

/** A secret goes to the hosts it was entered for, and nowhere else: a hop's own to that account, a passphrase to its key file. */
export function enterSecret(context: Context, input: CallInput<'hosts.enterSecret'>): Result<CallOutput<'hosts.enterSecret'>> {
  const found = findHosts(context, [input.id, ...(input.alsoFor ?? [])]);
  if (!found.ok) return found;
  for (const host of found.value) {
    const filled = withCredentials(context, host);
    if (!filled.ok) return filled;
    const names = secretNames(filled.value, input.secret, input.forWhat);
    if (!names.length && host.id === input.id) return fail({ kind: 'not-found', what: `a key on the way to ${host.name}` });
    for (const name of names) context.secrets.keep(input.secret, name, input.value);
  }
  context.store.audit.append({
    action: 'secret.entered',
    hostId: input.id,
    text: `${input.secret} entered, kept in memory only`,
    details: { alsoFor: found.value.slice(1).map((host) => host.name) },
  });
  return ok({});
}
