import { redHatPlaces } from '../../../shared/domain/matching/rpm/osv-names.ts';
import { rpmOsvFeed } from '../osv-rpm.ts';

/** Red Hat: advisories with binary packages, for each product and repository. CC-BY-4.0. */
export const redhatOsv = rpmOsvFeed({ id: 'redhat-osv', bucket: 'Red Hat', maxBytes: 4 * 1024 ** 3, places: redHatPlaces });
