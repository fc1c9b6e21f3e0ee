import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { choosePassphrase, credential, PASSPHRASE } from './fake/credential-views.test-kit.ts';
import { button, dialog } from './fake/find.test-kit.ts';
import { onStage } from './fake/pages.test-kit.ts';
import { noBrowser, type Look } from './fake/stage.test-kit.ts';

/** Credentials and the vault, in a real Chromium over made-up hosts. */
const onPage = onStage({ at: '#/credentials' }).withPage;
const withPage = (look: Look, work: (page: Page) => Promise<void>): Promise<void> =>
  onPage(look, async (page) => {
    await credential(page, /shop/).or(page.getByText('No credential yet')).waitFor();
    await work(page);
  });

describe.skipIf(noBrowser)('a technician', () => {
  test('adds a credential, gives it a secret and a host', async () => {
    await withPage({}, async (page) => {
      await button(page, 'Add credential').click();
      const form = dialog(page, 'Add credential');
      await form.getByLabel('Name').fill('shop');
      await form.getByLabel('User').fill('root');
      await button(form, 'Add credential').click();
      await form.getByText('shop is there already').waitFor();
      await form.getByLabel('Name').fill('yard');
      await button(form, 'Add credential').click();
      await credential(page, /yard root Password Nothing 0 hosts/).waitFor();
      await button(page, 'Set secret yard').click();
      await page.getByLabel('Password of yard').fill('a secret');
      await button(dialog(page, 'Set a secret of yard'), 'Set secret').click();
      await credential(page, /yard root Password Password 0 hosts/).waitFor();
      expect(await page.content()).not.toContain('a secret<');

      await page.getByRole('link', { name: 'Hosts', exact: true }).click();
      await page
        .getByRole('grid', { name: 'Hosts' })
        .getByRole('row', { name: /web-02/ })
        .click();
      await button(page, 'Edit host').click();
      const host = dialog(page, 'Edit web-02');
      await host.getByLabel('Credential').selectOption('yard');
      await host.getByText('Signs in as root. Password.').waitFor();
      expect(await host.getByLabel('User', { exact: true }).count()).toBe(0);
      await button(host, 'Save host').click();
      await page.getByRole('link', { name: 'Credentials' }).click();
      await credential(page, /yard root Password Password 1 host/).waitFor();
    });
  });

  test('chooses a passphrase and locks; a secret that was typed waits for the unlocking and is not typed again', async () => {
    await withPage({}, async (page) => {
      await choosePassphrase(page);
      await page.getByText('Sealed by a passphrase').waitFor();
      await button(page, 'Lock now').click();
      await page.getByText('Locked', { exact: true }).waitFor();
      await button(page, 'Set secret office').click();
      await page.getByLabel('Passphrase of the key of office').fill('of the key');
      await page.keyboard.press('Enter');
      const unlock = dialog(page, 'Unlock vault');
      await unlock.getByLabel('Passphrase', { exact: true }).fill('wrong');
      await page.keyboard.press('Enter');
      await unlock.getByText('Wrong passphrase').waitFor();
      await unlock.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
      await page.keyboard.press('Enter');
      const set = dialog(page, 'Set a secret of office');
      expect(await set.getByLabel('Passphrase of the key of office').inputValue()).toBe('of the key');
      await button(set, 'Set secret').click();
      await credential(page, /office.*Passphrase of the key 0 hosts/).waitFor();
    });
  });

  test('changes the passphrase', async () => {
    await withPage({}, async (page) => {
      await choosePassphrase(page);
      await button(page, 'Change passphrase').click();
      const change = dialog(page, 'Change passphrase');
      await change.getByLabel('Passphrase now').fill('not it');
      await change.getByLabel('New passphrase').fill('another passphrase');
      await change.getByLabel('The same once more').fill('another');
      expect(await button(change, 'Change passphrase').isDisabled()).toBe(true);
      await change.getByLabel('The same once more').fill('another passphrase');
      await button(change, 'Change passphrase').click();
      await change.getByText('Wrong passphrase').waitFor();
      await change.getByLabel('Passphrase now').fill(PASSPHRASE);
      await button(change, 'Change passphrase').click();
      await page.getByText('The old one opens nothing').waitFor();
    });
  });

  test('removes one that hosts use only by naming another', async () => {
    await withPage({}, async (page) => {
      await button(page, 'Remove shop').click();
      const remove = page.getByRole('alertdialog', { name: 'Remove shop' });
      expect(await button(remove, 'Remove shop').isDisabled()).toBe(true);
      await remove.getByLabel('Takes its place on 2 hosts').selectOption('office');
      await button(remove, 'Remove shop').click();
      await credential(page, /office.*2 hosts/).waitFor();
      expect(await credential(page, /shop/).count()).toBe(0);
    });
  });

  test('restores the backup of an altered vault, and is told where the old file is', async () => {
    await withPage({ scenario: 'altered-vault' }, async (page) => {
      await page.getByText('was altered or is damaged').waitFor();
      await button(page, 'Restore backup').click();
      await page.getByText('vault.json.aside-1').waitFor();
      await button(page, 'Choose where secrets are kept').waitFor();
    });
  });
});
