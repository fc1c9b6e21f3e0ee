import type { HostFacts } from '../../../shared/domain/facts.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Sections } from '../scan-frame.ts';
import type { Notes } from '../scan-notes.ts';
import { aptProblem, aptUpdateProblem } from './errors.ts';
import { readLists } from './scan-lists.ts';
import { nativeArchitecture, readPackages } from './scan-packages.ts';
import { readCandidates, readSources } from './scan-policy.ts';
import { judgeUpdates, readReady } from './scan-updates.ts';

export interface AptFacts extends Pick<HostFacts, 'packages' | 'updates' | 'lists' | 'packageState'> {
  readonly refreshProblem: Problem | null;
}

interface Circumstances {
  readonly refresh: boolean;
  readonly root: boolean;
  /** Our own clock, milliseconds. */
  readonly refreshedAt: number;
  readonly clockSkewSeconds: number;
}

/** The sections of a scan that apt and dpkg filled. */
export function readApt(sections: Sections, scan: Circumstances, notes: Notes): AptFacts {
  const lines = (name: string): readonly string[] => sections.get(name)?.lines ?? [];
  const refreshProblem = readRefresh(sections, scan);
  const lists = readLists(lines('lists'), notes);
  const installed = readPackages(lines('packages'), notes);
  const native = nativeArchitecture(installed);
  const exit = sections.get('upgrade')?.exit ?? 0;
  const upgradeProblem = exit === 0 ? null : aptProblem([...lines('upgrade'), ...lines('upgrade.err')], exit);
  const ready = upgradeProblem ? new Set<string>() : readReady(lines('upgrade'), native, notes);
  const candidates = readCandidates(lines('candidates'), native, notes);
  const { packages, updates } = judgeUpdates(installed, candidates, readSources(lines('sources'), notes), ready, native, notes);
  const interrupted = lines('journal').length > 0;
  const audit = lines('audit').map((line) => cleanText(line));
  if (upgradeProblem) notes.warnings.push(upgradeProblem);
  if (interrupted || installed.some((item) => !item.healthy)) notes.warnings.push({ kind: 'packages-broken', lines: audit.slice(0, 20) });
  if (!lists.present) notes.warnings.push({ kind: 'lists-missing' });
  const refreshed = scan.refresh && refreshProblem === null;
  return {
    packages,
    updates: lists.present ? updates : [],
    lists: { at: refreshed ? new Date(scan.refreshedAt).toISOString() : listsAt(lists.at, scan.clockSkewSeconds), refreshed },
    packageState: { interrupted, audit: notes.cap('dpkg audit', audit, 500) },
    refreshProblem,
  };
}

function readRefresh(sections: Sections, scan: Circumstances): Problem | null {
  if (!scan.refresh) return null;
  const section = sections.get('refresh');
  if (!section) return { kind: 'rights-needed', forWhat: 'refreshing the package lists' };
  return aptUpdateProblem(sections.get('refresh.err')?.lines ?? [], section.exit);
}

/** The host's seconds on our clock; at most eleven digits, so always a date. */
const listsAt = (hostSeconds: number | null, skew: number): string | null =>
  hostSeconds === null ? null : new Date(Math.max(0, hostSeconds - skew) * 1000).toISOString();
