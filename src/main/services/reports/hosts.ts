import { hostStatus, knowledgeOf, type ItemState } from '../../../shared/domain/compliance/standing.ts';
import type { ReportEnd, ReportHost } from '../../../shared/domain/compliance/report-data.ts';
import type { Host } from '../../../shared/domain/host.ts';
import { explain } from '../../../shared/domain/problem.ts';
import type { Feed } from '../../feeds/feed.ts';
import type { Reader, ScanStanding } from '../../store/store.ts';
import { endsOfLife } from '../vulnerabilities/end-of-life.ts';
import { feedInfos } from '../vulnerabilities/feed-info.ts';
import { releaseOf } from '../vulnerabilities/releases.ts';

export interface HostQuestion {
  readonly hosts: readonly Host[];
  readonly asOf: string;
  readonly freshnessDays: number;
}

/** A host before its items are counted. */
export type HostDraft = Omit<ReportHost, 'status' | 'lastPatchAt'>;

export async function hostDrafts(
  store: Reader,
  feeds: readonly Feed<unknown>[],
  { hosts, asOf, freshnessDays }: HostQuestion,
): Promise<HostDraft[]> {
  const scans = new Map(store.evidence.scansAt(asOf).map((one) => [one.hostId, one]));
  const subjects = new Map(store.findings.subjects().map((one) => [one.hostId, one]));
  const systems = (await endsOn(store, asOf)).filter((one) => one.kind === 'system');
  const ends = new Map(systems.map((one) => [one.host, one]));
  const states = new Map(feedInfos(store, feeds, new Map(), asOf).map((one) => [one.feed, one.state]));
  return hosts.map((host) => {
    const scan = scans.get(host.id) ?? null;
    const end = ends.get(host.id);
    const judged = hasData(scan, states) && (subjects.get(host.id)?.basis ?? null) !== null;
    const lastGoodAt = scan?.lastGoodAt ?? null;
    const failed = scan !== null && scan.problem !== null;
    return {
      id: host.id,
      name: host.name,
      site: host.site,
      group: host.group,
      owner: host.owner,
      criticality: host.criticality,
      exposed: host.exposed,
      ring: host.ring,
      system: scan?.system?.pretty ?? null,
      supportedUntil: end?.ends ?? null,
      unsupported: end?.state === 'ended',
      lastGoodAt,
      lastTriedAt: scan?.triedAt ?? null,
      failure: scan?.problem ? explain(scan.problem).title : null,
      rebootPending: scan?.rebootRequired ?? null,
      unjudged: subjects.get(host.id)?.unjudged ?? 0,
      knowledge: knowledgeOf({ lastGoodAt, failed, judged }, asOf, freshnessDays),
    };
  });
}

/** Whether the vendor's data of the release is here and not too old. */
function hasData(scan: ScanStanding | null, states: ReadonlyMap<string, string>): boolean {
  const found = scan?.system ? releaseOf(scan.system) : null;
  if (!found) return false;
  return found.ecosystem.feeds(found.release).every(({ feed, needed }) => !needed || states.get(feed) === 'current');
}

/** The calendar as of that day, of the hosts that are in the inventory now. */
export const endsOn = async (store: Reader, asOf: string): Promise<ReportEnd[]> =>
  (await endsOfLife({ store, now: () => asOf })).map((row) => ({
    host: row.hostId,
    title: row.kind === 'system' ? row.title : `${row.title} ${row.cycle} (${row.installed})`,
    kind: row.kind,
    state: row.state,
    ends: row.extendedUntil ?? row.supportedUntil,
    extendedSupport: row.control?.extendedSupport ?? null,
    control: row.control?.control ?? null,
    owner: row.control?.owner ?? null,
    reviewOn: row.control?.reviewOn ?? null,
  }));

interface Counted {
  readonly host: string;
  readonly state: ItemState;
}

/** With the items that are counted on it. */
export function withStatus(draft: HostDraft, items: readonly Counted[], lastPatchAt: string | null): ReportHost {
  const count = (state: ItemState): number => items.filter((one) => one.state === state).length;
  const open = { inTime: count('open-in-time'), overdue: count('open-overdue'), excepted: count('excepted') };
  return { ...draft, lastPatchAt, status: hostStatus(draft, open) };
}
