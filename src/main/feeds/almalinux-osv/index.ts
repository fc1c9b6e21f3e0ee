import { almaPlaces } from '../../../shared/domain/matching/rpm/osv-names.ts';
import { rpmOsvFeed } from '../osv-rpm.ts';

/** AlmaLinux: advisories with binary packages. MIT. */
export const almalinuxOsv = rpmOsvFeed({ id: 'almalinux-osv', bucket: 'AlmaLinux', maxBytes: 512 * 1024 ** 2, places: almaPlaces });
