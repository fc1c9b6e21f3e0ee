import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { scenes } from '../../../shared/plots/fixtures.test-kit.ts';
import { Svg } from '../../../shared/plots/svg.ts';
import { axeFaults } from '../../fake/axe.test-kit.ts';
import { launchBrowser, noBrowser } from '../../fake/stage.test-kit.ts';

/** Every plot as a report draws it: by react-dom/server, with the tokens, the plots' own style, the app's font and nothing else. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const PICTURES = join(import.meta.dirname, '../../../../test-results/screenshots/plots');
const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');
const FONT = readFileSync(fileURLToPath(import.meta.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'))).toString(
  'base64',
);
const FACES = ['Inter Variable', 'Inter Figures']
  .map((name) => `@font-face { font-family: '${name}'; font-weight: 100 900; src: url(data:font/woff2;base64,${FONT}); }`)
  .join('');
const STYLE = `${FACES}${read('../tokens.css')}${read('../../../shared/plots/plots.css')} body { margin: 16px; background: var(--bg-surface); }`;
const WIDTH = 900;

const documentOf = (name: string, theme: string): string => {
  const svg = renderToStaticMarkup(createElement(Svg, { scene: scenes[name]!(WIDTH) }));
  return `<!doctype html><html lang="en" data-theme="${theme}"><head><title>Plot</title><style>${STYLE}</style></head><body><main><h1 style="font:var(--t-15);color:var(--text)">${name}</h1>${svg}</main></body></html>`;
};

const looks = {
  light: { theme: 'light', style: '' },
  dark: { theme: 'dark', style: '' },
  grey: { theme: 'light', style: 'html { filter: grayscale(1); }' },
} as const;

describe.skipIf(noBrowser)('plots in a page', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    browser = await launchBrowser();
    page = await (await browser.newContext({ viewport: { width: WIDTH + 32, height: 640 } })).newPage();
  });
  afterAll(async () => {
    await browser?.close();
  });

  describe.each(['light', 'dark'] as const)('%s', (theme) => {
    test.each(Object.keys(scenes))('%s: axe finds nothing, and no word is wider than was reckoned', async (name) => {
      await page.setContent(documentOf(name, theme));
      await page.evaluate(() => document.fonts.ready);
      expect(await axeFaults(page, [theme])).toEqual([]);
      const outside = await page.evaluate(() => {
        const box = document.querySelector('svg')!.getBoundingClientRect();
        const texts = [...document.querySelectorAll('svg text')].map((text) => ({
          text: text.textContent,
          at: text.getBoundingClientRect(),
        }));
        return texts
          .filter(({ at }) => at.left < box.left - 1 || at.right > box.right + 1 || at.bottom > box.bottom + 1)
          .map((one) => one.text);
      });
      expect(outside).toEqual([]);
    });
  });

  test('pictures of every plot, in light, dark, grey and forced colours', async () => {
    for (const [look, { theme, style }] of Object.entries(looks))
      for (const name of Object.keys(scenes)) await picture(`${name}, ${look}`, documentOf(name, theme), style);
    await page.emulateMedia({ forcedColors: 'active' });
    for (const name of ['timeline, some', 'compliance, a year', 'exposure, a month', 'disk, some'])
      await picture(`${name}, forced colours`, documentOf(name, 'light'), '');
  });

  async function picture(name: string, html: string, style: string): Promise<void> {
    await page.setContent(html);
    if (style) await page.addStyleTag({ content: style });
    await page.screenshot({ path: join(PICTURES, `${name.replaceAll(', ', '-').replaceAll(' ', '-')}.png`), fullPage: false });
  }
});
