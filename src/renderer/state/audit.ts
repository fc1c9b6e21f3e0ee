import { create } from 'zustand';
import type { AuditVerdict } from '../../shared/contract/contract.ts';
import { act } from './notices.ts';

/** The chain is checked at the start and when somebody asks: reading all of it at every entry would cost too much. */
export const useAudit = create<{ verdict: AuditVerdict | null }>(() => ({ verdict: null }));

export async function verifyAudit(): Promise<AuditVerdict | null> {
  const verdict = await act('audit.verify', {});
  if (verdict) useAudit.setState({ verdict });
  return verdict;
}
