import { opensusePlaces } from '../../../shared/domain/matching/rpm/osv-names.ts';
import { rpmOsvFeed } from '../osv-rpm.ts';

/** openSUSE Leap and Tumbleweed, in the form of SUSE. */
export const opensuseOsv = rpmOsvFeed({ id: 'opensuse-osv', bucket: 'openSUSE', maxBytes: 4 * 1024 ** 3, places: opensusePlaces });
