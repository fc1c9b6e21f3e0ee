import type { Package } from '../../../shared/domain/facts.ts';
import type { Matcher } from '../../../shared/domain/matching/ecosystem.ts';
import type { Finding } from '../../../shared/domain/matching/finding.ts';
import { STATUSES } from '../../../shared/domain/matching/finding.ts';
import type { Advisory } from '../../../shared/domain/vulnerability/rows.ts';
import type { FindingItem, Reader, Store, Subject } from '../../store/store.ts';
import { basisOf, releaseOf, type Found, type KnownFeed } from './releases.ts';

interface Due {
  readonly subject: Subject;
  readonly found: Found;
  readonly basis: string;
}

/** Hosts that were judged by something else than what is known now. Without the data that is needed a host is not judged: it is unknown, not clean. */
export function dueForJudging(store: Reader, feeds: readonly KnownFeed[], day: string): Due[] {
  const files = store.feeds.files();
  return store.findings.subjects().flatMap((subject) => {
    const found = subject.os && releaseOf(subject.os);
    const editions = found && basisOf(found, feeds, files);
    if (!found || !editions || subject.scan === null) return [];
    const basis = `${found.release.id} scan ${subject.scan} editions ${editions.join(',')} day ${day}`;
    return subject.basis === basis ? [] : [{ subject, found, basis }];
  });
}

/** Judges hosts anew by what is stored, and touches none. Each host is one transaction. `say` gets words for people. */
export function judgeHosts(
  store: Store,
  feeds: readonly KnownFeed[],
  now: string,
  say: (step: string) => void,
): { hosts: number; news: number } {
  const day = now.slice(0, 10);
  const due = dueForJudging(store, feeds, day);
  const matchers = new Map<string, Matcher>();
  let [hosts, news] = [0, 0];
  for (const { subject, found, basis } of due) {
    const { id } = found.release;
    const match = matchers.get(id) ?? found.ecosystem.prepare(found.release, advisories(store, found), day);
    matchers.set(id, match);
    const judged = store.findings.record(
      subject.hostId,
      () => judge(store.findings.packages(subject.hostId), subject, match, id, basis),
      now,
    );
    hosts += judged ? 1 : 0;
    news += judged?.news ?? 0;
    if (hosts % 10 === 0) say(`judging hosts: ${hosts} of ${due.length}`);
  }
  return { hosts, news };
}

function* advisories(store: Reader, { ecosystem, release }: Found): Generator<Advisory> {
  for (const { feed } of ecosystem.feeds(release))
    for (const { key, row } of store.feeds.rows(feed, release.id)) yield { feed, release: release.id, package: key, body: row };
}

/** A host that shows no package was not read, or not understood: nothing is said of it. */
function judge(packages: readonly Package[], { kernel }: Subject, match: Matcher, release: string, basis: string) {
  if (!packages.length) return null;
  const installed = packages.filter((one) => one.version !== '');
  const { findings, unjudged } = match({ packages: installed, kernel, modules: null });
  const versions = new Map(installed.map((one) => [one.name, one.version]));
  return { release, basis, packages: packages.length, findings: bySource(findings, versions), unjudged };
}

/** One CVE in one source package is one finding, whatever was built from it: it is fixed by one update. The gravest status leads. */
function bySource(findings: readonly Finding[], versions: ReadonlyMap<string, string>): FindingItem[] {
  const order = (one: Finding): number => STATUSES.indexOf(one.status);
  return [...Map.groupBy(findings, (one) => `${one.cve} ${one.source}`).values()].map((group) => {
    const lead = group.reduce((best, one) => (order(one) < order(best) ? one : best));
    const names = [...new Set(group.map((one) => one.package))].sort();
    return {
      cve: lead.cve,
      source: lead.source,
      status: lead.status,
      fixed: lead.fixed,
      severity: lead.vendorSeverity,
      packages: names.map((name) => ({ name, installed: versions.get(name) ?? '' })),
      why: lead.why,
    };
  });
}
