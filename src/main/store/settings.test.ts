import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { TableView, Views } from '../../shared/contract/views.ts';
import { StoreError } from './errors.ts';
import { defaultSettings } from './settings.ts';
import { opened, temporary } from './store.test-kit.ts';

test('settings have defaults, are kept, and get the default of what an older file does not know', () => {
  using place = temporary();
  const store = opened(place.file);
  expect(store.settings.get()).toEqual(defaultSettings);
  store.settings.set({ ...defaultSettings, theme: 'dark', concurrency: 3 });
  expect(store.settings.get()).toEqual({ ...defaultSettings, theme: 'dark', concurrency: 3 });
  store.close();
  const raw = new Database(place.file);
  raw.exec(`update setting set body = '{"theme":"light"}'`);
  raw.close();
  const again = opened(place.file);
  expect(again.settings.get()).toEqual({ ...defaultSettings, theme: 'light' });
  again.close();
});

test('the place in the journey is kept across a restart', () => {
  using place = temporary();
  const store = opened(place.file);
  expect(store.round.get()).toMatchObject({ step: 'scan', hostIds: [], planId: null });
  const round = { ...store.round.get(), step: 'deploy' as const, hostIds: ['host000001'], deploymentId: 'deploy00001' };
  store.round.set(round);
  store.close();
  const again = opened(place.file);
  expect(again.round.get()).toEqual(round);
  again.close();
});

test.each([`'{"theme":'`, `'{"theme":"mauve"}'`])('a setting that this store cannot have written (%s) is damage, told as such', (body) => {
  using place = temporary();
  const store = opened(place.file);
  store.settings.set(defaultSettings);
  const raw = new Database(place.file);
  raw.exec(`update setting set body = ${body}`);
  raw.close();
  expect(() => store.settings.get()).toThrow(StoreError);
  store.close();
});

test('how a table is looked at is kept across a restart, and bounded', () => {
  using place = temporary();
  const store = opened(place.file);
  expect(store.views.get()).toEqual({});
  const view = TableView.parse({ hidden: ['ring'], group: 'site', words: ['tag:web'] });
  store.views.set({ hosts: view });
  store.close();
  const again = opened(place.file);
  expect(again.views.get()).toEqual({ hosts: view });
  again.close();
  expect(Views.safeParse(Object.fromEntries(Array.from({ length: 41 }, (_, n) => [`t${n}`, view]))).success).toBe(false);
});
