import type { Advisory, RpmEntry } from '../../vulnerability/rows.ts';
import { compareRpmVersions } from '../../versions/rpm.ts';
import { FEED_TITLES, type Matched, type Matcher, type Packages, type Release } from '../ecosystem.ts';
import type { Finding, Installed, Unjudged } from '../finding.ts';
import type { RpmFamily } from './families.ts';
import { pending, sortFixes, type Fixes } from '../fixes.ts';
import { judge, oldestFix, type Subject } from './judge.ts';
import { isKernel, runningKernel } from './kernel.ts';
import { RPM_QUERY } from './package-list.ts';
import { closedBy } from './vex.ts';

interface RpmData {
  readonly family: RpmFamily;
  readonly release: Release;
  readonly byName: ReadonlyMap<string, Fixes<RpmEntry>>;
  /** What VEX documents say of all that is built from a source. */
  readonly bySource: ReadonlyMap<string, readonly RpmEntry[]>;
  /** Whether advisories on the package of this name close what a VEX document says of it. */
  readonly isClosed: (name: string, vex: RpmEntry) => boolean;
}

export function matcher(family: RpmFamily, release: Release, rows: Iterable<Advisory>): Matcher {
  const named = new Map<string, RpmEntry[]>();
  const bySource = new Map<string, RpmEntry[]>();
  for (const row of rows) {
    if ((row.feed !== family.feed && row.feed !== family.vex) || row.release !== release.id) continue;
    const entry = row.body as RpmEntry;
    const all = entry.vex?.ofSource ? bySource : named;
    const known = all.get(row.package);
    if (known) known.push(entry);
    else all.set(row.package, [entry]);
  }
  const isClosed = closedBy(named);
  const byName = new Map<string, Fixes<RpmEntry>>();
  for (const [name, entries] of named) {
    const left = entries.filter((one) => !one.vex || !isClosed(name, one));
    byName.set(name, sortFixes(withoutCovered(left), oldestFix, compareRpmVersions));
  }
  for (const [name, entries] of bySource) bySource.set(name, withoutCovered(entries));
  const data = { family, release, byName, bySource, isClosed };
  return (host, all = false) => matchRpm(host, data, all);
}

/** A minor release that is kept has the word on every CVE that it names; its main stream on the others. */
function withoutCovered(entries: RpmEntry[]): RpmEntry[] {
  const [main, own] = [entries.filter((one) => one.channel === 'main'), entries.filter((one) => one.channel !== 'main')];
  if (!main.length) return entries;
  const covered = new Set(own.flatMap((one) => one.cves));
  const left = main.map((one) => ({ ...one, cves: one.cves.filter((cve) => !covered.has(cve)) }));
  return [...own, ...left.filter((one) => one.cves.length)];
}

function matchRpm(host: Packages, data: RpmData, all: boolean): Matched {
  const running = runningKernel(host);
  const findings: Finding[] = [];
  const unjudged: Unjudged[] = [];
  for (const one of host.packages) {
    const kernel = isKernel(one);
    // A key in the database of rpm is no package.
    if ((kernel && one !== running.image) || one.name === 'gpg-pubkey') continue;
    const subject = subjectOf(one, data);
    const doubt = cannotJudge(one, data, subject);
    if (doubt || !subject) {
      if (doubt) unjudged.push(doubt);
      continue;
    }
    const about = {
      release: data.release.name,
      feed: FEED_TITLES[data.family.feed],
      vexFeed: FEED_TITLES[data.family.vex ?? data.family.feed],
      modules: host.modules,
      note: kernel ? running.note : [],
    };
    const best = new Map<string, Finding>();
    for (const entry of [...entriesFor(subject, data, all), ...saidOfSource(subject, data)]) {
      const said = judge(subject, entry, about, all);
      for (const finding of said) {
        const known = best.get(finding.cve);
        if (!known || outranks(finding, known)) best.set(finding.cve, finding);
      }
    }
    findings.push(...best.values());
  }
  return { findings, unjudged };
}

const RANK: Readonly<Record<Finding['status'], number>> = {
  'fixed-available': 6,
  'affected-no-fix': 5,
  deferred: 4,
  'end-of-life': 3,
  'will-not-fix': 3,
  unimportant: 2,
  'cannot-judge': 1,
  'not-affected': 0,
};

/** Of two advisories on one CVE the one that asks for more: the first fix was not the last. */
function outranks(finding: Finding, known: Finding): boolean {
  const difference = RANK[finding.status] - RANK[known.status];
  return difference > 0 || (difference === 0 && compareRpmVersions(finding.fixed ?? '', known.fixed ?? '') > 0);
}

/** Without an epoch, versions of the list do not stand in the order of those of the advisories. */
function entriesFor({ key, version, epochUnknown }: Subject, { byName }: RpmData, all: boolean): readonly RpmEntry[] {
  const fixes = byName.get(key);
  if (!fixes) return [];
  return all || epochUnknown ? fixes.all : pending(fixes, version, compareRpmVersions);
}

/** The word on the source of what the document does not name by itself. */
function saidOfSource({ one, key }: Subject, { bySource, isClosed }: RpmData): readonly RpmEntry[] {
  const said = bySource.get(one.source || one.name) ?? [];
  return said.filter((entry) => !entry.vex?.except.includes(one.name) && !isClosed(key, entry));
}

/** Under which name advisories have it, and which version they count; null where the list does not say what it takes. */
function subjectOf(one: Installed, { family, byName }: RpmData): Subject | null {
  if (family.names === 'binary') return { one, key: one.name, version: one.version, epochUnknown: one.epochUnknown ?? false };
  // The name of a source package file has no epoch.
  if (one.source) return { one, key: one.source, version: one.sourceVersion, epochUnknown: true };
  return byName.has(one.name) ? { one, key: one.name, version: one.version, epochUnknown: one.epochUnknown ?? false } : null;
}

function cannotJudge(one: Installed, data: RpmData, subject: Subject | null): Unjudged | null {
  const say = (rule: string, reason: string): Unjudged => ({ package: one.name, version: one.version, rule, reason });
  const { family, release } = data;
  if (!data.byName.size) return say('release-without-data', `the feed has nothing of ${release.name}: absence of data is not safety`);
  if (one.origin !== null && !family.vendor.test(one.origin))
    return say('foreign-origin', `comes from ${one.origin}, not from ${release.name}`);
  const [, built] = /[._+]el(\d+)/.exec(one.version) ?? [];
  const [, major] = /:(\d+)/.exec(release.id) ?? [];
  if (built !== undefined && built !== major) return say('other-release', `is built for el${built}, not for ${release.name}`);
  if (!subject) return say('source-not-said', `the advisories name source packages: list it with ${RPM_QUERY}`);
  return null;
}
