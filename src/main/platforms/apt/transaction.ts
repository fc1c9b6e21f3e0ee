import { TransactionItem } from '../../../shared/domain/plan.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import { count, NotUnderstood, type Sections } from './sections.ts';

/** Where a version of a package can be had, and how large it is. Sizes in bytes. */
export interface PackageFile {
  readonly unpacked: number;
  /** Size of the .deb in the archive; null where no source has this version. */
  readonly archive: number | null;
  /** Size of the .deb in the host's own cache. */
  readonly cached: number | null;
}
export type PackageFiles = ReadonlyMap<string, PackageFile>;
export const fileKey = (name: string, arch: string, version: string | null): string => `${name}:${arch}=${version ?? ''}`;

const NOTHING: PackageFile = { unpacked: 0, archive: null, cached: null };
export const fileOf = (files: PackageFiles, name: string, arch: string, version: string | null): PackageFile =>
  files.get(fileKey(name, arch, version)) ?? NOTHING;

/** Sections "old" and "new" (name, architecture, version, KiB, bytes or "-") and "cached" (name, architecture, version, bytes). */
export function readFiles(sections: Sections): PackageFiles {
  const files = new Map<string, PackageFile>();
  for (const [name = '', arch = '', version = '', kib, bytes] of [...sections.rows('old', 5), ...sections.rows('new', 5)]) {
    files.set(fileKey(name, arch, version), { unpacked: count(kib) * 1024, archive: bytes === '-' ? null : count(bytes), cached: null });
  }
  for (const [name = '', arch = '', version = '', bytes] of sections.rows('cached', 4)) {
    const key = fileKey(name, arch, version);
    files.set(key, { ...(files.get(key) ?? NOTHING), cached: count(bytes) });
  }
  return files;
}

/** apt prints origins as "Label:version/archive". Ubuntu, its ESM and Debian since 11 name the archive so, Debian before that the label. */
const SECURITY_ORIGIN = /(?:^|, )Debian-Security:|-security(?:,|$)/;

/** Section "plan": action, name, architecture, from, to, origins. What is already in the host's cache needs no download. */
export function readItems(sections: Sections, files: PackageFiles): TransactionItem[] {
  const security = new Set(sections.lines('security'));
  return sections.lines('plan').map((line) => {
    const [action, name = '', arch = '', from, to, origins = ''] = line.split('\t');
    const file = fileOf(files, name, arch, to ?? null);
    const item = TransactionItem.safeParse({
      action,
      name,
      arch,
      from: from === '-' ? null : from,
      to: to === '-' ? null : to,
      origin: cleanText(origins),
      security: SECURITY_ORIGIN.test(origins) || security.has(name) || security.has(`${name}:${arch}`),
      downloadBytes: action === 'remove' || file.cached !== null ? 0 : (file.archive ?? 0),
    });
    if (!item.success || !complete(item.data)) throw new NotUnderstood(line);
    return item.data;
  });
}

/** An action and the versions that it cannot be without. */
const complete = (item: TransactionItem): boolean =>
  (item.action === 'install' || item.from !== null) && (item.action === 'remove' ? item.to === null : item.to !== null);

export const isKernel = (name: string): boolean => /^linux-image-\d/.test(name);
