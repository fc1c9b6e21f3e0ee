import type { Advisory, AlpineEntry } from '../../vulnerability/rows.ts';
import { compareApkVersions } from '../../versions/apk.ts';
import { comparedBy } from '../compared.ts';
import { FEED_TITLES, type Matched, type Matcher, type Packages, type Release } from '../ecosystem.ts';
import type { Explanation, Finding, Installed, Status, Unjudged } from '../finding.ts';

interface AlpineData {
  readonly release: Release;
  readonly byOrigin: ReadonlyMap<string, readonly AlpineEntry[]>;
}

/** secdb lists what was fixed in which version of an origin package: its silence says nothing of what is not fixed yet. */
export function matcher(release: Release, rows: Iterable<Advisory>): Matcher {
  const byOrigin = new Map<string, Map<string, AlpineEntry>>();
  for (const row of rows) {
    if (row.feed !== 'alpine-secdb' || row.release !== release.id) continue;
    const entry = row.body as AlpineEntry;
    const known = byOrigin.get(row.package) ?? new Map<string, AlpineEntry>();
    byOrigin.set(row.package, known.set(entry.cve, later(known.get(entry.cve), entry)));
  }
  const data = { release, byOrigin: new Map([...byOrigin].map(([origin, entries]) => [origin, [...entries.values()]])) };
  return (host, all = false) => matchAlpine(host, data, all);
}

/** A CVE that is listed twice was not closed by the first fix. */
const later = (known: AlpineEntry | undefined, entry: AlpineEntry): AlpineEntry =>
  known && compareApkVersions(known.fixed, entry.fixed) > 0 ? known : entry;

function matchAlpine({ packages }: Packages, data: AlpineData, all: boolean): Matched {
  const findings: Finding[] = [];
  const unjudged: Unjudged[] = [];
  for (const one of packages) {
    const origin = one.source || one.name;
    const entries = data.byOrigin.get(origin);
    const doubt = cannotJudge(one, data, entries !== undefined);
    if (doubt) unjudged.push(doubt);
    else
      for (const entry of entries ?? []) {
        const finding = judge(one, origin, entry, data.release.name);
        if (all || finding.status !== 'not-affected') findings.push(finding);
      }
  }
  return { findings, unjudged };
}

function cannotJudge(one: Installed, data: AlpineData, known: boolean): Unjudged | null {
  const say = (rule: string, reason: string): Unjudged => ({ package: one.name, version: one.version, rule, reason });
  if (!data.byOrigin.size)
    return say('release-without-data', `the feed has nothing of ${data.release.name}: absence of data is not safety`);
  if (!one.source && !known) return say('source-not-said', 'list it with apk list -I, which says the origin package');
  return null;
}

function judge(one: Installed, origin: string, entry: AlpineEntry, release: string): Finding {
  const compared = entry.fixed === '0' ? null : comparedBy(compareApkVersions, one.version, entry.fixed);
  const [status, rule] = verdict(compared);
  return {
    cve: entry.cve,
    package: one.name,
    source: origin,
    status,
    fixed: status === 'fixed-available' ? entry.fixed : null,
    vendorSeverity: '',
    why: {
      rule,
      feed: FEED_TITLES['alpine-secdb'],
      record: [release, entry.repository, origin, entry.fixed, entry.cve],
      compared,
      words: one.source ? [] : ['the list does not say the origin package: the name is taken for it'],
    },
  };
}

function verdict(compared: Explanation['compared']): [Status, string] {
  if (compared === null) return ['not-affected', 'never-affected'];
  return compared.order === '<' ? ['fixed-available', 'older-than-fix'] : ['not-affected', 'fixed'];
}
