import type { RpmEntry } from '../../vulnerability/rows.ts';
import { compareRpmVersions } from '../../versions/rpm.ts';
import { comparedBy } from '../compared.ts';
import type { Explanation, Finding, Installed, Status } from '../finding.ts';

/** A package as advisories know it. */
export interface Subject {
  readonly one: Installed;
  readonly key: string;
  readonly version: string;
  readonly epochUnknown: boolean;
}

export interface About {
  readonly release: string;
  readonly feed: string;
  /** Of what is known and not fixed. */
  readonly vexFeed: string;
  readonly modules: readonly string[] | null;
  readonly note: readonly string[];
}

/** One advisory on one package: a finding for each CVE of it. "not-affected" is none unless `all`. */
export function judge(subject: Subject, entry: RpmEntry, about: About, all: boolean): Finding[] {
  const stream = streamFits(subject.one, entry, about.modules);
  if (stream === 'another') return [];
  const compared = fixFor(subject, entry);
  const [status, rule] = verdict(subject, entry, compared, stream);
  if (status === 'not-affected' && !all) return [];
  const words = [...wordsOf(subject, entry, rule), ...about.note];
  const name = entry.vex?.ofSource ? subject.one.source || subject.one.name : subject.key;
  const record = [entry.advisory, name, about.release];
  const feed = entry.vex ? about.vexFeed : about.feed;
  const cves = entry.cves.length ? entry.cves : [entry.advisory];
  return cves.map((cve) => ({
    cve,
    package: subject.one.name,
    source: subject.one.source || subject.one.name,
    status,
    fixed: status === 'fixed-available' ? (compared?.with ?? null) : null,
    vendorSeverity: entry.severity,
    why: { rule, feed, record, compared, words },
  }));
}

/** Where a fix was built more than once, any of the builds will do: the oldest decides. */
export const oldestFix = ({ fixed }: RpmEntry): string | null =>
  fixed.reduce<string | null>((best, one) => (best === null || compareRpmVersions(one, best) < 0 ? one : best), null);

function fixFor({ version, epochUnknown }: Subject, entry: RpmEntry): Explanation['compared'] {
  const oldest = oldestFix(entry);
  if (oldest === null) return null;
  const epoch = epochUnknown ? (/^\d+:/.exec(oldest)?.[0] ?? '') : '';
  return comparedBy(compareRpmVersions, epochUnknown ? `${epoch}${version.replace(/^\d+:/, '')}` : version, oldest);
}

function verdict({ version }: Subject, entry: RpmEntry, compared: Explanation['compared'], stream: Stream): [Status, string] {
  if (entry.since !== null && compareRpmVersions(version, entry.since) < 0) return ['not-affected', 'before-introduced'];
  if (compared !== null && compared.order !== '<') return ['not-affected', 'fixed'];
  if (stream === 'unknown') return ['cannot-judge', 'stream-not-said'];
  if (compared === null) return UNFIXED[entry.unfixed ?? 'affected'];
  return entry.channel === 'main' ? ['affected-no-fix', 'fixed-in-main-only'] : ['fixed-available', 'older-than-fix'];
}

/** Statuses and, as their rules, the vendor's words. */
const UNFIXED: Readonly<Record<NonNullable<RpmEntry['unfixed']>, [Status, string]>> = {
  affected: ['affected-no-fix', 'open'],
  deferred: ['deferred', 'deferred'],
  'will-not-fix': ['will-not-fix', 'will-not-fix'],
  'end-of-life': ['end-of-life', 'end-of-life'],
  undetermined: ['cannot-judge', 'undetermined'],
};

type Stream = 'fits' | 'another' | 'unknown';

/** Packages of modules carry ".module" in their release: ".module_el8.5.0+119+9a9ec082", ".module+el9.4.0+20787+4c237fd3". */
export const isModular = (version: string): boolean => /\.module[_+]/.test(version);

/** The same name in another stream, or outside modules, is another package with versions of its own. */
function streamFits(one: Installed, entry: RpmEntry, modules: readonly string[] | null): Stream {
  const modular = one.module ? true : isModular(one.version);
  const wanted = entry.fixed.some(isModular) || (entry.fixed.length === 0 && entry.streams.length > 0);
  if (modular !== wanted) return 'another';
  if (!modular) return 'fits';
  if (!entry.streams.length) return 'unknown';
  if (one.module) return entry.streams.includes(one.module.split(':').slice(0, 2).join(':')) ? 'fits' : 'another';
  return modules ? byEnabled(entry.streams, modules) : 'unknown';
}

/** A host has one stream of a module enabled at most: another one of the same module is not what is installed. */
function byEnabled(wanted: readonly string[], enabled: readonly string[]): Stream {
  if (wanted.some((stream) => enabled.includes(stream))) return 'fits';
  const modules = enabled.map((stream) => stream.split(':')[0]);
  return wanted.some((stream) => modules.includes(stream.split(':')[0])) ? 'another' : 'unknown';
}

const wordsOf = ({ epochUnknown, one }: Subject, entry: RpmEntry, rule: string): string[] => [
  ...(entry.vex ? [entry.vex.says] : []),
  ...(entry.severity ? [`severity ${entry.severity}`] : []),
  ...(entry.streams.length ? [`module ${entry.streams.join(' or ')}`] : []),
  ...(rule === 'fixed-in-main-only' ? ['fixed in the main stream only'] : []),
  ...(entry.channel && entry.channel !== 'main' ? [`fixed available with ${entry.channel} only`] : []),
  ...(epochUnknown && !one.source ? ["the list gives no epoch: the record's is taken"] : []),
];
