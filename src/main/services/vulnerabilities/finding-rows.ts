import type { EndedFinding, FindingRow, HostFinding } from '../../../shared/contract/vulnerabilities.ts';
import { STATUSES } from '../../../shared/domain/matching/finding.ts';
import type { DueDate } from '../../../shared/domain/ranking/due.ts';
import { byCriticality, byUrgency, type Ranked } from '../../../shared/domain/ranking/rank.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Feed } from '../../feeds/feed.ts';
import type { FindingItem, Reader } from '../../store/store.ts';
import { slices } from '../slices.ts';
import { dayOf } from './feed-info.ts';
import { findingsOn, type OnHost } from './fleet.ts';

/** What the vendor calls harmless is there for who asks for all of it. */
export const counts = ({ status }: FindingItem): boolean => status !== 'unimportant' && status !== 'not-affected';

/** One row a CVE and source package, what comes first at the top. */
export async function listFindings(store: Reader, hostIds: readonly string[], all: boolean, now: string): Promise<FindingRow[]> {
  const found = await findingsOn(store, hostIds, now, all ? () => true : counts);
  const model = epssModel(store);
  const groups = Map.groupBy(found, ({ item }) => `${item.cve} ${item.source}`);
  const pause = slices();
  const rows: { readonly ranked: Ranked; readonly row: FindingRow }[] = [];
  for (const group of groups.values()) {
    const lead = leadOf(group);
    rows.push({ ranked: { ...lead.ranked, criticality: criticalityOf(group) }, row: toRow(group, lead, model) });
    await pause();
  }
  return rows.sort((a, b) => byUrgency(a.ranked, b.ranked)).map(({ row }) => row);
}

/** The most urgent of a group: one that no exception holds for, with the earliest date. */
const leadOf = (group: readonly OnHost[]): OnHost =>
  group.reduce((best, one) => {
    if ((best.exception === null) !== (one.exception === null)) return one.exception === null ? one : best;
    return byUrgency(one.ranked, best.ranked) < 0 ? one : best;
  });

/** Of the most critical host that no exception holds for. */
const criticalityOf = (group: readonly OnHost[]): Ranked['criticality'] => {
  const open = group.filter((one) => one.exception === null);
  const levels = (open.length ? open : group).map(({ ranked }) => ranked.criticality);
  return levels.reduce((most, one) => (byCriticality(one, most) < 0 ? one : most));
};

/** The earliest of a group to the second: the order of rows goes by days. */
const earliestDue = (group: readonly OnHost[]): DueDate | null =>
  group
    .flatMap(({ ranked, exception }) => (exception ? [] : (ranked.due.find((one) => one.due !== null) ?? [])))
    .reduce<DueDate | null>((best, one) => (best === null || (one.due ?? '9') < (best.due ?? '9') ? one : best), null);

/** Scores of two models cannot be compared. */
const epssModel = (store: Reader): string | null =>
  store.feeds.files().find(({ feed, edition }) => feed === 'epss' && edition !== null)?.version ?? null;

const known = ({ kev, epss, cvss: [score] }: Ranked, model: string | null): Pick<FindingRow, 'kev' | 'epss' | 'cvss'> => ({
  kev: kev && { added: kev.added, due: kev.due, ransomware: kev.ransomware, name: kev.name },
  epss: epss && { score: epss.score, percentile: epss.percentile, model },
  cvss: score ? { version: score.version, score: score.score, severity: score.severity, vector: score.vector, source: score.source } : null,
});

function toRow(group: readonly OnHost[], { item, ranked }: OnHost, model: string | null): FindingRow {
  const order = (one: OnHost): number => STATUSES.indexOf(one.item.status);
  const fixes = group.filter((one) => one.item.fixed !== null);
  return {
    cve: item.cve,
    source: item.source,
    status: group.reduce((best, one) => (order(one) < order(best) ? one : best)).item.status,
    fixed: fixes.length
      ? fixes.reduce((best, one) => (one.compare(best.item.fixed ?? '', one.item.fixed ?? '') < 0 ? one : best)).item.fixed
      : null,
    vendorSeverity: item.severity,
    ...known(ranked, model),
    due: earliestDue(group),
    hostIds: group.map((one) => one.hostId),
    excepted: group.filter((one) => one.exception !== null).length,
    firstSeen: group.reduce((first, one) => (one.since < first ? one.since : first), group[0]?.since ?? ''),
  };
}

/** All findings of one host, or one finding on all hosts, each with everything that it rests on. */
export async function hostFindings(
  store: Reader,
  feeds: readonly Feed<unknown>[],
  hostIds: readonly string[],
  wanted: (item: FindingItem) => boolean,
  now: string,
): Promise<HostFinding[]> {
  const names = new Map(store.hosts.list().map((host) => [host.id, host.name]));
  const days = daysByTitle(store, feeds);
  const model = epssModel(store);
  const found = await findingsOn(store, hostIds, now, wanted);
  return found
    .sort((a, b) => byUrgency(a.ranked, b.ranked))
    .map((one): HostFinding => {
      const { item, ranked } = one;
      const { hostIds: _, excepted: __, ...row } = toRow([one], one, model);
      const { rule, feed, compared, record, words } = item.why;
      return {
        ...row,
        hostId: one.hostId,
        hostName: names.get(one.hostId) ?? one.hostId,
        packages: [...item.packages],
        dates: [...ranked.due],
        inputs: ranked.inputs,
        explanation: { rule, feed, compared, record: [...record], words: [...words], dataOf: days.get(feed) ?? null },
        exception: one.exception,
      };
    });
}

/** The day that each feed is of, by the title that findings name it with: of several files the oldest. */
function daysByTitle(store: Reader, feeds: readonly Feed<unknown>[]): Map<string, string | null> {
  const read = store.feeds.files().filter(({ edition }) => edition !== null);
  const days = (id: string): string[] => read.flatMap((file) => (file.feed === id ? (dayOf(file) ?? []) : [])).sort();
  return new Map(feeds.map(({ id, title }) => [title, days(id)[0] ?? null]));
}

export async function findingsOfHost(
  store: Reader,
  feeds: readonly Feed<unknown>[],
  id: string,
  all: boolean,
  now: string,
): Promise<Result<HostFinding[]>> {
  if (!store.hosts.get(id)) return fail({ kind: 'not-found', what: `host ${id}` });
  return ok(await hostFindings(store, feeds, [id], all ? () => true : counts, now));
}

/** What a host no longer has, the newest end first. */
export function endedFindings(store: Reader, id: string): Result<EndedFinding[]> {
  if (!store.hosts.get(id)) return fail({ kind: 'not-found', what: `host ${id}` });
  return ok(
    store.findings.ended(id).map(({ cve, source, status, fixed, severity, packages, since, ended }) => ({
      cve,
      source,
      status,
      fixed,
      vendorSeverity: severity,
      packages: [...packages],
      firstSeen: since,
      ended,
    })),
  );
}
