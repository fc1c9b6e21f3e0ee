import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { button, dialog, row } from './fake/find.test-kit.ts';
import { choose } from './fake/inventory-views.test-kit.ts';
import { onStage } from './fake/pages.test-kit.ts';
import { noBrowser } from './fake/stage.test-kit.ts';

/** Hosts from files and subnets, into files, and many at once, in a real Chromium. */
const { withPage } = onStage();

const hostRow = (page: Page, name: string | RegExp): Locator => row(page, 'Hosts', name);

describe.skipIf(noBrowser)('hosts come in', () => {
  test('those that are there already only where they are to be updated', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await button(page, 'Import').click();
      await page.getByText('Differs in user').waitFor();
      expect(await dialog(page).getByRole('checkbox', { name: 'web-01' }).isDisabled()).toBe(true);
      await page.getByRole('checkbox', { name: /^Update 1 host/ }).check();
      await button(page, 'Import 3 and update 1').click();
      await page.getByText('3 hosts imported. 1 host updated.').waitFor();
      await hostRow(page, /web-01/).click();
      await page.getByText('ops@web-01').first().waitFor();
    });
  });
  test('from pasted text, with errors by row', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await button(page, 'Import').click();
      await page.getByLabel('Or paste or drop it here').fill('name,address\nnew-a,10.0.0.1\n,10.0.0.2\nnew-b,10.0.0.3\n');
      await button(page, 'Read text').click();
      await page.getByText('CSV, UTF-8: pasted text').waitFor();
      await page.getByRole('radio', { name: 'Errors 1' }).check();
      const rows = page.getByRole('table', { name: 'Hosts in the file' }).getByRole('row');
      expect(await rows.allTextContents()).toEqual([expect.anything(), expect.stringContaining('3Line 3Not read: neither a name nor an address.') as string]); // prettier-ignore
      await page.getByRole('radio', { name: 'All 3' }).check();
      await page.getByRole('checkbox', { name: 'new-b' }).uncheck();
      await button(page, 'Import 1 host').click();
      await hostRow(page, /new-a/).waitFor();
      expect(await hostRow(page, /new-b/).count()).toBe(0);
    });
  });
  test('from a file that is chosen, in whatever encoding', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await button(page, 'Import').click();
      const buffer = Buffer.from('\ufeffname,address\na-host,10.0.0.9\n', 'utf16le');
      await page.getByLabel('Choose file', { exact: true }).setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer });
      await page.getByText('CSV, UTF-8: list.csv').waitFor();
      await page.getByRole('checkbox', { name: 'a-host' }).waitFor();
      await page
        .getByLabel('Choose file', { exact: true })
        .setInputFiles({ name: 'x.bin', mimeType: 'text/csv', buffer: Buffer.from([0, 1, 2, 0, 0]) });
      await page.getByText('This file is no text').waitFor();
    });
  });
  test('from a subnet, after a person said so', async () => {
    await withPage({ scenario: 'empty', at: '#/start' }, async (page) => {
      await button(page, 'Discover hosts').click();
      expect(await button(page, 'Look').isDisabled()).toBe(true);
      await page.getByLabel('Subnet').fill('192.0.2.0/24');
      await page.getByLabel('User for the new hosts').fill('ops');
      await button(page, 'Look at 254 addresses').click();
      await page.getByRole('checkbox', { name: '192.0.2.21' }).uncheck();
      await button(page, 'Import 1 host').click();
      await hostRow(page, /192\.0\.2\.7/).waitFor();
    });
  });
});

describe.skipIf(noBrowser)('hosts are changed and go out', () => {
  test('many at once, and back', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await choose(page, 'web-01', 'db-01');
      await button(page, 'Edit 2 hosts').click();
      expect(await button(dialog(page), 'Edit 2 hosts').isDisabled()).toBe(true);
      await page.getByRole('checkbox', { name: 'Change add tags' }).check();
      await page.getByRole('textbox', { name: 'Add tags' }).fill('pilot');
      await page.getByRole('checkbox', { name: 'Change site' }).check();
      await page.getByRole('combobox', { name: 'Site' }).fill('Berlin');
      await button(dialog(page), 'Edit 2 hosts').click();
      await page.getByText('2 hosts changed.').waitFor();
      await hostRow(page, /web-01.*pilot/).waitFor();
      await button(page, 'Undo').click();
      await page.getByText('Taken back on 2 hosts.').waitFor();
      await hostRow(page, /web-01.*pilot/).waitFor({ state: 'detached' });
    });
  });
  test('one host, with what others have offered', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await choose(page, 'web-01');
      await button(page, 'Edit 1 host').click();
      await page.getByRole('checkbox', { name: 'Change owner' }).check();
      await page.getByRole('textbox', { name: 'Owner' }).fill('Kim Ng');
      await button(dialog(page), 'Edit 1 host').click();
      await page.getByText('1 host changed.').waitFor();
      await hostRow(page, /db-01/).click();
      await button(page, 'Edit host').click();
      expect(await page.locator('datalist option').evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))).toContain(
        'Kim Ng',
      );
      await page.getByRole('radiogroup', { name: 'Reachable from the internet' }).getByRole('radio', { name: 'Yes' }).check();
      await page.getByRole('radiogroup', { name: 'Criticality' }).getByRole('radio', { name: 'High' }).check();
      await button(page, 'Save host').click();
      await dialog(page).waitFor({ state: 'detached' });
      await expect
        .poll(async () => {
          await button(page, 'Edit host').click();
          const high = await dialog(page).getByRole('radio', { name: 'High' }).isChecked();
          await page.keyboard.press('Escape');
          return high;
        })
        .toBe(true);
    });
  });
  test('as a file', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await choose(page, 'web-01', 'web-02');
      await button(page.locator('.bar.end'), 'Export').click();
      const [download] = await Promise.all([page.waitForEvent('download'), button(dialog(page), 'Export 2 hosts').click()]);
      expect([download.suggestedFilename(), readFileSync(await download.path(), 'utf8')]).toEqual(['hosts.csv', 'web-01\nweb-02\n']);
      await page.getByText('Saved hosts.csv.').waitFor();
      await button(page.locator('.bar.end'), 'Export').click();
      await page.getByRole('radio', { name: /INI/ }).check();
      await Promise.all([page.waitForEvent('download'), button(dialog(page), 'Export 2 hosts').click()]);
      await page.getByText('Saved inventory.ini. How a jump host is signed in to is not in the file: web-01.').waitFor();
    });
  });
});
