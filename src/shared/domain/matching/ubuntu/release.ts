import type { Release } from '../ecosystem.ts';

/** https://wiki.ubuntu.com/Releases */
const CODENAMES: Readonly<Record<string, string>> = {
  '14.04': 'trusty',
  '16.04': 'xenial',
  '18.04': 'bionic',
  '20.04': 'focal',
  '22.04': 'jammy',
  '24.04': 'noble',
  '24.10': 'oracular',
  '25.04': 'plucky',
  '25.10': 'questing',
  '26.04': 'resolute',
};

/** Archives that come with Ubuntu Pro, as package URLs name them; those of FIPS, realtime and their like are kernels and libraries of their own. */
const PRO = /^esm-(infra|apps)(-legacy)?$/;

const ubuntuId = (number: string): string => `ubuntu:${number}`;

/** "ubuntu:24.04", "ubuntu:24.04.1" or "noble". */
export function ubuntuRelease(text: string): Release | null {
  const name = text.toLowerCase().replace(/^ubuntu:/, '');
  const [, written] = /^ubuntu:(\d{2}\.(?:04|10))(?:\.\d+)?$/.exec(text.toLowerCase()) ?? [];
  const number = written ?? Object.keys(CODENAMES).find((one) => CODENAMES[one] === name);
  if (number === undefined) return null;
  return { id: ubuntuId(number), name: CODENAMES[number] ?? `Ubuntu ${number}`, endOfLife: { product: 'ubuntu', cycle: number } };
}

/**
 * "Ubuntu:24.04:LTS" and "Ubuntu:Pro:24.04:LTS", the names that Ubuntu's OSV records give. Those of FIPS, realtime and
 * other kinds of their own say nothing of the common packages.
 */
export function ubuntuPocket(ecosystem: string): { readonly release: string; readonly pocket: 'standard' | 'pro' } | null {
  const [, pro, number] = /^Ubuntu:(Pro:)?(\d{2}\.\d{2})(?::LTS)?$/.exec(ecosystem) ?? [];
  return number === undefined ? null : { release: ubuntuId(number), pocket: pro === undefined ? 'standard' : 'pro' };
}

/** "jammy", "esm-infra/xenial" or "trusty/esm", as the package URLs of Ubuntu's VEX documents have it. */
export function ubuntuDistro(text: string): { readonly release: string; readonly pocket: 'standard' | 'pro' } | null {
  const [first = '', second] = text.split('/');
  const isPro = second !== undefined && (second === 'esm' || PRO.test(first));
  if (second !== undefined && !isPro) return null;
  const codename = second === undefined || second === 'esm' ? first : second;
  const number = Object.keys(CODENAMES).find((one) => CODENAMES[one] === codename);
  return number === undefined ? null : { release: ubuntuId(number), pocket: isPro ? 'pro' : 'standard' };
}
