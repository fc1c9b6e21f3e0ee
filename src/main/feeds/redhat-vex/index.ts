import { FEED_TITLES } from '../../../shared/domain/matching/ecosystem.ts';
import { placesFor, redHatPlaces, type RpmPlace } from '../../../shared/domain/matching/rpm/osv-names.ts';
import { parsePurl } from '../../../shared/domain/purl/purl.ts';
import type { Advisory, RpmEntry } from '../../../shared/domain/vulnerability/rows.ts';
import { readCsaf, type CsafDocument, type CsafStatus, type CsafVulnerability } from '../csaf.ts';
import type { Feed } from '../feed.ts';
import { isCve, type Fields } from '../fields.ts';
import { tarRecords } from '../tar-records.ts';

/**
 * What Red Hat knows and has not fixed: its VEX documents, one a CVE, in an archive of the day. CC-BY-4.0.
 * https://redhatproductsecurity.github.io/security-data-guidelines/csaf-vex/
 */
export const redhatVex: Feed<Advisory<RpmEntry>> = {
  id: 'redhat-vex',
  title: FEED_TITLES['redhat-vex'],
  files: [
    { name: 'redhat-vex.tar.zst', url: 'https://security.access.redhat.com/data/csaf/v2/vex-feed/archive_latest.txt', pointer: true },
  ],
  maxBytes: 64 * 1024 ** 3,
  staleAfterDays: 7,
  reader: (_file, needs) => {
    const find = placesFor(redHatPlaces, needs.releases);
    return tarRecords({ name: RECORD, maxRecord: MAX_RECORD, read: (record, place) => readRecord(record, find, place) });
  },
};

/** The longest that were seen have 3 MB. */
const MAX_RECORD = 32 * 1024 ** 2;
const RECORD = /(?:^|\/)(cve-\d{4}-\d{4,19})\.json$/i;

function readRecord(record: Fields, find: (ecosystem: string) => readonly RpmPlace[], place: string) {
  const document = readCsaf(record, place);
  const rows = document.vulnerabilities.flatMap((one) => (isCve(one.cve) ? rowsOf(document, one, find) : []));
  return { rows, date: document.date };
}

/** A package as a document names it: by itself, or as the source that packages are built from. */
interface Named {
  readonly name: string;
  readonly isSource: boolean;
  /** Empty for a package outside modules. */
  readonly stream: string;
}
interface Said extends Named {
  readonly place: RpmPlace;
  readonly unfixed: Unfixed | null;
  readonly says: string;
  readonly severity: string;
}
type Unfixed = NonNullable<RpmEntry['unfixed']>;

/** A row for each package without a fix. What is not affected makes none, and is taken out of what its source's row says. */
function rowsOf(document: CsafDocument, one: CsafVulnerability, find: (ecosystem: string) => readonly RpmPlace[]): Advisory<RpmEntry>[] {
  const said = (['known_affected', 'under_investigation', 'known_not_affected'] as const).flatMap((status) =>
    one.status[status].flatMap((id) => saidOf(document, one, status, id, find)),
  );
  const rows = new Map<string, Advisory<RpmEntry>>();
  for (const { place, name, isSource, stream, unfixed, says, severity } of said) {
    const key = [place.release, place.channel, stream, isSource, name].join(' ');
    const known = rows.get(key)?.body.unfixed;
    if (unfixed === null || (known && GRAVITY.indexOf(known) <= GRAVITY.indexOf(unfixed))) continue;
    const except = isSource ? [...new Set(said.flatMap((other) => (isBeside(other, place, stream) ? other.name : [])))].sort() : [];
    rows.set(key, {
      feed: redhatVex.id,
      release: place.release,
      package: name,
      body: {
        advisory: document.id,
        cves: [one.cve],
        since: null,
        fixed: [],
        unfixed,
        streams: stream ? [stream] : [],
        channel: place.channel,
        severity,
        vex: { says, ofSource: isSource, except },
      },
    });
  }
  return [...rows.values()];
}

/** Minor releases of the main stream are one release here: the gravest word counts. */
const GRAVITY: readonly Unfixed[] = ['affected', 'deferred', 'will-not-fix', 'end-of-life', 'undetermined'];

const isBeside = ({ place, stream, isSource }: Said, beside: RpmPlace, of: string): boolean =>
  !isSource && stream === of && place.release === beside.release && place.channel === beside.channel;

function saidOf(
  document: CsafDocument,
  one: CsafVulnerability,
  status: CsafStatus,
  id: string,
  find: (ecosystem: string) => readonly RpmPlace[],
): Said[] {
  const product = document.product(id);
  const [, cpe = ''] = /^cpe:\/[ao]:redhat:(.+)$/.exec(product?.cpe ?? '') ?? [];
  const places = cpe === '' ? [] : find(`Red Hat:${cpe}`);
  const named = places.length ? packageOf(product?.purl ?? '') : null;
  if (!named) return [];
  const severity = one.impacts.get(id) ?? document.severity;
  return places.map((place) => ({ ...named, place, severity, ...decisionOf(status, one.remedies.get(id)) }));
}

/** "pkg:rpm/redhat/nodejs?arch=src&rpmmod=nodejs:18"; packages of a module name their source's stream: "upstream=nodejs:18/nodejs". */
function packageOf(text: string): Named | null {
  const purl = parsePurl(text);
  if (purl?.type !== 'rpm' || purl.namespace !== 'redhat' || /-debug(info|source)$/.test(purl.name)) return null;
  const { arch, rpmmod, upstream = '' } = purl.qualifiers ?? {};
  const module = rpmmod ?? upstream.split('/').slice(0, -1).join('/');
  const stream = module.split(':').slice(0, 2).join(':');
  // What is of a flatpak, or of another product's own modules ("el8"), is no package of the system.
  if (stream !== '' && (!stream.includes(':') || stream.endsWith(':flatpak'))) return null;
  return { name: purl.name, isSource: arch === 'src', stream };
}

/** The words are those of Red Hat's guidelines: "Will not fix", "Out of support scope", "Affected", "Fix deferred" or "Deferred". */
function decisionOf(status: CsafStatus, remedy: { category: string; details: string } | undefined): Pick<Said, 'unfixed' | 'says'> {
  if (status === 'known_not_affected') return { unfixed: null, says: 'Not affected' };
  if (status === 'under_investigation') return { unfixed: 'undetermined', says: 'Under investigation' };
  const says = remedy?.details ?? 'Affected';
  if (remedy?.category === 'no_fix_planned') return { unfixed: /out of support/i.test(says) ? 'end-of-life' : 'will-not-fix', says };
  return { unfixed: /deferred/i.test(says) ? 'deferred' : 'affected', says };
}
