import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './project.mjs';

const folder = join(ROOT, 'resources', 'icons');
/** Width and height of a PNG: its first chunk is IHDR (RFC 2083). */
function sizeOf(png: Buffer): string {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;
}

test('each picture for Linux has the size of its name', () => {
  const names = readdirSync(join(folder, 'png'));
  expect(names).toHaveLength(7);
  for (const name of names) expect(`${sizeOf(readFileSync(join(folder, 'png', name)))}.png`).toBe(name);
});

test('the icon for Windows has 256 pixels, which its installer wants, and all smaller ones', () => {
  const file = readFileSync(join(folder, 'icon.ico'));
  expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
  const sizes = Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index;
    const [length, offset] = [file.readUInt32LE(at + 8), file.readUInt32LE(at + 12)];
    expect(offset + length).toBeLessThanOrEqual(file.length);
    return sizeOf(file.subarray(offset, offset + length));
  });
  expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256].map((size) => `${size}x${size}`));
});

test('the icon for macOS has every size that it shows, up to 1024 pixels', () => {
  const file = readFileSync(join(folder, 'icon.icns'));
  expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length]);
  const found: string[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    found.push(`${file.toString('latin1', at, at + 4)} ${sizeOf(file.subarray(at + 8, at + file.readUInt32BE(at + 4)))}`);
  }
  expect(found).toEqual([
    'ic11 32x32',
    'ic12 64x64',
    'ic07 128x128',
    'ic13 256x256',
    'ic08 256x256',
    'ic14 512x512',
    'ic09 512x512',
    'ic10 1024x1024',
  ]);
});
