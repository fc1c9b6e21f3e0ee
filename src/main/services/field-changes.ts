import type { FieldChange } from '../../shared/contract/contract.ts';
import { HostDraft, type Host, type Jump } from '../../shared/domain/host.ts';

/** Whether a change would change anything: tags are a set, and a file cannot say how a jump host is signed in to. */
export function sameValue(field: keyof HostDraft, before: unknown, after: unknown): boolean {
  if (field === 'tags') return JSON.stringify((before as string[]).toSorted()) === JSON.stringify((after as string[]).toSorted());
  if (field === 'jumps' && (after as Jump[]).every((jump) => !jump.signIn && !jump.credentialId))
    return JSON.stringify((before as Jump[]).map(wayOf)) === JSON.stringify((after as Jump[]).map(wayOf));
  return JSON.stringify(before) === JSON.stringify(after);
}

const wayOf = ({ address, port, user }: Jump) => [address, port, user];

/** The host with one side of the changes, held against the schema: they may come from a caller. */
export function applyChanges(host: Host, changes: readonly FieldChange[], side: 'before' | 'after'): Host {
  const fields = Object.fromEntries(changes.map((change) => [change.field, change[side]]));
  return { ...host, ...HostDraft.parse({ ...host, ...fields }) };
}
