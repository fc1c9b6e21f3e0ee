import { setImmediate } from 'node:timers/promises';
import type { ReportItem } from '../../../shared/domain/compliance/report-data.ts';
import { itemState } from '../../../shared/domain/compliance/standing.ts';
import type { Exception } from '../../../shared/domain/exception.ts';
import type { Host } from '../../../shared/domain/host.ts';
import { bodRow } from '../../../shared/domain/ranking/bod-26-04.ts';
import type { DueDate } from '../../../shared/domain/ranking/due.ts';
import type { Ranked } from '../../../shared/domain/ranking/rank.ts';
import { DUE_RULES, type SeverityWord } from '../../../shared/domain/ranking/rules.ts';
import type { KevRow } from '../../../shared/domain/vulnerability/rows.ts';
import type { Reader } from '../../store/store.ts';
import { excuser } from '../vulnerabilities/fleet.ts';
import { intelligenceOf, ranker } from '../vulnerabilities/intelligence.ts';
import type { Course } from './courses.ts';

/** A course with what rules and people say of it. */
export interface Judged {
  readonly course: Course;
  readonly ranked: Ranked;
  readonly exception: Exception | null;
}

/** An item before it is known which deployment closed it. */
export type ItemDraft = Omit<ReportItem, 'deployment'> & { readonly firstSeen: string; readonly packages: readonly string[] };

export const SEVERITIES: readonly SeverityWord[] = ['critical', 'high', 'medium', 'low', 'unstated', 'none'];
/** Courses that are ranked in one go: a few milliseconds' worth. */
const AT_ONCE = 2000;

/** Ranks courses by all rules there are, by what KEV said at that time. */
export async function judged(
  store: Reader,
  hosts: ReadonlyMap<string, Host>,
  courses: readonly Course[],
  exceptions: readonly Exception[],
  asOf: string,
): Promise<{ all: Judged[]; kev: ReadonlyMap<string, KevRow> }> {
  const known = await intelligenceOf(store, new Set(courses.map(({ item }) => item.cve)));
  const kev = new Map([...known.kev].filter(([, row]) => row.added <= asOf));
  const rankOf = ranker({ ...known, kev }, DUE_RULES);
  const excuse = excuser(exceptions);
  const all: Judged[] = [];
  for (const [at, course] of courses.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await setImmediate();
    const host = hosts.get(course.hostId);
    if (!host) continue;
    const ranked = rankOf(course.finding, course.item, course.clock, host);
    all.push({ course, ranked, exception: excuse(course.item, course.hostId) });
  }
  return { all, kev };
}

/** What an update closes on a host is one item: a fixed version of one source package. */
export function itemsOf(all: readonly Judged[], rules: ReadonlySet<string>, asOf: string): ItemDraft[] {
  const counted = all.filter(
    ({ course }) => course.item.status === 'fixed-available' && course.item.fixed !== null && course.ended?.by !== 'data',
  );
  const keyOf = ({ course }: Judged): string => `${course.hostId} ${course.item.source} ${course.item.fixed ?? ''}`;
  return [...Map.groupBy(counted, keyOf).values()].map((group) => toItem(group, rules, asOf));
}

const least = (values: readonly string[]): string | null =>
  values.reduce<string | null>((best, one) => (best === null || one < best ? one : best), null);
const most = (values: readonly number[]): number | null => (values.length ? values.reduce((best, one) => Math.max(best, one)) : null);

/** Of an update that is still open only what is still open counts, and of that only what no exception excuses. */
function toItem(group: readonly Judged[], rules: ReadonlySet<string>, asOf: string): ItemDraft {
  const open = group.filter(({ course }) => course.ended === null);
  const parts = open.length ? open : group;
  const free = parts.filter((one) => one.exception === null);
  const dated = free.length ? free : parts;
  const lead = leadOf(dated, rules);
  const ends = group.flatMap(({ course }) => course.ended?.at ?? []).sort();
  const fixedAt = open.length ? null : (ends.at(-1) ?? null);
  const { course } = parts[0] as Judged;
  const due = lead?.due ?? null;
  const excepted = open.length > 0 && !free.length;
  return {
    host: course.hostId,
    source: course.item.source,
    installed: course.item.packages[0]?.installed ?? '',
    fixed: course.item.fixed ?? '',
    packages: [...new Set(parts.flatMap((one) => one.course.item.packages.map(({ name }) => name)))].sort(),
    cves: parts.map((one) => one.course.item.cve).sort(),
    kev: parts.filter(({ ranked }) => ranked.kev !== null).map((one) => one.course.item.cve).sort(), // prettier-ignore
    ...scoresOf(parts),
    firstSeen: least(parts.map((one) => one.course.clock)) ?? asOf,
    clock: lead?.clock.from ?? least(parts.map((one) => one.course.clock)) ?? asOf,
    clockReason: lead?.clock.start ?? 'first seen',
    due,
    rule: due === null ? null : (lead?.rule ?? null),
    dates: datesOf(dated),
    ...bodOf(dated),
    fixedAt,
    exception: excepted ? (parts[0]?.exception?.id ?? null) : null,
    reopenedAt: least(parts.flatMap((one) => one.course.reopenedAt ?? [])),
    state: itemState({ fixedAt, due, excepted }, asOf),
  };
}

/** The earliest date that one of these rules sets. */
const leadOf = (parts: readonly Judged[], rules: ReadonlySet<string>): DueDate | null =>
  parts
    .flatMap(({ ranked }) => ranked.due.find((one) => rules.has(one.rule) && one.due !== null) ?? [])
    .reduce<DueDate | null>((best, one) => (best === null || (one.due ?? '9') < (best.due ?? '9') ? one : best), null);

function datesOf(parts: readonly Judged[]): Record<string, string | null> {
  const ids = parts[0]?.ranked.due.map((one) => one.rule) ?? [];
  const of = (id: string): string[] => parts.flatMap(({ ranked }) => ranked.due.find((one) => one.rule === id)?.due ?? []);
  return Object.fromEntries([...ids].sort().map((id) => [id, least(of(id))]));
}

function scoresOf(parts: readonly Judged[]): Pick<ReportItem, 'severity' | 'cvss' | 'epss'> {
  const severity = SEVERITIES.find((word) => parts.some(({ ranked }) => ranked.severity === word)) ?? 'unstated';
  const scores = parts.flatMap(({ ranked }) => ranked.cvss.slice(0, 1)).sort((a, b) => b.score - a.score);
  const [top] = scores;
  return {
    severity,
    cvss: top ? { score: top.score, version: top.version, source: top.source } : null,
    epss: most(parts.flatMap(({ ranked }) => ranked.epss?.percentile ?? [])),
  };
}

/** The row of the table that sets the earliest date; where nobody said whether the host is exposed, it is taken as not exposed. */
function bodOf(parts: readonly Judged[]): Pick<ReportItem, 'bodRow' | 'estimated'> {
  const dateOf = ({ ranked }: Judged): string => ranked.due.find((one) => one.rule === 'bod-26-04')?.due ?? '9';
  const { ranked } = [...parts].sort((a, b) => dateOf(a).localeCompare(dateOf(b)))[0] as Judged;
  const { inKev, exposed, automatable, impact } = ranked.inputs;
  const { row } = bodRow({ inKev: inKev.value, exposed: exposed.value ?? false, automatable: automatable.value, impact: impact.value });
  return { bodRow: row, estimated: automatable.estimated || impact.estimated };
}
