import { setImmediate } from 'node:timers/promises';
import type { Host } from '../../../shared/domain/host.ts';
import { rank, type Intelligence, type Ranked } from '../../../shared/domain/ranking/rank.ts';
import { DUE_RULES, type DueRule } from '../../../shared/domain/ranking/rules.ts';
import type { CveRecordRow, EpssRow, KevRow } from '../../../shared/domain/vulnerability/rows.ts';
import type { FindingItem, Reader } from '../../store/store.ts';
import { placeOfCve } from './places.ts';

/** Places that are unpacked in one go: a few milliseconds' worth. */
const AT_ONCE = 20;

/** What is known of these CVEs beside what the distribution says. Only they are kept of all that is stored. */
export async function intelligenceOf(store: Reader, cves: ReadonlySet<string>): Promise<Intelligence> {
  const kev = new Map<string, KevRow>();
  const epss = new Map<string, EpssRow>();
  const records = new Map<string, CveRecordRow>();
  const places = new Map([...cves].map((cve) => [placeOfCve(cve).key, placeOfCve(cve)]));
  let unpacked = 0;
  for (const place of places.values()) {
    if ((unpacked += 1) % AT_ONCE === 0) await setImmediate();
    for (const row of store.feeds.under('kev', place) as KevRow[]) if (cves.has(row.cve)) kev.set(row.cve, row);
    for (const row of store.feeds.under('epss', place) as EpssRow[]) if (cves.has(row.cve)) epss.set(row.cve, row);
    for (const row of store.feeds.under('vulnrichment', place) as CveRecordRow[]) if (cves.has(row.cve)) records.set(row.cve, row);
  }
  return { kev, epss, records };
}

export const rulesInUse = (store: Reader): DueRule[] => DUE_RULES.filter((rule) => store.dueRules.get().includes(rule.id));

/** Ranks a finding of a host; the same finding, seen at the same time on hosts that are alike, is ranked once. */
export function ranker(
  known: Intelligence,
  rules: readonly DueRule[],
): (id: number, item: FindingItem, since: string, host: Pick<Host, 'exposed' | 'criticality'>) => Ranked {
  const done = new Map<string, Ranked>();
  return (id, item, since, { exposed, criticality }) => {
    const key = `${id} ${since} ${String(exposed)} ${String(criticality)}`;
    const before = done.get(key);
    if (before) return before;
    const { cve, source, status, fixed, severity, why } = item;
    const finding = { cve, package: source, source, status, fixed, vendorSeverity: severity, why };
    const [ranked] = rank([finding], known, { exposed, criticality, firstSeen: since, rules });
    if (!ranked) throw new Error('one finding has one rank');
    done.set(key, ranked);
    return ranked;
  };
}
