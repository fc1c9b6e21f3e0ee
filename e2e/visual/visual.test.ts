import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { noBrowser, openStage, type Stage } from '../../src/renderer/fake/stage.test-kit.ts';
import { views } from '../../src/renderer/fake/views.test-kit.ts';
import { compare, goldenOf, whyNotCompared } from './golden.ts';
import { photograph } from './pictures.ts';

const RESULTS = join(import.meta.dirname, '../../test-results/visual');

if (noBrowser) console.warn(`The window's pictures are not compared: ${noBrowser}`);
// Six pictures of a page take two seconds, and twenty where the machine is busy with something else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let stage: Stage;
let why: string | null = null;
beforeAll(async () => {
  if (noBrowser) return;
  stage = await openStage();
  why = whyNotCompared(stage.version);
  if (why) console.warn(`Pictures are not compared, layouts are: ${why}`);
});
afterAll(async () => {
  await stage?.end();
});

describe.skipIf(noBrowser)('every page and state, both themes, three sizes', () => {
  test.each(views)('$name', async (view) => {
    const wrong: string[] = [];
    for (const { name, png, density, faults } of await photograph(stage, view)) {
      wrong.push(...faults.map((fault) => `${name}: ${fault}`));
      if (why) continue;
      const verdict = compare(goldenOf(name), png, density);
      if (verdict.same) continue;
      mkdirSync(RESULTS, { recursive: true });
      writeFileSync(join(RESULTS, `${name}.png`), png);
      if (verdict.picture) writeFileSync(join(RESULTS, `${name}.diff.png`), verdict.picture);
      wrong.push(`${name}: ${verdict.why}; see test-results/visual, renew with "npm run pictures"`);
    }
    expect(wrong).toEqual([]);
  });
});
