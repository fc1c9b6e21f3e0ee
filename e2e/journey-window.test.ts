import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditVerdict, HistoryEntry } from '../src/shared/contract/contract.ts';
import { Lab, noLab } from './lab/lab.ts';
import { Laptop } from './support/patchbay.ts';
import { AppWindow } from './support/window.ts';
import { hasBrowser, hasScreenless, startDisplay } from './window/driver.ts';

const why = noLab() ?? (hasBrowser ? undefined : 'there is no Chromium');
if (why) console.log(`skipped, journey through the window: ${why}`);
if (!why && !hasScreenless) console.log('skipped, journey through a headed window: there is no Xvfb');

const LONG = { timeout: 240_000 };

describe.skipIf(why)('the journey through the window, on six real hosts', () => {
  let lab: Lab;
  let laptop: Laptop;
  // Hosts in their first state for each, whatever became of the test before.
  beforeEach(async () => {
    lab = await Lab.up({ owner: process.pid, id: `window-${process.pid}` });
    laptop = new Laptop(lab);
  });
  afterEach(async () => {
    laptop?.remove();
    await lab?.down();
  });

  it.skipIf(!hasScreenless)('headed: import, first-contact keys, scan, preview, deploy, verify, reboot, roll back', async () => {
    const display = await startDisplay();
    try {
      await journey(laptop, display.name, { picture: true, reboot: true });
    } finally {
      await endOf(display.process);
    }
  });

  it('headless: the same, and the database tells the story', async () => {
    await journey(laptop, null, { picture: !hasScreenless, reboot: false });
  });
});

async function journey(laptop: Laptop, display: string | null, options: { picture: boolean; reboot: boolean }): Promise<void> {
  const { lab } = laptop;
  laptop.writeSshConfig();
  const before = new Map(await Promise.all(lab.hosts.map(async (host) => [host.name, await host.truth()] as const)));
  const app = await AppWindow.open(laptop, { display });
  const picture = (name: string) => (options.picture ? app.picture(name) : Promise.resolve());
  try {
    await picture('start-empty');
    await importHosts(app, lab, picture);
    await scan(app, lab, picture);
    await preview(app, lab, picture, options.reboot);
    await deploy(app, lab, picture);
    for (const host of lab.hosts) {
      const truth = await host.truth();
      expect([host.name, truth.broken, truth.packages.get('openssl') !== before.get(host.name)!.packages.get('openssl')]).toEqual([
        host.name,
        false,
        true,
      ]);
      expect(truth.bootId !== before.get(host.name)!.bootId).toBe(options.reboot);
    }
    await verifyAndRollBack(app, lab, picture);
    for (const host of lab.hosts) {
      const truth = await host.truth();
      expect([host.name, truth.broken, [...truth.packages].sort()]).toEqual([
        host.name,
        false,
        [...before.get(host.name)!.packages].sort(),
      ]);
    }
    await others(app, picture);
  } catch (error) {
    await app.picture('failed');
    throw error;
  } finally {
    expect(await app.close()).toBe(0);
  }
  const entries = await laptop.must<HistoryEntry[]>(['history', '--limit', '500']);
  const count = (action: string) => entries.filter((entry) => entry.action === action).length;
  expect([count('key.accepted'), count('deployment.finished'), count('run.done')]).toEqual([6, 2, 12]);
  expect((await laptop.must<AuditVerdict>(['audit', 'verify'])).intact).toBe(true);
}

type Picture = (name: string) => Promise<void>;

async function importHosts(app: AppWindow, lab: Lab, picture: Picture): Promise<void> {
  await app.to('Hosts');
  await app.button('Import').first().click();
  await app.page.getByRole('table', { name: 'Hosts in the file' }).waitFor();
  await picture('import');
  await app.button(`Import ${lab.hosts.length} hosts`).click();
  await app.row('Hosts', /web-01/).waitFor();
}

async function scan(app: AppWindow, lab: Lab, picture: Picture): Promise<void> {
  await app.to('Patch');
  await app.step('Scan');
  await app.button(`Scan ${lab.hosts.length} hosts`).click();
  await app.page.getByText(`${lab.hosts.length} hosts answer for the first time.`).waitFor(LONG);
  await app.button('Review keys').click();
  const { dialog } = app;
  for (const host of lab.hosts) {
    const own = (await host.exec(['ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub'])).stdout.split(' ')[1] ?? 'no key';
    await dialog.getByText(own).waitFor();
  }
  await picture('keys');
  await dialog.getByRole('button', { name: `Accept ${lab.hosts.length} keys` }).click();
  await app.button(`Assess ${lab.hosts.length} hosts`).waitFor(LONG);
  await picture('scan');
}

async function preview(app: AppWindow, lab: Lab, picture: Picture, reboot: boolean): Promise<void> {
  await app.button(`Assess ${lab.hosts.length} hosts`).click();
  await app.row('Fix list', /openssl/).waitFor();
  await picture('assess');
  if (reboot) await app.page.getByLabel('Reboot', { exact: true }).selectOption('always');
  await app.button(`Test ${lab.hosts.length} hosts`).click();
  await app.row('Preview', /web-01/).click(LONG);
  await app.button(`Deploy to ${lab.hosts.length} hosts`).waitFor(LONG);
  await picture('test');
}

async function deploy(app: AppWindow, lab: Lab, picture: Picture): Promise<void> {
  await app.button(`Deploy to ${lab.hosts.length} hosts`).click();
  await picture('deploy-dialog');
  await app.dialog.getByRole('button', { name: `Deploy to ${lab.hosts.length} hosts` }).click();
  await app.row('Deployment', /web-01/).click();
  await app.page
    .getByText(/^Installing|Unpacking|Setting up/)
    .first()
    .waitFor(LONG);
  await picture('deploy');
  await app.page.getByText(`${lab.hosts.length} of ${lab.hosts.length} hosts done`).first().waitFor({ timeout: 600_000 });
  await picture('deployed');
}

async function verifyAndRollBack(app: AppWindow, lab: Lab, picture: Picture): Promise<void> {
  await app.step('Verify');
  await app.row('Proof', /web-01.*Proven/).click();
  await picture('verify');
  await app.step('Roll back');
  await app.page.getByRole('grid', { name: 'Hosts to roll back' }).waitFor();
  await app.page.getByRole('checkbox', { name: 'Choose all: Hosts to roll back' }).check();
  await picture('roll-back');
  await app.button(`Preview rollback of ${lab.hosts.length} hosts`).click();
  await app.button(`Roll back ${lab.hosts.length} hosts`).click(LONG);
  await picture('roll-back-dialog');
  await app.dialog.getByRole('button', { name: `Roll back ${lab.hosts.length} hosts` }).click();
  await app.page.getByText(`${lab.hosts.length} of ${lab.hosts.length} hosts done`).first().waitFor({ timeout: 600_000 });
  await picture('rolled-back');
}

async function others(app: AppWindow, picture: Picture): Promise<void> {
  await app.step('Report');
  await picture('report');
  await app.to('Hosts');
  await app.row('Hosts', /db-01/).click();
  await picture('hosts');
  await app.to('History');
  await app.button('Verify audit chain').click();
  await app.page.getByText('Audit chain intact').first().waitFor();
  await picture('history');
  await app.to('Settings');
  await picture('settings');
  await app.to('Start');
  await picture('start');
}

const endOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill();
  });
