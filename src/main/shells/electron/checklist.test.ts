import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentOf, ITEMS, itemsOf, titlesIn } from './checklist.test-kit.ts';
import type { Shown } from './checklist.test-kit.ts';

const project = join(import.meta.dirname, '../../../..');
const DOCUMENT = join(project, 'docs', 'electron-checklist.md');

const titles = (...globs: string[]): string[] =>
  globs
    .flatMap((glob) => globSync(glob, { cwd: project, exclude: ['**/checklist.test.ts'] }).sort())
    .flatMap((file) => titlesIn(readFileSync(join(project, file), 'utf8')));
const UNIT = titles(
  'src/main/shells/electron/*.test.ts',
  'src/main/shells/serve/*.test.ts',
  'src/preload/*.test.ts',
  'e2e/package/*.test.ts',
);
const REAL = titles('e2e/electron.spec.ts');
const CHROMIUM = titles('src/main/shells/chromium/*.test.ts', 'e2e/window/*.test.ts');
const shown = (no: number): Shown => {
  const about = (list: readonly string[]) => list.filter((title) => itemsOf(title).includes(no));
  return { unit: about(UNIT), real: about(REAL), chromium: about(CHROMIUM) };
};

test('there are twenty items', () => {
  expect(ITEMS.map(({ no }) => no)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

test.each(ITEMS)('item $no, $item, is shown', ({ no, needsReal, notInChromium }) => {
  const { unit, real, chromium } = shown(no);
  expect(unit, 'a test that runs everywhere').not.toEqual([]);
  if (needsReal) expect(real, 'a spec with a real Electron').not.toEqual([]);
  expect(chromium.length > 0, 'the Chromium window has a test, or a reason for none').toBe(notInChromium === null);
});

test('no test names an item that there is not', () => {
  expect([...UNIT, ...REAL, ...CHROMIUM].flatMap(itemsOf).filter((no) => !ITEMS.some((one) => one.no === no))).toEqual([]);
});

test('the document says what the tests say', () => {
  const text = documentOf(shown);
  if (process.env['PATCHBAY_WRITE_DOCS'] === '1') writeFileSync(DOCUMENT, text);
  expect(readFileSync(DOCUMENT, 'utf8'), `${DOCUMENT} is stale: write it with PATCHBAY_WRITE_DOCS=1`).toBe(text);
});

test.each([
  ["test('13: a title', async () => {", ['13: a title']],
  ["test.each([['a', 1]])('a %s (item 5)', (one) => {", ['a %s (item 5)']],
  ["test.runIf(here)('19: \\'quoted\\'', { timeout: 5 }, async () => {", ["19: 'quoted'"]],
  ["expect(f('13: no title', 2)", []],
])('titles are found in %s', (source, expected) => {
  expect(titlesIn(source)).toEqual(expected);
});
