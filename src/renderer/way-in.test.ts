import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { button, dialog, row } from './fake/find.test-kit.ts';
import { onStage } from './fake/pages.test-kit.ts';
import { noBrowser } from './fake/stage.test-kit.ts';

/** The dialogs of the way in: a connection tested, a host's questions, the sudoers script. */
const { withPage } = onStage({ at: '#/hosts' });

const onHost = (name: string, work: (page: Page) => Promise<void>): Promise<void> =>
  withPage({}, async (page) => {
    await row(page, 'Hosts', new RegExp(name)).click();
    await button(page, 'Open host').click();
    await button(page, 'Test connection').waitFor();
    await work(page);
  });

describe.skipIf(noBrowser)('the way in', () => {
  test('tests a connection and shows every layer', async () => {
    await onHost('web-02', async (page) => {
      await button(page, 'Test connection').click();
      const shown = dialog(page, 'Test connection to web-02');
      await shown.getByText('Every layer answers.').waitFor();
      expect(await shown.getByRole('table', { name: 'Layers of the connection' }).getByRole('row').count()).toBe(11);
      // Said in the one region for ears, which an open dialog does not silence.
      await page
        .locator('[role=status][data-live-announcer]:not([aria-hidden] *)')
        .getByText('Every layer answers.')
        .waitFor({ state: 'attached' });
      expect(await page.locator('[data-live-announcer]').count()).toBe(1);
    });
  });

  test('accepts a new key from the test, and tests again', async () => {
    await onHost('new-01', async (page) => {
      await page.getByRole('button', { name: 'Test connection' }).click();
      const shown = dialog(page, 'Test connection to new-01');
      await shown.getByRole('row', { name: /Failed Host key/ }).waitFor();
      await shown.getByRole('button', { name: 'Accept key' }).click();
      await page.getByRole('button', { name: 'Test again' }).click();
      await shown.getByText('Every layer answers.').waitFor();
    });
  });

  test('puts what a host asks to the person, hidden or not as the host says, until it lets us in', async () => {
    await onHost('wiki-01', async (page) => {
      await page.getByRole('button', { name: 'Test connection' }).click();
      await page.getByRole('button', { name: 'Answer' }).click();
      const shown = dialog(page, 'Answer wiki-01');
      await shown.getByText('A code was sent to your phone.').waitFor();
      expect(await shown.getByLabel('Verification code:').getAttribute('type')).toBe('password');
      await page.keyboard.type('123456');
      await page.keyboard.press('Enter');
      expect(await shown.getByLabel('Site:').getAttribute('type')).not.toBe('password');
      await page.keyboard.type('north');
      await page.keyboard.press('Enter');
      await dialog(page, 'Test connection to wiki-01').getByText('Every layer answers.').waitFor();
    });
  });

  test('tests a host that is not saved yet, and saves the script of one that is', async () => {
    await onHost('web-02', async (page) => {
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      const form = dialog(page, 'Edit web-02');
      await form.getByLabel('Administrator rights').selectOption('sudo, listed scripts only');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        form.getByRole('button', { name: 'Save sudoers script' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('patchbay-patch.sh');
      await form.getByRole('button', { name: 'Test connection' }).click();
      await form.getByText('Every layer answers.').waitFor();
    });
  });
});
