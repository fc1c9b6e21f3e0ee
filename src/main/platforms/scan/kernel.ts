import type { Package } from '../../../shared/domain/facts.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import { compareDpkgVersions } from '../../../shared/domain/versions/dpkg.ts';
import type { SystemFacts } from './system.ts';

/** "6.1.0-50-amd64" and "6.1.0-50-cloud-amd64" are two lines of kernels; only one's own line is newer or older. */
const flavour = (release: string): string => /-([a-z].*)$/.exec(release)?.[1] ?? '';

/** The newest kernel that is installed, by version order. null in a container, and where none is found. */
export function newestKernel(system: SystemFacts, packages: readonly Package[]): string | null {
  if (system.container) return null;
  const packaged = packages.flatMap((item) =>
    item.healthy && /^linux-image-(unsigned-)?\d.*(?<!-dbg)$/.test(item.name) ? [item.name.replace(/^linux-image-(unsigned-)?/, '')] : [],
  );
  const releases = [...packaged, ...system.kernelImages]
    .map((release) => cleanText(release))
    .filter((release) => /^\d[\w.+~-]*$/.test(release));
  const own = releases.filter((release) => flavour(release) === flavour(system.kernel));
  const newest = (own.length > 0 ? own : releases).reduce<string | null>(
    (best, release) => (best === null || compareDpkgVersions(release, best) > 0 ? release : best),
    null,
  );
  return newest;
}

export function rebootState(
  system: SystemFacts,
  packages: readonly Package[],
  newest: string | null,
): { required: boolean; reasons: string[] } {
  const reasons = system.rebootFor.map((name) => `${name} asks for it`);
  if (system.rebootRequired && reasons.length === 0) reasons.push('the host asks for it');
  if (newest !== null && compareDpkgVersions(newest, system.kernel) > 0)
    reasons.push(`kernel ${newest} is installed, ${system.kernel} is running`);
  const rebuilt = rebuiltKernel(system, packages);
  if (rebuilt) reasons.push(rebuilt);
  return { required: reasons.length > 0, reasons: reasons.slice(0, 500) };
}

/** Debian also updates a kernel under an unchanged name; `uname -v` then tells ("... Debian 6.1.176-1 (2026-08-01)"). */
function rebuiltKernel(system: SystemFacts, packages: readonly Package[]): string | null {
  const running = / Debian (\d\S*)/.exec(system.build)?.[1];
  const installed = packages.find((item) => item.name === `linux-image-${system.kernel}`)?.version;
  if (system.container || !running || !installed || compareDpkgVersions(installed, running) <= 0) return null;
  return `kernel ${system.kernel} is installed in version ${installed}, ${running} is running`;
}
