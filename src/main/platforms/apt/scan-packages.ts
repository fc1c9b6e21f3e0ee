import { Architecture, type Package, PackageName, PackageVersion } from '../../../shared/domain/facts.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Notes } from '../scan-notes.ts';

/** A package's key among all architectures of a host, as apt would print it in full: "libc6:amd64", also for "all". */
export const packageKey = (name: string, arch: string, native: string): string => `${name}:${arch === 'all' ? native : arch}`;

/** The architecture that dpkg itself is of, which is the one that apt leaves out when it prints a name. */
export const nativeArchitecture = (packages: readonly Package[]): string => packages.find((item) => item.name === 'dpkg')?.arch ?? '';

/**
 * `dpkg-query -W` with name, architecture, version, source, source version and status, by tabs.
 * Origins come from apt and are null here. dpkg-query(1), the status words: dpkg(1).
 */
export function readPackages(lines: readonly string[], notes: Notes): Package[] {
  const packages: Package[] = [];
  for (const line of lines) {
    const [name = '', arch = '', version = '', source = '', sourceVersion = '', status = '', ...more] = line.split('\t');
    const [want = '', flag = '', state = ''] = status.split(' ');
    if (state === 'not-installed' || state === 'config-files') continue;
    const valid = PackageName.safeParse(name).success && Architecture.safeParse(arch).success && PackageVersion.safeParse(version).success;
    if (!valid || !state || more.length > 0) {
      notes.unknown('dpkg-query', line);
      continue;
    }
    packages.push({
      name,
      arch,
      version,
      // dpkg before 1.16.2 knows no source fields and leaves them empty.
      source: cleanText(source) || name,
      sourceVersion: cleanText(sourceVersion) || version,
      origin: null,
      held: want === 'hold',
      healthy: state === 'installed' && flag === 'ok',
    });
  }
  return notes.cap('packages', packages, 50_000);
}
