import { compareDpkgVersions } from '../../versions/dpkg.ts';
import type { Ecosystem } from '../ecosystem.ts';
import { readPackageList } from '../package-list.ts';
import { matcher } from './match.ts';
import { debianRelease } from './release.ts';

export const debian: Ecosystem = {
  id: 'debian',
  forms: 'debian:12, debian:13, or a codename',
  release(text) {
    const found = debianRelease(text);
    if (!found) return null;
    const major = String(found.major);
    return { id: `debian:${major}`, name: found.codename, endOfLife: { product: 'debian', cycle: major } };
  },
  feeds: () => [
    { feed: 'debian-tracker', needed: true },
    { feed: 'debian-security-support', needed: false },
  ],
  packageList: readPackageList,
  prepare: matcher,
  compare: compareDpkgVersions,
};
