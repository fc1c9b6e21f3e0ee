import type { Reversibility, TransactionItem } from '../../../shared/domain/plan.ts';
import { fileOf, isKernel, type PackageFiles } from './transaction.ts';

type Way = Reversibility['items'][number];

const words: Readonly<Record<Way['from'], string>> = {
  archive: 'from the archive',
  cache: 'from the package cache',
  repack: 'repacked from the disk',
  purge: 'removed again',
  'boot-previous': 'by booting the kernel before',
  nowhere: 'not at all',
};

/** How each change of a deployment can be undone, judged before it is made. `kernels` are the installed linux-image packages. */
export function judgeReversibility(items: readonly TransactionItem[], files: PackageFiles, kernels: readonly string[]): Reversibility {
  return conclude(items.map((item) => wayBack(item, files, kernels)));
}

function wayBack(item: TransactionItem, files: PackageFiles, kernels: readonly string[]): Way {
  if (isKernel(item.name)) return kernelBack(item, kernels);
  if (item.action === 'install') return way(item, 'purge', 'was not there before');
  const file = fileOf(files, item.name, item.arch, item.from);
  if (file.cached !== null) return way(item, 'cache', `${item.from} is in the host's package cache`);
  if (file.archive !== null) return way(item, 'archive', `${item.from} is still in the archive`);
  return way(item, 'repack', `${item.from} is in no archive; put together again from the files on the disk, config files as they are now`);
}

/** A kernel is never downgraded: the one before stays installed and is booted. */
function kernelBack(item: TransactionItem, kernels: readonly string[]): Way {
  const others = kernels.filter((name) => name !== item.name);
  if (item.action === 'install' && others.length > 0)
    return way(item, 'boot-previous', `${others.at(-1)} stays installed and can be booted`);
  if (item.action === 'install') return way(item, 'nowhere', 'no other kernel is installed here');
  return way(
    item,
    'nowhere',
    item.action === 'remove' ? 'a removed kernel is not kept' : 'replaces its own files, and a kernel is not downgraded',
  );
}

const way = (item: TransactionItem, from: Way['from'], note: string): Way => ({ name: item.name, back: from !== 'nowhere', from, note });

/** A rollback goes forward again by deploying anew: possible where the newer version can still be had. */
export function judgeWayForward(items: readonly TransactionItem[], files: PackageFiles): Reversibility {
  return conclude(
    items.map((item) => {
      const file = fileOf(files, item.name, item.arch, item.from);
      if (item.action === 'install') return way(item, 'purge', 'was not there before');
      if (file.cached !== null) return way(item, 'cache', `${item.from} is in the host's package cache`);
      if (file.archive !== null) return way(item, 'archive', `${item.from} is in the archive: deploy it again`);
      return way(item, 'nowhere', `${item.from} is in no archive any more`);
    }),
  );
}

function conclude(items: readonly Way[]): Reversibility {
  const lost = items.filter((item) => !item.back);
  const verdict = lost.length === 0 ? 'reversible' : lost.length === items.length ? 'not' : 'partly';
  return { verdict, why: inWords(items, lost).slice(0, 1024), items: [...items] };
}

function inWords(items: readonly Way[], lost: readonly Way[]): string {
  if (items.length === 0) return 'Nothing changes';
  const ways = (Object.keys(words) as Way['from'][]).filter((from) => from !== 'nowhere');
  const how = ways.map((from) => [items.filter((item) => item.from === from).length, words[from]] as const).filter(([count]) => count > 0);
  const listed = how.map(([count, word]) => `${count} ${word}`).join(', ');
  if (lost.length === 0) return `${items.length === 1 ? 'It goes' : `All ${items.length} go`} back: ${listed}`;
  const names =
    lost
      .slice(0, 5)
      .map((item) => item.name)
      .join(', ') + (lost.length > 5 ? ` and ${lost.length - 5} more` : '');
  return how.length === 0 ? `Nothing goes back: ${names}` : `${lost.length} of ${items.length} cannot go back (${names}); ${listed}`;
}
