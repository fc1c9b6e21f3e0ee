import { setImmediate } from 'node:timers/promises';
import type { AuditVerdict } from '../../shared/contract/contract.ts';
import type { Reader } from '../store/store.ts';

/** Entries that are checked in one go: a few milliseconds' worth. The chain only ever grows. */
const AT_ONCE = 500;

export async function verifyAudit(store: Pick<Reader, 'audit'>): Promise<AuditVerdict> {
  let walk = store.audit.check(null, AT_ONCE);
  while (!walk.isOver) {
    await setImmediate();
    walk = store.audit.check(walk, AT_ONCE);
  }
  return walk.verdict;
}
