import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Result } from '../../shared/domain/result.ts';
import type { Feed, Needs } from './feed.ts';
import { readFeed, type FeedText } from './read-feed.ts';

export const NEEDS: Needs = { releases: [9, 10, 11, 12, 13].map((major) => `debian:${major}`) };

export const fixture = (feed: string, name: string): Buffer => {
  const bytes = readFileSync(new URL(`${feed}/fixtures/${name}`, import.meta.url));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
};

/** The same bytes in pieces of `size`. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

export async function readAll<Row>(
  feed: Feed<Row>,
  bytes: Uint8Array,
  options: { file?: string; size?: number } = {},
): Promise<{ result: Result<FeedText>; rows: Row[] }> {
  const rows: Row[] = [];
  const file = options.file ?? feed.files[0]?.name ?? '';
  const result = await readFeed(feed, file, NEEDS, inPieces(bytes, options.size ?? 65_536), (some) => rows.push(...some));
  return { result, rows };
}
