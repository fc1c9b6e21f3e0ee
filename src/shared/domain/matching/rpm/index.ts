import { compareRpmVersions } from '../../versions/rpm.ts';
import type { Ecosystem } from '../ecosystem.ts';
import { RPM_FAMILIES } from './families.ts';
import { matcher } from './match.ts';
import { readRpmList } from './package-list.ts';

/** AlmaLinux, Rocky, Red Hat, SUSE and openSUSE differ in names and feeds only. */
export const rpmEcosystems: readonly Ecosystem[] = RPM_FAMILIES.map((family) => ({
  id: family.id,
  forms: family.forms,
  release: family.release,
  feeds: () => [{ feed: family.feed, needed: true }, ...(family.vex ? [{ feed: family.vex, needed: false }] : [])],
  packageList: readRpmList,
  prepare: (release, rows) => matcher(family, release, rows),
  compare: compareRpmVersions,
}));
