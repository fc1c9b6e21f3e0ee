import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { axeFaults } from '../../src/renderer/fake/axe.test-kit.ts';
import { noBrowser, openStage, type Stage } from '../../src/renderer/fake/stage.test-kit.ts';
import { views } from '../../src/renderer/fake/views.test-kit.ts';
import { compare, goldenOf, whyNotCompared } from './golden.ts';
import { namesKept, namesOf } from './names.ts';
import { opened, photograph } from './pictures.ts';

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

describe.skipIf(noBrowser)('every page and state', () => {
  test.each(views)('$name', async (view) => {
    const page = await opened(stage, view);
    expect.soft(await namesOf(page), 'names, roles and states; renew with "npm run pictures"').toBe(namesKept(view.name));
    expect.soft(await axeFaults(page), "axe's rules, both themes").toEqual([]);
    expect.soft(await moving(page), 'what moves though less motion is asked for').toEqual([]);
    expect.soft(await pictureFaults(page, view.name), 'both themes, three sizes').toEqual([]);
  });
});

async function pictureFaults(page: Page, view: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const { name, png, density, faults } of await photograph(page, view)) {
    wrong.push(...faults.map((fault) => `${name}: ${fault}`));
    if (why) continue;
    const verdict = compare(goldenOf(name), png, density);
    if (verdict.same) continue;
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(join(RESULTS, `${name}.png`), png);
    if (verdict.picture) writeFileSync(join(RESULTS, `${name}.diff.png`), verdict.picture);
    wrong.push(`${name}: ${verdict.why}; see test-results/visual, renew with "npm run pictures"`);
  }
  return wrong;
}

/** What is animated. Every page of these tests asks for less motion. */
const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    document.getAnimations().map(({ effect }) => (effect instanceof KeyframeEffect ? (effect.target?.outerHTML.slice(0, 200) ?? '') : '')),
  );

test.skipIf(noBrowser)('no page threw, and none asked for what the policy refuses', () => {
  expect(stage.complaints).toEqual([]);
});
