/** What is true of one CVE and one package of a host. */
export const STATUSES = [
  'fixed-available',
  'affected-no-fix',
  'deferred',
  'will-not-fix',
  'unimportant',
  'end-of-life',
  'cannot-judge',
  'not-affected',
] as const;
export type Status = (typeof STATUSES)[number];

/** An installed package as matching needs it. */
export interface Installed {
  readonly name: string;
  readonly version: string;
  readonly source: string;
  readonly sourceVersion: string;
  /** Who the installed version comes from, "Debian:oldstable-security" for instance; null where that is not known. */
  readonly origin: string | null;
  /** RPM: the module's label ("nodejs:18:8090020240101:489197e6"), "" for none; not there where the list does not say it. */
  readonly module?: string;
  /** RPM: the list does not say the epoch, as plain `rpm -qa` does not. */
  readonly epochUnknown?: true;
}

/** How a finding came about, so that it can be followed by hand to the record that it rests on. */
export interface Explanation {
  /** The rule that decided, by its name in docs/matching.md. */
  readonly rule: string;
  readonly feed: string;
  /** The record in the feed: the keys that lead to it. */
  readonly record: readonly string[];
  /** The versions that were compared, and how the first stands to the second; null where none was. */
  readonly compared: { readonly installed: string; readonly order: '<' | '=' | '>'; readonly with: string } | null;
  /** What the vendor says, in the vendor's words. */
  readonly words: readonly string[];
}

export interface Finding {
  readonly cve: string;
  readonly package: string;
  readonly source: string;
  readonly status: Status;
  /** The version that closes it, of the source package or of the binary one as the vendor counts; null where there is none. */
  readonly fixed: string | null;
  /** In the vendor's words; empty where the vendor says nothing. */
  readonly vendorSeverity: string;
  readonly why: Explanation;
}

/** A package of which nothing can be said: neither that it is safe nor that it is not. */
export interface Unjudged {
  readonly package: string;
  readonly version: string;
  readonly rule: string;
  readonly reason: string;
}

/** One line that can be read aloud. */
export function explainFinding(finding: Finding, feedDate: string | null): string {
  const { rule, feed, record, compared, words } = finding.why;
  const versions = compared ? `installed ${compared.installed} ${compared.order} ${compared.with}` : 'no version compared';
  return [`rule ${rule}`, versions, `${feed}: ${record.join(' > ')}`, ...words, `data as of ${feedDate ?? 'an unknown day'}`].join('; ');
}
