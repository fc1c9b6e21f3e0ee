import type { Advisory, ArchEntry } from '../../vulnerability/rows.ts';
import { compareAlpmVersions } from '../../versions/alpm.ts';
import { comparedBy } from '../compared.ts';
import { FEED_TITLES, type Matched, type Matcher, type Packages } from '../ecosystem.ts';
import type { Explanation, Finding, Installed, Status, Unjudged } from '../finding.ts';

type ByPackage = ReadonlyMap<string, readonly ArchEntry[]>;

/** Groups (AVG) name binary packages; what no group names may be affected all the same: the tracker is thin. */
export function matcher(rows: Iterable<Advisory>): Matcher {
  const mine: Advisory<ArchEntry>[] = [];
  for (const row of rows) if (row.feed === 'arch-tracker') mine.push(row as Advisory<ArchEntry>);
  const byPackage = new Map([...Map.groupBy(mine, (row) => row.package)].map(([name, some]) => [name, some.map(({ body }) => body)]));
  return (host, all = false) => matchArch(host, byPackage, all);
}

function matchArch({ packages }: Packages, data: ByPackage, all: boolean): Matched {
  const findings: Finding[] = [];
  const unjudged: Unjudged[] = [];
  for (const one of packages) {
    if (!data.size || one.origin === 'foreign') {
      const [rule, reason] = data.size
        ? ['foreign-origin', 'comes from no repository of Arch']
        : ['release-without-data', 'the feed has no group'];
      unjudged.push({ package: one.name, version: one.version, rule, reason });
      continue;
    }
    for (const entry of data.get(one.name) ?? [])
      for (const cve of entry.cves) {
        const finding = judge(one, entry, cve);
        if (all || finding.status !== 'not-affected') findings.push(finding);
      }
  }
  return { findings, unjudged };
}

function judge(one: Installed, entry: ArchEntry, cve: string): Finding {
  const compared = entry.fixed === null ? null : comparedBy(compareAlpmVersions, one.version, entry.fixed);
  const [status, rule] = verdict(entry, compared);
  return {
    cve,
    package: one.name,
    source: one.name,
    status,
    fixed: status === 'fixed-available' ? entry.fixed : null,
    vendorSeverity: entry.severity,
    why: {
      rule,
      feed: FEED_TITLES['arch-tracker'],
      record: [entry.group, one.name],
      compared,
      words: [
        `status ${entry.status}`,
        `affected ${entry.affected}`,
        ...(rule === 'testing' ? ['the fix is in the testing repository'] : []),
      ],
    },
  };
}

function verdict(entry: ArchEntry, compared: Explanation['compared']): [Status, string] {
  if (entry.status === 'Not affected') return ['not-affected', 'never-affected'];
  if (compared !== null && compared.order !== '<') return ['not-affected', 'fixed'];
  if (entry.status === 'Unknown') return ['cannot-judge', 'undetermined'];
  if (entry.status === 'Testing') return ['affected-no-fix', 'testing'];
  return compared === null ? ['affected-no-fix', 'open'] : ['fixed-available', 'older-than-fix'];
}
