import { compareAlpmVersions } from '../../versions/alpm.ts';
import type { Ecosystem, Release } from '../ecosystem.ts';
import { matcher } from './match.ts';
import { readPacmanList } from './package-list.ts';

/** It has no releases: what is not current is an update. */
export const ARCH: Release = { id: 'arch', name: 'Arch Linux', endOfLife: null };

export const arch: Ecosystem = {
  id: 'arch',
  forms: 'arch',
  release: (text) => (/^arch(linux)?$/i.test(text) ? ARCH : null),
  feeds: () => [{ feed: 'arch-tracker', needed: true }],
  packageList: readPacmanList,
  prepare: (_release, rows) => matcher(rows),
  compare: compareAlpmVersions,
};
