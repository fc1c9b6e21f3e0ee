import type { CredentialRow } from '../../shared/contract/credentials.ts';
import type { Credential, CredentialDraft, SecretKind } from '../../shared/domain/credential.ts';
import type { Host } from '../../shared/domain/host.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';

const uses = (host: Host, id: string): boolean => host.credentialId === id || host.jumps.some((jump) => jump.credentialId === id);

export function listCredentials(context: Context): CredentialRow[] {
  const [hosts, holds] = [context.store.hosts.list(), context.vault.holds()];
  return context.store.credentials.list().map((credential) => ({
    ...credential,
    holds: holds[credential.id] ?? [],
    hosts: hosts.filter((host) => uses(host, credential.id)).map(({ id, name }) => ({ id, name })),
  }));
}

function findCredential(context: Context, id: string): Result<Credential> {
  const credential = context.store.credentials.get(id);
  return credential ? ok(credential) : fail({ kind: 'not-found', what: `credential ${id}` });
}

/** As the table's unique index judges it: the case of ASCII letters is no difference (sqlite.org/datatype3.html, NOCASE). */
function nameTaken(context: Context, name: string, except: string | null) {
  const folded = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const other = context.store.credentials.list().find((one) => folded(one.name) === folded(name) && one.id !== except);
  return other ? fail({ kind: 'invalid-input', issues: [{ path: 'name', message: `${name} is there already` }] }) : null;
}

export function addCredential(context: Context, draft: CredentialDraft): Result<Credential> {
  const taken = nameTaken(context, draft.name, null);
  if (taken) return taken;
  const credential: Credential = { ...draft, id: context.newId(), createdAt: context.now() };
  context.store.transaction(() => {
    context.store.credentials.add(credential);
    context.store.audit.append({
      action: 'credential.added',
      text: `Credential ${draft.name} added`,
      details: { id: credential.id, draft },
    });
  });
  tell(context, credential.id);
  return ok(credential);
}

export function editCredential(context: Context, id: string, draft: CredentialDraft): Result<Credential> {
  const found = findCredential(context, id);
  if (!found.ok) return found;
  const taken = nameTaken(context, draft.name, id);
  if (taken) return taken;
  const credential: Credential = { ...found.value, ...draft };
  context.store.transaction(() => {
    context.store.credentials.update(credential);
    context.store.audit.append({
      action: 'credential.edited',
      text: `Credential ${draft.name} edited`,
      details: { before: found.value, after: draft },
    });
  });
  tell(context, id);
  return ok(credential);
}

/** Its secrets go first: a sudden end in between leaves a credential that asks, and never a secret that belongs to nobody. */
export async function removeCredential(context: Context, id: string, instead: string | null): Promise<Result<{ moved: number }>> {
  const found = findCredential(context, id);
  if (!found.ok) return found;
  const other = instead === null ? null : findCredential(context, instead);
  if (other && !other.ok) return other;
  if (instead === id) return fail({ kind: 'invalid-input', issues: [{ path: 'instead', message: 'another credential is wanted' }] });
  const inUse = refusal(context, found.value, instead);
  if (inUse) return inUse;
  const forgotten = context.vault.holds()[id] ? await context.vault.forgetAll(id) : ok(null);
  if (!forgotten.ok) return forgotten;
  // Looked at once more: a host may have been given to it meanwhile.
  const removed = context.store.transaction(() => refusal(context, found.value, instead) ?? removeNow(context, found.value, instead));
  tell(context, id);
  if (removed.ok && removed.value.moved) changed(context, 'hosts');
  return removed;
}

function refusal(context: Context, { id, name }: Credential, instead: string | null) {
  const users = context.store.hosts.list().filter((host) => uses(host, id));
  if (!users.length || instead !== null) return null;
  const names = users.map((host) => host.name);
  const more = names.length > 10 ? ` and ${names.length - 10} more` : '';
  return fail({
    kind: 'conflict',
    detail: `${name} is used by ${names.slice(0, 10).join(', ')}${more}`,
    next: 'Give these hosts another credential first, or name the one that takes its place.',
  });
}

function removeNow(context: Context, { id, name }: Credential, instead: string | null): Result<{ moved: number }> {
  const swap = (one: string | null | undefined) => (one === id ? instead : one);
  const users = context.store.hosts.list().filter((host) => uses(host, id));
  for (const host of users)
    context.store.hosts.update({
      ...host,
      credentialId: swap(host.credentialId) ?? null,
      jumps: host.jumps.map((jump) => ({ ...jump, credentialId: swap(jump.credentialId) })),
    });
  context.store.credentials.remove(id);
  const details = { id, instead, hosts: users.map((host) => host.name) };
  context.store.audit.append({ action: 'credential.removed', text: `Credential ${name} removed`, details });
  return ok({ moved: users.length });
}

/** `value` null forgets it. The audit log has that it was done, and never what. */
export async function setCredentialSecret(
  context: Context,
  { id, secret, value }: { readonly id: string; readonly secret: SecretKind; readonly value: string | null },
): Promise<Result<Record<string, never>>> {
  const found = findCredential(context, id);
  if (!found.ok) return found;
  const done = await context.vault.set(id, secret, value);
  if (!done.ok) return done;
  const word = value === null ? 'forgotten' : 'set';
  context.store.audit.append({
    action: `credential.secret-${word}`,
    text: `${secret} of ${found.value.name} ${word}`,
    details: { id, kind: secret },
  });
  tell(context, id);
  return ok({});
}

function tell(context: Context, id: string): void {
  changed(context, 'credentials', id);
  changed(context, 'history');
}
