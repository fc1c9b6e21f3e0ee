import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { findElectron } from '../src/main/shells/setup/electron.mjs';

/**
 * The Electron shell for real; numbers are those of Electron's security checklist (docs/electron-checklist.md). Unfused: with the
 * fuses of a release Playwright cannot get in.
 */
const executablePath = findElectron();
const isRoot = process.getuid?.() === 0;
test.skip(executablePath === null, "Electron's binary is not here (it is fetched from GitHub)");
test.skip(isRoot, 'Electron as root would run without its sandbox');
test.skip(process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'], 'no display');

let data: string;
let app: ElectronApplication;
let page: Page;

const launch = () =>
  _electron.launch({
    executablePath: executablePath ?? '',
    args: [join(import.meta.dirname, '..')],
    env: { ...process.env, PATCHBAY_DATA: data },
  });
const inPage = (script: string): Promise<unknown> => page.evaluate(script);

test.beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'patchbay-electron-'));
  app = await launch();
  page = await app.firstWindow();
  await expect(page).toHaveTitle('Patchbay');
});
test.afterEach(async () => {
  await app.close();
  rmSync(data, { recursive: true, force: true });
});

test('2, 3, 4, 20: the page has window.api with two functions, and nothing of Node or Electron', async () => {
  expect(page.url()).toMatch(/^app:\/\/patchbay\//);
  expect(await inPage('[typeof require, typeof process, typeof Buffer, typeof electron, typeof ipcRenderer]')).toEqual(
    Array(5).fill('undefined'),
  );
  expect(await inPage('Object.keys(api)')).toEqual(['call', 'onChange']);
  expect(await inPage("api.call('app.info', {})")).toMatchObject({ ok: true, value: { shell: 'electron' } });
});

test('1, 6: nothing is fetched but from our own scheme, and nothing else can be', async () => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.reload();
  await expect(page).toHaveTitle('Patchbay');
  expect(asked.filter((url) => !/^(app:\/\/patchbay\/|data:image\/)/.test(url))).toEqual([]);
  expect(await inPage("fetch('https://example.org/').then(() => 'read', (e) => e.name)")).toBe('TypeError');
});

test('5: every permission is denied', async () => {
  const names = ['camera', 'geolocation', 'notifications', 'clipboard-read'];
  const states = `Promise.all(${JSON.stringify(names)}.map((name) => navigator.permissions.query({ name }).then((p) => p.state)))`;
  expect(await inPage(states)).toEqual(names.map(() => 'denied'));
});

test('7: no inline script runs and no eval', async () => {
  const added = "const s = document.createElement('script'); s.append('globalThis.injected = 1'); document.body.append(s); typeof injected";
  expect(await inPage(added)).toBe('undefined');
  await inPage(
    "globalThis.tried = new Promise((done) => setTimeout(() => { try { done(new Function('return 1')()); } catch (e) { done(e.name); } })); 0",
  );
  expect(await inPage('tried')).toBe('EvalError');
});

test('12, 13, 14: no way out of the page: no navigation, no second window, no webview', async () => {
  for (const url of ['https://example.org/', 'file:///etc/passwd', 'app://patchbay/other', 'about:blank'])
    await inPage(`location.href = ${JSON.stringify(url)}; window.open(${JSON.stringify(url)}); 0`);
  await inPage("document.body.append(Object.assign(document.createElement('webview'), { src: 'https://example.org/' })); 0");
  expect(await inPage("api.call('app.info', {}).then((reply) => [location.href, reply.ok])")).toEqual([
    expect.stringMatching(/^app:\/\/patchbay\//),
    true,
  ]);
  expect(app.windows()).toHaveLength(1);
});

test('15: only a page of the fixed list is handed to the system', async () => {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => void opened.push(url);
  });
  for (const url of ['https://example.org/', 'file:///etc/passwd', 'smb://x/y', 'https://www.debian.org/security/'])
    await inPage(`window.open(${JSON.stringify(url)}); 0`);
  const opened = () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
  await expect.poll(opened).toEqual(['https://www.debian.org/security/']);
});

test('17: a frame of the page gets no window.api, and a wrong call is refused', async () => {
  expect(await inPage("typeof document.body.appendChild(document.createElement('iframe')).contentWindow.api")).toBe('undefined');
  expect(await inPage("api.call('app.quit', {})")).toMatchObject({ ok: false, problem: { kind: 'not-found' } });
  expect(await inPage("api.call('hosts.get', { id: 7 })")).toMatchObject({ ok: false, problem: { kind: 'invalid-input' } });
});

test('18: nothing outside of the bundle is served', async () => {
  const asked = await app.evaluate(async ({ net }) => {
    const urls = ['app://patchbay/', 'app://patchbay/../../package.json', 'app://patchbay/%2e%2e/package.json', 'app://other/'];
    return Promise.all(urls.map(async (url) => (await net.fetch(url)).status));
  });
  expect(asked).toEqual([200, 404, 404, 404]);
});

test('a page that breaks is loaded again, and that is said', async () => {
  const again = page.waitForEvent('crash').catch(() => undefined);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await again;
  const title = () =>
    app.evaluate(
      ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          "document.body.innerText.includes('was loaded again')",
          true,
        ) as Promise<boolean>,
    );
  await expect.poll(title).toBe(true);
});

test('position and size are kept over a restart', async () => {
  const bounds = { x: 40, y: 60, width: 1000, height: 700 };
  await app.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted), bounds);
  await app.close();
  app = await launch();
  page = await app.firstWindow();
  const size = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(size).toMatchObject({ width: 1000, height: 700 });
});

test('a second start ends at once, and the window stays one', async () => {
  const second = await launch().catch(() => null);
  await second?.waitForEvent('close');
  expect(app.windows()).toHaveLength(1);
});
