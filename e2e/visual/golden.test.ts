import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { compare } from './golden.ts';
import { palettePng } from './palette-png.ts';

const WIDTH = 60;
const HEIGHT = 40;
const drawn = (draw: (x: number, y: number) => readonly [number, number, number]): Buffer => {
  const data = Buffer.alloc(WIDTH * HEIGHT * 4, 255);
  for (let y = 0; y < HEIGHT; y += 1) for (let x = 0; x < WIDTH; x += 1) data.set(draw(x, y), (y * WIDTH + x) * 4);
  return data;
};
const png = (data: Buffer): Buffer => {
  const picture = new PNG({ width: WIDTH, height: HEIGHT });
  picture.data = data;
  return PNG.sync.write(picture);
};

test('a golden keeps the colours of few, and comes near to those of many', () => {
  const few = drawn((x) => (x < 30 ? [255, 255, 255] : [29, 92, 184]));
  expect(PNG.sync.read(palettePng(few, WIDTH, HEIGHT)).data).toEqual(few);
  const many = drawn((x, y) => [200 + (x % 50), 200 + y, 255]);
  expect(compare(palettePng(many, WIDTH, HEIGHT), png(many))).toEqual({ same: true });
});

test('a word that moved is seen, and shown', () => {
  const word = (at: number) => drawn((x, y) => (y > 10 && y < 20 && x >= at && x < at + 8 ? [26, 31, 37] : [255, 255, 255]));
  const verdict = compare(palettePng(word(5), WIDTH, HEIGHT), png(word(9)));
  expect(verdict).toMatchObject({ same: false, why: '72 pixels differ' });
  expect(verdict.same === false && verdict.picture && PNG.sync.read(verdict.picture).width).toBe(WIDTH);
  expect(compare(null, png(word(5)))).toMatchObject({ same: false, why: 'there is no golden' });
});
