import type { Advisory, UbuntuEntry, UbuntuWord } from '../../vulnerability/rows.ts';
import { compareDpkgVersions } from '../../versions/dpkg.ts';
import { comparedBy } from '../compared.ts';
import { runningKernel } from '../dpkg-kernel.ts';
import { pending, sortFixes, type Fixes } from '../fixes.ts';
import { FEED_TITLES, type Matched, type Matcher, type Packages, type Release } from '../ecosystem.ts';
import type { Explanation, Finding, Installed, Status, Unjudged } from '../finding.ts';

interface UbuntuData {
  readonly release: Release;
  /** Source package, then CVE: what each pocket says of it. */
  readonly bySource: ReadonlyMap<string, Fixes<readonly UbuntuEntry[]>>;
  /** What was decided where there will be no fix, by "SOURCE CVE". */
  readonly words: ReadonlyMap<string, readonly UbuntuWord[]>;
}

/** Ubuntu's OSV records name a CVE, a source package and a release; a fix may be in the archive or in Ubuntu Pro only. */
export function matcher(release: Release, rows: Iterable<Advisory>): Matcher {
  const mine: Advisory<UbuntuEntry>[] = [];
  const words = new Map<string, UbuntuWord[]>();
  for (const row of rows) {
    if (row.release !== release.id) continue;
    if (row.feed === 'ubuntu-osv') mine.push(row as Advisory<UbuntuEntry>);
    if (row.feed === 'ubuntu-vex') addWord(words, row as Advisory<UbuntuWord>);
  }
  const bySource = new Map<string, Fixes<readonly UbuntuEntry[]>>();
  for (const [source, some] of Map.groupBy(mine, (row) => row.package)) {
    const groups = [...Map.groupBy(some, ({ body }) => body.cve).values()].map((group) => group.map(({ body }) => body));
    bySource.set(source, sortFixes(groups, oldestFix, compareDpkgVersions));
  }
  const data = { release, bySource, words };
  return (host, all = false) => matchUbuntu(host, data, all);
}

function addWord(words: Map<string, UbuntuWord[]>, { package: source, body }: Advisory<UbuntuWord>): void {
  const key = `${source} ${body.cve}`;
  const known = words.get(key);
  if (known) known.push(body);
  else words.set(key, [body]);
}

/** Of the pockets, the one that has it in the oldest version. */
const oldestFix = (entries: readonly UbuntuEntry[]): string | null =>
  entries
    .map(({ fixed }) => fixed)
    .reduce((best, one) => (one !== null && (best === null || compareDpkgVersions(one, best) < 0) ? one : best), null);

function matchUbuntu(host: Packages, data: UbuntuData, all: boolean): Matched {
  const running = runningKernel(host, isKernel);
  const findings: Finding[] = [];
  const unjudged: Unjudged[] = [];
  for (const one of host.packages) {
    const kernel = isKernel(one);
    if (kernel && one !== running.image) continue;
    const doubt = cannotJudge(one, data);
    if (doubt) {
      unjudged.push(doubt);
      continue;
    }
    const source = kernelSource(one.source);
    const fixes = data.bySource.get(source);
    const groups = !fixes ? [] : all ? fixes.all : pending(fixes, one.sourceVersion, compareDpkgVersions);
    for (const entries of groups) {
      const note = kernel ? running.note : [];
      const finding = decided(judge(one, source, entries, data.release.name, note), entries, data);
      if (all || finding.status !== 'not-affected') findings.push(finding);
    }
  }
  return { findings, unjudged };
}

/** Signed images have sources of their own ("linux-signed-hwe-6.8"); the records have them under the source they sign. */
const kernelSource = (source: string): string => source.replace(/^linux-(restricted-)?signed(?=-|$)/, 'linux');

/** What is built from a source of the kernel. Firmware and the small helpers are packages like any other. */
const isKernel = ({ source }: Installed): boolean => /^linux(-|$)/.test(source) && !/^linux-(firmware|base|atm|sound|wlan)/.test(source);

