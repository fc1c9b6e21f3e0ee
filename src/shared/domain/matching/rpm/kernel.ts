import { compareRpmVersions } from '../../versions/rpm.ts';
import type { Packages } from '../ecosystem.ts';
import type { Installed } from '../finding.ts';

/** What is built from a source of the kernel: images, their modules, headers, tools and documentation. */
const KERNEL = /^(kernel|kernel-.*|perf|bpftool|python3?-perf|rtla|rv|libperf.*)$/;
/** The package that has the image: -core since RHEL 8, the flavour itself elsewhere ("kernel", "kernel-rt", "kernel-default"). */
const IMAGE = /^kernel(-(rt|64k|16k|automotive|lt|ml|uek|plus|default|azure|preempt|kvmsmall|pae|vanilla|longterm))?(-debug)?(-core)?$/;

/** Firmware, macros and live patches are packages like any other, and so is a bpftool with a source of its own. */
export const isKernel = ({ name, source }: Installed): boolean =>
  KERNEL.test(name) && !/^kernel-(firmware|srpm-macros|rpm-macros|macros|livepatch)/.test(name) && source !== 'bpftool';

interface RunningKernel {
  readonly image: Installed | null;
  readonly note: readonly string[];
}

/** Of all that is built from the kernel only the image that runs is judged, and -core before the package that only requires it. */
export function runningKernel({ packages, kernel }: Packages): RunningKernel {
  const images = packages.filter((one) => IMAGE.test(one.name));
  if (kernel !== null) {
    const mine = images.filter((one) => isRunning(one, kernel));
    return { image: mine.find((one) => one.name.endsWith('-core')) ?? mine[0] ?? null, note: [`running kernel ${kernel}`] };
  }
  const newest = images.reduce<Installed | null>((best, one) => (best === null || isNewer(one, best) ? one : best), null);
  const note = newest ? [`running kernel not known: the newest image, ${newest.name} ${newest.version}, is taken for it`] : [];
  return { image: newest, note };
}

const isNewer = (one: Installed, than: Installed): boolean => {
  const order = compareRpmVersions(one.version, than.version);
  return order > 0 || (order === 0 && one.name.endsWith('-core'));
};

/** `uname -r` is VERSION-RELEASE.ARCH; SUSE's has a flavour for the architecture and lacks the last number of the release. */
function isRunning({ name, version }: Installed, kernel: string): boolean {
  const bare = version.replace(/^\d+:/, '');
  if (kernel === bare || kernel.startsWith(`${bare}.`)) return true;
  const [, flavour = ''] = /^kernel-([a-z0-9]+)$/.exec(name) ?? [];
  return flavour !== '' && (kernel === `${bare}-${flavour}` || kernel === `${bare.replace(/\.\d+$/, '')}-${flavour}`);
}
