import type { NewsRow } from '../../../shared/contract/vulnerabilities.ts';
import type { KevRow } from '../../../shared/domain/vulnerability/rows.ts';
import type { Reader } from '../../store/store.ts';
import { placeOfCve } from './places.ts';
import type { z } from 'zod';

/** What became known, the newest first, with what is new since the last look. */
export function newsRows(store: Reader, query: { before: number | null; limit: number }): z.infer<typeof NewsRow>[] {
  const seen = store.news.seen();
  const news = store.news.list(query);
  const places = new Map(news.map(({ cve }) => [placeOfCve(cve).key, placeOfCve(cve)]));
  const inKev = new Set([...places.values()].flatMap((place) => (store.feeds.under('kev', place) as KevRow[]).map(({ cve }) => cve)));
  return news.map(({ severity, ...one }) => ({
    ...one,
    vendorSeverity: severity,
    kev: one.kev || inKev.has(one.cve),
    isNew: one.n > seen,
  }));
}
