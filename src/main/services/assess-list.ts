import { readFile, stat } from 'node:fs/promises';
import type { AssessListInput, FeedState, JudgedFinding, JudgedList } from '../../shared/contract/assess-list.ts';
import { debianData, matchDebian } from '../../shared/domain/matching/debian.ts';
import { debianRelease } from '../../shared/domain/matching/debian-release.ts';
import { explainFinding } from '../../shared/domain/matching/finding.ts';
import { readPackageList, type PackageList } from '../../shared/domain/matching/package-list.ts';
import { closingUpdates, rank, type Ranked } from '../../shared/domain/ranking/rank.ts';
import { DUE_RULES, type DueRule } from '../../shared/domain/ranking/rules.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import type { EolRow, SupportRow } from '../../shared/domain/vulnerability/rows.ts';
import type { Feed } from '../feeds/feed.ts';
import { feeds } from '../feeds/index.ts';
import { onDisk, readFolderFeed } from './feed-folder.ts';

const MAX_LIST_BYTES = 64 * 1024 ** 2;

/** Judges a bare list of packages with the feeds of a folder. Adds no host, stores nothing, asks nobody. */
export async function assessList(input: AssessListInput, now: string): Promise<Result<JudgedList>> {
  const release = debianRelease(input.release);
  if (!release) return invalid('release', `"${input.release}" is not known; Debian is: debian:12, debian:13, or a codename`);
  const rules = rulesOf(input.rules);
  if (!rules.ok) return rules;
  const list = await onDisk(input.packages, () => readList(input.packages));
  if (!list.ok) return list;
  const asOf = input.asOf ?? now.slice(0, 10);
  const needs = { debian: [release.codename] };
  const read = <Row>(feed: Parameters<typeof readFolderFeed<Row>>[0], keep: (row: Row) => boolean) =>
    readFolderFeed(feed, input.feeds, needs, asOf, keep);

  const tracker = await read(feeds.debianTracker, () => true);
  const unusable = unusableTracker(tracker.states, input.feeds);
  if (unusable) return unusable;
  const support = await read(supportLists(release.major), () => true);
  const eol = await read(feeds.endoflife, (row) => row.product === 'debian' && row.cycle === String(release.major));
  const data = debianData(release.codename, release.major, tracker.rows, support.rows, asOf);
  const matched = matchDebian({ packages: list.value.packages, kernel: input.kernel }, data);

  const cves = new Set(matched.findings.map((finding) => finding.cve));
  const kev = await read(feeds.kev, (row) => cves.has(row.cve) && row.added <= asOf);
  const epss = await read(feeds.epss, (row) => cves.has(row.cve));
  const known = { kev: new Map(kev.rows.map((row) => [row.cve, row])), epss: new Map(epss.rows.map((row) => [row.cve, row])) };
  const options = { exposed: input.exposed, firstSeen: new Date(asOf).toISOString(), rules: rules.value };
  const ranked = rank(matched.findings, known, options);
  const installed = new Map(list.value.packages.map((one) => [one.name, one.sourceVersion]));
  const date = tracker.states[0]?.date ?? null;
  return ok({
    release: { codename: release.codename, ...supportOf(eol.rows, asOf) },
    asOf,
    packages: list.value.packages.length + list.value.unjudged.length,
    feeds: [tracker, support, kev, epss, eol].flatMap((one) => one.states),
    findings: ranked.map((one) => judged(one, installed.get(one.finding.package) ?? '', date)),
    unjudged: [...list.value.unjudged, ...matched.unjudged],
    updates: closingUpdates(ranked).map((one) => ({ ...one, packages: [...one.packages], cves: [...one.cves] })),
  });
}

const invalid = (path: string, message: string): Result<never> => fail({ kind: 'invalid-input', issues: [{ path, message }] });

function rulesOf(ids: readonly string[]): Result<DueRule[]> {
  const unknown = ids.filter((id) => !DUE_RULES.some((rule) => rule.id === id));
  if (unknown.length) return invalid('rules', `no rule ${unknown.join(', ')}; there are ${DUE_RULES.map((rule) => rule.id).join(', ')}`);
  return ok(DUE_RULES.filter((rule) => ids.includes(rule.id)));
}

async function readList(path: string): Promise<Result<PackageList>> {
  const { size } = await stat(path);
  if (size > MAX_LIST_BYTES) return fail({ kind: 'too-much-output', what: path, limitBytes: MAX_LIST_BYTES });
  return readPackageList(await readFile(path, 'utf8'));
}

/** Without the tracker nothing can be said, and "nothing found" would be a lie. */
function unusableTracker(states: readonly FeedState[], folder: string): Result<never> | null {
  const bad = states.find((state) => state.state !== 'read');
  if (!bad) return null;
  return fail(bad.problem ?? { kind: 'file', path: `${folder}/${bad.file}`, detail: `${bad.title} is not in the folder of feeds` });
}

/** One list is for all releases, the others are for one each. */
const supportLists = (major: number): Feed<SupportRow> => ({
  ...feeds.debianSecuritySupport,
  files: feeds.debianSecuritySupport.files.filter(({ name }) => name.endsWith('-limited') || name.endsWith(`.deb${major}`)),
});

type Support = Pick<JudgedList['release'], 'support' | 'until'>;

function supportOf(rows: readonly EolRow[], asOf: string): Support {
  const row = rows[0];
  if (!row) return { support: null, until: null };
  const [own, extended] = [row.securityUntil, row.extendedUntil].map((until) => (typeof until === 'string' ? until : null));
  if (own && asOf <= own) return { support: 'supported', until: own };
  if (extended && asOf <= extended) return { support: 'extended', until: extended };
  return own || extended ? { support: 'ended', until: extended ?? own ?? null } : { support: null, until: null };
}

function judged({ finding, kev, epss, inputs, due }: Ranked, installed: string, date: string | null): JudgedFinding {
  const { cve, package: name, source, status, fixed, vendorSeverity } = finding;
  return {
    cve,
    package: name,
    source,
    status,
    installed,
    fixed,
    vendorSeverity,
    kev: kev && { added: kev.added, due: kev.due, ransomware: kev.ransomware, name: kev.name },
    epss: epss && { score: epss.score, percentile: epss.percentile },
    inputs,
    due: [...due],
    why: explainFinding(finding, date),
  };
}
