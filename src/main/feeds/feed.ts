/** One file of a feed: what it is called in a folder of feeds, and where the vendor has it. */
export interface FeedFile {
  readonly name: string;
  readonly url: string;
  /** The address answers with the name of the vendor's newest archive, which lies beside it. */
  readonly pointer?: boolean;
  /** The one release that it is of, canonical; without it, all releases need it. */
  readonly release?: string;
}

/** The files of a feed that these releases need, no matter whose they are. */
export const filesFor = (files: readonly FeedFile[], releases: readonly string[]): readonly FeedFile[] =>
  files.filter(({ release }) => release === undefined || releases.includes(release));

/** Which part of a feed somebody wants: a big one is read for the releases of the inventory and no other. */
export interface Needs {
  /** Canonical releases: "debian:12". */
  readonly releases: readonly string[];
}

/** What a file says of itself; null where it says nothing. */
export interface Edition {
  readonly version: string | null;
  readonly date: string | null;
}

/**
 * Bytes in, rows out, in pieces of any size: pure, with bounded memory. Throws FeedFault on what is not this feed;
 * rows that were handed out before are then worth nothing, since half a feed would hide what is missing.
 */
export interface RowReader<Row> {
  push(bytes: Uint8Array): Row[];
  end(): Row[];
  edition(): Edition;
}

export interface Feed<Row> {
  readonly id: string;
  readonly title: string;
  readonly files: readonly FeedFile[];
  /** The most bytes that a file may have once unpacked. */
  readonly maxBytes: number;
  /** Older than this, it is said to be stale. */
  readonly staleAfterDays: number;
  reader(file: string, needs: Needs): RowReader<Row>;
}

/** What a vendor sent is not what this feed looks like. `place` says where: a path, a line, a byte. */
export class FeedFault extends Error {
  readonly place: string;
  constructor(place: string, detail: string) {
    super(detail);
    this.name = 'FeedFault';
    this.place = place.slice(0, 300);
  }
}
