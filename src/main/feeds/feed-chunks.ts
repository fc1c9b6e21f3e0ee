import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { FeedFault } from './feed.ts';

/** The largest known, Ubuntu's, has some 75,000. */
const MAX_ENTRIES = 400_000;
/** One record with all its releases; the largest known, of a kernel, have a few MB. */
const MAX_ENTRY_BYTES = 64 * 1024 ** 2;
/** DEFLATE cannot do more than 1032:1; JSON of vendors is below 60:1. Small entries may be anything. */
const MAX_RATIO = 200;
const SMALL = 256 * 1024;
const LINE_END = Buffer.from('\n');

export interface ZipBounds {
  readonly entries: number;
  readonly entryBytes: number;
}

/**
 * The bytes of a feed's file. A zip comes as its JSON entries one after the other, each ended by a line end, and is
 * told by its content; everything else comes as it is. Throws FeedFault for a zip that is broken or past its bounds.
 */
export async function* feedChunks(
  path: string,
  bounds: ZipBounds = { entries: MAX_ENTRIES, entryBytes: MAX_ENTRY_BYTES },
): AsyncGenerator<Uint8Array> {
  if (!(await isZip(path))) {
    yield* createReadStream(path, { highWaterMark: 1024 ** 2 }) as AsyncIterable<Uint8Array>;
    return;
  }
  const zip = await sound('the zip', openPromise(path, { autoClose: false, validateEntrySizes: true }));
  try {
    if (zip.entryCount > bounds.entries) throw new FeedFault('the zip', `${zip.entryCount} entries`);
    yield* entriesOf(zip, bounds);
  } finally {
    zip.close();
  }
}

/** APPNOTE.TXT 4.3.6: a local file header begins with PK 3 4, the directory of an empty zip with PK 5 6. */
async function isZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer[0] === 0x50 && buffer[1] === 0x4b && (buffer[2] === 3 || buffer[2] === 5);
  } finally {
    await file.close();
  }
}

async function* entriesOf(zip: ZipFile, bounds: ZipBounds): AsyncGenerator<Uint8Array> {
  const entries = zip.eachEntry()[Symbol.asyncIterator]();
  for (let count = 1; ; count += 1) {
    const next = await sound('the zip', entries.next());
    if (next.done) return;
    if (count > bounds.entries) throw new FeedFault('the zip', `more than ${bounds.entries} entries`);
    if (next.value.fileName.endsWith('.json')) yield* entryChunks(zip, next.value, bounds.entryBytes);
  }
}

/** yauzl ends an entry that unpacks to more or less than it announces (validateEntrySizes). */
async function* entryChunks(zip: ZipFile, entry: Entry, most: number): AsyncGenerator<Uint8Array> {
  const place = entry.fileName.slice(0, 200);
  const { compressedSize: packed, uncompressedSize: size } = entry;
  if (size > most) throw new FeedFault(place, `unpacks to ${size} bytes`);
  if (size > SMALL && size > packed * MAX_RATIO) throw new FeedFault(place, `unpacks ${packed} bytes to ${size}`);
  const stream = await sound(place, zip.openReadStreamPromise(entry));
  const chunks = (stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  try {
    for (let next = await sound(place, chunks.next()); !next.done; next = await sound(place, chunks.next())) yield next.value;
  } finally {
    stream.destroy();
  }
  yield LINE_END;
}

/** What yauzl and zlib say of a zip is the feed's fault; what the disk says is not. */
async function sound<T>(place: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    throw new FeedFault(place, error instanceof Error ? error.message : String(error));
  }
}
