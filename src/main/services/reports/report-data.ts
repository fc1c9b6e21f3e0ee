import type { ReportQuestion } from '../../../shared/contract/reports.ts';
import { delta, type DeltaItem } from '../../../shared/domain/compliance/delta.ts';
import { hostFigures } from '../../../shared/domain/compliance/figures.ts';
import { frameworkOf } from '../../../shared/domain/compliance/frameworks.ts';
import type { AuditLine, ReportData, ReportItem } from '../../../shared/domain/compliance/report-data.ts';
import { isInScope, monthsBefore, trend, type TrendMonth } from '../../../shared/domain/compliance/trend.ts';
import type { Host } from '../../../shared/domain/host.ts';
import type { Feed } from '../../feeds/feed.ts';
import type { Reader } from '../../store/store.ts';
import { deploymentsOf, linker, toReportDeployment } from './changes.ts';
import { coursesOf } from './courses.ts';
import { endsOn, hostDrafts, withStatus } from './hosts.ts';
import { itemsOf, judged, type ItemDraft, type Judged } from './items.ts';
import { rolesOf } from './people.ts';
import { exceptionsOf, extractOf, heldAt, sourcesOf, toReportException } from './registers.ts';
import { tracesOf } from './traces.ts';

const TREND_MONTHS = 12;

/** The end of the last day, or now where that is still ahead. */
export const asOfDay = (to: string, now: string): string => (`${to}T23:59:59.999Z` < now ? `${to}T23:59:59.999Z` : now);

/** Everything that a report says, from the database alone: the same state and the same question give the same data. */
export async function reportData(
  store: Reader,
  feeds: readonly Feed<unknown>[],
  question: ReportQuestion,
  now: string,
): Promise<ReportData> {
  const { framework, to, site, group, freshnessDays, targetPercent } = question;
  const from = `${question.from}T00:00:00.000Z`;
  const asOf = asOfDay(to, now);
  const rule = frameworkOf(framework).rule;
  const rules = ['bod-26-04', ...store.dueRules.get(), ...(rule && !store.dueRules.get().includes(rule) ? [rule] : [])];
  const scoped = store.evidence.hostsAt(asOf).filter((host) => isInScope({ site, group }, host));
  const drafts = await hostDrafts(store, feeds, { hosts: scoped, asOf, freshnessDays });
  const counted = new Set(drafts.filter((one) => one.knowledge === 'known' && !one.unsupported).map((one) => one.id));
  const inScope = new Set(scoped.map((host) => host.id));
  const exceptions = exceptionsOf(store, from, asOf);
  const held = exceptions.filter((one) => heldAt(one, asOf));
  const courses = coursesOf(store.evidence, from, asOf).filter((one) => counted.has(one.hostId));
  const { all, kev } = await judged(store, new Map(scoped.map((host) => [host.id, host])), courses, held, asOf);
  const found = deploymentsOf(store, inScope, from, asOf);
  const people = peopleIn(store, { from, asOf, also: [...found.map((one) => one.createdAt), ...exceptions.map((one) => one.createdAt)] });
  const deployments = found.map((one) => toReportDeployment(store, one, inScope, people.starterOf));
  const link = linker(store, found);
  const itemDrafts = itemsOf(all, new Set(rules), asOf).sort(byPlace(scoped));
  const items = itemDrafts.map(link);
  const byHost = Map.groupBy(items, (one) => one.host);
  const patched = lastPatches(deployments);
  const hosts = drafts.map((draft) => withStatus(draft, byHost.get(draft.id) ?? [], patched.get(draft.id) ?? null));
  const seed = `${framework} ${question.from} ${to}`;
  const cves = new Set(all.flatMap(({ ranked, course }) => (ranked.kev ? course.item.cve : [])));
  const data: Omit<ReportData, 'trend' | 'previous'> = {
    format: 1,
    framework,
    scope: { site, group },
    period: { from: question.from, to, asOf },
    policy: { rules, freshnessDays, targetPercent },
    hosts,
    items,
    noUpdate: withoutUpdate(all),
    withdrawn: all.filter(({ course }) => course.ended?.by === 'data').length,
    kev: [...cves].sort().flatMap((cve) => {
      const row = kev.get(cve);
      return row ? { cve, name: row.name, added: row.added, ransomware: row.ransomware } : [];
    }),
    exceptions: exceptions
      .filter((one) => !one.hostIds.length || one.hostIds.some((id) => inScope.has(id)))
      .map((one) => toReportException(one, items, asOf, people.granterOf)),
    endOfLife: (await endsOn(store, asOf)).filter((one) => inScope.has(one.host)),
    deployments,
    traces: tracesOf(hosts, traced(items, itemDrafts), deployments, seed),
    sources: sourcesOf(store, feeds, asOf),
    audit: { entries: people.lines.length, extract: extractOf(people.lines) },
  };
  return { ...data, trend: trendOf(store, data), previous: previousOf(store, data, counted) };
}

