import type { Page } from 'playwright-core';
import { button, row } from './find.test-kit.ts';
import type { View } from './views.test-kit.ts';

const still = 0.01;
const dialog = (page: Page): Promise<void> => page.locator('[role=dialog], [role=alertdialog]').waitFor();
/** One statement that becomes an exception, and one that does not. */
export const VEX = JSON.stringify({
  statements: [
    { vulnerability: { name: 'CVE-2026-90622' }, status: 'not_affected' },
    { vulnerability: { name: 'CVE-2026-90631' }, status: 'affected' },
  ],
});
const KEV = 'CVE-2026-90107';

/** The pages about vulnerabilities over 40 hosts: with old and failed feeds, exceptions and ends of life. */
export const findingViews: readonly View[] = [
  { name: 'findings-never', look: { scenario: 'no-feeds', at: '#/findings' }, ready: (page) => button(page, 'Update feeds').waitFor() },
  {
    name: 'findings',
    look: { scenario: 'forty', at: '#/findings' },
    ready: (page) => row(page, 'Vulnerabilities', new RegExp(KEV)).waitFor(),
  },
  {
    name: 'finding',
    look: { scenario: 'forty', at: `#/findings/vulnerabilities?cve=${KEV}&source=nginx` },
    ready: (page) => page.getByRole('heading', { name: /^How it came about on / }).waitFor(),
  },
  {
    name: 'findings-by-due-date',
    look: { scenario: 'forty', at: '#/findings' },
    ready: async (page) => {
      await page.getByText('By due date').click();
      await page.getByRole('img', { name: /^Open findings by due date: / }).waitFor();
    },
  },
  {
    name: 'findings-ten-thousand',
    look: { scenario: 'large', at: '#/findings' },
    ready: (page) =>
      row(page, 'Vulnerabilities', /CVE-2026-2/)
        .first()
        .waitFor(),
  },
  {
    name: 'news',
    look: { scenario: 'forty', at: '#/findings/news' },
    ready: async (page) => {
      await row(page, 'Updates and advisories', /was listed as exploited/)
        .first()
        .click();
      await page.getByRole('complementary').waitFor();
    },
  },
  {
    name: 'exceptions',
    look: { scenario: 'forty', at: '#/findings/exceptions' },
    ready: async (page) => {
      await page.getByRole('switch', { name: 'Also ended ones' }).check();
      await row(page, 'Exceptions', /curl/).click();
      await page.getByRole('complementary').waitFor();
    },
  },
  {
    name: 'exception-new',
    look: { scenario: 'forty', at: `#/findings/vulnerabilities?cve=${KEV}&source=nginx` },
    ready: async (page) => {
      await button(page, 'Make exception').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Add exception' }).click();
      await page.getByText('Needed').first().waitFor();
    },
  },
  {
    name: 'vex-import',
    look: { scenario: 'forty', at: '#/findings/exceptions' },
    ready: async (page) => {
      await button(page, 'Import OpenVEX').click();
      await page.getByLabel('Owner').fill('Kim Ng');
      await page.getByLabel('Last day').fill('2030-06-30');
      await page.getByLabel('Or paste the document').fill(VEX);
      await button(page, 'Read').click();
      await page.getByRole('table', { name: 'Statements of the document' }).waitFor();
    },
  },
  {
    name: 'end-of-life',
    look: { scenario: 'forty', at: '#/findings/end-of-life' },
    ready: async (page) => {
      await row(page, 'Ends of life', /No route to the internet/)
        .first()
        .click();
      await page.getByRole('complementary').waitFor();
    },
  },
  {
    name: 'control',
    look: { scenario: 'forty', at: '#/findings/end-of-life' },
    ready: async (page) => {
      await row(page, 'Ends of life', /Nothing recorded/)
        .first()
        .click();
      await button(page, 'Record control').click();
      await dialog(page);
    },
  },
  {
    name: 'feeds',
    look: { scenario: 'forty', at: '#/settings/feeds' },
    ready: async (page) => {
      await row(page, 'Feeds', /endoflife\.date/).click();
      await page.getByRole('complementary').waitFor();
    },
  },
  {
    name: 'feeds-updating',
    look: { scenario: 'no-feeds', at: '#/settings/feeds', speed: still },
    ready: async (page) => {
      await button(page, 'Update feeds').click();
      await button(page, 'Cancel update').waitFor();
    },
  },
  {
    name: 'due-dates',
    look: { scenario: 'forty', at: '#/settings/due-dates' },
    ready: (page) => page.getByRole('switch', { name: 'Use Cyber Essentials v3.3' }).waitFor(),
  },
  {
    name: 'host-findings',
    look: { scenario: 'forty', at: '#/hosts/host000006' },
    ready: async (page) => {
      await page.getByRole('tab', { name: /^Vulnerabilities/ }).click();
      await row(page, 'Findings on this host', new RegExp(KEV)).waitFor();
    },
  },
];
