import { FEED_TITLES, type AdvisoryFeedId } from '../../shared/domain/matching/ecosystem.ts';
import { placesFor, streamsOf, type RpmPlace } from '../../shared/domain/matching/rpm/osv-names.ts';
import type { Advisory, RpmEntry } from '../../shared/domain/vulnerability/rows.ts';
import { FeedFault, type Feed } from './feed.ts';
import { fields, own } from './fields.ts';
import { osvReader, type OsvAffected, type OsvRecord } from './osv.ts';

interface RpmOsv {
  readonly id: AdvisoryFeedId;
  /** The name of its folder in osv.dev's bucket. */
  readonly bucket: string;
  readonly maxBytes: number;
  readonly places: (ecosystem: string) => readonly RpmPlace[];
}

/** What the vendors of RPM distributions give osv.dev, one zip each: https://google.github.io/osv.dev/data/ */
export function rpmOsvFeed({ id, bucket, maxBytes, places }: RpmOsv): Feed<Advisory<RpmEntry>> {
  const url = `https://osv-vulnerabilities.storage.googleapis.com/${encodeURIComponent(bucket)}/all.zip`;
  return {
    id,
    title: FEED_TITLES[id],
    files: [{ name: `${id}.zip`, url }],
    maxBytes,
    staleAfterDays: 7,
    reader: (_file, needs) => {
      const find = placesFor(places, needs.releases);
      return osvReader((record, place) => rowsOf(id, record, find, place));
    },
  };
}

/** Bug fixes and enhancements without a CVE are no vulnerabilities. */
const SECURITY = /^(ALSA|RLSA|RHSA|SUSE-SU|openSUSE-SU)/;

function rowsOf(feed: AdvisoryFeedId, record: OsvRecord, find: RpmOsv['places'], place: string): Advisory<RpmEntry>[] {
  if (!record.cves.length && !SECURITY.test(record.id)) return [];
  const rows = new Map<string, Advisory<RpmEntry> & { readonly body: { readonly fixed: string[] } }>();
  const about = { advisory: record.id, cves: record.cves, streams: streamsOf(record.summary), severity: severityOf(record) };
  for (const affected of record.affected)
    for (const { release, channel } of find(affected.ecosystem))
      for (const [name, fixed] of packagesOf(affected, place)) {
        const key = [release, channel, name, affected.since ?? ''].join(' ');
        const known = rows.get(key);
        const row = known ?? {
          feed,
          release,
          package: name,
          body: { ...about, since: affected.since, fixed: [], unfixed: fixed === null ? 'affected' : null, channel },
        };
        if (fixed !== null && !row.body.fixed.includes(fixed)) row.body.fixed.push(fixed);
        if (!known) rows.set(key, row);
      }
  return [...rows.values()];
}

/** SUSE names the source, and beside it the binary packages with their versions; the others name what they mean. */
function packagesOf({ name, fixed, specific }: OsvAffected, place: string): [name: string, fixed: string | null][] {
  const binaries = own(specific, 'binaries');
  if (!Array.isArray(binaries)) return [[name, fixed]];
  const named = binaries.flatMap((one) => Object.entries(fields(one, `${place} > binaries`)));
  return named.map(([binary, version]) => {
    if (typeof version !== 'string' || version.length > 256 || binary.length > 256)
      throw new FeedFault(`${place} > binaries`, 'a version was expected');
    return [binary, version];
  });
}

/** Red Hat, AlmaLinux and Rocky begin the summary with it: "Important: ...". */
function severityOf({ summary, severity }: OsvRecord): string {
  const [, word = ''] = /(?:^|: )(Critical|Important|Moderate|Low):? /.exec(summary) ?? [];
  return word || (severity.get('SUSE') ?? '');
}
