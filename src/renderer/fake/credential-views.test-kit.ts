import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { button, dialog } from './find.test-kit.ts';
import type { View } from './views.test-kit.ts';

export const PASSPHRASE = 'correct horse battery';

export const credential = (page: Page, name: RegExp): Locator =>
  page.getByRole('table', { name: 'Credentials' }).getByRole('row', { name });

export async function choosePassphrase(page: Page): Promise<void> {
  await button(page, 'Choose where secrets are kept').click();
  const choose = dialog(page, 'Choose vault');
  await choose.getByRole('radio', { name: 'Sealed by a passphrase' }).check();
  await choose.getByLabel('New passphrase').fill(PASSPHRASE);
  expect(await button(choose, 'Choose vault').isDisabled()).toBe(true);
  await choose.getByLabel('The same once more').fill(PASSPHRASE);
  await button(choose, 'Choose vault').click();
  await button(page, 'Lock now').waitFor();
}

const at = '#/credentials';
const opens = (name: string) => async (page: Page) => {
  await button(page, name).click();
  await page.locator('[role=dialog], [role=alertdialog]').waitFor();
};

export const credentialViews: readonly View[] = [
  { name: 'credentials', look: { at }, ready: (page) => credential(page, /office/).waitFor() },
  { name: 'credentials-empty', look: { at, scenario: 'empty' }, ready: (page) => page.getByText('No credential yet').waitFor() },
  {
    name: 'credentials-altered-vault',
    look: { at, scenario: 'altered-vault' },
    ready: (page) => button(page, 'Restore backup').waitFor(),
  },
  {
    name: 'add-credential',
    look: { at },
    ready: async (page) => {
      await button(page, 'Add credential').click();
      await button(dialog(page, 'Add credential'), 'Add credential').click();
      await page.getByText('Needed').first().waitFor();
    },
  },
  { name: 'set-secret', look: { at }, ready: opens('Set secret shop') },
  { name: 'remove-credential', look: { at }, ready: opens('Remove shop') },
  { name: 'choose-vault', look: { at }, ready: opens('Choose where secrets are kept') },
  {
    name: 'unlock-vault',
    look: { at },
    ready: async (page) => {
      await choosePassphrase(page);
      await button(page, 'Lock now').click();
      await button(page, 'Unlock vault').click();
      await dialog(page, 'Unlock vault').waitFor();
    },
  },
];
