import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fixture, inPieces } from './feeds.test-kit.ts';
import { FeedFault } from './feed.ts';
import { unpacked } from './unpack.ts';

const packed = readFileSync(new URL('ubuntu-vex/fixtures/vex.tar.xz', import.meta.url));
const read = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const chunk of unpacked(chunks)) parts.push(chunk);
  return Buffer.concat(parts);
};

it('reads xz in pieces of any size, one after the other and several at once', async () => {
  const whole = fixture('ubuntu-vex', 'vex.tar.gz');
  for (const size of [6, 100, 100_000]) expect((await read(inPieces(packed, size))).equals(whole)).toBe(true);
  const both = await Promise.all([50, 70].map((size) => read(inPieces(packed, size))));
  expect(both.every((one) => one.equals(whole))).toBe(true);
});

it.each([
  ['cut off', packed.subarray(0, packed.length - 40)],
  ['cut off after its beginning', packed.subarray(0, 8)],
  ['altered', Buffer.concat([packed.subarray(0, 300), Buffer.alloc(40, 1), packed.subarray(340)])],
])('xz that is %s is a fault, and the next one is read all the same', async (_, bytes) => {
  await expect(read(inPieces(bytes, 64))).rejects.toBeInstanceOf(FeedFault);
  expect((await read(inPieces(packed, 1000))).length).toBeGreaterThan(0);
});

it('who stops early does not keep the next one waiting', async () => {
  for await (const chunk of unpacked(inPieces(packed, 100))) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  expect((await read(inPieces(packed, 1000))).length).toBeGreaterThan(0);
});

it('what the disk says comes through', async () => {
  const disk = Object.assign(new Error('EIO'), { syscall: 'read' });
  const broken = async function* () {
    yield await Promise.resolve(packed.subarray(0, 100));
    throw disk;
  };
  await expect(read(broken())).rejects.toBe(disk);
});
