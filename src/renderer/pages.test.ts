import { describe, expect, test } from 'vitest';
import { button, row } from './fake/find.test-kit.ts';
import { onStage } from './fake/pages.test-kit.ts';
import { noBrowser } from './fake/stage.test-kit.ts';

/** What a person does in the window over made-up hosts, in a real Chromium; how it looks is e2e/visual's. Nothing here sleeps. */
const { withPage } = onStage();

describe.skipIf(noBrowser)('the journey', () => {
  test('from first contact to the way back', async () => {
    await withPage({ at: '#/patch/scan' }, async (page) => {
      await button(page, 'Scan 24 hosts').click();
      await button(page, 'Review keys').click();
      await button(page.getByRole('alertdialog', { name: 'Accept 2 keys' }), 'Accept 2 keys').click();
      await button(page, 'Enter password mon-01').click();
      await page.getByLabel('sudo password of patch@mon-01').fill('correct horse');
      await page.keyboard.press('Enter');
      await row(page, 'Scan', /mon-01.*Scanned/).waitFor();
      await row(page, 'Scan', /new-02.*Scanned/).waitFor();
      await page.getByText('21 of 24 hosts scanned').waitFor();

      await button(page, /^Assess \d+ hosts$/).click();
      await page.getByRole('checkbox', { name: 'Choose sudo 1.9.13p3-1+deb12u2' }).uncheck();
      await page.getByText('Left out: sudo').waitFor();
      await page.getByLabel('Reboot').selectOption('If required');
      await button(page, /^Test \d+ hosts$/).click();

      await row(page, 'Preview', /db-01.*Would remove/).click();
      await page.getByRole('checkbox', { name: 'Allow removal of linux-image-6.1.0-34-amd64' }).check();
      await page.getByText('Options changed. Preview again').waitFor();
      expect(await button(page, /^Deploy to/).isDisabled()).toBe(true);
      await button(page, 'Preview again').click();
      await row(page, 'Preview', /db-01.*Ready/).waitFor();
      // The plan is made: until then another button stands in its place.
      await button(page, 'Preview again').waitFor();
      await page.getByRole('checkbox', { name: 'Choose db-01' }).uncheck();
      await button(page, /^Deploy to \d+ hosts$/).click();
      await page.getByLabel('Name of this deployment').fill('November round');
      await page
        .getByRole('alertdialog')
        .getByRole('button', { name: /^Deploy to/ })
        .click();

      await page.getByRole('heading', { name: 'November round' }).waitFor();
      await row(page, 'Deployment', /files-01.*Worse than before/).click();
      await page.getByRole('region', { name: 'Log of files-01' }).getByText('exit 0').waitFor();
      await button(page, 'Roll back files-01').click();
      await button(page, 'Preview rollback of 1 host').click();
      await button(page, 'Roll back 1 host').click();
      await button(page.getByRole('alertdialog', { name: 'Roll back files-01' }), 'Roll back files-01').click();
      await row(page, 'Deployment', /files-01.*Done/).waitFor();

      await page.getByRole('link', { name: /Verify/ }).click();
      await row(page, 'Proof', /web-01.*Proven/).click();
      await page.getByText(/^Proven: \d of \d checks passed$/).waitFor();
      await page.getByRole('link', { name: /Report/ }).click();
      await button(page, 'Copy as text').click();
      await button(page, 'Copied').waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toContain('November round');
      expect(copied).toMatch(/files-01, Worse than before, 4 of 6 passed/);
      expect(copied).not.toContain('correct horse');
    });
  });

  test('pause, resume and stop say what they do', async () => {
    await withPage({ scenario: 'running', at: '#/patch/deploy', speed: 0.02 }, async (page) => {
      await button(page, 'Pause').click();
      await page.getByText('Paused. What runs is finished, nothing new is started.').waitFor();
      await button(page, 'Resume').click();
      await button(page, 'Stop').click();
      const dialog = page.getByRole('alertdialog', { name: 'Stop November round' });
      await dialog.getByText(/A package manager at work is never interrupted/).waitFor();
      await button(dialog, 'Stop November round').click();
      await row(page, 'Deployment', /db-02.*Skipped/).waitFor();
    });
  });

  test('a host that does not come back is set aside with a reason', async () => {
    await withPage({ scenario: 'running', at: '#/patch/deploy', speed: 0.01 }, async (page) => {
      await row(page, 'Deployment', /web-03.*Host works on/).click();
      await button(page, 'Set aside as lost').click();
      const dialog = page.getByRole('alertdialog', { name: 'Set web-03 aside as lost' });
      expect(await button(dialog, 'Set web-03 aside as lost').isDisabled()).toBe(true);
      await dialog.getByLabel('Reason, kept in the evidence').fill('disk died');
      await button(dialog, 'Set web-03 aside as lost').click();
      await row(page, 'Deployment', /web-03.*Set aside/).waitFor();
    });
  });

  test('the place is kept: another deployment can be looked at without leaving the round', async () => {
    await withPage({ scenario: 'finished', at: '#/patch/assess' }, async (page) => {
      await row(page, 'Fix list', /openssl/).waitFor();
      await page.getByRole('link', { name: 'Start', exact: true }).click();
      await page.getByRole('link', { name: 'Patch', exact: true }).click();
      await page.getByRole('link', { name: /Assess/, current: 'step' } as never).waitFor();
      await page.getByRole('grid', { name: 'Fix list' }).waitFor();
    });
  });
});

