import type { Advisory, DebianEntry, SupportEntry } from '../../vulnerability/rows.ts';
import { compareDpkgVersions } from '../../versions/dpkg.ts';
import { pending, sortFixes, type Fixes } from '../fixes.ts';
import { runningKernel } from '../dpkg-kernel.ts';
import { FEED_TITLES, type Matched, type Matcher, type Packages, type Release } from '../ecosystem.ts';
import type { Explanation, Finding, Installed, Status, Unjudged } from '../finding.ts';

type Row = Advisory<DebianEntry>;

/** The rows of one release, ready to be asked by source package. */
interface DebianData {
  readonly release: Release;
  readonly bySource: ReadonlyMap<string, Fixes<Row>>;
  /** The newest version of each source package that the archive has for the release. */
  readonly newest: ReadonlyMap<string, string>;
  /** By source package, and those that are for all whose names fit. */
  readonly support: ReadonlyMap<string, readonly SupportEntry[]>;
  readonly patterns: readonly (SupportEntry & { readonly whole: RegExp })[];
}

const FEED = FEED_TITLES['debian-tracker'];

/** Support that ends later than `asOf` has not ended. */
export function matcher(release: Release, rows: Iterable<Advisory>, asOf: string): Matcher {
  const data = debianData(release, rows, asOf);
  return (host, all = false) => matchDebian(host, data, all);
}

function debianData(release: Release, rows: Iterable<Advisory>, asOf: string): DebianData {
  const mine: Row[] = [];
  const support: Advisory<SupportEntry>[] = [];
  for (const row of rows) {
    if (row.release !== release.id) continue;
    if (row.feed === 'debian-tracker') mine.push(row as Row);
    if (row.feed === 'debian-security-support') support.push(row as Advisory<SupportEntry>);
  }
  const newest = new Map<string, string>();
  for (const { package: source, body } of mine) {
    const before = newest.get(source);
    if (body.newest && (before === undefined || compareDpkgVersions(before, body.newest) < 0)) newest.set(source, body.newest);
  }
  const bySource = new Map<string, Fixes<Row>>();
  for (const [source, some] of Map.groupBy(mine, (row) => row.package))
    bySource.set(
      source,
      sortFixes(some, ({ body }) => (body.status === 'resolved' ? body.fixed : null), compareDpkgVersions),
    );
  return { release, bySource, newest, ...supportData(support, asOf) };
}

function supportData(rows: readonly Advisory<SupportEntry>[], asOf: string): Pick<DebianData, 'support' | 'patterns'> {
  const begun = rows.filter(({ body }) => body.since === null || body.since <= asOf);
  const [patterns, names] = [begun.filter((row) => row.package.includes('.*')), begun.filter((row) => !row.package.includes('.*'))];
  return {
    support: new Map([...Map.groupBy(names, (row) => row.package)].map(([name, some]) => [name, some.map(({ body }) => body)])),
    patterns: patterns.map((row) => ({ ...row.body, whole: wholeName(row.package) })),
  };
}

