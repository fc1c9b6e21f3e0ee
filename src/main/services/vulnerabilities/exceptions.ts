import { randomUUID } from 'node:crypto';
import type { Exception, ExceptionDraft } from '../../../shared/domain/exception.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { exportVex } from '../../../shared/domain/vex/export-vex.ts';
import { importVex, type VexRow } from '../../../shared/domain/vex/import-vex.ts';
import { changed, currentUser, type Context } from '../context.ts';
import { findingsOn } from './fleet.ts';

const WORDS = { 'not-applicable': 'Not applicable', accepted: 'Accepted', deferred: 'Deferred' } as const;
const what = (one: ExceptionDraft): string => [one.cve, one.source].filter((part) => part !== null).join(' in ');

/** Puts an exception on record, with the date that its findings were due by until now. */
export async function addException(context: Context, draft: ExceptionDraft): Promise<Result<Exception>> {
  const { store } = context;
  const now = context.now();
  if (draft.expiresOn < now.slice(0, 10))
    return fail({ kind: 'invalid-input', issues: [{ path: 'expiresOn', message: 'a day that is not over' }] });
  const unknown = draft.hostIds.find((id) => !store.hosts.get(id));
  if (unknown) return fail({ kind: 'not-found', what: `host ${unknown}` });
  const found = await findingsOn(store, draft.hostIds, now, (item) => concerns(draft, item));
  const dates = found.flatMap(({ ranked }) => ranked.due[0]?.due ?? []).sort();
  const one: Exception = { ...draft, id: context.newId(), createdAt: now, originalDue: dates[0] ?? null, renewals: 0, endedAt: null };
  record(context, one, 'exception.added', `${WORDS[one.kind]} until ${one.expiresOn}: ${what(one)}. ${one.reason}`);
  return ok(one);
}

const concerns = (draft: ExceptionDraft, item: { readonly cve: string; readonly source: string }): boolean =>
  (draft.cve === null || draft.cve === item.cve) && (draft.source === null || draft.source === item.source);

export function renewException(context: Context, id: string, expiresOn: string, reason: string): Result<Exception> {
  const open = findOpen(context, id);
  if (!open.ok) return open;
  if (expiresOn <= open.value.expiresOn)
    return fail({ kind: 'invalid-input', issues: [{ path: 'expiresOn', message: `a day after ${open.value.expiresOn}` }] });
  const one = { ...open.value, expiresOn, renewals: open.value.renewals + 1 };
  record(context, one, 'exception.renewed', `Renewed until ${expiresOn}, the ${one.renewals}. time: ${what(one)}. ${reason}`);
  return ok(one);
}

export function endException(context: Context, id: string, reason: string): Result<Exception> {
  const open = findOpen(context, id);
  if (!open.ok) return open;
  const one = { ...open.value, endedAt: context.now() };
  record(context, one, 'exception.ended', `Ended: ${what(one)}. ${reason}`);
  return ok(one);
}

function findOpen(context: Context, id: string): Result<Exception> {
  const one = context.store.exceptions.list(false).find((other) => other.id === id);
  return one ? ok(one) : fail({ kind: 'not-found', what: `open exception ${id}` });
}

function record(context: Context, one: Exception, action: string, text: string): void {
  const [hostId = null] = one.hostIds.length === 1 ? one.hostIds : [];
  context.store.transaction(() => {
    context.store.exceptions.save(one);
    context.store.audit.append({ action, text, hostId, details: { ...one } });
  });
  changed(context, 'exceptions');
  changed(context, 'findings');
  changed(context, 'history');
}

/** OpenVEX of the exceptions that hold today; what it cannot say is said by the problem where nothing is left. */
export async function vexText(context: Context, patchbayVersion: string): Promise<Result<{ text: string }>> {
  const { store } = context;
  const at = context.now();
  const all = store.exceptions.list(false);
  const found = await findingsOn(store, [], at, (item) => all.some((one) => one.cve === null && concerns(one, item)));
  const cvesOf = (one: Exception): string[] => [
    ...new Set(
      found
        .filter(({ item, hostId }) => concerns(one, item) && (!one.hostIds.length || one.hostIds.includes(hostId)))
        .map(({ item }) => item.cve),
    ),
  ];
  const vex = exportVex(all, cvesOf, { uuid: randomUUID(), at, author: currentUser(), patchbayVersion });
  if (!vex) return fail({ kind: 'nothing-to-do' });
  return ok({ text: `${JSON.stringify(vex.document, null, 2)}\n` });
}

export function readVex(context: Context, text: string, owner: string, expiresOn: string): Result<VexRow[]> {
  const hostIds = context.store.hosts.list().map((host) => host.id);
  return importVex(text, { owner, expiresOn, hostIds });
}
