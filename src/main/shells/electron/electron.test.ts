import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';

/**
 * The Electron shell with a faked Electron: each test is an item of Electron's security checklist. What the real one makes of it
 * is looked at by e2e/electron.spec.ts, where its binary is there.
 */
type Handler = (...args: never[]) => unknown;
type Mocked = { mock: { calls: unknown[][] } };

const fake = vi.hoisted(() => {
  const on: Record<string, Handler> = {};
  const contents = { mainFrame: { origin: 'app://patchbay' }, send: vi.fn(), on: vi.fn(), setWindowOpenHandler: vi.fn() };
  const window = { webContents: contents, once: vi.fn(), on: vi.fn(), loadURL: vi.fn(async () => undefined), show: vi.fn() };
  const session = {
    setPermissionRequestHandler: vi.fn(),
    setPermissionCheckHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
    on: vi.fn(),
    webRequest: { onBeforeRequest: vi.fn() },
  };
  const app = {
    on: (name: string, handler: Handler) => (on[name] = handler),
    setPath: vi.fn(),
    enableSandbox: vi.fn(),
    requestSingleInstanceLock: vi.fn(() => true),
    whenReady: async () => undefined,
    isPackaged: false,
    setAsDefaultProtocolClient: vi.fn(),
    setAppUserModelId: vi.fn(),
    quit: vi.fn(),
    exit: vi.fn(),
  };
  return {
    on,
    contents,
    window,
    session,
    app,
    BrowserWindow: vi.fn(function () {
      return window;
    }),
    protocol: { registerSchemesAsPrivileged: vi.fn(), handle: vi.fn() },
    ipcMain: { handle: vi.fn() },
    dispatch: vi.fn(async (..._call: unknown[]) => ({ ok: true, value: {} })),
    openExternal: vi.fn(async () => undefined),
    changes: [] as ((change: unknown) => void)[],
    folder: '',
  };
});

vi.mock('electron', () => ({
  app: fake.app,
  BrowserWindow: fake.BrowserWindow,
  dialog: { showErrorBox: vi.fn() },
  ipcMain: fake.ipcMain,
  Menu: { setApplicationMenu: vi.fn() },
  nativeTheme: {},
  Notification: { isSupported: () => false },
  powerMonitor: { on: vi.fn() },
  screen: { getAllDisplays: () => [] },
  shell: { openExternal: fake.openExternal },
  protocol: fake.protocol,
  safeStorage: {},
  session: { defaultSession: fake.session },
}));
vi.mock('../compose.ts', () => ({
  compose: async () => {
    const engine = {
      dispatch: fake.dispatch,
      onChange: (listener: (change: unknown) => void) => (fake.changes.push(listener), () => undefined),
    };
    return { ok: true, value: { engine, notices: { say: vi.fn() }, wake: () => undefined, close: async () => undefined } };
  },
}));
vi.mock('../../resources.ts', () => ({
  get projectFolder() {
    return fake.folder;
  },
}));

beforeAll(async () => {
  fake.folder = mkdtempSync(join(tmpdir(), 'patchbay-electron-'));
  mkdirSync(join(fake.folder, 'dist', 'renderer'), { recursive: true });
  writeFileSync(join(fake.folder, 'dist', 'renderer', 'index.html'), '<h1>hi</h1>');
  process.env['PATCHBAY_DATA'] = join(fake.folder, 'data');
  await import('./main.ts');
  await vi.waitFor(() => expect(fake.window.loadURL).toHaveBeenCalled());
  const { app, session, window, protocol, ipcMain } = fake;
  const groups: Record<string, unknown>[] = [
    app,
    session,
    session.webRequest,
    window,
    protocol,
    ipcMain,
    { BrowserWindow: fake.BrowserWindow },
  ];
  const isMock = (value: unknown): value is Mocked => vi.isMockFunction(value);
  for (const mock of groups.flatMap((group) => Object.values(group)).filter(isMock)) started.set(mock, [...mock.mock.calls]);
});

/** What a faked function was handed while the shell started; vitest forgets it before each test, so it is kept. */
const started = new Map<unknown, unknown[][]>();
const handed = <T>(mock: Mocked, index = 0): T => (started.get(mock) ?? mock.mock.calls)[0]?.[index] as T;

test('2, 3, 4, 6, 8, 9, 10: the window is isolated and sandboxed, and nothing is loosened', () => {
  const { webPreferences } = handed<{ webPreferences: Record<string, unknown> }>(fake.BrowserWindow);
  expect(webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  });
  expect(webPreferences).not.toHaveProperty('enableBlinkFeatures');
  expect(started.get(fake.app.enableSandbox)).toHaveLength(1);
});

test('5: no permission, no device', () => {
  const answer = vi.fn();
  handed<(...args: unknown[]) => void>(fake.session.setPermissionRequestHandler)({}, 'media', answer);
  expect(answer).toHaveBeenCalledWith(false);
  expect(handed<() => boolean>(fake.session.setPermissionCheckHandler)()).toBe(false);
  expect(handed<() => boolean>(fake.session.setDevicePermissionHandler)()).toBe(false);
});

test.each([
  ['app://patchbay/assets/a.js', false],
  ['blob:app://patchbay/3f8e', false],
  ['blob:https://example.org/3f8e', true],
  ['https://example.org/', true],
  ['http://127.0.0.1/', true],
  ['file:///etc/passwd', true],
  ['app://patchbay.example.org/', true],
])('1: a request for %s is cancelled: %s', (url, cancel) => {
  const answer = vi.fn();
  handed<(details: object, answer: unknown) => void>(fake.session.webRequest.onBeforeRequest)({ url }, answer);
  expect(answer).toHaveBeenCalledWith({ cancel });
});

