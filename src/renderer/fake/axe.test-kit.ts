import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The rules that look at colours. The themes share one document, so in every theme but the first only these can say something new. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
const SHOWN_OF_ELEMENT = 200;

type Themes = readonly ['light' | 'dark', ...('light' | 'dark')[]];

/**
 * What axe says against the page as it is, one line a rule; empty when all is well. The page is left in the last theme.
 * axe runs in the page itself: there are no frames to gather from, and only what is wrong is carried out of it.
 */
export async function axeFaults(page: Page, themes: Themes = ['light', 'dark']): Promise<string[]> {
  await page.evaluate(axe.source);
  // Forced colours are the person's own, and axe reads those that they took the place of.
  if (await page.evaluate(() => matchMedia('(forced-colors: active)').matches)) return run(page, 'forced colours', 'but-colours');
  const faults: string[] = [];
  for (const [index, theme] of themes.entries()) {
    await page.evaluate((to) => void (document.documentElement.dataset['theme'] = to), theme);
    faults.push(...(await run(page, theme, index === 0 ? 'all' : 'colours')));
  }
  return faults;
}

/** "all": what axe runs unless told otherwise. */
async function run(page: Page, look: string, rules: 'all' | 'colours' | 'but-colours'): Promise<string[]> {
  const options = {
    all: {},
    colours: { runOnly: COLOUR_RULES },
    'but-colours': { rules: Object.fromEntries(COLOUR_RULES.map((rule) => [rule, { enabled: false }])) },
  }[rules];
  const violations = await page.evaluate(async (chosen) => {
    const { axe: inPage } = window as unknown as { axe: typeof axe };
    const found = await inPage.run(document, { resultTypes: ['violations'], ...chosen });
    return found.violations.map(({ id, nodes }) => ({ id, html: nodes.map((node) => node.html) }));
  }, options);
  return violations.map(({ id, html }) => `${look}, ${id}: ${html.map((one) => one.slice(0, SHOWN_OF_ELEMENT)).join(' | ')}`);
}
