import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { VEX } from './fake/finding-views.test-kit.ts';
import { button, row } from './fake/find.test-kit.ts';
import { onStage } from './fake/pages.test-kit.ts';
import { noBrowser, type Look } from './fake/stage.test-kit.ts';

/** What is known of vulnerabilities, in a real Chromium over 40 made-up hosts. How it looks and axe: the views of the kit. */
const onPage = onStage({ scenario: 'forty', clock: '2026-11-19T13:26:00Z' }).withPage;
const withPage = (at: string, work: (page: Page) => Promise<void>, look: Look = {}): Promise<void> => onPage({ at, ...look }, work);
const dialog = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }));
const NGINX = '#/findings/vulnerabilities?cve=CVE-2026-90107&source=nginx';

describe.skipIf(noBrowser)('vulnerabilities', () => {
  test('before the first fetch nothing is said to be fine, and one press begins', async () => {
    await withPage(
      '#/findings',
      async (page) => {
        await page.getByRole('heading', { name: 'No vulnerability data yet' }).waitFor();
        expect(await page.getByText('Nothing open').count()).toBe(0);
        await button(page, 'Update feeds').click();
        await row(page, 'Feeds', /Debian security tracker.*Current/).waitFor();
        await button(page, 'Update feeds').waitFor();
      },
      { scenario: 'no-feeds' },
    );
  });

  test('come by urgency, and words narrow them', async () => {
    await withPage('#/findings', async (page) => {
      await row(page, 'Vulnerabilities', /CVE-2026-90107/).waitFor();
      const first = page.getByRole('grid', { name: 'Vulnerabilities' }).locator('.tr.item');
      expect(await first.nth(0).textContent()).toContain('CVE-2026-90107KEVRansomnginx6 days lateFix available');
      expect(await first.nth(1).textContent()).toContain('CVE-2026-90214KEVlinux-signed-amd641 day late');
      await page.keyboard.press('/');
      await page.keyboard.type('kev');
      await page.getByText('2 of 36').waitFor();
      await page.keyboard.press('Control+a');
      await page.keyboard.type('due:overdue ');
      await page.getByText('3 of 36').waitFor();
      await page.getByRole('switch', { name: 'Also what needs nothing' }).check();
      await page.getByText('3 of 38').waitFor();
    });
  });

  test('explain themselves to the record, with the keys alone', async () => {
    await withPage('#/findings', async (page) => {
      await row(page, 'Vulnerabilities', /CVE-2026-90107/).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const pane = page.getByRole('complementary', { name: 'CVE-2026-90214' });
      const steps = pane.getByRole('listitem').filter({ hasText: /^(Installed|Record|The vendor says|Compared|Rule)/ });
      await steps.first().waitFor();
      expect(await steps.allTextContents()).toEqual([
        'Installedlinux-image-amd64 6.1.140-1',
        'RecordDebian security tracker > linux > CVE-2026-90214 > releases > bookworm',
        'The vendor saysurgency: not yet assignedDSA-6125-1The running kernel is 6.1.0-37-amd64',
        'Compared6.1.140-1 < 6.1.158-1',
        'Ruleolder-than-fix',
      ]);
      await pane.getByText('Data as of 2026-11-19').waitFor();
      await page.keyboard.press('Escape');
      await pane.waitFor({ state: 'detached' });
    });
  });

  test('show both dates where nobody has said whether the host is exposed', async () => {
    await withPage('#/findings/vulnerabilities?cve=CVE-2026-90412&source=openssl', async (page) => {
      const pane = page.getByRole('complementary', { name: 'CVE-2026-90412' });
      await button(pane, 'Explain db-01').click();
      await pane.getByRole('heading', { name: 'How it came about on db-01' }).waitFor();
      await pane.getByText(/^If exposed: Fri 13 Nov \(KEV no, exposed yes, automatable yes, impact total/).waitFor();
      await button(pane, 'Say whether it is exposed').click();
      await dialog(page, 'Edit db-01').getByRole('radiogroup', { name: 'Reachable from the internet' }).waitFor();
    });
  });

  test('go to the wizard with their hosts chosen', async () => {
    await withPage(NGINX, async (page) => {
      await button(page, 'Patch 8 hosts').click();
      await row(page, 'Fix list', /nginx/).waitFor();
      await page.getByText('8 hosts', { exact: true }).first().waitFor();
    });
  });

  test('by due date, as a plot whose table adds up', async () => {
    await withPage('#/findings', async (page) => {
      await page.getByText('By due date').click();
      await page
        .getByRole('img', { name: /^Open findings by due date: 18 overdue, 508 due today or later or without a date, 15 known/ })
        .waitFor();
      await button(page, 'Table: Open findings by due date').click();
      const cells = await page
        .getByRole('table', { name: 'Open findings by due date' })
        .locator('tbody tr td:nth-child(2)')
        .allTextContents();
      expect(cells.reduce((sum, cell) => sum + Number(cell), 0)).toBe(526);
    });
  });
});

describe.skipIf(noBrowser)('exceptions', () => {
  test('are made at a finding, renewed and ended, each with a reason', async () => {
    await withPage(NGINX, async (page) => {
      await button(page, 'Make exception').click();
      const add = dialog(page, 'Add exception');
      await add.getByLabel('Reason').fill('Behind the proxy');
      await button(add, 'Add exception').click();
      await add.getByText('A day from today on').waitFor();
      await add.getByLabel('Owner').fill('Kim Ng');
      await add.getByLabel('Last day').fill('2026-12-24');
      await button(add, 'Add exception').click();
      await page.getByText('Exception for CVE-2026-90107 in nginx is in force.').waitFor();
      await row(page, 'Vulnerabilities', /CVE-2026-90107.*Holds/).waitFor();
      await page.getByText('Excepted until Thu 24 Dec').waitFor();

      await page.getByRole('tab', { name: /^Exceptions/ }).click();
      await row(page, 'Exceptions', /CVE-2026-90107 in nginx/).click();
      await button(page, 'Renew').click();
      const renew = dialog(page, 'Renew exception for CVE-2026-90107 in nginx');
      await renew.getByLabel('Last day').fill('2026-12-01');
      await renew.getByLabel('Reason').fill('Vendor is late');
      await button(renew, 'Renew exception').click();
      await renew.getByText('A day after 2026-12-24').waitFor();
      await renew.getByLabel('Last day').fill('2027-01-31');
      await button(renew, 'Renew exception').click();
      await page.getByRole('complementary').getByText('Once').waitFor();
      await button(page, 'End').click();
      const end = dialog(page, 'End exception for CVE-2026-90107 in nginx');
      await button(end, 'End exception').click();
      await end.getByText('Needed').waitFor();
      await end.getByLabel('Reason').fill('Patched');
      await button(end, 'End exception').click();
      await row(page, 'Exceptions', /CVE-2026-90107/).waitFor({ state: 'detached' });
    });
  });

  test('go out and come in as OpenVEX, with a preview', async () => {
    await withPage('#/findings/exceptions', async (page) => {
      const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Export OpenVEX').click()]);
      expect(file.suggestedFilename()).toBe('patchbay.openvex.json');
      expect(readFileSync(await file.path(), 'utf8')).toContain('https://openvex.dev/ns');
      await button(page, 'Import OpenVEX').click();
      const vex = dialog(page, 'Import OpenVEX');
      await vex.getByLabel('Owner').fill('Kim Ng');
      await vex.getByLabel('Last day').fill('2027-06-30');
      await vex.getByLabel('Or paste the document').fill('Dear all');
      await button(vex, 'Read').click();
      await vex
        .getByText(/This is no OpenVEX document/)
        .first()
        .waitFor();
      await vex.getByLabel('Or paste the document').fill(VEX);
      await button(vex, 'Read').click();
      await vex.getByText('its status is "affected": no exception').waitFor();
      await button(vex, 'Add 1 exception').click();
      await row(page, 'Exceptions', /CVE-2026-90622.*Not applicable/).waitFor();
    });
  });
});

describe.skipIf(noBrowser)('the rest of what is known', () => {
  test('news is new until it was looked at', async () => {
    await withPage('#/findings/news', async (page) => {
      await page.getByText('13 entries new since the last look').waitFor();
      await row(page, 'Updates and advisories', /CVE-2026-90107 was listed as exploited/).click();
      await page.getByRole('complementary').getByRole('link', { name: 'web-01', exact: true }).waitFor();
      await button(page, 'Mark all as seen').click();
      await page.getByText('Nothing new since the last look').waitFor();
      await button(page, 'Open finding').click();
      await page.getByRole('complementary', { name: 'CVE-2026-90107' }).waitFor();
    });
  });

  test('a control is recorded for what has ended', async () => {
    await withPage('#/findings/end-of-life', async (page) => {
      await page.getByText('4 ended, 2 of them with nothing recorded; 4 end within 90 days').waitFor();
      await row(page, 'Ends of life', /Nothing recorded/)
        .first()
        .click();
      await button(page, 'Record control').click();
      const control = dialog(page, /^Record control of Debian 10/);
      await control.getByLabel('Compensating control').fill('Own network');
      await button(control, 'Save control').click();
      await control.getByText('Needed').waitFor();
      await control.getByLabel('Owner').fill('Ada');
      await control.getByLabel('Review on').fill('2027-01-15');
      await button(control, 'Save control').click();
      await page.getByText('4 ended, 1 of them with nothing recorded; 4 end within 90 days').waitFor();
    });
  });

  test('a feed says what is wrong with it, and an update can be stopped', async () => {
    await withPage(
      '#/settings/feeds',
      async (page) => {
        await row(page, 'Feeds', /endoflife\.date.*Stale, 12 days.*Last try failed/).click();
        await page.getByText('endoflife.date was not fetched: its certificate is not valid').waitFor();
        await button(page, 'Update feeds').click();
        await row(page, 'Feeds', /Debian security tracker.*waiting/).waitFor();
        await button(page, 'Cancel update').click();
        await row(page, 'Feeds', /endoflife\.date.*Stale, 12 days/).waitFor();
      },
      { speed: 0.01 },
    );
  });

  test('a rule that is taken on gives its own date', async () => {
    await withPage('#/settings/due-dates', async (page) => {
      await page.getByRole('switch', { name: 'Use Essential Eight, operating systems' }).check();
      await page.goto(page.url().replace(/#.*/, NGINX));
      await page
        .getByRole('complementary')
        .getByText(/internet-facing and an exploit exists: 48 hours from release/)
        .waitFor();
    });
  });

  test('the fix list says what closes the most, and takes words', async () => {
    await withPage(
      '#/patch/assess',
      async (page) => {
        await page.getByText(/^These 3 updates close 258 of 303 findings:/).waitFor();
        await button(page, 'Choose only these 3').click();
        await page.getByText('3 updates chosen on 19 hosts').waitFor();
        await page.keyboard.press('/');
        await page.keyboard.type('cve:CVE-2026-90107 ');
        await row(page, 'Fix list', /nginx.*6 days late.*KEV/).click();
        expect(await page.getByRole('grid', { name: 'Fix list' }).locator('.tr.item').count()).toBe(1);
        await page.getByRole('table', { name: 'Findings that go with it' }).getByRole('link', { name: 'CVE-2026-90107' }).click();
        await page.getByRole('complementary', { name: 'CVE-2026-90107' }).waitFor();
      },
      { scenario: 'finished' },
    );
  });

  test('the start page answers, and leads there', async () => {
    await withPage('#/start', async (page) => {
      await page
        .getByRole('group', { name: 'Vulnerabilities' })
        .getByRole('link', { name: /^Known exploited\s*15 findings/ })
        .click();
      await page.getByText('2 of 36').waitFor();
    });
  });

  test('a host shows its own, and what nobody can judge', async () => {
    await withPage('#/hosts/host000006', async (page) => {
      await page.getByRole('tab', { name: /^Vulnerabilities/ }).click();
      await page.getByText('Cannot judge 1').click();
      await row(page, 'Packages that cannot be judged', /erp-agent.*foreign-origin/).waitFor();
      const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Save SBOM').click()]);
      expect(file.suggestedFilename()).toBe('web-01.cdx.json');
      expect(JSON.parse(readFileSync(await file.path(), 'utf8'))).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
      await page.getByText(/^Findings \d+$/).click();
      await row(page, 'Findings on this host', /CVE-2026-90107/).click();
      await page.getByRole('heading', { name: 'How it came about on web-01' }).waitFor();
    });
  });
});
