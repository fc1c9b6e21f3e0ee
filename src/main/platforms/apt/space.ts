import type { Problem } from '../../../shared/domain/problem.ts';
import type { Transaction, TransactionItem } from '../../../shared/domain/plan.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import { count, NotUnderstood, type Sections } from './sections.ts';
import { fileOf, isKernel, type PackageFiles } from './transaction.ts';

const MiB = 1024 * 1024;
/** What logs, databases and caches of the package manager take at least. */
const FLOOR = 16 * MiB;
/** The runner does not save a kit into the last of the space (kit.sh, room_for_kit). */
const BESIDE_KIT = 64 * MiB;
/** What a kernel with its initrd takes in /boot where none can be measured. */
const KERNEL = 120 * MiB;
const FEWEST_INODES = 2000;

interface FileSystem {
  readonly path: string;
  readonly device: string;
  readonly free: number;
  readonly freeInodes: number;
  readonly inodes: number;
}

export interface Needs {
  readonly downloads: number;
  readonly growth: number;
  readonly kit: number;
  readonly boot: number;
}

/** `bootBytes` is what the running kernel takes in /boot; 0 where it is not known. All in bytes. */
export function needsOf(items: readonly TransactionItem[], files: PackageFiles, bootBytes: number, withKit: boolean): Needs {
  const sizes = items.map((item) => ({
    old: fileOf(files, item.name, item.arch, item.from),
    next: fileOf(files, item.name, item.arch, item.to),
  }));
  const grown = sizes.reduce((sum, size) => sum + size.next.unpacked - size.old.unpacked, 0);
  // A package lies there twice while it is unpacked; repacked ones do while they are built.
  const largest = Math.max(0, ...sizes.map((size) => size.next.unpacked));
  const kept = items.flatMap((item, at) => (item.from !== null && !isKernel(item.name) ? [sizes[at]!.old] : []));
  const kit = kept.reduce((sum, old) => sum + (old.archive ?? old.cached ?? old.unpacked * 2), 0);
  const kernels = items.filter((item) => isKernel(item.name) && item.action === 'install').length;
  return {
    downloads: items.reduce((sum, item) => sum + item.downloadBytes, 0),
    growth: Math.ceil(Math.max(0, grown) * 1.5) + largest,
    kit: withKit ? kit + BESIDE_KIT : 0,
    boot: Math.ceil(kernels * (bootBytes || KERNEL) * 1.5),
  };
}

/** Section "space", and what goes where: paths on one file system need their sum of it. */
export function judgeSpace(sections: Sections, needs: Needs): { space: Transaction['space']; blocking: Problem[] } {
  const need: Readonly<Record<string, number>> = {
    '/': FLOOR,
    '/usr': needs.growth,
    '/var': FLOOR,
    '/var/cache/apt/archives': needs.downloads,
    '/var/lib': needs.kit,
    '/boot': needs.boot,
  };
  const groups = Map.groupBy(sections.rows('space', 5).map(readFileSystem), (one) => one.device);
  const space: Transaction['space'] = [];
  const blocking: Problem[] = [];
  for (const group of groups.values()) {
    const { path, free, freeInodes, inodes } = group[0]!;
    const needBytes = group.reduce((sum, one) => sum + (need[one.path] ?? 0), 0);
    if (needBytes === 0) continue;
    space.push({ path, freeBytes: free, needBytes });
    if (needBytes > free) blocking.push({ kind: 'disk-full', path, freeBytes: free, needBytes });
    else if (inodes > 0 && freeInodes < FEWEST_INODES) blocking.push({ kind: 'inodes-full', path, free: freeInodes, need: FEWEST_INODES });
  }
  return { space, blocking };
}

function readFileSystem([path = '', device = '', free, freeInodes, inodes]: string[]): FileSystem {
  if (!path.startsWith('/') || !/^\d+$/.test(device)) throw new NotUnderstood(path);
  // Some file systems make inodes as they need them and print "-" or 0.
  const number = (text: string | undefined): number => (text === '-' ? 0 : count(text));
  return { path: cleanText(path), device, free: count(free), freeInodes: number(freeInodes), inodes: number(inodes) };
}
