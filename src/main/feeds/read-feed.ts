import { createGunzip } from 'node:zlib';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { cleanText } from '../../shared/domain/text.ts';
import { FeedFault, type Edition, type Feed, type Needs } from './feed.ts';

export interface FeedText extends Edition {
  readonly bytes: number;
  readonly rows: number;
}

/**
 * Reads one file of a feed, packed with gzip or not, and hands its rows out as they come. Never throws for what a
 * vendor sent: the outcome is a problem that names the place, and what was handed out before is to be dropped.
 */
export async function readFeed<Row>(
  feed: Feed<Row>,
  file: string,
  needs: Needs,
  chunks: AsyncIterable<Uint8Array>,
  take: (rows: readonly Row[]) => void,
): Promise<Result<FeedText>> {
  const broken = (place: string, detail: string): Result<FeedText> =>
    fail({ kind: 'feed-unreadable', feed: feed.title, file, place: cleanText(place, 300), detail: cleanText(detail, 300) });
  let bytes = 0;
  let rows = 0;
  const hand = (some: readonly Row[]): void => {
    rows += some.length;
    if (some.length) take(some);
  };
  try {
    const reader = feed.reader(file, needs);
    for await (const chunk of unpacked(chunks)) {
      bytes += chunk.length;
      if (bytes > feed.maxBytes) return broken(`byte ${feed.maxBytes}`, `larger than ${feed.maxBytes} bytes`);
      hand(reader.push(chunk));
    }
    hand(reader.end());
    return ok({ bytes, rows, ...reader.edition() });
  } catch (error) {
    if (error instanceof FeedFault) return broken(error.place, error.message);
    // zlib's own errors have a code that begins with Z_; everything else is a bug, or the disk's error.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) return broken(`byte ${bytes}`, error.message);
    throw error;
  }
}

/** RFC 1952: gzip begins with 1f 8b, which no text of ours does. */
async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done) return;
  const all = (async function* () {
    yield first.value;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  })();
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) return yield* all;
  const gunzip = createGunzip();
  const feeding = pour(all, gunzip);
  feeding.catch((error: unknown) => gunzip.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } finally {
    // Who stops reading early, for a bomb, stops the unpacking as well.
    gunzip.destroy();
  }
}

async function pour(chunks: AsyncIterable<Uint8Array>, into: ReturnType<typeof createGunzip>): Promise<void> {
  for await (const chunk of chunks) {
    if (into.destroyed) return;
    if (!into.write(chunk)) await new Promise<void>((resolve) => into.once('drain', resolve).once('close', resolve));
  }
  into.end();
}
