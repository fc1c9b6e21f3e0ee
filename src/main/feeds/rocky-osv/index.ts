import { rockyPlaces } from '../../../shared/domain/matching/rpm/osv-names.ts';
import { rpmOsvFeed } from '../osv-rpm.ts';

/** Rocky Linux: advisories with source packages. BSD. */
export const rockyOsv = rpmOsvFeed({ id: 'rocky-osv', bucket: 'Rocky Linux', maxBytes: 512 * 1024 ** 2, places: rockyPlaces });
