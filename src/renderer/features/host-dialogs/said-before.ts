import type { HostRow } from '../../../shared/contract/contract.ts';

/** What other hosts have in this field, for completion: each once, in order. Fields without words of their own have none. */
export function saidBefore(rows: readonly HostRow[], field: string): readonly string[] {
  if (field !== 'site' && field !== 'group' && field !== 'owner') return [];
  return [...new Set(rows.map((row) => row.host[field]))].filter(Boolean).sort((a, b) => a.localeCompare(b));
}
