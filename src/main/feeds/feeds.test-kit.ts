import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Result } from '../../shared/domain/result.ts';
import type { Feed, Needs } from './feed.ts';
import { readFeed, type FeedText } from './read-feed.ts';

export const NEEDS: Needs = {
  releases: [
    ...[9, 10, 11, 12, 13].map((major) => `debian:${major}`),
    ...['14.04', '16.04', '18.04', '22.04', '24.04'].map((number) => `ubuntu:${number}`),
    ...['almalinux:8', 'almalinux:9', 'rocky:8', 'rocky:9', 'rhel:8', 'rhel:9', 'rhel:9.4-eus', 'sles:12.5', 'sles:15.3', 'sles:15.6'],
    ...['opensuse-leap:15.6', 'opensuse-tumbleweed', 'alpine:3.11', 'arch', 'windows'],
  ],
};

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
