import { readFile, stat } from 'node:fs/promises';
import type { AssessListInput, FeedState, JudgedFinding, JudgedList } from '../../shared/contract/assess-list.ts';
import { dayIn, eolState, extendedForAll } from '../../shared/domain/end-of-life/state.ts';
import { findRelease, releaseForms } from '../../shared/domain/matching/ecosystems.ts';
import type { Ecosystem, Release } from '../../shared/domain/matching/ecosystem.ts';
import { explainFinding } from '../../shared/domain/matching/finding.ts';
import { textOf } from '../../shared/domain/matching/list-text.ts';
import type { PackageList } from '../../shared/domain/matching/package-list.ts';
import { closingUpdates, rank, type Ranked } from '../../shared/domain/ranking/rank.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import type { Advisory, EolRow } from '../../shared/domain/vulnerability/rows.ts';
import type { Feed } from '../feeds/feed.ts';
import { advisoryFeeds, feeds } from '../feeds/index.ts';
import { onDisk, readFolderFeed } from './feed-folder.ts';
import { rulesNamed } from './vulnerabilities/rules.ts';

const MAX_LIST_BYTES = 64 * 1024 ** 2;

/** Judges a bare list of packages with the feeds of a folder. Adds no host, stores nothing, asks nobody. */
export async function assessList(input: AssessListInput, now: string): Promise<Result<JudgedList>> {
  const found = findRelease(input.release);
  if (!found) return invalid('release', `"${input.release}" is not known; there are: ${releaseForms()}`);
  const { ecosystem, release } = found;
  const rules = rulesNamed(input.rules, 'rules');
  if (!rules.ok) return rules;
  const list = await onDisk(input.packages, () => readList(input.packages, ecosystem));
  if (!list.ok) return list;
  const asOf = input.asOf ?? now.slice(0, 10);
  const read = <Row>(feed: Feed<Row>, keep: (row: Row) => boolean) =>
    readFolderFeed(feed, input.feeds, { releases: [release.id] }, asOf, keep);

  const advisories = await readAdvisories(ecosystem, release, (feed) => read(feed, () => true));
  if (!advisories.ok) return advisories;
  const eol = await read(feeds.endoflife, (row) => row.product === release.endOfLife?.product && row.cycle === release.endOfLife.cycle);
  const match = ecosystem.prepare(release, advisories.value.rows, asOf);
  const matched = match({ packages: list.value.packages, kernel: input.kernel, modules: input.modules });

  const cves = new Set(matched.findings.map((finding) => finding.cve));
  const kev = await read(feeds.kev, (row) => cves.has(row.cve) && row.added <= asOf);
  const epss = await read(feeds.epss, (row) => cves.has(row.cve));
  const records = await read(feeds.vulnrichment, (row) => cves.has(row.cve));
  const known = { kev: byCve(kev.rows), epss: byCve(epss.rows), records: byCve(records.rows) };
  const options = { exposed: input.exposed, firstSeen: new Date(asOf).toISOString(), rules: rules.value };
  const ranked = rank(matched.findings, known, options);
  const installed = new Map(list.value.packages.map((one) => [one.name, one.version]));
  const states = [...advisories.value.states, ...[kev, epss, records, eol].flatMap((one) => one.states)];
  return ok({
    release: { id: release.id, name: release.name, ...supportOf(eol.rows, asOf) },
    asOf,
    packages: list.value.packages.length + list.value.unjudged.length,
    feeds: states,
    findings: ranked.map((one) =>
      judged(one, one.finding.why.compared?.installed ?? installed.get(one.finding.package) ?? '', dateOf(states, one.finding.why.feed)),
    ),
    unjudged: [...list.value.unjudged, ...matched.unjudged],
    updates: closingUpdates(ranked, ecosystem.compare).map((one) => ({ ...one, packages: [...one.packages], cves: [...one.cves] })),
  });
}

const byCve = <Row extends { readonly cve: string }>(rows: readonly Row[]): Map<string, Row> => new Map(rows.map((row) => [row.cve, row]));
const invalid = (path: string, message: string): Result<never> => fail({ kind: 'invalid-input', issues: [{ path, message }] });

async function readList(path: string, ecosystem: Ecosystem): Promise<Result<PackageList>> {
  const { size } = await stat(path);
  if (size > MAX_LIST_BYTES) return fail({ kind: 'too-much-output', what: path, limitBytes: MAX_LIST_BYTES });
  return ecosystem.packageList(textOf(await readFile(path)));
}

interface Advisories {
  readonly rows: readonly Advisory[];
  readonly states: readonly FeedState[];
}

/** Without a feed that is needed nothing can be said, and "nothing found" would be a lie. */
async function readAdvisories(
  ecosystem: Ecosystem,
  release: Release,
  read: (feed: Feed<Advisory>) => Promise<{ states: FeedState[]; rows: Advisory[] }>,
): Promise<Result<Advisories>> {
  const rows: Advisory[][] = [];
  const states: FeedState[] = [];
  for (const { feed, needed } of ecosystem.feeds(release)) {
    const part = await read(advisoryFeeds[feed]);
    const bad = needed ? part.states.find((state) => state.state !== 'read') : undefined;
    if (bad) return fail(bad.problem ?? { kind: 'file', path: bad.file, detail: `${bad.title} is not in the folder of feeds` });
    rows.push(part.rows);
    states.push(...part.states);
  }
  return ok({ rows: rows.flat(), states });
}

/** A feed of several files is as old as its oldest. */
const dateOf = (states: readonly FeedState[], title: string): string | null =>
  states
    .filter((state) => state.title === title && state.date !== null)
    .map((state) => state.date)
    .sort()[0] ?? null;

type Support = Pick<JudgedList['release'], 'support' | 'until'>;

function supportOf(rows: readonly EolRow[], asOf: string): Support {
  const row = rows[0] ?? null;
  const own = row && dayIn(row.securityUntil);
  const extended = extendedForAll(row);
  const state = eolState(row, extended, asOf);
  if (state === 'unknown') return { support: null, until: null };
  if (state === 'supported' || state === 'ends-soon') return { support: 'supported', until: own };
  return { support: state, until: extended ?? own };
}

function judged({ finding, kev, epss, cvss, inputs, due }: Ranked, installed: string, date: string | null): JudgedFinding {
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
    cvss: cvss.map(({ version, score, severity, vector, source: whose }) => ({ version, score, severity, vector, source: whose })),
    inputs,
    due: [...due],
    why: explainFinding(finding, date),
  };
}
