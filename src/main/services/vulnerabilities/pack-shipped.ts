import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { explain } from '../../../shared/domain/problem.ts';
import type { EolRow, KevRow } from '../../../shared/domain/vulnerability/rows.ts';
import { endoflife } from '../../feeds/endoflife/index.ts';
import type { Edition, Feed } from '../../feeds/feed.ts';
import { kev } from '../../feeds/kev/index.ts';
import { readFeed } from '../../feeds/read-feed.ts';

/** Makes what ships with the app (resources/feeds) of files as they are fetched; run by `npm run shipped-feeds`. */

export interface Packed {
  /** Packed with gzip, and read again before it is handed out. */
  readonly packed: Buffer;
  /** The day that the data is of. */
  readonly date: string;
  readonly rows: number;
}

interface Read<Row> {
  readonly rows: readonly Row[];
  readonly edition: Edition;
}

async function rowsOf<Row>(feed: Feed<Row>, bytes: Buffer): Promise<Read<Row>> {
  const rows: Row[] = [];
  const chunks = (async function* () {
    yield bytes;
  })();
  const read = await readFeed(feed, nameOf(feed), { releases: [] }, chunks, (some) => void rows.push(...some));
  if (!read.ok) throw new Error(`${explain(read.problem).title} (${explain(read.problem).detail.join(', ')})`);
  const { version, date } = read.value;
  return { rows, edition: { version, date } };
}

const nameOf = (feed: Feed<unknown>): string => feed.files[0]?.name ?? '';

/** Small enough to ship, and still KEV: its reader takes it as it takes CISA's. */
const kevText = ({ rows, edition }: Read<KevRow>): string =>
  JSON.stringify({
    catalogVersion: edition.version,
    dateReleased: edition.date,
    count: rows.length,
    vulnerabilities: rows.map(({ cve, name, added, due, ransomware }) => ({
      cveID: cve,
      vulnerabilityName: name,
      dateAdded: added,
      ...(due && { dueDate: due }),
      knownRansomwareCampaignUse: ransomware ? 'Known' : 'Unknown',
    })),
  });

/** In the form of the API, whichever of its two forms it came in. */
const endoflifeText = ({ rows, edition }: Read<EolRow>): string =>
  JSON.stringify({
    last_modified: edition.date,
    result: [...Map.groupBy(rows, (row) => row.product)].map(([name, some]) => ({
      name,
      label: some[0]?.title,
      releases: some.map(({ cycle, codename, activeUntil, securityUntil, extendedUntil }) => ({
        name: cycle,
        ...(codename !== null && { codename }),
        ...(activeUntil !== null && { eoasFrom: activeUntil }),
        ...(securityUntil !== null && { eolFrom: securityUntil }),
        ...(extendedUntil !== null && { eoesFrom: extendedUntil }),
      })),
    })),
  });

async function pack<Row>(feed: Feed<Row>, bytes: Buffer, day: string | null, textOf: (read: Read<Row>) => string): Promise<Packed> {
  const found = await rowsOf(feed, bytes);
  const date = found.edition.date ?? day;
  if (date === null) throw new Error(`${nameOf(feed)} does not say of which day it is: give the day as well.`);
  const wanted = { rows: found.rows, edition: { ...found.edition, date } };
  const packed = gzipSync(textOf(wanted), { level: 9 });
  if (!isDeepStrictEqual(await rowsOf(feed, packed), wanted)) throw new Error(`${nameOf(feed)} does not read as it was written.`);
  return { packed, date, rows: found.rows.length };
}

/** By the file's name. `day` is that of a file that does not say its own; throws where the bytes are not that feed, or nobody says the day. */
export const packers: Readonly<Record<string, (bytes: Buffer, day: string | null) => Promise<Packed>>> = {
  [nameOf(kev)]: (bytes, day) => pack(kev, bytes, day, kevText),
  [nameOf(endoflife)]: (bytes, day) => pack(endoflife, bytes, day, endoflifeText),
};
