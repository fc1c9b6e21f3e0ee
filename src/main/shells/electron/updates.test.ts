import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Updater } from './updates.ts';

const electron = vi.hoisted(() => ({
  app: { isPackaged: true, getVersion: () => '0.1.0' },
  dialog: { showMessageBox: vi.fn(async (..._args: unknown[]) => ({ response: 0 })) },
}));
vi.mock('electron', () => electron);
const { watchUpdates } = await import('./updates.ts');
const { fakeWindow } = await import('./fake-window.test-kit.ts');

beforeEach(() => {
  vi.clearAllMocks();
  vi.useFakeTimers();
  electron.app.isPackaged = true;
  electron.dialog.showMessageBox.mockResolvedValue({ response: 0 });
});
afterEach(() => void vi.useRealTimers());

const DAY = 24 * 3600 * 1000;

function started(options: { updates?: 'ask' | 'off'; there?: boolean; error?: Error } = {}) {
  const calls: string[] = [];
  const updater = {
    checkForUpdates: async () => {
      calls.push('check');
      if (options.error) throw options.error;
      return { isUpdateAvailable: options.there ?? true, updateInfo: { version: '0.2.0' } };
    },
    downloadUpdate: async () => void calls.push('download'),
    quitAndInstall: () => void calls.push('install'),
    on: vi.fn(),
  } as unknown as Updater;
  const load = vi.fn(async () => updater);
  const notices = { say: vi.fn() };
  const engine = { dispatch: async () => ({ ok: true, value: { updates: options.updates ?? 'ask' } }) };
  const log = { file: '', enter: vi.fn() };
  const { window, fake } = fakeWindow();
  watchUpdates({ engine, window, notices, log, load } as never);
  return { calls, updater, load, notices, log, fake };
}

test('asks before it fetches and again before it installs', async () => {
  const { calls, updater } = started();
  await vi.advanceTimersByTimeAsync(31_000);
  expect(calls).toEqual(['check', 'download', 'install']);
  expect(electron.dialog.showMessageBox).toHaveBeenCalledTimes(2);
  expect(updater).toMatchObject({ autoDownload: false, autoInstallOnAppQuit: false, allowDowngrade: false, allowPrerelease: false });
});

test.each([
  ['the first', 1, ['check']],
  ['the second', 2, ['check', 'download']],
])('a no to %s question ends it, and that version is not offered again', async (_, no, expected) => {
  for (let i = 1; i < no; i++) electron.dialog.showMessageBox.mockResolvedValueOnce({ response: 0 });
  electron.dialog.showMessageBox.mockResolvedValueOnce({ response: 1 });
  const { calls } = started();
  await vi.advanceTimersByTimeAsync(31_000);
  expect(calls).toEqual(expected);
  await vi.advanceTimersByTimeAsync(2 * DAY);
  expect(calls).toEqual([...expected, 'check', 'check']);
});

test.each([
  ['switched off in the settings', () => started({ updates: 'off' })],
  ['run from a checkout', () => ((electron.app.isPackaged = false), started())],
])('%s it does not even load the updater', async (_, start) => {
  const { load } = start();
  await vi.advanceTimersByTimeAsync(2 * DAY);
  expect(load).not.toHaveBeenCalled();
});

test('an error is said in one line, and the next day is another try', async () => {
  const { notices, calls } = started({ error: new Error('net::ERR_INTERNET_DISCONNECTED\n    at secret') });
  await vi.advanceTimersByTimeAsync(31_000);
  expect(notices.say.mock.calls).toEqual([['warn', 'No new version could be looked for or fetched: net::ERR_INTERNET_DISCONNECTED']]);
  await vi.advanceTimersByTimeAsync(DAY);
  expect(calls).toEqual(['check', 'check']);
});

test('nothing newer is no word, and a closed window looks no more', async () => {
  const { calls, notices, fake } = started({ there: false });
  await vi.advanceTimersByTimeAsync(31_000);
  fake.tell('closed');
  await vi.advanceTimersByTimeAsync(3 * DAY);
  expect([calls, notices.say.mock.calls, electron.dialog.showMessageBox.mock.calls]).toEqual([['check'], [], []]);
});

test('nothing of ours loosens the check of signatures', () => {
  const source = readFileSync(join(import.meta.dirname, 'updates.ts'), 'utf8');
  expect(source).not.toMatch(/verifyUpdateCodeSignature|disableWebInstaller|forceDevUpdateConfig|setFeedURL|requestHeaders/);
});
