import type { ControlDraft, NewsRow } from '../../shared/contract/vulnerabilities.ts';
import type { Exception } from '../../shared/domain/exception.ts';
import type { HostFacts, Package } from '../../shared/domain/facts.ts';
import type { Finding, Status, Unjudged } from '../../shared/domain/matching/finding.ts';
import type { Problem } from '../../shared/domain/problem.ts';

/** Where a row of a feed is kept: of one release, or '' of all; under a key that is asked for as one. */
export interface FeedPlace {
  readonly release: string;
  readonly key: string;
}

/** What a file of a feed was when it was last read whole. */
export interface FeedEdition {
  readonly feed: string;
  readonly file: string;
  readonly url: string;
  readonly edition: number;
  /** The releases that it was read for; rows of others were not kept. */
  readonly releases: readonly string[];
  readonly version: string | null;
  readonly date: string | null;
  /** What the server called it (RFC 9110, 8.8). */
  readonly kept: { readonly etag: string | null; readonly lastModified: string | null };
  readonly entries: number;
  readonly bytes: number;
}

/** A file of a feed as it is in use, and how the newest try to renew it ended. */
export interface FeedFileRecord extends Omit<FeedEdition, 'edition'> {
  /** null: nothing of it was ever read. */
  readonly edition: number | null;
  readonly updatedAt: string | null;
  readonly triedAt: string | null;
  readonly problem: Problem | null;
}

/** One CVE in one source package of a host, with the packages that were built from it. Kept once for all hosts that have the same. */
export interface FindingItem {
  readonly cve: string;
  readonly source: string;
  readonly status: Status;
  readonly fixed: string | null;
  readonly severity: string;
  readonly packages: readonly { readonly name: string; readonly installed: string }[];
  readonly why: Finding['why'];
}

/** What can be judged of a host: null where it was never scanned, or never judged. */
export interface Subject {
  readonly hostId: string;
  /** Its newest good scan. */
  readonly scan: number | null;
  readonly os: HostFacts['os'] | null;
  readonly kernel: string | null;
  readonly basis: string | null;
  readonly at: string | null;
  readonly packages: number | null;
  readonly unjudged: number | null;
  /** Of the judging. */
  readonly release: string | null;
}

export interface Judgement {
  readonly release: string;
  readonly basis: string;
  readonly packages: number;
  readonly findings: readonly FindingItem[];
  readonly unjudged: readonly Unjudged[];
}
export interface Judged {
  readonly findings: number;
  readonly news: number;
}

export type NewsItem = Omit<NewsRow, 'isNew' | 'vendorSeverity'> & { readonly severity: string };
export type NewsDraft = Pick<NewsItem, 'what' | 'cve' | 'source' | 'severity' | 'text'>;

export interface VulnerabilityReader {
  readonly feeds: {
    files(): FeedFileRecord[];
    /** All rows that the editions in use have of a release, key by key. */
    rows(feed: string, release: string): Iterable<{ readonly key: string; readonly row: unknown }>;
    /** The rows of one place. */
    under(feed: string, place: FeedPlace): unknown[];
  };
  readonly findings: {
    subjects(): Subject[];
    /** As of the newest scan. */
    packages(hostId: string): Package[];
    /** Installed packages of all hosts by name, as of their newest scans. */
    installed(
      wanted: (name: string) => boolean,
    ): { readonly hostId: string; readonly name: string; readonly version: string; readonly origin: string | null }[];
    /** Which findings these hosts have now, and since when. */
    placed(hostIds: readonly string[]): { readonly hostId: string; readonly finding: number; readonly since: string }[];
    items(ids: readonly number[]): Map<number, FindingItem>;
    /** The findings of a CVE that hosts have now, by source package. */
    withCve(cve: string): { readonly source: string; readonly severity: string; readonly hostIds: string[] }[];
    unjudged(hostId: string): Unjudged[];
    /** What a host no longer has, the newest end first. */
    ended(hostId: string): (FindingItem & { readonly since: string; readonly began: string; readonly ended: string })[];
  };
  readonly news: { list(query: { before: number | null; limit: number }): NewsItem[]; seen(): number };
  readonly exceptions: { list(ended: boolean): Exception[] };
  readonly controls: { list(): ControlDraft[] };
  /** Ids of the due-date rules in use beside BOD 26-04. */
  readonly dueRules: { get(): string[] };
  /** Fingerprints of the keys whose bundles of feeds are trusted. */
  readonly feedKeys: { get(): string[] };
}

export interface VulnerabilityWriter extends VulnerabilityReader {
  readonly feeds: VulnerabilityReader['feeds'] & {
    /** Begins an edition that nobody sees until `use` names it. */
    begin(feed: string, file: string): { readonly edition: number; add(place: FeedPlace, row: unknown): void; end(): void };
    /** From now on these editions are in use, all in one transaction. */
    use(files: readonly FeedEdition[], at: string): void;
    /** A try that brought no new edition; null: there was none to bring. */
    tried(file: { readonly feed: string; readonly file: string; readonly url: string; readonly problem: Problem | null }, at: string): void;
    /** Takes away the rows of editions that are not in use. Only for whoever holds the lock of the feeds. */
    dropUnused(): void;
  };
  readonly findings: VulnerabilityReader['findings'] & {
    /**
     * Writes what differs from the judging before, and what of it is news: all in one transaction, in which `judgement` is asked.
     * null: the host is gone, or there was nothing to judge it by.
     */
    record(hostId: string, judgement: () => Judgement | null, at: string): Judged | null;
    tell(draft: NewsDraft, hostIds: readonly string[], at: string): void;
  };
  readonly news: VulnerabilityReader['news'] & { markSeen(n: number): void };
  readonly exceptions: VulnerabilityReader['exceptions'] & { save(exception: Exception): void };
  /** False where the host, or the control, is not there. */
  readonly controls: VulnerabilityReader['controls'] & {
    save(control: ControlDraft): boolean;
    remove(hostId: string, product: string): boolean;
  };
  readonly dueRules: VulnerabilityReader['dueRules'] & { set(ids: readonly string[]): void };
  readonly feedKeys: VulnerabilityReader['feedKeys'] & { set(keys: readonly string[]): void };
}
