import { setImmediate } from 'node:timers/promises';
import { holds, type Exception } from '../../../shared/domain/exception.ts';
import type { Host } from '../../../shared/domain/host.ts';
import type { Ecosystem } from '../../../shared/domain/matching/ecosystem.ts';
import { findRelease } from '../../../shared/domain/matching/ecosystems.ts';
import type { Ranked } from '../../../shared/domain/ranking/rank.ts';
import type { FindingItem, Reader } from '../../store/store.ts';
import { slices } from '../slices.ts';
import { intelligenceOf, ranker, rulesInUse } from './intelligence.ts';

/** A finding as it stands on one host. */
export interface OnHost {
  readonly hostId: string;
  /** That it was judged as: "debian:12". */
  readonly release: string;
  readonly item: FindingItem;
  readonly since: string;
  readonly ranked: Ranked;
  /** Which holds today. */
  readonly exception: Exception | null;
  /** The order of versions where the host stands. */
  readonly compare: Ecosystem['compare'];
}

/** Hosts that are read in one go: a few milliseconds' worth, so that the engine answers others in between. */
const AT_ONCE = 10;

/** What hosts have now, ranked; none named, all. `wanted` chooses before anything is ranked. */
export async function findingsOn(
  store: Reader,
  hostIds: readonly string[],
  now: string,
  wanted: (item: FindingItem) => boolean,
): Promise<OnHost[]> {
  const hosts = new Map(store.hosts.list().map((host) => [host.id, host]));
  const ids = hostIds.length ? hostIds.filter((id) => hosts.has(id)) : [...hosts.keys()];
  const placed: { hostId: string; finding: number; since: string }[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await setImmediate();
    for (const one of store.findings.placed(ids.slice(from, from + AT_ONCE))) placed.push(one);
  }
  const items = new Map([...store.findings.items([...new Set(placed.map((one) => one.finding))])].filter(([, item]) => wanted(item)));
  const known = await intelligenceOf(store, new Set([...items.values()].map((item) => item.cve)));
  const rankOf = ranker(known, rulesInUse(store));
  const excuse = excuses(store, now.slice(0, 10));
  const releaseOf = releases(store);
  const all: OnHost[] = [];
  const pause = slices();
  for (const { hostId, finding, since } of placed) {
    await pause();
    const item = items.get(finding);
    if (!item) continue;
    all.push({
      hostId,
      item,
      since,
      ranked: rankOf(finding, item, since, hosts.get(hostId) as Host),
      exception: excuse(item, hostId),
      ...releaseOf(hostId),
    });
  }
  return all;
}

/** The first exception that holds for a finding of a host. */
export function excuses(store: Reader, day: string): (item: Pick<FindingItem, 'cve' | 'source'>, hostId: string) => Exception | null {
  const some = store.exceptions.list(false).filter((one) => holds(one, day));
  const byCve = Map.groupBy(some, (one) => one.cve);
  return ({ cve, source }, hostId) => {
    const fits = (one: Exception): boolean =>
      (one.source === null || one.source === source) && (!one.hostIds.length || one.hostIds.includes(hostId));
    return byCve.get(cve)?.find(fits) ?? byCve.get(null)?.find(fits) ?? null;
  };
}

const byCodeUnits: Ecosystem['compare'] = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function releases(store: Reader): (hostId: string) => Pick<OnHost, 'release' | 'compare'> {
  const known = new Map(store.findings.subjects().map(({ hostId, release }) => [hostId, release ?? '']));
  const compares = new Map([...new Set(known.values())].map((id) => [id, findRelease(id)?.ecosystem.compare ?? byCodeUnits]));
  return (hostId) => {
    const release = known.get(hostId) ?? '';
    return { release, compare: compares.get(release) ?? byCodeUnits };
  };
}

/** The date that leads: the earliest of all rules; of an excepted finding none counts. */
export const dueOf = ({ ranked, exception }: OnHost): string | null => (exception ? null : (ranked.due[0]?.due ?? null));
