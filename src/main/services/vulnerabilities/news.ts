import type { NewsRow } from '../../../shared/contract/vulnerabilities.ts';
import type { KevRow } from '../../../shared/domain/vulnerability/rows.ts';
import type { Reader } from '../../store/store.ts';
import { placeOfCve } from './places.ts';
import type { z } from 'zod';

/** What became known, the newest first, with what is new since the last look. */
export function newsRows(store: Reader, query: { before: number | null; limit: number }): z.infer<typeof NewsRow>[] {
  const seen = store.news.seen();
  const inKev = (cve: string): boolean => (store.feeds.under('kev', placeOfCve(cve)) as KevRow[]).some((row) => row.cve === cve);
  return store.news.list(query).map(({ severity, ...one }) => ({
    ...one,
    vendorSeverity: severity,
    kev: one.kev || inKev(one.cve),
    isNew: one.n > seen,
  }));
}
