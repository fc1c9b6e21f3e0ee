interface DebianRelease {
  readonly major: number;
  readonly codename: string;
}

/** https://www.debian.org/releases/ */
const RELEASES: readonly DebianRelease[] = [
  { major: 9, codename: 'stretch' },
  { major: 10, codename: 'buster' },
  { major: 11, codename: 'bullseye' },
  { major: 12, codename: 'bookworm' },
  { major: 13, codename: 'trixie' },
  { major: 14, codename: 'forky' },
];

/** "debian:12", "debian:12.15" or "bookworm"; null where it is none of Debian's. A release-less "debian" would match everything ever. */
export function debianRelease(text: string): DebianRelease | null {
  const [, major] = /^debian:(\d{1,3})(?:\.\d+)*$/i.exec(text) ?? [];
  const codename = text.toLowerCase().replace(/^debian:/, '');
  return RELEASES.find((one) => (major ? one.major === Number(major) : one.codename === codename)) ?? null;
}
