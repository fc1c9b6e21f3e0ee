/**
 * `npm run icons`: every icon that a package needs, drawn from resources/icons/icon.svg by an installed Chromium. The outcome is
 * committed, so that a package can be made without a browser.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { findBrowser } from '../serve/find-browser.mjs';
import { isRoot, ROOT } from './project.mjs';

const FOLDER = join(ROOT, 'resources', 'icons');
/** Linux: electron-builder takes the size from each name. */
const PNG_SIZES = [16, 32, 48, 64, 128, 256, 512];
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** The types of an .icns whose content is a PNG, with their size in pixels (Apple Icon Image format). */
const ICNS_TYPES = /** @type {const} */ ([
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]);

/** @typedef {{ size: number, png: Buffer }} Picture */

/** An .ico: a header of 6 bytes, 16 bytes a picture, the pictures as PNG (learn.microsoft.com, "Icons"). @param {Picture[]} pictures */
export function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    // 0 stands for 256.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** An .icns: "icns" and the whole length, then a type, a length and a PNG for each. @param {{ type: string, png: Buffer }[]} entries */
export function icns(entries) {
  const chunk = (/** @type {string} */ type, /** @type {Buffer} */ content) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(content.length + 8, 4);
    return Buffer.concat([head, content]);
  };
  return chunk('icns', Buffer.concat(entries.map(({ type, png }) => chunk(type, png))));
}

async function draw() {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('Drawing the icons needs Chromium, Chrome or Edge.');
  const browser = await chromium.launch({ executablePath, chromiumSandbox: !isRoot });
  const page = await browser.newPage();
  const svg = readFileSync(join(FOLDER, 'icon.svg'), 'utf8');
  const png = async (/** @type {number} */ size) => {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
    return page.screenshot({ omitBackground: true });
  };
  mkdirSync(join(FOLDER, 'png'), { recursive: true });
  for (const size of PNG_SIZES) writeFileSync(join(FOLDER, 'png', `${size}x${size}.png`), await png(size));
  const pictures = [];
  for (const size of ICO_SIZES) pictures.push({ size, png: await png(size) });
  writeFileSync(join(FOLDER, 'icon.ico'), ico(pictures));
  const entries = [];
  for (const [type, size] of ICNS_TYPES) entries.push({ type, png: await png(size) });
  writeFileSync(join(FOLDER, 'icon.icns'), icns(entries));
  await browser.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await draw();
