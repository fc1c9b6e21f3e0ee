import { compareDpkgVersions } from '../versions/dpkg.ts';
import type { Packages } from './ecosystem.ts';
import type { Installed } from './finding.ts';

interface RunningKernel {
  readonly image: Installed | null;
  /** For each finding of it: how it was found. */
  readonly note: readonly string[];
}

/**
 * CVEs of the kernel concern the image that runs: no header, no library header, no tool, no image that lies beside
 * it. The same for all distributions on dpkg: images are linux-image-RELEASE, here and there with "unsigned".
 */
export function runningKernel({ packages, kernel }: Packages, isKernel: (one: Installed) => boolean): RunningKernel {
  if (kernel !== null) {
    const names = [`linux-image-${kernel}`, `linux-image-${kernel}-unsigned`, `linux-image-unsigned-${kernel}`];
    return { image: packages.find((one) => names.includes(one.name)) ?? null, note: [`running kernel ${kernel}`] };
  }
  const newest = packages
    .filter((one) => /^linux-image-(unsigned-)?\d/.test(one.name) && isKernel(one))
    .reduce<Installed | null>(
      (best, one) => (best === null || compareDpkgVersions(best.sourceVersion, one.sourceVersion) < 0 ? one : best),
      null,
    );
  return { image: newest, note: newest ? [`running kernel not known: the newest image, ${newest.name}, is taken for it`] : [] };
}
