import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { row } from './fake/find.test-kit.ts';
import { onStage } from './fake/pages.test-kit.ts';
import { noBrowser } from './fake/stage.test-kit.ts';

/** The whole journey with the keyboard alone: no pointer is moved, nothing is focused by script, and one always sees where one is. */
const { withPage } = onStage({ scenario: 'empty', at: '#/start' }, 400_000);

const MOST_TABS = 90;
const OUTSIDE = '(outside)';

/** Runs in the page: the name of what has the focus, and what is wrong with how that is shown. */
function focused(): { name: string; fault: string | null } {
  const element = document.activeElement;
  if (!element || element === document.body) return { name: '', fault: 'nothing has the focus' };
  const label = (element as HTMLInputElement).labels?.[0]?.textContent;
  const name = (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '').trim();
  const { width, height, bottom, right } = element.getBoundingClientRect();
  if (width === 0 || height === 0 || bottom < 0 || right < 0) return { name, fault: 'it is not to be seen' };
  let around: Element | null = element;
  for (let level = 0; around && level < 4; level += 1, around = around.parentElement) {
    const style = getComputedStyle(around);
    if ((style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none')
      return { name, fault: null };
  }
  return { name, fault: 'nothing shows that it has the focus' };
}

async function look(page: Page): Promise<string> {
  const { name, fault } = await page.evaluate(focused);
  if (fault) throw new Error(`"${name.slice(0, 60)}": ${fault}`);
  return name;
}

/** Tab until something of this name has the focus. Past the last stop, once a round, the focus is the browser's own. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let press = 0; press < MOST_TABS; press += 1) {
    await page.keyboard.press('Tab');
    if (passed.at(-1) !== OUTSIDE && (await page.evaluate(() => document.activeElement === document.body))) {
      passed.push(OUTSIDE);
      continue;
    }
    const at = await look(page);
    if (name.test(at)) return;
    passed.push(at.slice(0, 30));
  }
  throw new Error(`Tab does not lead to ${name}; it passes ${passed.join(' | ')}`);
}

async function press(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

const settled = (page: Page): Promise<void> =>
  expect.poll(() => page.evaluate(() => document.activeElement !== document.body), { timeout: 20_000 }).toBe(true);

test.skipIf(noBrowser)('import, scan, assess, test, deploy, verify, roll back, report', () => withPage({}, journey));

async function journey(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Scan this computer' }).waitFor();
  await press(page, /^Import hosts$/);
  await page.getByRole('table', { name: 'Hosts in the file' }).waitFor();
  await press(page, /^Import 4 hosts$/);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await settled(page);
  await look(page);

  await page.keyboard.press('Alt+2');
  await page.getByRole('button', { name: 'Scan 4 hosts' }).waitFor();
  await settled(page);
  await press(page, /^Scan 4 hosts$/);
  await page.getByText('4 of 4 hosts scanned').first().waitFor();
  await settled(page);
  await press(page, /^Assess 4 hosts$/);
  await row(page, 'Fix list', /openssl/).waitFor();
  await settled(page);
  await press(page, /^Test 4 hosts$/);
  await row(page, 'Preview', /Ready/).first().waitFor();
  await page.getByRole('button', { name: /^Deploy to [34] hosts$/ }).waitFor();
  await settled(page);

  // Letters lead to a row; it is opened, read beside the table, and closed; the focus stays on it.
  await tabTo(page, /^edge-01/);
  await page.keyboard.type('sho');
  await page.keyboard.press('Enter');
  await page.getByRole('complementary').first().waitFor();
  await page.keyboard.press('Escape');
  expect(await look(page)).toContain('shop-01');

  await press(page, /^Deploy to [34] hosts$/);
  await page.getByRole('alertdialog').waitFor();
  await page.keyboard.type('November round');
  await press(page, /^Deploy to [34] hosts$/);
  await page.getByRole('heading', { name: 'November round' }).waitFor();
  await page
    .getByText(/^[34] of [34] hosts done$/)
    .first()
    .waitFor();
  await settled(page);

  await press(page, /Verify/);
  await row(page, 'Proof', /Proven/)
    .first()
    .waitFor();
  await settled(page);
  await press(page, /Roll back/);
  await page.getByRole('button', { name: /^Preview rollback of/ }).waitFor();
  await settled(page);
  await tabTo(page, /^Choose all/);
  await page.keyboard.press('Space');
  await press(page, /^Preview rollback of/);
  await page.getByRole('button', { name: /^Roll back \d hosts?$/ }).waitFor();
  await settled(page);
  await press(page, /^Roll back \d hosts?$/);
  await page.getByRole('alertdialog').waitFor();
  await press(page, /^Roll back/);
  await page
    .getByText(/^[34] of [34] hosts done$/)
    .first()
    .waitFor();
  await settled(page);
  await press(page, /Report/);
  await page.getByRole('table', { name: 'Versions before and after' }).waitFor();
  await settled(page);
  await press(page, /^Copy as text$/);
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('November round');
}