const traced = (items: readonly ReportItem[], drafts: readonly ItemDraft[]) =>
  items.map((item, index) => ({ ...item, firstSeen: drafts[index]?.firstSeen ?? item.clock }));

/** In the order of the inventory, then by package and version. */
function byPlace(hosts: readonly Host[]): (a: ItemDraft, b: ItemDraft) => number {
  const places = new Map(hosts.map((host, index) => [host.id, index]));
  return (a, b) =>
    (places.get(a.host) ?? 0) - (places.get(b.host) ?? 0) ||
    (a.source < b.source ? -1 : a.source > b.source ? 1 : 0) ||
    (a.fixed < b.fixed ? -1 : 1);
}

/** What is open and has no update to install yet: nothing that a shop could have done in time. */
const withoutUpdate = (all: readonly Judged[]): ReportData['noUpdate'] =>
  all
    .filter(({ course }) => course.ended === null && course.item.status !== 'fixed-available')
    .map(({ course, ranked }) => ({
      host: course.hostId,
      cve: course.item.cve,
      source: course.item.source,
      severity: ranked.severity,
      kev: ranked.kev !== null,
      since: course.clock,
    }));

function lastPatches(deployments: ReportData['deployments']): Map<string, string> {
  const ends = deployments.flatMap((one) => (one.kind === 'deploy' ? one.runs : [])).filter((run) => run.state === 'done' && run.endedAt !== null); // prettier-ignore
  return new Map(ends.sort((a, b) => (a.endedAt ?? '').localeCompare(b.endedAt ?? '')).map((run) => [run.host, run.endedAt ?? '']));
}

interface Moments {
  readonly from: string;
  readonly asOf: string;
  /** What began before the period and is told of in it. */
  readonly also: readonly string[];
}

/** All audit entries of the period, with roles for names. */
export const auditOf = (store: Reader, { period, deployments, exceptions }: ReportData): AuditLine[] =>
  peopleIn(store, {
    from: `${period.from}T00:00:00.000Z`,
    asOf: period.asOf,
    also: [...deployments.map((one) => one.startedAt), ...exceptions.map((one) => one.granted)],
  }).lines;

/** Who did what, as roles; `lines` are the audit entries of the period. */
function peopleIn(store: Reader, { from, asOf, also }: Moments) {
  const all = store.evidence.audit([from, ...also].sort()[0] ?? from, asOf);
  const roleOf = rolesOf(all.map((one) => one.actor));
  const starters = new Map(all.filter((one) => one.action === 'deployment.started').map((one) => [one.deploymentId, one.actor])); // prettier-ignore
  const granted = new Map(all.filter((one) => one.action === 'exception.added').map((one) => [one.at.slice(0, 19), one.actor])); // prettier-ignore
  return {
    starterOf: (id: string): string => roleOf(starters.get(id) ?? 'patchbay'),
    granterOf: ({ createdAt }: { readonly createdAt: string }): string => {
      const actor = granted.get(createdAt.slice(0, 19));
      return actor === undefined ? 'not on record' : roleOf(actor);
    },
    lines: all
      .filter((one) => one.at >= from)
      .map(({ hostId: _, deploymentId: __, ...line }): AuditLine => ({ ...line, actor: roleOf(line.actor) })),
  };
}

/** Months before the last from snapshots; the last as this report counts it. */
function trendOf(store: Reader, data: Omit<ReportData, 'trend' | 'previous'>): TrendMonth[] {
  const months = monthsBefore(data.period.to, TREND_MONTHS);
  const snapshots = store.snapshots.list(`${months[0] ?? ''}-01`, data.period.to);
  const past = trend(months.slice(0, -1), snapshots, data.scope, data.policy.rules);
  const { compliance, known, scope, status } = hostFigures(data.hosts);
  const figures = { day: data.period.asOf.slice(0, 10), compliant: compliance.n, known, scope, overdue: status.overdue };
  return [...past, { month: months.at(-1) ?? '', figures }];
}

const toDeltaItem = (one: ReportItem): DeltaItem => ({
  host: one.host,
  source: one.source,
  fixed: one.fixed,
  isOpen: one.fixedAt === null,
  reopened: one.reopenedAt !== null,
});

/** The newest report of the same scope and framework whose period ended before this one's. */
function previousOf(store: Reader, data: Omit<ReportData, 'trend' | 'previous'>, counted: ReadonlySet<string>): ReportData['previous'] {
  const { framework, scope, period } = data;
  const row = store.reports
    .list()
    .filter((one) => one.framework === framework && one.site === scope.site && one.group === scope.group && one.to < period.to)
    .sort((a, b) => b.to.localeCompare(a.to))[0]; // prettier-ignore
  const before = row && store.reports.get(row.id);
  if (!before) return null;
  const { compliance } = hostFigures(before.data.hosts);
  return {
    id: before.row.id,
    to: before.row.to,
    compliant: compliance.n,
    scope: compliance.of,
    delta: delta(before.data.items.map(toDeltaItem), data.items.map(toDeltaItem), counted),
  };
}
