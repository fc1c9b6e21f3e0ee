import type { Page } from 'playwright-core';
import { findingViews } from './finding-views.test-kit.ts';
import { credentialViews } from './credential-views.test-kit.ts';
import { button, row } from './find.test-kit.ts';
import { inventoryViews } from './inventory-views.test-kit.ts';
import { stateViews } from './state-views.test-kit.ts';
import type { Look } from './stage.test-kit.ts';

/** Every page, dialog and state of the window that a picture or a rule is held against. */
export interface View {
  readonly name: string;
  readonly look: Look;
  /** Brings the page into its state and waits for it. */
  readonly ready: (page: Page) => Promise<unknown>;
}

const still = 0.01;
const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first().waitFor();
const opens = (name: string | RegExp) => async (page: Page) => {
  await button(page, name).first().click();
  await page.locator('[role=dialog], [role=alertdialog]').waitFor();
};

export { button, row } from './find.test-kit.ts';

export const views: readonly View[] = [
  { name: 'start-empty', look: { scenario: 'empty', at: '#/start' }, ready: (page) => button(page, 'Scan this computer').waitFor() },
  {
    name: 'start',
    look: { scenario: 'running', at: '#/start', speed: still },
    ready: (page) => page.getByRole('table', { name: 'Hosts that need you' }).waitFor(),
  },
  { name: 'start-ten-thousand', look: { scenario: 'large', at: '#/start' }, ready: heading('Needs you') },
  { name: 'hosts', look: { at: '#/hosts' }, ready: (page) => row(page, 'Hosts', /db-01/).waitFor() },
  { name: 'hosts-pane', look: { at: '#/hosts' }, ready: (page) => row(page, 'Hosts', /db-01/).click() },
  { name: 'hosts-empty', look: { scenario: 'empty', at: '#/hosts' }, ready: (page) => button(page, 'Add host').first().waitFor() },
  {
    name: 'hosts-ten-thousand',
    look: { scenario: 'large', at: '#/hosts' },
    ready: (page) => row(page, 'Hosts', /^Choose mon-01 /).click(),
  },
  {
    name: 'hosts-chosen',
    look: { at: '#/hosts' },
    ready: async (page) => {
      await page.getByRole('checkbox', { name: 'Choose web-02' }).check();
      await page.getByRole('checkbox', { name: 'Choose web-03' }).check();
    },
  },
  { name: 'host', look: { at: '#/hosts/host000012' }, ready: (page) => row(page, 'Packages', /openssl/).waitFor() },
  { name: 'host-failing', look: { at: '#/hosts/host000000' }, ready: (page) => row(page, 'Packages', /openssl/).waitFor() },
  { name: 'host-never', look: { at: '#/hosts/host000004' }, ready: (page) => button(page, 'Scan now').waitFor() },
  {
    name: 'add-host',
    look: { at: '#/hosts' },
    ready: async (page) => {
      await button(page, 'Add host').click();
      await button(page, 'Add jump host').click();
      await page.getByRole('dialog', { name: 'Add host' }).getByRole('button', { name: 'Add host' }).click();
      await page.getByText('Needed').first().waitFor();
    },
  },
  {
    name: 'import',
    look: { at: '#/hosts' },
    ready: async (page) => {
      await button(page, 'Import').click();
      await page.getByRole('table', { name: 'Hosts in the file' }).waitFor();
    },
  },
  { name: 'compare-keys', look: { at: '#/start' }, ready: opens('Compare keys backup-01') },
  { name: 'enter-password', look: { at: '#/start' }, ready: opens('Enter password mon-01') },
  { name: 'scan', look: { at: '#/patch/scan' }, ready: (page) => button(page, 'Scan 24 hosts').waitFor() },
  {
    name: 'scan-running',
    look: { at: '#/patch/scan', speed: still },
    ready: async (page) => {
      await button(page, 'Scan 24 hosts').click();
      await row(page, 'Scan', /backup-01/).click();
      await page.getByRole('complementary', { name: 'backup-01' }).waitFor();
    },
  },
  {
    name: 'scan-problems',
    look: { at: '#/patch/scan' },
    ready: async (page) => {
      await button(page, 'Scan 24 hosts').click();
      await page.getByText('18 of 24 hosts scanned').waitFor();
      await row(page, 'Scan', /backup-01/).click();
      await page.getByRole('complementary', { name: 'backup-01' }).waitFor();
    },
  },
  { name: 'assess-empty', look: { scenario: 'empty', at: '#/patch/assess' }, ready: heading(/./) },
  { name: 'assess', look: { scenario: 'finished', at: '#/patch/assess' }, ready: (page) => row(page, 'Fix list', /openssl/).click() },
  { name: 'test', look: { scenario: 'finished', at: '#/patch/test' }, ready: (page) => row(page, 'Preview', /web-01/).click() },
  { name: 'test-blocked', look: { scenario: 'finished', at: '#/patch/test' }, ready: (page) => row(page, 'Preview', /mon-01/).click() },
  { name: 'deploy-empty', look: { at: '#/patch/deploy' }, ready: heading(/./) },
  {
    name: 'deploy',
    look: { scenario: 'running', at: '#/patch/deploy', speed: still },
    ready: (page) => row(page, 'Deployment', /web-03/).click(),
  },
  {
    name: 'deploy-failed',
    look: { scenario: 'finished', at: '#/patch/deploy' },
    ready: (page) => row(page, 'Deployment', /files-01/).click(),
  },
  {
    name: 'timeline',
    look: { scenario: 'running', at: '#/patch/deploy', speed: still },
    ready: async (page) => {
      await button(page, 'Timeline').click();
      await page.getByRole('img', { name: /^Timeline of \d+ hosts: / }).waitFor();
    },
  },
  {
    name: 'download-and-disk',
    look: { scenario: 'finished', at: '#/patch/test' },
    ready: async (page) => {
      await button(page, 'Download and disk').click();
      await page.getByRole('img', { name: /^Download of/ }).waitFor();
      await button(page, 'Table: Disk per host').click();
      await page.getByRole('table', { name: 'Disk per host' }).waitFor();
    },
  },
  { name: 'stop', look: { scenario: 'running', at: '#/patch/deploy', speed: still }, ready: opens('Stop') },
  {
    name: 'verify',
    look: { scenario: 'finished', at: '#/patch/verify' },
    ready: (page) => page.getByRole('table', { name: 'Checks after the update' }).waitFor(),
  },
  {
    name: 'roll-back',
    look: { scenario: 'finished', at: '#/patch/roll-back' },
    ready: (page) => page.getByRole('radio', { name: 'Chosen packages only' }).check(),
  },
  {
    name: 'report',
    look: { scenario: 'finished', at: '#/patch/report' },
    ready: (page) => page.getByRole('table', { name: 'Versions before and after' }).waitFor(),
  },
  {
    name: 'history',
    look: { scenario: 'finished', at: '#/history' },
    ready: (page) => row(page, 'History', /deployment\.started/).click(),
  },
  { name: 'history-empty', look: { scenario: 'empty', at: '#/history' }, ready: (page) => page.getByText('No entry fits.').waitFor() },
  ...findingViews,
  { name: 'settings', look: { at: '#/settings' }, ready: (page) => button(page, 'Save settings').waitFor() },
  {
    name: 'palette',
    look: { at: '#/start' },
    ready: async (page) => {
      await heading('Needs you')(page);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('sto');
      await page.getByText('no scan is running').waitFor();
    },
  },
  {
    name: 'keys',
    look: { at: '#/start' },
    ready: async (page) => {
      await heading('Needs you')(page);
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  ...credentialViews,
  ...inventoryViews,
  ...stateViews,
];
