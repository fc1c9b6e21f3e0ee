import type { Host } from '../host.ts';
import type { Ecosystem } from '../matching/ecosystem.ts';
import type { Finding } from '../matching/finding.ts';
import type { CveRecordRow, EpssRow, KevRow } from '../vulnerability/rows.ts';
import { cvssScores, type CvssScore } from './cvss-scores.ts';
import { dueDates, type DueDate } from './due.ts';
import { dueDay } from './due-day.ts';
import { bodInputs, type BodInputs } from './inputs.ts';
import type { DueRule, SeverityWord } from './rules.ts';

/** What is known of CVEs beside what the distribution says. */
export interface Intelligence {
  readonly kev: ReadonlyMap<string, KevRow>;
  readonly epss: ReadonlyMap<string, EpssRow>;
  /** CVE records with CISA's part. */
  readonly records?: ReadonlyMap<string, CveRecordRow>;
}

export interface Ranked {
  readonly finding: Finding;
  readonly severity: SeverityWord;
  /** Of the host that has it; null: nobody has said. */
  readonly criticality: Host['criticality'];
  readonly inputs: BodInputs;
  readonly kev: KevRow | null;
  readonly epss: EpssRow | null;
  /** Everybody's, the newest version first; the first is the one that is shown. */
  readonly cvss: readonly CvssScore[];
  /** Each rule's date, the earliest first. */
  readonly due: readonly DueDate[];
}

export interface RankOptions {
  readonly exposed: boolean | null;
  /** A bare list has none. */
  readonly criticality?: Host['criticality'];
  /** When this host was first found to have it, ISO 8601. */
  readonly firstSeen: string;
  readonly rules: readonly DueRule[];
}

export function rank(findings: readonly Finding[], known: Intelligence, options: RankOptions): Ranked[] {
  return findings.map((finding) => rankOne(finding, known, options)).sort(byUrgency);
}

function rankOne(finding: Finding, known: Intelligence, options: RankOptions): Ranked {
  const { exposed, criticality = null, firstSeen, rules } = options;
  const kev = known.kev.get(finding.cve) ?? null;
  const severity = severityWord(finding.vendorSeverity);
  const record = known.records?.get(finding.cve) ?? null;
  const cvss = cvssScores(record?.cvss ?? []);
  const inputs = bodInputs({ kevAdded: kev?.added ?? null, exposed, ssvc: record, cvss: cvss[0]?.parsed ?? null });
  const exploit = inputs.exploitation?.value === 'poc' || inputs.exploitation?.value === 'active';
  const cvss3 = cvss.find((one) => one.version.startsWith('3'))?.score ?? null;
  const due = dueDates({ inputs, kev, severity, cvss3, exploit, released: null, firstSeen }, rules);
  return { finding, severity, criticality, inputs, kev, epss: known.epss.get(finding.cve) ?? null, cvss, due };
}

/** Vendors' words by ours: Debian's and Ubuntu's, Arch's, and those of Red Hat, its rebuilds and SUSE. */
const WORDS: ReadonlyMap<string, SeverityWord> = new Map([
  ['critical', 'critical'],
  ['high', 'high'],
  ['important', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['low', 'low'],
  ['negligible', 'low'],
  ['unimportant', 'none'],
]);

/** Debian's tracker marks what it took over from NVD with asterisks ("high**"). */
const severityWord = (vendor: string): SeverityWord => WORDS.get(vendor.toLowerCase().replace(/\*+$/, '')) ?? 'unstated';

const SEVERITIES: readonly SeverityWord[] = ['critical', 'high', 'medium', 'unstated', 'low', 'none'];
/** What can be done something about comes first; what is said to be harmless last. */
const STATUS_ORDER: Readonly<Record<Finding['status'], number>> = {
  'fixed-available': 0,
  'affected-no-fix': 1,
  deferred: 2,
  'will-not-fix': 2,
  'end-of-life': 1,
  'cannot-judge': 3,
  unimportant: 4,
  'not-affected': 5,
};

/** Of which nobody has said how critical it is, a host may well be. */
const CRITICALITIES: readonly Host['criticality'][] = ['high', 'medium', null, 'low'];
export const byCriticality = (a: Host['criticality'], b: Host['criticality']): number =>
  CRITICALITIES.indexOf(a) - CRITICALITIES.indexOf(b);

/**
 * In KEV, then the earliest day that it is due, what can be fixed, EPSS by percentile, the vendor's severity, CVSS, how critical
 * the host is; names last, so that the order is total.
 */
export function byUrgency(a: Ranked, b: Ranked): number {
  return (
    Number(b.kev !== null) - Number(a.kev !== null) ||
    dueDay(a.due[0]).localeCompare(dueDay(b.due[0])) ||
    STATUS_ORDER[a.finding.status] - STATUS_ORDER[b.finding.status] ||
    (b.epss?.percentile ?? -1) - (a.epss?.percentile ?? -1) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    (b.cvss[0]?.score ?? -1) - (a.cvss[0]?.score ?? -1) ||
    byCriticality(a.criticality, b.criticality) ||
    a.finding.cve.localeCompare(b.finding.cve) ||
    a.finding.package.localeCompare(b.finding.package)
  );
}

/** One update to install and what it closes: the highest of the versions that fix something of its source package. */
export interface Closing {
  readonly source: string;
  readonly to: string;
  readonly packages: readonly string[];
  readonly cves: readonly string[];
  /** How many findings (CVE and package) go with it. */
  readonly closes: number;
}

/** `compare` is the order of the distribution's versions. Those that close the most first: of the first N no other N would close more, since no finding is closed by two. */
export function closingUpdates(ranked: readonly Ranked[], compare: Ecosystem['compare']): Closing[] {
  const fixable = ranked.map((one) => one.finding).filter((one) => one.status === 'fixed-available' && one.fixed !== null);
  const groups = Map.groupBy(fixable, (one) => one.source);
  return [...groups]
    .map(([source, some]) => ({
      source,
      to: some.map((one) => one.fixed ?? '').reduce((best, one) => (compare(best, one) < 0 ? one : best)),
      packages: [...new Set(some.map((one) => one.package))].sort(),
      cves: [...new Set(some.map((one) => one.cve))].sort(),
      closes: some.length,
    }))
    .sort((a, b) => b.closes - a.closes || a.source.localeCompare(b.source));
}