function contentsHandlers(): Record<string, (event: object) => void> {
  const handlers: Record<string, (event: object) => void> = {};
  const contents = { setWindowOpenHandler: vi.fn(), on: (name: string, handler: (event: object) => void) => (handlers[name] = handler) };
  fake.on['web-contents-created']?.(...([{}, contents] as never[]));
  handlers['open'] = handed(contents.setWindowOpenHandler);
  return handlers;
}

test.each(['will-navigate', 'will-frame-navigate'])('13: %s lets nothing pass but a reload', (name) => {
  const prevented = ['app://patchbay/', 'https://example.org/', 'app://patchbay/other', 'file:///etc/passwd'].filter((url) => {
    const event = { url, preventDefault: vi.fn() };
    contentsHandlers()[name]?.(event);
    return event.preventDefault.mock.calls.length > 0;
  });
  expect(prevented).toEqual(['https://example.org/', 'app://patchbay/other', 'file:///etc/passwd']);
});

test('11, 12, 14, 15: no second window, no webview, no redirect', () => {
  const handlers = contentsHandlers();
  expect(handlers['open']?.({ url: 'app://patchbay/' })).toEqual({ action: 'deny' });
  for (const name of ['will-attach-webview', 'will-redirect']) {
    const event = { preventDefault: vi.fn() };
    handlers[name]?.(event);
    expect(event.preventDefault).toHaveBeenCalled();
  }
});

type Call = (event: object, name: unknown, input: unknown) => Promise<{ ok: boolean }>;

test('17: a call from our page reaches the engine', async () => {
  expect(handed(fake.ipcMain.handle)).toBe('patchbay:call');
  const event = { sender: fake.contents, senderFrame: fake.contents.mainFrame };
  expect(await handed<Call>(fake.ipcMain.handle, 1)(event, 'app.info', {})).toEqual({ ok: true, value: {} });
});

test.each([
  ['another window', { sender: {}, senderFrame: fake.contents.mainFrame }, 'app.info', {}],
  ['a child frame', { sender: fake.contents, senderFrame: { origin: 'app://patchbay' } }, 'app.info', {}],
  ['a frame that is gone', { sender: fake.contents, senderFrame: null }, 'app.info', {}],
  ['our page, with an unknown name', { sender: fake.contents, senderFrame: fake.contents.mainFrame }, 'app.quit', {}],
  ['our page, with a wrong input', { sender: fake.contents, senderFrame: fake.contents.mainFrame }, 'hosts.get', { id: 1 }],
])('17: a call from %s is refused', async (_, event, name, input) => {
  expect((await handed<Call>(fake.ipcMain.handle, 1)(event, name, input)).ok).toBe(false);
  expect(fake.dispatch).not.toHaveBeenCalled();
});

test('17: a main frame that shows another origin is refused', async () => {
  const event = { sender: fake.contents, senderFrame: fake.contents.mainFrame };
  fake.contents.mainFrame.origin = 'https://example.org';
  expect((await handed<Call>(fake.ipcMain.handle, 1)(event, 'app.info', {})).ok).toBe(false);
  fake.contents.mainFrame.origin = 'app://patchbay';
  expect(fake.dispatch).not.toHaveBeenCalled();
});

test('7, 18: the page comes from a scheme of our own, with the policy; nothing outside the bundle does', async () => {
  expect(handed(fake.window.loadURL)).toBe('app://patchbay/');
  const serve = handed<(request: Request) => Response>(fake.protocol.handle, 1);
  const page = serve(new Request('app://patchbay/'));
  expect(await page.text()).toBe('<h1>hi</h1>');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const url of ['app://patchbay/../../package.json', 'app://other/', 'app://patchbay/%2e%2e/x'])
    expect(serve(new Request(url)).status).toBe(404);
  const [scheme] = handed<{ privileges: Record<string, boolean> }[]>(fake.protocol.registerSchemesAsPrivileged);
  expect(scheme?.privileges).toEqual({ standard: true, secure: true });
});

test('changes reach the page', () => {
  for (const hear of fake.changes) hear({ topic: 'hosts', id: null });
  expect(fake.contents.send).toHaveBeenCalledWith('patchbay:change', { topic: 'hosts', id: null });
});

test.each([
  ['https://security-tracker.debian.org/tracker/CVE-2026-1', 1],
  ['https://example.org/', 0],
  ['file:///etc/passwd', 0],
])('15: a link to %s opens the browser of the person %i times, and never a window', (url, times) => {
  expect(contentsHandlers()['open']?.({ url })).toEqual({ action: 'deny' });
  expect(fake.openExternal).toHaveBeenCalledTimes(times);
});

test('one instance: it is asked for, and nothing is handed along', () => {
  expect(started.get(fake.app.requestSingleInstanceLock)).toEqual([[]]);
});

test('no deep link: no scheme is claimed, and an address that is handed to us is refused', () => {
  expect(started.get(fake.app.setAsDefaultProtocolClient)).toEqual([]);
  const event = { preventDefault: vi.fn() };
  fake.on['open-url']?.(...([event, 'patchbay://run'] as never[]));
  expect(event.preventDefault).toHaveBeenCalled();
});
