import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { cleanText } from '../../shared/domain/text.ts';
import { FeedFault, type Edition, type Feed, type Needs } from './feed.ts';
import { unpacked } from './unpack.ts';

export interface FeedText extends Edition {
  readonly bytes: number;
  readonly rows: number;
}

/**
 * Reads one file of a feed, packed or not, and hands its rows out as they come. Never throws for what a
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
    throw error;
  }
}
