import { type Package, PackageVersion, type PendingUpdate } from '../../../shared/domain/facts.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import { compareDpkgVersions } from '../../../shared/domain/versions/dpkg.ts';
import type { Notes } from '../scan-notes.ts';
import { packageKey } from './scan-packages.ts';
import type { AptCandidate, AptSources, AptVersion } from './scan-policy.ts';

/**
 * The packages that `apt-get -V upgrade` would upgrade now, as "name:architecture". It prints headings that end in
 * a colon and indented items below them; only the items of one heading count, and each of those must be understood.
 */
export function readReady(lines: readonly string[], native: string, notes: Notes): Set<string> {
  const ready = new Set<string>();
  let heading = '';
  for (const line of lines) {
    if (!line.startsWith(' ')) {
      heading = line.endsWith(':') ? line : '';
      if (!heading && !chatter.test(line)) notes.unknown('apt-get upgrade', line);
    } else if (heading === 'The following packages will be upgraded:') {
      const item = /^ +([a-z0-9][a-z0-9+.-]*)(:[a-z0-9-]+)? \(\S+ => \S+\)$/.exec(line);
      if (item) ready.add(`${item[1] ?? ''}${item[2] ?? `:${native}`}`);
      else notes.unknown('apt-get upgrade', line);
    } else if (!heading) notes.unknown('apt-get upgrade', line);
  }
  return ready;
}

/** Progress, sums, addresses of downloads, the offer to autoremove, and what Ubuntu Pro's hook adds ("#" and two sentences). */
const chatter =
  /^(Reading |Building |Correcting |Calculating |Use '|\d+ (upgraded|packages? (was|were) automatically)|\d+ not fully installed|Need to get |After (this operation|unpacking)|Inst |'|#|Learn more about |Get more security updates|Get another )/;

/** Each package's origin, and what is newer for it. Security is true where any version on the way is a security update. */
export function judgeUpdates(
  packages: readonly Package[],
  candidates: ReadonlyMap<string, AptCandidate>,
  sources: AptSources,
  ready: ReadonlySet<string>,
  native: string,
  notes: Notes,
): { packages: Package[]; updates: PendingUpdate[] } {
  const updates: PendingUpdate[] = [];
  const withOrigin = packages.map((item) => {
    const key = packageKey(item.name, item.arch, native);
    const known = candidates.get(key);
    const update = known && judgeUpdate(item, known, sources, ready.has(key));
    if (update && PackageVersion.safeParse(update.to).success) updates.push(update);
    else if (update) notes.unknown('apt-cache policy', `${key} ${update.to}`);
    const here = known?.versions.find((version) => version.version === item.version);
    return { ...item, origin: sources.get(here?.sources[0] ?? '')?.origin ?? null };
  });
  return { packages: withOrigin, updates };
}

function judgeUpdate(item: Package, known: AptCandidate, sources: AptSources, ready: boolean): PendingUpdate | null {
  if (known.versions[0]?.version === item.version) return null; // the newest that apt knows is here: the common case
  const newer = known.versions.filter((version) => compareDpkgVersions(version.version, item.version) > 0);
  const target = newer.find((version) => version.version === known.candidate) ?? newer.find((version) => version.phased < 100);
  if (!target) return null;
  const onTheWay = newer.filter((version) => compareDpkgVersions(version.version, target.version) <= 0);
  const isSecurity = (version: AptVersion): boolean => version.sources.some((source) => sources.get(source)?.security);
  const from = target.sources.map((source) => sources.get(source)).filter((source) => source !== undefined);
  return {
    name: item.name,
    arch: item.arch,
    from: item.version,
    to: target.version,
    source: item.source,
    origin: (from.find((source) => source.security) ?? from[0])?.origin ?? cleanText(target.sources[0] ?? 'unknown'),
    security: onTheWay.some(isSecurity),
    state: item.held ? 'held' : ready ? 'ready' : target.phased < 100 ? 'phased' : 'kept-back',
  };
}
