import type { DebianRow, SupportRow } from '../vulnerability/rows.ts';
import { compareDpkgVersions } from '../versions/dpkg.ts';
import type { Explanation, Finding, Installed, Status, Unjudged } from './finding.ts';

/** The rows of one release, ready to be asked by source package. */
export interface DebianData {
  readonly release: string;
  readonly bySource: ReadonlyMap<string, readonly DebianRow[]>;
  /** The newest version of each source package that the archive has for the release. */
  readonly newest: ReadonlyMap<string, string>;
  readonly support: readonly (SupportRow & { readonly whole: RegExp })[];
}

export interface DebianHost {
  readonly packages: readonly Installed[];
  /** `uname -r`; null where it is not known, and the newest installed image then counts as the running one. */
  readonly kernel: string | null;
}

export interface Matched {
  readonly findings: readonly Finding[];
  readonly unjudged: readonly Unjudged[];
}

const FEED = 'Debian security tracker';

/**
 * `major` is Debian's number of the release (12), by which the support lists go; null takes those for every release only.
 * `asOf` is a day: support that ends later has not ended.
 */
export function debianData(
  release: string,
  major: number | null,
  rows: readonly DebianRow[],
  support: readonly SupportRow[],
  asOf: string,
): DebianData {
  const mine = rows.filter((row) => row.release === release);
  const newest = new Map<string, string>();
  for (const row of mine) {
    const before = newest.get(row.source);
    if (row.newest && (before === undefined || compareDpkgVersions(before, row.newest) < 0)) newest.set(row.source, row.newest);
  }
  return {
    release,
    bySource: Map.groupBy(mine, (row) => row.source),
    newest,
    support: support
      .filter((row) => (row.release === null || row.release === major) && (row.since === null || row.since <= asOf))
      .map((row) => ({ ...row, whole: wholeName(row.source) })),
  };
}

/** check-support-status takes the name as a pattern; here only ".*" is one, so that a feed cannot bring a pattern that never ends. */
function wholeName(name: string): RegExp {
  const parts = name.split('.*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/** Judges every package against every record of its source package. Pure; "not-affected" is left out unless `all`. */
export function matchDebian(host: DebianHost, data: DebianData, all = false): Matched {
  const running = runningKernel(host);
  const findings: Finding[] = [];
  const unjudged: Unjudged[] = [];
  for (const one of host.packages) {
    const source = kernelSource(one.source);
    if (source === 'linux' && one.name !== running.image) continue;
    const doubt = cannotJudge(one, source, data);
    if (doubt) {
      unjudged.push(doubt);
      continue;
    }
    const note = [...(source === 'linux' ? running.note : []), ...limits(one, data)];
    for (const row of data.bySource.get(source) ?? []) {
      const finding = judge(one, row, note);
      if (all || finding.status !== 'not-affected') findings.push(finding);
    }
    const ended = endedFor(one, data);
    if (ended) unjudged.push(ended);
  }
  return { findings, unjudged };
}

/** Signed kernels are built from a source of their own; the tracker has them under "linux". */
const kernelSource = (source: string): string => (/^linux-signed-[a-z0-9]+$/.test(source) ? 'linux' : source);

/** CVEs of the kernel concern the image that runs: no header, no library header, no image that lies beside it. */
function runningKernel({ packages, kernel }: DebianHost): { image: string | null; note: readonly string[] } {
  if (kernel !== null) {
    const image = packages.find((one) => one.name === `linux-image-${kernel}` || one.name === `linux-image-${kernel}-unsigned`);
    return { image: image?.name ?? null, note: [`running kernel ${kernel}`] };
  }
  const images = packages.filter((one) => /^linux-image-\d/.test(one.name) && kernelSource(one.source) === 'linux');
  const newest = images.reduce<Installed | null>(
    (best, one) => (best === null || compareDpkgVersions(best.sourceVersion, one.sourceVersion) < 0 ? one : best),
    null,
  );
  return {
    image: newest?.name ?? null,
    note: newest ? [`running kernel not known: the newest image, ${newest.name}, is taken for it`] : [],
  };
}

function cannotJudge(one: Installed, source: string, data: DebianData): Unjudged | null {
  const say = (rule: string, reason: string): Unjudged => ({ package: one.name, version: one.version, rule, reason });
  if (one.origin !== null && !/^Debian(:|$)/.test(one.origin)) return say('foreign-origin', `comes from ${one.origin}, not from Debian`);
  const newest = data.newest.get(source);
  if (!data.bySource.size) return say('release-without-data', `the feed has nothing of ${data.release}: absence of data is not safety`);
  if (newest !== undefined && compareDpkgVersions(one.sourceVersion, newest) > 0)
    return say('newer-than-release', `${one.sourceVersion} is newer than ${newest}, the newest that ${data.release} has`);
  return null;
}

function limits(one: Installed, data: DebianData): string[] {
  const row = data.support.find((entry) => entry.state === 'limited' && entry.whole.test(one.source));
  return row ? [`security support is limited: ${row.note || 'no details'}`] : [];
}

function endedFor(one: Installed, data: DebianData): Unjudged | null {
  const row = data.support.find((entry) => entry.state === 'ended' && entry.whole.test(one.source));
  if (!row) return null;
  const reason = `Debian's security support of ${one.source} ended ${row.since ?? ''}${row.note ? `: ${row.note}` : ''}`;
  return { package: one.name, version: one.version, rule: 'support-ended', reason };
}

function judge(one: Installed, row: DebianRow, note: readonly string[]): Finding {
  const known = { cve: row.cve, package: one.name, source: row.source };
  const said = (status: Status, rule: string, compared: Explanation['compared'] = null): Finding => ({
    ...known,
    status,
    fixed: compared?.order === '<' ? compared.with : null,
    vendorSeverity: row.urgency,
    why: { rule, feed: FEED, record: [row.source, row.cve, row.release], compared, words: [...words(row), ...note] },
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
function openStatus(row: DebianRow): [Status, string] {
  if (row.urgency === 'end-of-life') return ['end-of-life', 'end-of-life'];
  if (row.urgency === 'unimportant') return ['unimportant', 'unimportant'];
  if (row.nodsaReason === 'postponed') return ['deferred', 'postponed'];
  if (row.nodsaReason === 'ignored') return ['will-not-fix', 'ignored'];
  return ['affected-no-fix', row.nodsa === null ? 'open' : 'no-dsa'];
}

const words = (row: DebianRow): string[] => [
  `status ${row.status}`,
  ...(row.urgency ? [`urgency ${row.urgency}`] : []),
  ...(row.nodsa ? [`no advisory of its own: ${row.nodsa}`] : []),
];
