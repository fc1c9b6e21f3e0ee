import type { Page } from 'playwright-core';
import { button, row } from './find.test-kit.ts';
import type { View } from './views.test-kit.ts';

const still = 0.01;
const bones = (page: Page): Promise<void> => page.locator('main .bones').first().waitFor();
const retry = (page: Page): Promise<void> =>
  button(page, /^Retry/)
    .first()
    .waitFor();
const tab = (page: Page, name: RegExp): Promise<void> => page.getByRole('tab', { name }).click();
const at = '#/start';
const all = 'app.summary,hosts.list,hosts.get,deployments.list,history.list,findings.exposure,findings.list,feeds.list,settings.get';
const silent = all
  .split(',')
  .map((name) => `${name}:s`)
  .join(',');

/** What a page shows until it is answered, where one of its questions is not, and in the colours of a person's own system. */
export const stateViews: readonly View[] = [
  { name: 'start-loading', look: { at, trouble: silent }, ready: bones },
  { name: 'start-failed', look: { at, trouble: 'app.summary:f' }, ready: retry },
  { name: 'start-partly', look: { at, trouble: 'findings.exposure:f,history.list:f,deployments.list:f' }, ready: retry },
  { name: 'hosts-loading', look: { at: '#/hosts', trouble: silent }, ready: bones },
  { name: 'hosts-failed', look: { at: '#/hosts', trouble: 'hosts.list:f' }, ready: retry },
  {
    name: 'hosts-stale',
    look: { at: '#/hosts', trouble: 'hosts.list:of' },
    ready: async (page) => {
      await row(page, 'Hosts', /db-01/).waitFor();
      await button(page, /^View of the table/).waitFor();
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('link', { name: 'Hosts', exact: true }).click();
      await retry(page);
      await row(page, 'Hosts', /db-01/).waitFor();
    },
  },
  { name: 'host-loading', look: { at: '#/hosts/host000012', trouble: silent }, ready: bones },
  { name: 'host-partly', look: { at: '#/hosts/host000012', trouble: 'hosts.packages:f,hosts.history:f' }, ready: retry },
  {
    name: 'host-facts',
    look: { at: '#/hosts/host000012' },
    ready: async (page) => {
      await tab(page, /^Facts/);
      await row(page, 'Facts', /Boot id/).waitFor();
    },
  },
  {
    name: 'host-log',
    look: { scenario: 'finished', at: '#/hosts/host000012' },
    ready: async (page) => {
      await tab(page, /^Log/);
      await page.getByRole('region', { name: /^Log of / }).waitFor();
      await page.getByText('exit 0').waitFor();
    },
  },
  { name: 'findings-loading', look: { at: '#/findings', trouble: silent }, ready: bones },
  { name: 'findings-partly', look: { scenario: 'forty', at: '#/findings', trouble: 'findings.exposure:f' }, ready: retry },
  { name: 'assess-loading', look: { scenario: 'finished', at: '#/patch/assess', trouble: 'fixList.get:s,fixList.closes:s' }, ready: bones },
  {
    name: 'assess-partly',
    look: { scenario: 'finished', at: '#/patch/assess', trouble: 'fixList.closes:f' },
    ready: async (page) => {
      await retry(page);
      await row(page, 'Fix list', /openssl/).waitFor();
    },
  },
  { name: 'test-loading', look: { scenario: 'finished', at: '#/patch/test', trouble: 'plan.get:s' }, ready: bones },
  { name: 'deploy-not-read', look: { scenario: 'finished', at: '#/patch/deploy', trouble: 'deployments.get:f' }, ready: retry },
  { name: 'credentials-partly', look: { at: '#/credentials', trouble: 'vault.status:f' }, ready: retry },
  { name: 'settings-failed', look: { at: '#/settings', trouble: 'settings.get:f' }, ready: retry },
  {
    name: 'start-forced-colours',
    look: { scenario: 'running', at, speed: still, forcedColors: true },
    ready: (page) => page.getByRole('table', { name: 'Hosts that need you' }).waitFor(),
  },
  {
    name: 'hosts-forced-colours',
    look: { at: '#/hosts', forcedColors: true },
    ready: async (page) => {
      await row(page, 'Hosts', /db-01/).click();
      await page.getByRole('checkbox', { name: 'Choose web-02' }).check();
    },
  },
  {
    name: 'deploy-forced-colours',
    look: { scenario: 'running', at: '#/patch/deploy', speed: still, forcedColors: true },
    ready: (page) => row(page, 'Deployment', /web-03/).click(),
  },
  {
    name: 'add-host-forced-colours',
    look: { at: '#/hosts', forcedColors: true },
    ready: async (page) => {
      await button(page, 'Add host').click();
      const dialog = page.getByRole('dialog', { name: 'Add host' });
      await button(dialog, 'Add host').click();
      await page.getByText('Needed').first().waitFor();
    },
  },
];
