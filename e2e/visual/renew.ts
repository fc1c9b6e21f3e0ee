/** `npm run pictures -- [VIEW...]`: takes the goldens anew. Look at every one that git says has changed before you commit it. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { openStage } from '../../src/renderer/fake/stage.test-kit.ts';
import { views } from '../../src/renderer/fake/views.test-kit.ts';
import { compare, goldenOf, GOLDENS, here, MADE_WITH, whyNotCompared } from './golden.ts';
import { palettePng } from './palette-png.ts';
import { photograph } from './pictures.ts';

const named = process.argv.slice(2);
mkdirSync(GOLDENS, { recursive: true });
const stage = await openStage();
const anew = whyNotCompared(stage.version) !== null;
for (const view of views.filter(({ name }) => named.length === 0 || named.includes(name))) {
  for (const { name, png, density } of await photograph(stage, view)) {
    if (!anew && compare(goldenOf(name), png, density).same) continue;
    const { data, width, height } = PNG.sync.read(png);
    writeFileSync(join(GOLDENS, `${name}.png`), palettePng(data, width, height));
    process.stdout.write(`${name}\n`);
  }
}
const known = new Set(views.map(({ name }) => name));
for (const file of readdirSync(GOLDENS)) if (file.endsWith('.png') && !known.has(file.split('.')[0] ?? '')) rmSync(join(GOLDENS, file));
writeFileSync(MADE_WITH, `${JSON.stringify(here(stage.version), null, 2)}\n`);
await stage.end();
