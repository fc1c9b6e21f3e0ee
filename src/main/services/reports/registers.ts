import type { AuditLine, ReportData, ReportException, ReportItem } from '../../../shared/domain/compliance/report-data.ts';
import type { Exception } from '../../../shared/domain/exception.ts';
import type { Feed } from '../../feeds/feed.ts';
import type { Reader } from '../../store/store.ts';
import { feedInfos } from '../vulnerabilities/feed-info.ts';

/** Those that were granted by then and not over before the period began, the oldest first. */
export const exceptionsOf = (store: Reader, from: string, asOf: string): Exception[] =>
  store.exceptions
    .list(true)
    .filter((one) => one.createdAt <= asOf && one.expiresOn >= from.slice(0, 10) && (one.endedAt === null || one.endedAt >= from))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));

/** Whether it held at that moment. */
export const heldAt = (one: Exception, asOf: string): boolean =>
  one.createdAt <= asOf && asOf.slice(0, 10) <= one.expiresOn && (one.endedAt === null || one.endedAt > asOf);

export function toReportException(
  one: Exception,
  items: readonly ReportItem[],
  asOf: string,
  granter: (one: Exception) => string,
): ReportException {
  return {
    id: one.id,
    what: [one.cve, one.source].filter((part) => part !== null).join(' in '),
    kind: one.kind,
    hosts: one.hostIds,
    owner: one.owner,
    reason: one.reason,
    control: one.compensatingControl,
    granted: one.createdAt,
    grantedBy: granter(one),
    expires: one.expiresOn,
    originalDue: one.originalDue,
    renewals: one.renewals,
    state: heldAt(one, asOf) ? 'holds' : one.endedAt !== null && one.endedAt <= asOf ? 'ended' : 'expired',
    items: items.filter((item) => item.exception === one.id).length,
  };
}

/** Feeds that say something of a host, and those of everybody. */
export const sourcesOf = (store: Reader, feeds: readonly Feed<unknown>[], asOf: string): ReportData['sources'] =>
  feedInfos(store, feeds, new Map(), asOf)
    .filter((one) => one.state !== 'not-needed')
    .map(({ feed, title, date, state }) => ({
      name: title,
      date,
      state,
      limitDays: feeds.find(({ id }) => id === feed)?.staleAfterDays ?? 0,
    }));

/** Decisions and what came of them; scans and edits of hosts are left to the annex. */
const TOLD =
  /^(deployment|run\.(failed|lost|set-lost|done|rolled)|rollback|exception|control|rules|settings|policy|rehearsal|report|key|feeds\.(trusted|imported))/;
const MOST_LINES = 24;

/** The newest decisions of the period. */
export const extractOf = (lines: readonly AuditLine[]): AuditLine[] => lines.filter((one) => TOLD.test(one.action)).slice(-MOST_LINES);
