import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { noBrowser, openStage, type Stage } from './fake/stage.test-kit.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

/** The dialogs of the way in: a connection tested, a host's questions, the sudoers script. */
let stage: Stage;
beforeAll(async () => {
  if (!noBrowser) stage = await openStage();
});
afterAll(async () => {
  expect(stage?.complaints ?? []).toEqual([]);
  await stage?.end();
});

async function onHost(name: string, work: (page: Page) => Promise<void>, theme: 'light' | 'dark' = 'light'): Promise<void> {
  const page = await stage.open({ at: '#/hosts', theme });
  page.setDefaultTimeout(45_000);
  try {
    await page
      .getByRole('grid', { name: 'Hosts' })
      .getByRole('row', { name: new RegExp(name) })
      .click();
    await page.getByRole('button', { name: 'Open host' }).click();
    await page.getByRole('button', { name: 'Test connection' }).waitFor();
    await work(page);
  } finally {
    await page.close();
  }
}
const violations = async (page: Page): Promise<string[]> =>
  (await new AxeBuilder({ page }).analyze()).violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`,
  );

describe.skipIf(noBrowser)('the way in', () => {
  test.each(['light', 'dark'] as const)('tests a connection and shows every layer, %s', async (theme) => {
    await onHost(
      'web-02',
      async (page) => {
        await page.getByRole('button', { name: 'Test connection' }).click();
        const dialog = page.getByRole('dialog', { name: 'Test connection to web-02' });
        await dialog.getByText('Every layer answers.').waitFor();
        expect(await dialog.getByRole('table', { name: 'Layers of the connection' }).getByRole('row').count()).toBe(11);
        expect(await violations(page)).toEqual([]);
      },
      theme,
    );
  });

  test('accepts a new key from the test, and tests again', async () => {
    await onHost('new-01', async (page) => {
      await page.getByRole('button', { name: 'Test connection' }).click();
      const dialog = page.getByRole('dialog', { name: 'Test connection to new-01' });
      await dialog.getByRole('row', { name: /Failed Host key/ }).waitFor();
      await dialog.getByRole('button', { name: 'Accept key' }).click();
      await page.getByRole('button', { name: 'Test again' }).click();
      await dialog.getByText('Every layer answers.').waitFor();
    });
  });

  test('puts what a host asks to the person, hidden or not as the host says, until it lets us in', async () => {
    await onHost('wiki-01', async (page) => {
      await page.getByRole('button', { name: 'Test connection' }).click();
      await page.getByRole('button', { name: 'Answer' }).click();
      const dialog = page.getByRole('dialog', { name: 'Answer wiki-01' });
      await dialog.getByText('A code was sent to your phone.').waitFor();
      expect(await dialog.getByLabel('Verification code:').getAttribute('type')).toBe('password');
      expect(await violations(page)).toEqual([]);
      await page.keyboard.type('123456');
      await page.keyboard.press('Enter');
      expect(await dialog.getByLabel('Site:').getAttribute('type')).not.toBe('password');
      await page.keyboard.type('north');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Test connection to wiki-01' }).getByText('Every layer answers.').waitFor();
    });
  });

  test('tests a host that is not saved yet, and saves the script of one that is', async () => {
    await onHost('web-02', async (page) => {
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      const form = page.getByRole('dialog', { name: 'Edit web-02' });
      await form.getByLabel('Administrator rights').selectOption('sudo, listed scripts only');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        form.getByRole('button', { name: 'Save sudoers script' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('patchbay-patch.sh');
      await form.getByRole('button', { name: 'Test connection' }).click();
      await form.getByText('Every layer answers.').waitFor();
      expect(await violations(page)).toEqual([]);
    });
  });
});
