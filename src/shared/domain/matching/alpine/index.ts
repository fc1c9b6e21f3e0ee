import { compareApkVersions } from '../../versions/apk.ts';
import type { Ecosystem } from '../ecosystem.ts';
import { readApkList } from './package-list.ts';
import { matcher } from './match.ts';
import { alpineRelease } from './release.ts';

export const alpine: Ecosystem = {
  id: 'alpine',
  forms: 'alpine:3.20',
  release: alpineRelease,
  feeds: () => [{ feed: 'alpine-secdb', needed: true }],
  packageList: readApkList,
  prepare: matcher,
  compare: compareApkVersions,
};
