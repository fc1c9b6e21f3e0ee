import type { Page } from 'playwright-core';
import { button, dialog, row } from './find.test-kit.ts';
import type { View } from './views.test-kit.ts';

export const choose = async (page: Page, ...names: string[]): Promise<void> => {
  for (const name of names) await page.getByRole('checkbox', { name: `Choose ${name}`, exact: true }).check();
};

/** Opens the test of the connection to a host, from the host's own page. */
export async function testConnection(page: Page, host: string): Promise<void> {
  await row(page, 'Hosts', new RegExp(host)).click();
  await button(page, 'Open host').click();
  await button(page, 'Test connection').click();
}

const at = '#/hosts';

export const inventoryViews: readonly View[] = [
  {
    name: 'import-updates',
    look: { at },
    ready: async (page) => {
      await button(page, 'Import').click();
      await page.getByRole('checkbox', { name: /^Update 1 host/ }).check();
      await page.getByText('Changes user').waitFor();
    },
  },
  {
    name: 'import-no-list',
    look: { at },
    ready: async (page) => {
      await button(page, 'Import').click();
      await page.getByLabel('Or paste or drop it here').fill('Dear all');
      await button(page, 'Read text').click();
      await page.getByText('File cannot be used: pasted text').waitFor();
    },
  },
  {
    name: 'edit-many',
    look: { at },
    ready: async (page) => {
      await choose(page, 'web-01', 'web-02');
      await button(page, 'Edit 2 hosts').click();
      for (const field of ['site', 'reachable from the internet', 'ring', 'add tags'])
        await page.getByRole('checkbox', { name: `Change ${field}` }).check();
      await page.getByRole('textbox', { name: 'Ring' }).fill('99');
      await page.getByRole('textbox', { name: 'Ring' }).and(page.locator('[aria-invalid=true]')).waitFor();
    },
  },
  {
    name: 'export',
    look: { at },
    ready: async (page) => {
      await button(page, 'Export').click();
      await dialog(page).waitFor();
    },
  },
  {
    name: 'discover',
    look: { at },
    ready: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('Discover');
      await page.keyboard.press('Enter');
      await page.getByLabel('Subnet').fill('192.0.2.0/24');
      await button(page, 'Look at 254 addresses').click();
      await page.getByText('2 SSH servers; 254 of 254 addresses looked at.').waitFor();
    },
  },
  {
    name: 'layers',
    look: { at },
    ready: async (page) => {
      await testConnection(page, 'web-02');
      await dialog(page, 'Test connection to web-02').getByText('Every layer answers.').waitFor();
    },
  },
  {
    name: 'questions',
    look: { at },
    ready: async (page) => {
      await testConnection(page, 'wiki-01');
      await button(page, 'Answer').click();
      await dialog(page, 'Answer wiki-01').getByText('A code was sent to your phone.').waitFor();
    },
  },
  {
    name: 'edit-host',
    look: { at },
    ready: async (page) => {
      await row(page, 'Hosts', /web-02/).click();
      await button(page, 'Edit host').click();
      const form = dialog(page, 'Edit web-02');
      await form.getByLabel('Administrator rights').selectOption('sudo, listed scripts only');
      await button(form, 'Test connection').click();
      await form.getByText('Every layer answers.').waitFor();
    },
  },
  {
    name: 'table-menu',
    look: { at },
    ready: async (page) => {
      await button(page, 'View of the table: Hosts').click();
      await page.getByRole('menuitemradio', { name: 'Site' }).waitFor();
    },
  },
];
