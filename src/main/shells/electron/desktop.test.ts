import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Change, Engine } from '../../../shared/contract/contract.ts';

const electron = vi.hoisted(() => {
  const shown: { title: string; body: string; click?: () => void }[] = [];
  class Notification {
    static isSupported = () => true;
    readonly #options: (typeof shown)[number];
    constructor(options: { title: string; body: string }) {
      this.#options = options;
    }
    on(_name: string, listener: () => void) {
      this.#options.click = listener;
    }
    show() {
      shown.push(this.#options);
    }
  }
  return {
    shown,
    Notification,
    nativeTheme: { themeSource: '' },
    powerMonitor: { on: vi.fn() },
    dialog: { showMessageBox: vi.fn(async (..._args: unknown[]) => ({ response: 0 })) },
    Menu: { buildFromTemplate: vi.fn((..._args: unknown[]) => ({ popup: electron.popup })) },
    popup: vi.fn(),
  };
});
vi.mock('electron', () => electron);

const { appMenu, offerContextMenu } = await import('./menus.ts');
const { callPerson, followTheme, refuseVisitors, wakeWithComputer } = await import('./desktop.ts');
const { confirmQuit } = await import('./quit.ts');
const { emitter, fakeWindow } = await import('./fake-window.test-kit.ts');

function engineOf(answers: Record<string, unknown>) {
  const listeners: ((change: Change) => void)[] = [];
  const engine = {
    dispatch: async (name: string) => ({ ok: true, value: answers[name] }),
    onChange: (listener: (change: Change) => void) => (listeners.push(listener), () => undefined),
  } as unknown as Engine;
  return { engine, change: (topic: Change['topic']) => listeners.forEach((listener) => listener({ topic, id: null })) };
}
const OPEN = { id: 'd1', name: 'Friday', state: 'paused', stoppedBecause: 'web1 failed', runs: [], ringStates: [] };

beforeEach(() => {
  vi.clearAllMocks();
  electron.shown.length = 0;
});
afterEach(() => void vi.useRealTimers());

test('a second start, and whatever it brought along, only raises the window', () => {
  const { window, fake } = fakeWindow();
  const app = emitter();
  refuseVisitors(app as never, () => window);
  app.tell('second-instance', ['patchbay', '--evil', 'patchbay://run'], '/tmp', { code: 'x' });
  expect([fake.restore, fake.show, fake.focus].map((mock) => mock.mock.calls)).toEqual([[[]], [[]], [[]]]);
  for (const name of ['open-url', 'open-file']) expect(app.tell(name, 'patchbay://run').prevented).toBe(true);
});

test('a second start while there is no window yet is nothing', () => {
  const app = emitter();
  refuseVisitors(app as never, () => null);
  expect(() => app.tell('second-instance')).not.toThrow();
});

test('frames and dialogs follow the theme of the settings, now and after a change', async () => {
  const answers = { 'settings.get': { theme: 'dark' } };
  const { engine, change } = engineOf(answers);
  await followTheme(engine);
  expect(electron.nativeTheme.themeSource).toBe('dark');
  answers['settings.get'].theme = 'system';
  change('settings');
  await vi.waitFor(() => expect(electron.nativeTheme.themeSource).toBe('system'));
});

test('a person who looks elsewhere is called, and a click brings the window up; one who looks at it is not', async () => {
  vi.useFakeTimers();
  const { engine } = engineOf({ 'deployments.list': [OPEN], 'deployments.get': OPEN });
  const [away, here] = [fakeWindow(), fakeWindow()];
  here.fake.isFocused.mockReturnValue(true);
  callPerson(engine, here.window);
  callPerson(engine, away.window);
  await vi.advanceTimersByTimeAsync(12_000);
  expect(electron.shown).toMatchObject([{ title: 'Friday is held', body: 'web1 failed' }]);
  electron.shown[0]?.click?.();
  expect(away.fake.focus).toHaveBeenCalled();
});

test('the hosts are looked at after sleep', () => {
  const wake = vi.fn();
  wakeWithComputer(wake);
  expect(electron.powerMonitor.on).toHaveBeenCalledWith('resume', wake);
});

test('macOS has a menu with copy and paste; the others have none, and nowhere is a reload or DevTools', () => {
  expect([appMenu('linux'), appMenu('win32')]).toEqual([null, null]);
  appMenu('darwin');
  expect(electron.Menu.buildFromTemplate.mock.calls[0]).toEqual([[{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]]);
});

const FLAGS = { canCut: true, canCopy: true, canPaste: false, canSelectAll: true };
test.each([
  ['a text field', { isEditable: true, selectionText: '', editFlags: FLAGS }, ['cut', 'copy', 'paste', undefined, 'selectAll']],
  ['chosen text', { isEditable: false, selectionText: 'openssl', editFlags: FLAGS }, ['copy']],
  ['nothing', { isEditable: false, selectionText: ' ', editFlags: FLAGS }, null],
])('the right button on %s', (_, params, roles) => {
  const { window, contents } = fakeWindow();
  offerContextMenu(window);
  contents.tell('context-menu', params);
  expect(electron.popup).toHaveBeenCalledTimes(roles ? 1 : 0);
  if (!roles) return;
  const template = electron.Menu.buildFromTemplate.mock.calls[0]?.[0] as { role?: string; enabled?: boolean }[];
  expect(template.map(({ role }) => role)).toEqual(roles);
  expect(template.find(({ role }) => role === 'paste')?.enabled ?? false).toBe(false);
});

test('with nothing open the window closes without a word', async () => {
  const { window, fake } = fakeWindow();
  confirmQuit(window, engineOf({ 'deployments.list': [{ ...OPEN, state: 'finished' }] }).engine);
  fake.tell('close');
  await vi.waitFor(() => expect(fake.close).toHaveBeenCalledTimes(1));
  expect(fake.tell('close').prevented).toBe(false);
  expect(electron.dialog.showMessageBox).not.toHaveBeenCalled();
});

test('with a deployment open the person reads that runs go on; yes closes, no stays, and it is asked once', async () => {
  const { window, fake } = fakeWindow();
  confirmQuit(window, engineOf({ 'deployments.list': [OPEN] }).engine);
  electron.dialog.showMessageBox.mockResolvedValueOnce({ response: 1 });
  expect([fake.tell('close').prevented, fake.tell('close').prevented]).toEqual([true, true]);
  await vi.waitFor(() => expect(electron.dialog.showMessageBox).toHaveBeenCalledTimes(1));
  expect(electron.dialog.showMessageBox.mock.calls[0]?.[1]).toMatchObject({
    message: '1 deployment is not finished',
    detail: expect.stringContaining('goes on there'),
    defaultId: 0,
    cancelId: 1,
  });
  expect(fake.close).not.toHaveBeenCalled();
  await new Promise(setImmediate);
  expect(fake.tell('close').prevented).toBe(true);
  await vi.waitFor(() => expect(fake.close).toHaveBeenCalledTimes(1));
});

test('a computer that is switched off is not kept from it by a question', () => {
  const { window, fake } = fakeWindow();
  confirmQuit(window, engineOf({ 'deployments.list': [OPEN] }).engine);
  const [, off] = electron.powerMonitor.on.mock.calls.find(([name]) => name === 'shutdown') as [string, () => void];
  off();
  expect(fake.tell('close').prevented).toBe(false);
});
