import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const dialog = vi.hoisted(() => ({ showErrorBox: vi.fn(), showMessageBox: vi.fn(async () => ({ response: 1 })) }));
vi.mock('electron', () => ({ dialog }));
const { watchMain, watchPage } = await import('./crashes.ts');
const { offerDownloads } = await import('./downloads.ts');
const { emitter, fakeWindow } = await import('./fake-window.test-kit.ts');

const log = { file: '/data/crash.log', enter: vi.fn() };
const notices = { say: vi.fn() };
beforeEach(() => vi.clearAllMocks());
const before = { uncaught: process.listeners('uncaughtException'), unhandled: process.listeners('unhandledRejection') };
afterEach(() => {
  for (const one of process.listeners('uncaughtException')) if (!before.uncaught.includes(one)) process.off('uncaughtException', one);
  for (const one of process.listeners('unhandledRejection')) if (!before.unhandled.includes(one)) process.off('unhandledRejection', one);
});

function watched() {
  const made = fakeWindow();
  let time = 0;
  watchPage(made.window, log, notices as never, () => time);
  const gone = (reason: string) => made.contents.tell('render-process-gone', { reason, exitCode: 1 });
  return { ...made, gone, pass: (ms: number) => (time += ms) };
}

test('a page that is gone is loaded again, and that is said', () => {
  const { gone, fake } = watched();
  gone('crashed');
  expect(fake.loadURL.mock.calls).toEqual([['app://patchbay/']]);
  expect(notices.say).toHaveBeenCalledWith('warn', expect.stringContaining('loaded again'));
  expect(log.enter).toHaveBeenCalledWith('The page is gone: crashed, 1');
});

test('gone again within a minute, it makes room for a page that says so; after a minute it is a new matter', () => {
  const { gone, fake, pass } = watched();
  gone('oom');
  pass(59_000);
  gone('oom');
  pass(61_000);
  gone('oom');
  expect(fake.loadURL.mock.calls).toEqual([['app://patchbay/'], ['app://patchbay/stopped.html'], ['app://patchbay/']]);
});

test('a page that left in good order, and one of a window that is gone, stay gone', () => {
  const { gone, fake } = watched();
  gone('clean-exit');
  fake.isDestroyed.mockReturnValue(true);
  gone('killed');
  expect(fake.loadURL).not.toHaveBeenCalled();
});

test('a page that hangs is asked about once, and ended where the person says so', async () => {
  const { fake, contents } = watched();
  fake.tell('unresponsive');
  fake.tell('unresponsive');
  expect(dialog.showMessageBox).toHaveBeenCalledTimes(1);
  await vi.waitFor(() => expect(contents.forcefullyCrashRenderer).toHaveBeenCalledTimes(1));
});

test.each(['uncaughtException', 'unhandledRejection'] as const)('%s is written, said in words, and ends the app, once', (name) => {
  const app = { ...emitter(), exit: vi.fn() };
  watchMain(app as never, log);
  const listener = process.listeners(name as 'uncaughtException').at(-1)!;
  const error = new Error('a bug');
  listener(error, name);
  listener(error, name);
  expect(log.enter.mock.calls).toHaveLength(2);
  expect(dialog.showErrorBox.mock.calls).toEqual([['Patchbay met a bug and has to end', expect.stringContaining('/data/crash.log')]]);
  expect(app.exit.mock.calls).toEqual([[1]]);
});

test('another process of the window that is gone is written', () => {
  const app = { ...emitter(), exit: vi.fn() };
  watchMain(app as never, log);
  app.tell('child-process-gone', { type: 'GPU', reason: 'crashed', exitCode: 139 });
  app.tell('child-process-gone', { type: 'Utility', reason: 'clean-exit', exitCode: 0 });
  expect(log.enter.mock.calls).toEqual([['The GPU process is gone: crashed, 139']]);
});

function download(url: string, fromOurs = true) {
  const { window, contents } = fakeWindow();
  const session = emitter();
  offerDownloads(session as never, window, { getPath: () => '/home/kim/Downloads' }, notices as never);
  const item = {
    ...emitter(),
    getURL: () => url,
    getFilename: () => '../.hosts.csv',
    setSaveDialogOptions: vi.fn(),
    getSavePath: () => '/home/kim/x.csv',
  };
  return { item, ...session.tell('will-download', item, fromOurs ? contents : {}) };
}

test('what our page made is saved where the person says, under a name that is one, and that is said', () => {
  const { item, prevented } = download('blob:app://patchbay/1');
  expect(prevented).toBe(false);
  expect(item.setSaveDialogOptions).toHaveBeenCalledWith({ defaultPath: '/home/kim/Downloads/hosts.csv' });
  item.tell('done', 'completed');
  item.tell('done', 'cancelled');
  item.tell('done', 'interrupted');
  expect(notices.say.mock.calls).toEqual([
    ['ok', 'Saved as /home/kim/x.csv'],
    ['bad', 'hosts.csv could not be saved'],
  ]);
});

test.each([
  ['https://example.org/x.exe', true],
  ['app://patchbay/assets/a.js', true],
  ['blob:app://patchbay.example.org/1', true],
  ['data:text/plain,x', true],
  ['blob:app://patchbay/1', false],
])('5: a download of %s (from our window: %s) is refused', (url, fromOurs) => {
  expect(download(url, fromOurs).prevented).toBe(true);
});
