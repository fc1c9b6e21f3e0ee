import type { Transform } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import xz from 'xz-decompress';
import { FeedFault } from './feed.ts';

type Chunks = AsyncIterable<Uint8Array>;
interface Packer {
  readonly begins: readonly number[];
  readonly unpack: (chunks: Chunks) => Chunks;
}

/** By how they begin, as no text of ours does: gzip (RFC 1952), Zstandard (RFC 8878, 3.1.1) and xz (The .xz File Format, 2.1.1.1). */
const PACKERS: readonly Packer[] = [
  { begins: [0x1f, 0x8b], unpack: (chunks) => through(chunks, createGunzip()) },
  { begins: [0x28, 0xb5, 0x2f, 0xfd], unpack: (chunks) => through(chunks, createZstdDecompress()) },
  { begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], unpack: unxz },
];

/** The bytes unpacked, whatever they were packed with; the disk's errors and FeedFault come through. */
export async function* unpacked(chunks: Chunks): Chunks {
  const source = chunks[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done) return;
  const all = (async function* () {
    yield first.value;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  })();
  const packer = PACKERS.find(({ begins }) => begins.every((byte, at) => first.value[at] === byte));
  yield* packer ? packer.unpack(all) : all;
}

async function* through(chunks: Chunks, unpacking: Transform): Chunks {
  const feeding = pour(chunks, unpacking);
  feeding.catch((error: unknown) => unpacking.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    yield* unpacking as Chunks;
  } catch (error) {
    throw faultOf(error);
  } finally {
    // Who stops reading early, for a bomb, stops the unpacking as well.
    unpacking.destroy();
  }
}

async function pour(chunks: Chunks, into: Transform): Promise<void> {
  for await (const chunk of chunks) {
    if (into.destroyed) return;
    if (!into.write(chunk)) await new Promise<void>((resolve) => into.once('drain', resolve).once('close', resolve));
  }
  into.end();
}

/** zlib's own errors have a code that begins with Z_ or ZSTD_; everything else is a bug, or the disk's error. */
const faultOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && /^Z(STD)?_/.test(String(error.code))
    ? new FeedFault('what is packed', error.message)
    : error;

/** The disk's errors are told from those of the unpacking: the package says both as errors without a code. */
async function* unxz(chunks: Chunks): Chunks {
  const disk: { error: Error | null } = { error: null };
  const source = ReadableStream.from(
    (async function* () {
      try {
        yield* chunks;
      } catch (error) {
        throw (disk.error = error instanceof Error ? error : new Error(String(error)));
      }
    })(),
  );
  try {
    const unpacking = new xz.XzReadableStream(source as globalThis.ReadableStream<Uint8Array>);
    for await (const chunk of unpacking) if (chunk.length) yield chunk;
  } catch (error) {
    throw disk.error ?? new FeedFault('what is packed', error instanceof Error ? error.message : String(error));
  }
}
