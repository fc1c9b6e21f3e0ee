import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { findElectron } from '../src/main/shells/setup/electron.mjs';

/** The Electron shell for real. Unfused: with the fuses of a release Playwright cannot get in. */
const executablePath = findElectron();
const isRoot = process.getuid?.() === 0;
test.skip(executablePath === null, "Electron's binary is not here (it is fetched from GitHub)");
test.skip(isRoot, 'Electron as root would run without its sandbox');
test.skip(process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'], 'no display');

test('opens our page, and the page has window.api and nothing of Node', async () => {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-electron-'));
  const app = await _electron.launch({
    executablePath: executablePath ?? '',
    args: [join(import.meta.dirname, '..')],
    env: { ...process.env, PATCHBAY_DATA: data },
  });
  const page = await app.firstWindow();
  await expect(page).toHaveTitle('Patchbay');
  expect(page.url()).toMatch(/^app:\/\/patchbay\//);
  expect(await page.evaluate('[typeof require, typeof process, typeof Buffer, Object.keys(api)]')).toEqual([
    'undefined',
    'undefined',
    'undefined',
    ['call', 'onChange'],
  ]);
  expect(await page.evaluate("api.call('app.info', {})")).toMatchObject({ ok: true, value: { shell: 'electron' } });
  await page.evaluate("location.href = 'https://example.org/'; window.open('https://example.org/'); undefined");
  expect(await page.evaluate("api.call('app.info', {}).then((reply) => [location.origin, reply.ok])")).toEqual(['app://patchbay', true]);
  expect(app.windows()).toHaveLength(1);
  await app.close();
});
