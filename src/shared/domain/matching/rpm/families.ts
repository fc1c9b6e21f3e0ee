import type { AdvisoryFeedId, Release } from '../ecosystem.ts';

/** What differs between the distributions on RPM. */
export interface RpmFamily {
  readonly id: string;
  readonly forms: string;
  readonly feed: AdvisoryFeedId;
  /** Says what is known and not fixed. */
  readonly vex?: AdvisoryFeedId;
  /** Whose packages are this distribution's own, by the RPM's vendor. */
  readonly vendor: RegExp;
  /** Whether advisories name binary packages, or the sources that they are built from. */
  readonly names: 'binary' | 'source';
  readonly release: (text: string) => Release | null;
}

const named = (id: string, name: string, product: string | null, cycle: string): Release => ({
  id,
  name,
  endOfLife: product === null ? null : { product, cycle },
});

/** "alma:9.4": the minor release is not looked at, since it gets its updates by becoming the next one. */
const byMajor =
  (forms: RegExp, id: string, title: string, product: string) =>
  (text: string): Release | null => {
    const [, major] = forms.exec(text.toLowerCase()) ?? [];
    return major === undefined ? null : named(`${id}:${major}`, `${title} ${major}`, product, major);
  };

const rhelByMajor = byMajor(/^(?:rhel|redhat|ubi|centos):(\d+)(?:\.\d+)*$/, 'rhel', 'RHEL', 'rhel');

/** "rhel:9.4-eus": a minor release that is kept is one of its own. CentOS up to 7 was the same packages as RHEL. */
function rhel(text: string): Release | null {
  const [, major = '', minor, kind] = /^rhel:(\d+)\.(\d+)-(eus|e4s|aus|tus)$/.exec(text.toLowerCase()) ?? [];
  if (kind) return named(`rhel:${major}.${minor}-${kind}`, `RHEL ${major}.${minor} ${kind.toUpperCase()}`, 'rhel', major);
  return /^centos:([89]|\d\d)/i.test(text) ? null : rhelByMajor(text);
}

/** "sles:15.6", "sles:15-SP6", "sles:15". */
function sles(text: string): Release | null {
  const [, major, minor = '0'] = /^(?:sles|sled|sle|suse):(\d+)(?:(?:\.|-sp|sp)(\d+))?$/.exec(text.toLowerCase()) ?? [];
  if (major === undefined) return null;
  const number = `${major}.${minor}`;
  return named(`sles:${number}`, `SLES ${number}`, 'sles', number);
}

function opensuse(text: string): Release | null {
  if (/^opensuse-tumbleweed(:\d+)?$/i.test(text)) return named('opensuse-tumbleweed', 'openSUSE Tumbleweed', null, '');
  const [, number] = /^opensuse-leap:(\d+\.\d+)$/i.exec(text) ?? [];
  return number === undefined ? null : named(`opensuse-leap:${number}`, `openSUSE Leap ${number}`, 'opensuse', number);
}

export const RPM_FAMILIES: readonly RpmFamily[] = [
  {
    id: 'almalinux',
    forms: 'alma:9',
    feed: 'almalinux-osv',
    vendor: /^AlmaLinux\b/,
    names: 'binary',
    release: byMajor(/^(?:alma|almalinux):(\d+)(?:\.\d+)?$/, 'almalinux', 'AlmaLinux', 'almalinux'),
  },
  {
    id: 'rocky',
    forms: 'rocky:9',
    feed: 'rocky-osv',
    vendor: /^Rocky\b/,
    names: 'source',
    release: byMajor(/^rocky(?:linux)?:(\d+)(?:\.\d+)?$/, 'rocky', 'Rocky Linux', 'rocky-linux'),
  },
  {
    id: 'rhel',
    forms: 'rhel:9, rhel:9.4-eus',
    feed: 'redhat-osv',
    vex: 'redhat-vex',
    vendor: /^(Red Hat|CentOS)\b/,
    names: 'binary',
    release: rhel,
  },
  { id: 'sles', forms: 'sles:15.6', feed: 'suse-osv', vendor: /^(SUSE|openSUSE)\b/, names: 'binary', release: sles },
  {
    id: 'opensuse',
    forms: 'opensuse-leap:15.6, opensuse-tumbleweed',
    feed: 'opensuse-osv',
    vendor: /^(SUSE|openSUSE)\b/,
    names: 'binary',
    release: opensuse,
  },
];
