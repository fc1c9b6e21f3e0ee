import { crc32, deflateSync } from 'node:zlib';

/** Colours of a picture: three bytes a pixel are too many for a repository, so many look the same. */
const COLOURS = 256;
/** Colours nearer than this to one another are one; the square of a distance. */
const CLOSEST = 40;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A PNG of colour type 3 (https://www.w3.org/TR/png-3/#11PLTE) from RGBA pixels; pngjs reads these and cannot write them. */
export function palettePng(rgba: Buffer, width: number, height: number): Buffer {
  const palette = paletteOf(rgba);
  const indexOf = nearest(palette);
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) lines[y * (width + 1) + x + 1] = indexOf(rgba.readUIntBE((y * width + x) * 4, 3));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const parts = [chunk('IHDR', header), chunk('PLTE', colours), chunk('IDAT', deflateSync(lines, { level: 9 })), chunk('IEND')];
  return Buffer.concat([SIGNATURE, ...parts]);
}

/** The commonest first, each far enough from those before it: grey letters are many, and must not push out the one amber word. */
function paletteOf(rgba: Buffer): number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgba.length; at += 4) {
    const colour = rgba.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const commonest = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  for (let apart = CLOSEST; ; apart *= 1.3) {
    const chosen: number[] = [];
    for (const colour of commonest) if (chosen.every((each) => away(each, colour) > apart)) chosen.push(colour);
    if (chosen.length <= COLOURS) return chosen;
  }
}

/** The square of the distance in RGB. */
const away = (a: number, b: number): number =>
  ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;

function nearest(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  return (colour) => {
    let index = known.get(colour);
    if (index !== undefined) return index;
    index = palette.reduce((best, each, at) => (away(each, colour) < away(palette[best] ?? 0, colour) ? at : best), 0);
    known.set(colour, index);
    return index;
  };
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
