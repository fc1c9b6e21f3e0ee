/** `npm run pictures -- [VIEW...]`: takes the goldens and the names anew. Look at every one that git says has changed before you commit it. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { openStage } from '../../src/renderer/fake/stage.test-kit.ts';
import { views } from '../../src/renderer/fake/views.test-kit.ts';
import { compare, goldenOf, GOLDENS, here, MADE_WITH, whyNotCompared } from './golden.ts';
import { keepNames, NAMES, namesOf } from './names.ts';
import { palettePng } from './palette-png.ts';
import { opened, photograph } from './pictures.ts';

const named = process.argv.slice(2);
mkdirSync(GOLDENS, { recursive: true });
const stage = await openStage();
const anew = whyNotCompared(stage.version) !== null;
for (const view of views.filter(({ name }) => named.length === 0 || named.includes(name))) {
  const page = await opened(stage, view);
  if (keepNames(view.name, await namesOf(page))) process.stdout.write(`names of ${view.name}\n`);
  for (const { name, png, density } of await photograph(page, view.name)) {
    if (!anew && compare(goldenOf(name), png, density).same) continue;
    const { data, width, height } = PNG.sync.read(png);
    writeFileSync(join(GOLDENS, `${name}.png`), palettePng(data, width, height));
    process.stdout.write(`${name}\n`);
  }
}
const known = new Set(views.map(({ name }) => name));
for (const [folder, ending] of [
  [GOLDENS, '.png'],
  [NAMES, '.txt'],
] as const)
  // prettier-ignore
  for (const file of readdirSync(folder)) if (file.endsWith(ending) && !known.has(file.split('.')[0] ?? '')) rmSync(join(folder, file));
writeFileSync(MADE_WITH, `${JSON.stringify(here(stage.version), null, 2)}\n`);
await stage.end();
