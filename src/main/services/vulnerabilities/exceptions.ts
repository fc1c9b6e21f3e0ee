import { randomUUID } from 'node:crypto';
import type { Exception, ExceptionDraft } from '../../../shared/domain/exception.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { exportVex } from '../../../shared/domain/vex/export-vex.ts';
import { importVex, type VexRow } from '../../../shared/domain/vex/import-vex.ts';
import type { FindingItem } from '../../store/store.ts';
import { changed, currentUser, type Context } from '../context.ts';
import { findingsOn } from './fleet.ts';

const WORDS = { 'not-applicable': 'Not applicable', accepted: 'Accepted', deferred: 'Deferred' } as const;
const what = (one: ExceptionDraft): string => [one.cve, one.source].filter((part) => part !== null).join(' in ');

const NOT_OVER = 'a day that is not over';
const invalid = (path: string, message: string): Result<never> => fail({ kind: 'invalid-input', issues: [{ path, message }] });

export async function addException(context: Context, draft: ExceptionDraft): Promise<Result<Exception>> {
  const added = await addExceptions(context, [draft]);
  if (!added.ok) return added;
  const [one] = added.value;
  if (!one) throw new Error('one draft makes one exception');
  return ok(one);
}

/** Puts exceptions on record, all or none, each with the date that its findings were due by until now. */
export async function addExceptions(context: Context, drafts: readonly ExceptionDraft[]): Promise<Result<Exception[]>> {
  const now = context.now();
  const wrong = drafts.map((draft) => faultOf(context, draft, now)).find((fault) => fault !== null);
  if (wrong) return wrong;
  const dues = await duesOf(context, drafts, now);
  const all = drafts.map((draft, n): Exception => ({
    ...draft,
    id: context.newId(),
    createdAt: now,
    originalDue: dues[n] ?? null,
    renewals: 0,
    endedAt: null,
  }));
  record(context, all, 'exception.added', (one) => `${WORDS[one.kind]} until ${one.expiresOn}: ${what(one)}. ${one.reason}`);
  return ok(all);
}

function faultOf({ store }: Context, draft: ExceptionDraft, now: string): Result<never> | null {
  if (draft.expiresOn < now.slice(0, 10)) return invalid('expiresOn', `${what(draft)}: ${NOT_OVER}`);
  const unknown = draft.hostIds.find((id) => !store.hosts.get(id));
  return unknown === undefined ? null : fail({ kind: 'not-found', what: `host ${unknown}` });
}

/** By draft, the earliest day that a finding it concerns was due by; undefined where none was. */
async function duesOf({ store }: Context, drafts: readonly ExceptionDraft[], now: string): Promise<(string | undefined)[]> {
  const byCve = Map.groupBy(drafts.entries(), ([, draft]) => draft.cve);
  const about = (item: Named) => [item.cve, null].flatMap((cve) => byCve.get(cve) ?? []).filter(([, draft]) => concerns(draft, item));
  const scope = drafts.every((draft) => draft.hostIds.length) ? [...new Set(drafts.flatMap((draft) => draft.hostIds))] : [];
  const dues: (string | undefined)[] = [];
  for (const { hostId, item, ranked } of await findingsOn(store, scope, now, (item) => about(item).length > 0)) {
    const due = ranked.due[0]?.due;
    if (!due) continue;
    for (const [n, { hostIds }] of about(item)) if ((!hostIds.length || hostIds.includes(hostId)) && due < (dues[n] ?? '9')) dues[n] = due;
  }
  return dues;
}

type Named = Pick<FindingItem, 'cve' | 'source'>;
const concerns = (draft: ExceptionDraft, item: Named): boolean =>
  (draft.cve === null || draft.cve === item.cve) && (draft.source === null || draft.source === item.source);

export function renewException(context: Context, id: string, expiresOn: string, reason: string): Result<Exception> {
  const open = findOpen(context, id);
  if (!open.ok) return open;
  if (expiresOn <= open.value.expiresOn) return invalid('expiresOn', `a day after ${open.value.expiresOn}`);
  if (expiresOn < context.now().slice(0, 10)) return invalid('expiresOn', NOT_OVER);
  const one = { ...open.value, expiresOn, renewals: open.value.renewals + 1 };
  record(context, [one], 'exception.renewed', () => `Renewed until ${expiresOn}, renewal ${one.renewals}: ${what(one)}. ${reason}`);
  return ok(one);
}

export function endException(context: Context, id: string, reason: string): Result<Exception> {
  const open = findOpen(context, id);
  if (!open.ok) return open;
  const one = { ...open.value, endedAt: context.now() };
  record(context, [one], 'exception.ended', () => `Ended: ${what(one)}. ${reason}`);
  return ok(one);
}

function findOpen(context: Context, id: string): Result<Exception> {
  const one = context.store.exceptions.list(false).find((other) => other.id === id);
  return one ? ok(one) : fail({ kind: 'not-found', what: `open exception ${id}` });
}

function record(context: Context, all: readonly Exception[], action: string, textOf: (one: Exception) => string): void {
  context.store.transaction(() => {
    for (const one of all) {
      const [hostId = null] = one.hostIds.length === 1 ? one.hostIds : [];
      context.store.exceptions.save(one);
      context.store.audit.append({ action, text: textOf(one), hostId, details: { ...one } });
    }
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
  if (vex.document) return ok({ text: `${JSON.stringify(vex.document, null, 2)}\n` });
  const named = new Map(all.map((one) => [one.id, what(one)]));
  const why = vex.leftOut.slice(0, 200).map(({ id, reason }) => `${named.get(id) ?? id}: ${reason}`);
  return fail({ kind: 'nothing-to-export', what: 'vex', why });
}

export function readVex(context: Context, text: string, owner: string, expiresOn: string): Result<VexRow[]> {
  const hostIds = context.store.hosts.list().map((host) => host.id);
  return importVex(text, { owner, expiresOn, hostIds });
}