/** check-support-status takes the name as a pattern; here only ".*" is one, so that a feed cannot bring a pattern that never ends. */
function wholeName(name: string): RegExp {
  const parts = name.split('.*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/** Judges every package against every record of its source package. */
function matchDebian(host: Packages, data: DebianData, all: boolean): Matched {
  const running = runningKernel(host, (one) => kernelSource(one.source) === 'linux');
  const findings: Finding[] = [];
  const unjudged: Unjudged[] = [];
  for (const one of host.packages) {
    const source = kernelSource(one.source);
    if (source === 'linux' && one !== running.image) continue;
    const doubt = cannotJudge(one, source, data);
    if (doubt) {
      unjudged.push(doubt);
      continue;
    }
    const note = [...(source === 'linux' ? running.note : []), ...limits(one, data)];
    const fixes = data.bySource.get(source);
    const rows = !fixes ? [] : all ? fixes.all : pending(fixes, one.sourceVersion, compareDpkgVersions);
    for (const row of rows) {
      const finding = judge(one, row, data.release.name, note);
      if (all || finding.status !== 'not-affected') findings.push(finding);
    }
    const ended = endedFor(one, data);
    if (ended) unjudged.push(ended);
  }
  return { findings, unjudged };
}

/** Signed kernels are built from a source of their own; the tracker has them under "linux". */
const kernelSource = (source: string): string => (/^linux-signed-[a-z0-9]+$/.test(source) ? 'linux' : source);

function cannotJudge(one: Installed, source: string, data: DebianData): Unjudged | null {
  const say = (rule: string, reason: string): Unjudged => ({ package: one.name, version: one.version, rule, reason });
  if (one.origin !== null && !/^Debian(:|$)/.test(one.origin)) return say('foreign-origin', `comes from ${one.origin}, not from Debian`);
  const newest = data.newest.get(source);
  if (!data.bySource.size)
    return say('release-without-data', `the feed has nothing of ${data.release.name}: absence of data is not safety`);
  if (newest !== undefined && compareDpkgVersions(one.sourceVersion, newest) > 0)
    return say('newer-than-release', `${one.sourceVersion} is newer than ${newest}, the newest that ${data.release.name} has`);
  return null;
}

const supportOf = ({ source }: Installed, data: DebianData, state: SupportEntry['state']): SupportEntry | undefined =>
  data.support.get(source)?.find((entry) => entry.state === state) ??
  data.patterns.find((entry) => entry.state === state && entry.whole.test(source));

function limits(one: Installed, data: DebianData): string[] {
  const row = supportOf(one, data, 'limited');
  return row ? [`security support is limited: ${row.note || 'no details'}`] : [];
}

function endedFor(one: Installed, data: DebianData): Unjudged | null {
  const row = supportOf(one, data, 'ended');
  if (!row) return null;
  const reason = `Debian's security support of ${one.source} ended ${row.since ?? ''}${row.note ? `: ${row.note}` : ''}`;
  return { package: one.name, version: one.version, rule: 'support-ended', reason };
}

function judge(one: Installed, { package: source, body: row }: Row, release: string, note: readonly string[]): Finding {
  const known = { cve: row.cve, package: one.name, source };
  const said = (status: Status, rule: string, compared: Explanation['compared'] = null): Finding => ({
    ...known,
    status,
    fixed: compared?.order === '<' ? compared.with : null,
    vendorSeverity: row.urgency,
    why: { rule, feed: FEED, record: [source, row.cve, release], compared, words: [...words(row), ...note] },
  });
  if (row.status === 'undetermined') return said('cannot-judge', 'undetermined');
  if (row.status === 'open') return said(...openStatus(row));
  if (row.fixed === '0') return said('not-affected', 'never-affected');
  const fixed = row.fixed ?? '';
  const order = compareDpkgVersions(one.sourceVersion, fixed);
  const compared = { installed: one.sourceVersion, order: order < 0 ? '<' : order > 0 ? '>' : '=', with: fixed } as const;
  if (order >= 0) return said('not-affected', 'fixed', compared);
  return row.urgency === 'unimportant' ? said('unimportant', 'unimportant', compared) : said('fixed-available', 'older-than-fix', compared);
}

/** The tracker's own words for what is open, the strongest first. */
function openStatus(row: DebianEntry): [Status, string] {
  if (row.urgency === 'end-of-life') return ['end-of-life', 'end-of-life'];
  if (row.urgency === 'unimportant') return ['unimportant', 'unimportant'];
  if (row.nodsaReason === 'postponed') return ['deferred', 'postponed'];
  if (row.nodsaReason === 'ignored') return ['will-not-fix', 'ignored'];
  return ['affected-no-fix', row.nodsa === null ? 'open' : 'no-dsa'];
}

const words = (row: DebianEntry): string[] => [
  `status ${row.status}`,
  ...(row.urgency ? [`urgency ${row.urgency}`] : []),
  ...(row.nodsa ? [`no advisory of its own: ${row.nodsa}`] : []),
];
