import type { Advisory, RpmEntry } from '../../vulnerability/rows.ts';
import { findRelease } from '../ecosystems.ts';
import type { Finding, Installed } from '../finding.ts';

const FEEDS: Readonly<Record<string, string>> = { almalinux: 'almalinux-osv', rocky: 'rocky-osv', rhel: 'redhat-osv', sles: 'suse-osv' };
export const row = (change: Partial<RpmEntry> = {}, name = 'openssl-libs', release = 'almalinux:9'): Advisory<RpmEntry> => ({
  feed: FEEDS[release.split(':')[0] ?? ''] ?? '',
  release,
  package: name,
  body: {
    advisory: 'ALSA-2026:0001',
    cves: ['CVE-2026-0001'],
    since: null,
    fixed: ['1:3.2.2-6.el9'],
    unfixed: null,
    streams: [],
    channel: '',
    severity: 'Moderate',
    ...change,
  },
});
export const installed = (change: Partial<Installed> = {}): Installed => ({
  name: 'openssl-libs',
  version: '1:3.0.7-1.el9',
  source: 'openssl',
  sourceVersion: '3.0.7-1.el9',
  origin: 'AlmaLinux',
  module: '',
  ...change,
});
interface Host {
  readonly release?: string;
  readonly kernel?: string | null;
  readonly modules?: readonly string[] | null;
  readonly all?: boolean;
}
export function on(packages: readonly Installed[], rows: readonly Advisory[], host: Host = {}) {
  const { release = 'alma:9', kernel = null, modules = null, all = true } = host;
  const found = findRelease(release);
  if (!found) throw new Error(release);
  return found.ecosystem.prepare(found.release, rows, '2026-11-22')({ packages, kernel, modules }, all);
}
export const said = ({ status, why }: Finding): string => `${status} ${why.rule}`;
