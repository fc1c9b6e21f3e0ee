import { susePlaces } from '../../../shared/domain/matching/rpm/osv-names.ts';
import { rpmOsvFeed } from '../osv-rpm.ts';

/** SUSE Linux Enterprise: advisories with the source and its binary packages, for each product and module. */
export const suseOsv = rpmOsvFeed({ id: 'suse-osv', bucket: 'SUSE', maxBytes: 4 * 1024 ** 3, places: susePlaces });