describe.skipIf(noBrowser)('hosts', () => {
  test("the form judges by the engine's own schema, and shows what the engine refuses", async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await button(page, 'Add host').click();
      const dialog = page.getByRole('dialog', { name: 'Add host' });
      await dialog.getByLabel('Name', { exact: true }).fill('web-01');
      await dialog.getByLabel('Address').fill('-oProxyCommand=x');
      await dialog.getByLabel('Port').fill('99999');
      await dialog.getByLabel('User').fill('patch');
      await button(dialog, 'Add host').click();
      await dialog.getByText('letters, digits, dots, colons and dashes; not beginning with a dash').waitFor();
      expect(await dialog.getByLabel('Port').getAttribute('aria-invalid')).toBe('true');
      await dialog.getByLabel('Address').fill('10.0.0.7');
      await dialog.getByLabel('Port').fill('22');
      await button(dialog, 'Add host').click();
      await dialog.getByText('There is a host named web-01 already').waitFor();
      await dialog.getByLabel('Name', { exact: true }).fill('web-77');
      await button(dialog, 'Add host').click();
      await row(page, 'Hosts', /web-77/).waitFor();
    });
  });

  test('removed hosts come back with one press', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await page.getByRole('checkbox', { name: 'Choose web-02' }).check();
      await page.getByRole('checkbox', { name: 'Choose web-03' }).check();
      await button(page, 'Remove 2 hosts').click();
      await row(page, 'Hosts', /web-02/).waitFor({ state: 'detached' });
      await button(page, 'Undo').click();
      await row(page, 'Hosts', /web-02/).waitFor();
    });
  });

  test('import shows each row before it takes any', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await button(page, 'Import').click();
      expect(await page.getByRole('checkbox', { name: 'old-vpn' }).isDisabled()).toBe(true);
      await page.getByRole('checkbox', { name: 'shop-01' }).uncheck();
      await button(page, 'Import 2 hosts').click();
      await page.getByText('2 hosts imported.').waitFor();
      await row(page, 'Hosts', /edge-02/).waitFor();
    });
  });

  test('10,000 rows: few in the document, the last one key away', async () => {
    await withPage({ scenario: 'large', at: '#/hosts' }, async (page) => {
      const table = page.getByRole('grid', { name: 'Hosts' });
      await row(page, 'Hosts', /^Choose mon-01 /).click();
      expect(await table.getAttribute('aria-rowcount')).toBe('10001');
      expect(await table.getByRole('row').count()).toBeLessThan(80);
      await page.keyboard.press('Escape');
      await row(page, 'Hosts', /^Choose mon-01 /).focus();
      await page.keyboard.press('End');
      await page.locator('[aria-rowindex="10001"]:focus').waitFor();
      expect(await table.getByRole('row').count()).toBeLessThan(80);
    });
  });
});

describe.skipIf(noBrowser)('what could not be read', () => {
  test('says why beside the rest, and comes with one press', async () => {
    await withPage({ at: '#/start', trouble: 'findings.exposure:fo' }, async (page) => {
      await page.getByText(/^Findings not read\. The database cannot be used/).waitFor();
      await page.getByRole('table', { name: 'Hosts that need you' }).waitFor();
      await button(page, 'Retry: Findings').click();
      await page.getByRole('link', { name: /^Known exploited/ }).waitFor();
      await page.getByText(/^Findings not read/).waitFor({ state: 'detached' });
    });
  });

  test('a table keeps what was known, and a step does not say that there is nothing', async () => {
    await withPage({ scenario: 'finished', at: '#/hosts', trouble: 'hosts.list:off,plan.get:f' }, async (page) => {
      await row(page, 'Hosts', /db-01/).waitFor();
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('link', { name: 'Hosts', exact: true }).click();
      await button(page, 'Retry: Hosts').waitFor();
      await row(page, 'Hosts', /db-01/).waitFor();
      await page.getByRole('link', { name: 'Patch', exact: true }).click();
      await page.getByRole('link', { name: /^Test/ }).click();
      await button(page, 'Retry').waitFor();
      expect(await page.getByRole('heading', { name: 'No preview yet' }).count()).toBe(0);
    });
  });
});