function cannotJudge(one: Installed, data: UbuntuData): Unjudged | null {
  const say = (rule: string, reason: string): Unjudged => ({ package: one.name, version: one.version, rule, reason });
  if (one.origin !== null && !/^Ubuntu(ESM|ESMApps)?(:|$)/.test(one.origin))
    return say('foreign-origin', `comes from ${one.origin}, not from Ubuntu`);
  if (!data.bySource.size)
    return say('release-without-data', `the feed has nothing of ${data.release.name}: absence of data is not safety`);
  return null;
}

function judge(one: Installed, source: string, entries: readonly UbuntuEntry[], release: string, note: readonly string[]): Finding {
  const installed = one.sourceVersion;
  const older = (than: string): boolean => compareDpkgVersions(installed, than) < 0;
  const [first] = entries;
  const said = (status: Status, rule: string, entry: UbuntuEntry | undefined, other: string | null): Finding => ({
    cve: entry?.cve ?? '',
    package: one.name,
    source,
    status,
    fixed: status === 'fixed-available' ? other : null,
    vendorSeverity: entry?.priority ?? '',
    why: explain(rule, entry, other === null ? null : comparedBy(compareDpkgVersions, installed, other), source, release, note),
  });
  const reached = entries.find(({ fixed }) => fixed !== null && !older(fixed));
  if (reached) return said('not-affected', 'fixed', reached, reached.fixed);
  const before = entries.find(({ since }) => since !== null && older(since));
  if (before && entries.length === 1) return said('not-affected', 'before-introduced', before, before.since);
  const free = entries.find(({ fixed, pocket }) => fixed !== null && pocket === 'standard');
  if (free) return said('fixed-available', 'older-than-fix', free, free.fixed);
  const paid = entries.find(({ fixed }) => fixed !== null);
  if (paid) return said('fixed-available', 'older-than-pro-fix', paid, paid.fixed);
  const known = entries.map(({ newestAffected }) => newestAffected);
  const newest = known.includes(null) ? null : (known.toSorted((a, b) => compareDpkgVersions(b ?? '', a ?? ''))[0] ?? null);
  if (newest !== null && compareDpkgVersions(installed, newest) > 0) return said('cannot-judge', 'newer-than-record', first, newest);
  return said('affected-no-fix', 'open', first, null);
}

/** Where no pocket has a fix and each that has the package will have none, what Ubuntu decided is the status: of the archive that everybody has first. */
function decided(finding: Finding, entries: readonly UbuntuEntry[], { words }: UbuntuData): Finding {
  const said = finding.status === 'affected-no-fix' ? (words.get(`${finding.source} ${finding.cve}`) ?? []) : [];
  if (!said.length || !entries.every(({ pocket }) => said.some((one) => one.pocket === pocket))) return finding;
  const lead = said.find(({ pocket }) => pocket === 'standard') ?? said[0];
  if (!lead) return finding;
  const { why } = finding;
  const record = [finding.cve, ...why.record.slice(1)];
  return {
    ...finding,
    status: lead.word,
    why: { ...why, rule: lead.word, feed: FEED_TITLES['ubuntu-vex'], record, words: [lead.says, ...why.words] },
  };
}

function explain(
  rule: string,
  entry: UbuntuEntry | undefined,
  compared: Explanation['compared'],
  source: string,
  release: string,
  note: readonly string[],
): Explanation {
  const words = [
    ...(rule === 'older-than-pro-fix' ? ['fixed available with Ubuntu Pro only'] : []),
    ...(entry?.availability ? [entry.availability] : []),
    ...(entry?.priority ? [`priority ${entry.priority}`] : []),
    ...note,
  ];
  return { rule, feed: FEED_TITLES['ubuntu-osv'], record: [entry?.record ?? '', source, release], compared, words };
}
