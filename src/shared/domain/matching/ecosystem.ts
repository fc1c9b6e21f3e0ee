import type { Result } from '../result.ts';
import type { Advisory } from '../vulnerability/rows.ts';
import type { Finding, Installed, Unjudged } from './finding.ts';
import type { PackageList } from './package-list.ts';

/** A release of a distribution. */
export interface Release {
  /** Canonical, the one under which rows are kept: "debian:12". */
  readonly id: string;
  /** As people say it: "bookworm". */
  readonly name: string;
  /** Where endoflife.date has it; null where that knows none. */
  readonly endOfLife: { readonly product: string; readonly cycle: string } | null;
}

/** What vendors publish of their packages; the registry in src/main/feeds has a feed for each. A finding names it by its title. */
export const FEED_TITLES = {
  'debian-tracker': 'Debian security tracker',
  'debian-security-support': 'Debian security support',
  'ubuntu-osv': 'Ubuntu OSV',
  'ubuntu-vex': 'Ubuntu VEX',
  'almalinux-osv': 'AlmaLinux OSV',
  'rocky-osv': 'Rocky Linux OSV',
  'redhat-osv': 'Red Hat OSV',
  'redhat-vex': 'Red Hat VEX',
  'suse-osv': 'SUSE OSV',
  'opensuse-osv': 'openSUSE OSV',
  'alpine-secdb': 'Alpine secdb',
  'arch-tracker': 'Arch security tracker',
  msrc: 'MSRC',
} as const;
export type AdvisoryFeedId = keyof typeof FEED_TITLES;

/** A feed by its id. Without a needed one nothing can be said; the others say more of what is found. */
export interface FeedUse {
  readonly feed: AdvisoryFeedId;
  readonly needed: boolean;
}

/** What matching looks at of a host: all of it is known from a scan, and none of it asks the host again. */
export interface Packages {
  readonly packages: readonly Installed[];
  /** `uname -r`; null where it is not known, and the newest installed kernel then counts as the running one. */
  readonly kernel: string | null;
  /** Enabled module streams ("nodejs:18"), for packages that do not say theirs; null where that is not known. */
  readonly modules: readonly string[] | null;
}

export interface Matched {
  readonly findings: readonly Finding[];
  readonly unjudged: readonly Unjudged[];
}

/** Judges the packages of one host; "not-affected" is left out unless `all`. */
export type Matcher = (host: Packages, all?: boolean) => Matched;

/** All that differs from distribution to distribution. Pure: text and rows in, findings out. */
export interface Ecosystem {
  readonly id: string;
  /** What `release` takes, for a message: "debian:12, or a codename". */
  readonly forms: string;
  /** null where the text names no release of this distribution, or no one release. */
  readonly release: (text: string) => Release | null;
  readonly feeds: (release: Release) => readonly FeedUse[];
  /** A bare list of packages, as the distribution's own tools print it. */
  readonly packageList: (text: string) => Result<PackageList>;
  /** Data of one release, made ready once for any number of hosts. `rows` are all that the feeds have of it; `asOf` is a day. */
  readonly prepare: (release: Release, rows: Iterable<Advisory>, asOf: string) => Matcher;
  /** The order of its versions. */
  readonly compare: (a: string, b: string) => -1 | 0 | 1;
}
