import { compareDpkgVersions } from '../../versions/dpkg.ts';
import type { Ecosystem } from '../ecosystem.ts';
import { readPackageList } from '../package-list.ts';
import { matcher } from './match.ts';
import { ubuntuRelease } from './release.ts';

export const ubuntu: Ecosystem = {
  id: 'ubuntu',
  forms: 'ubuntu:24.04, or a codename',
  release: ubuntuRelease,
  feeds: () => [
    { feed: 'ubuntu-osv', needed: true },
    { feed: 'ubuntu-vex', needed: false },
  ],
  packageList: readPackageList,
  prepare: matcher,
  compare: compareDpkgVersions,
};
