import type { EvidenceReader, FindingItem, FindingSpan, PackageSpan } from '../../store/store.ts';

/** One CVE in one source package of a host, from its first day to how it stood at the end of the period. */
export interface Course {
  readonly hostId: string;
  readonly finding: number;
  /** As it was recorded last. */
  readonly item: FindingItem;
  /** When the host had it for the first time: whoever has it again keeps this clock. */
  readonly clock: string;
  /** When it came back after an update had closed it; null where it never did. */
  readonly reopenedAt: string | null;
  readonly ended: { readonly at: string; readonly by: 'update' | 'data' } | null;
}

/** Records of a finding without a gap between them. */
type Stretch = readonly [FindingSpan, ...FindingSpan[]];

/** All courses of the period; findings that the vendor calls harmless are none. */
export function coursesOf(evidence: EvidenceReader, from: string, asOf: string): Course[] {
  const spans = evidence.findings(from, asOf);
  const items = evidence.items([...new Set(spans.map((one) => one.finding))]);
  const keyOf = (span: FindingSpan): string => {
    const item = items.get(span.finding);
    return `${span.hostId} ${item?.cve ?? ''} ${item?.source ?? ''}`;
  };
  const changed = changeFinder(evidence, spans, items);
  return [...Map.groupBy(spans, keyOf).values()].flatMap((group) => toCourse(group, items, changed) ?? []);
}

type Changed = (span: FindingSpan, item: FindingItem) => boolean;

function toCourse(group: readonly FindingSpan[], items: ReadonlyMap<number, FindingItem>, changed: Changed): Course | null {
  const stretches = stretchesOf(group);
  const [first, last] = [stretches[0], stretches.at(-1)];
  const span = last?.at(-1);
  const item = span && items.get(span.finding);
  if (!first || !last || !span || !item || item.status === 'unimportant' || item.status === 'not-affected') return null;
  const before = stretches.at(-2)?.at(-1);
  const beforeItem = before && items.get(before.finding);
  return {
    hostId: span.hostId,
    finding: span.finding,
    item,
    clock: first[0].since,
    reopenedAt: before && beforeItem && changed(before, beforeItem) ? last[0].began : null,
    ended: span.ended === null ? null : { at: span.ended, by: changed(span, item) ? 'update' : 'data' },
  };
}

/** A record that follows without a gap keeps the day on which the finding was first seen. */
function stretchesOf(group: readonly FindingSpan[]): Stretch[] {
  const stretches: [FindingSpan, ...FindingSpan[]][] = [];
  for (const span of group) {
    const last = stretches.at(-1);
    if (last && last[0].since === span.since) last.push(span);
    else stretches.push([span]);
  }
  return stretches;
}

/** Whether a package that had the finding had another version, or was gone, when the finding ended. Each host's packages are read once. */
function changeFinder(evidence: EvidenceReader, spans: readonly FindingSpan[], items: ReadonlyMap<number, FindingItem>): Changed {
  const ended = spans.filter((one) => one.ended !== null);
  const wanted = new Map([...Map.groupBy(ended, (one) => one.hostId)].map(([hostId, some]) => [hostId, namesOf(some, items)]));
  const read = new Map<string, Map<string, PackageSpan[]>>();
  const packagesOf = (hostId: string): Map<string, PackageSpan[]> => {
    const known = read.get(hostId) ?? Map.groupBy(evidence.packages(hostId, wanted.get(hostId) ?? []), (one) => one.name);
    read.set(hostId, known);
    return known;
  };
  return ({ hostId, ended: at }, item) => {
    if (at === null) return false;
    const packages = packagesOf(hostId);
    return item.packages.some(
      ({ name, installed }) => !(packages.get(name) ?? []).some((one) => one.version === installed && isThere(one, at)),
    );
  };
}

const isThere = ({ from, to }: PackageSpan, at: string): boolean => from <= at && (to === null || to > at);
const namesOf = (spans: readonly FindingSpan[], items: ReadonlyMap<number, FindingItem>): string[] => [
  ...new Set(spans.flatMap((one) => items.get(one.finding)?.packages.map(({ name }) => name) ?? [])),
];