describe.skipIf(noBrowser)('by keyboard', () => {
  test('arrows walk, Enter opens, the pane follows, Space chooses, Esc closes', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await row(page, 'Hosts', /backup-01/).focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'mon-01' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.getByRole('complementary', { name: 'lab-03' }).waitFor();
      await page.keyboard.press('Space');
      expect(await page.getByRole('checkbox', { name: 'Choose lab-03' }).isChecked()).toBe(true);
      await page.keyboard.press('Escape');
      await page.getByRole('complementary', { name: 'lab-03' }).waitFor({ state: 'detached' });
      expect(await row(page, 'Hosts', /lab-03/).evaluate((element) => element === document.activeElement)).toBe(true);
    });
  });

  test("arrow right goes into the row's button", async () => {
    await withPage({ at: '#/patch/scan' }, async (page) => {
      await row(page, 'Hosts to scan', /backup-01/).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Compare keys of backup-01' }).waitFor();
    });
  });

  test('/ filters by words that become chips and are kept', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await row(page, 'Hosts', /web-01/).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('tag:pci ring:1 ');
      await page.getByText('2 of 24 hosts').waitFor();
      await button(page, /Remove tag:pci/).click();
      await page.getByText('14 of 24 hosts').waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('02');
      await page.getByText('2 of 24 hosts').waitFor();
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('link', { name: 'Hosts' }).click();
      await page.getByText('2 of 24 hosts').waitFor();
    });
  });

  test('owner: and exposed: are words of the filter, with the values that there are', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await row(page, 'Hosts', /web-01/).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('exposed:');
      await page.getByRole('option', { name: /^exposed:unknown/ }).waitFor();
      await page.keyboard.type('yes ');
      await page.getByText('0 of 24 hosts').waitFor();
      await button(page, /Remove exposed:yes/).click();
      await page.keyboard.press('/');
      await page.keyboard.type('own');
      await page.getByRole('option', { name: 'owner:' }).waitFor();
    });
  });

  test('a dialog that is longer than the window is scrolled by the keys', async () => {
    await withPage({ at: '#/start', height: 360 }, async (page) => {
      await page.getByRole('heading', { name: 'Needs you' }).waitFor();
      await page.keyboard.press('?');
      const list = page.getByRole('dialog', { name: 'Keys' }).getByRole('group', { name: 'Keys' });
      await list.focus();
      await page.keyboard.press('End');
      await expect
        .poll(() => list.evaluate((box) => box.scrollTop > 0 && box.scrollHeight - box.scrollTop - box.clientHeight < 2))
        .toBe(true);
    });
  });

  test('the palette runs what is allowed and says why the rest is not', async () => {
    await withPage({ at: '#/start' }, async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('sto');
      await page.getByText('no scan is running').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Find or run' }).waitFor({ state: 'detached' });
      await page.keyboard.press('Control+k');
      await page.keyboard.type('dark');
      await page.keyboard.press('Enter');
      await page.locator('html[data-theme=dark]').waitFor();
    });
  });
});

describe.skipIf(noBrowser)('tables', () => {
  test('group, columns and filter are kept when the page is left', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await button(page, 'View of the table: Hosts').click();
      await page.getByRole('menuitemradio', { name: 'Site' }).click();
      await page.getByRole('button', { name: /^Branch/, expanded: true }).click();
      await row(page, 'Hosts', /db-01/).waitFor({ state: 'detached' });
      await button(page, 'View of the table: Hosts').click();
      await page.getByRole('menuitemcheckbox', { name: 'Ring' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('columnheader', { name: 'Ring' }).waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('link', { name: 'Hosts' }).click();
      await page.getByRole('button', { name: /^Head office/ }).waitFor();
      expect(await page.getByRole('columnheader', { name: 'Ring' }).count()).toBe(0);
    });
  });

  test('chosen rows are copied, all are exported', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await row(page, 'Hosts', /backup-01/).focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('Shift+ArrowDown');
      await page.getByText('2 hosts chosen').waitFor();
      await page.keyboard.press('Control+c');
      const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n').map((line) => line.split('\t'));
      expect(copied.map(([name, state]) => [name, state])).toEqual([
        ['Host', 'State'],
        ['backup-01', 'Host key changed'],
        ['mon-01', 'Password needed'],
      ]);
      await page.keyboard.press('Control+a');
      await page.getByText('24 hosts chosen').waitFor();
      await button(page, 'View of the table: Hosts').click();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Export as CSV' }).click()]);
      expect(file.suggestedFilename()).toBe('Hosts.csv');
    });
  });

  test('the focus goes to the title when its button or its page is gone', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await page.getByRole('checkbox', { name: 'Choose web-02' }).check();
      await button(page, 'Remove 1 host').press('Enter');
      await row(page, 'Hosts', /web-02/).waitFor({ state: 'detached' });
      await page.locator('main h1:focus').waitFor();
      await page.keyboard.press('Alt+6');
      await page.getByRole('heading', { name: 'History', level: 1 }).waitFor();
      await page.locator('main h1:focus').waitFor();
    });
  });

  test('what only said that something went well is gone on the next page', async () => {
    await withPage({ at: '#/hosts' }, async (page) => {
      await button(page, 'Import').click();
      await button(page, 'Import 3 hosts').click();
      await page.getByText('3 hosts imported.').waitFor();
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByText('3 hosts imported.').waitFor({ state: 'detached' });
    });
  });
});
