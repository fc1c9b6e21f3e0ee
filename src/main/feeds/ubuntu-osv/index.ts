import { FEED_TITLES } from '../../../shared/domain/matching/ecosystem.ts';
import { ubuntuPocket } from '../../../shared/domain/matching/ubuntu/release.ts';
import type { Advisory, UbuntuEntry } from '../../../shared/domain/vulnerability/rows.ts';
import { compareDpkgVersions } from '../../../shared/domain/versions/dpkg.ts';
import type { Feed } from '../feed.ts';
import { textOf } from '../fields.ts';
import { osvReader, type OsvAffected, type OsvRecord } from '../osv.ts';

/** Ubuntu's own records of CVEs, CC-BY-SA 4.0. Those of notices (USN) say the same again, and are left out. */
export const ubuntuOsv: Feed<Advisory<UbuntuEntry>> = {
  id: 'ubuntu-osv',
  title: FEED_TITLES['ubuntu-osv'],
  files: [{ name: 'ubuntu-osv.zip', url: 'https://osv-vulnerabilities.storage.googleapis.com/Ubuntu/all.zip' }],
  maxBytes: 8 * 1024 ** 3,
  staleAfterDays: 7,
  reader: (_file, needs) =>
    osvReader((record, place) => (record.id.startsWith('UBUNTU-CVE-') ? rowsOf(record, needs.releases, place) : [])),
};

function rowsOf(record: OsvRecord, wanted: readonly string[], place: string): Advisory<UbuntuEntry>[] {
  return record.affected.flatMap((affected) => {
    const found = ubuntuPocket(affected.ecosystem);
    if (!found || !wanted.includes(found.release)) return [];
    const body: UbuntuEntry = {
      cve: record.cves[0] ?? record.id,
      record: record.id,
      pocket: found.pocket,
      since: affected.since,
      fixed: affected.fixed,
      newestAffected: newestOf(affected),
      availability: textOf(affected.specific, 'availability', place) ?? '',
      priority: record.severity.get('Ubuntu') ?? '',
    };
    return [{ feed: ubuntuOsv.id, release: found.release, package: affected.name, body }];
  });
}

const newestOf = ({ versions }: OsvAffected): string | null =>
  versions.reduce<string | null>((best, one) => (best === null || compareDpkgVersions(best, one) < 0 ? one : best), null);
