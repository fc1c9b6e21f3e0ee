import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, hasScreenless, Host, isAlive, listening, readProc, startDisplay, until } from './driver.ts';

const run = promisify(execFile);
const onLinux = process.platform === 'linux';
/** Debian's browser without the script around it, which needs a PATH. */
const DEBIANS = '/usr/lib/chromium/chromium';

describe.skipIf(!hasBrowser || !onLinux)('the life of the Chromium window', () => {
  let host: Host | undefined;
  afterEach(() => host?.end());

  test('opens, listens on nothing, keeps its sandbox, and leaves nothing when closed (item 4)', async () => {
    host = new Host();
    const { profile } = await host.said('opened');
    const pids = host.browserProcesses();
    expect(pids.length).toBeGreaterThan(3);
    expect(listening([host.process.pid ?? -1, ...pids])).toEqual([]);
    const commands = pids.map((pid) => readProc(pid, 'cmdline'));
    expect(commands.filter((command) => command.includes('no-sandbox') && !command.includes('no-zygote-sandbox'))).toEqual([]);
    // seccomp mode 2 is a filter (proc(5)): the page's own process must have one.
    const renderer = pids[commands.findIndex((command) => command.includes('--type=renderer'))];
    expect(readProc(renderer ?? -1, 'status')).toMatch(/^Seccomp:\s+2$/m);
    host.tell('close');
    expect(await host.said('closed')).toEqual({ closed: null });
    await until(() => !pids.some(isAlive), 'no browser process is left');
    if (process.getuid?.() === 0) expect(existsSync(String(profile))).toBe(false);
  });

  test('listens on loopback only where a test asks for it', async () => {
    host = new Host({ debugPort: true });
    await host.said('opened');
    expect(listening(host.browserProcesses())).toEqual([expect.stringMatching(/^0100007F:/)]);
  });

  test.runIf(process.getuid?.() === 0)("as root, no process of the browser is root's", async () => {
    host = new Host();
    await host.said('opened');
    const users = host.browserProcesses().map((pid) => /^Uid:\s+(\d+)/m.exec(readProc(pid, 'status'))?.[1]);
    expect(users).not.toContain('0');
  });

  test('survives no SIGKILL of its host', async () => {
    host = new Host();
    await host.said('opened');
    const pids = host.browserProcesses();
    host.process.kill('SIGKILL');
    const killed = Date.now();
    await until(() => !pids.some(isAlive), 'no browser process is left', 5);
    expect(Date.now() - killed).toBeLessThan(1500);
  });

  test('a browser that hangs survives no SIGKILL of its host either', async () => {
    host = new Host();
    await host.said('opened');
    const pids = host.browserProcesses();
    process.kill(pids[0] ?? -1, 'SIGSTOP');
    host.process.kill('SIGKILL');
    await until(() => !pids.some(isAlive), 'no browser process is left', 5);
  });

  // As on macOS and Windows, which have no setpriv: there the closed pipe is all that ends it.
  test.runIf(existsSync(DEBIANS))('without setpriv, no browser survives a SIGKILL of its host by 5 s', async () => {
    host = new Host({ env: { PATH: '/nowhere', PATCHBAY_BROWSER: DEBIANS, PATCHBAY_ALLOW_NO_SANDBOX: '1' } });
    await host.said('opened');
    const pids = host.browserProcesses();
    host.process.kill('SIGKILL');
    await until(() => !pids.some(isAlive), 'no browser process is left', 5);
  });

  test('a page that breaks is loaded again and that is said; one that breaks again makes room for a page that says so', async () => {
    host = new Host({ debugPort: true });
    await host.said('opened');
    await host.crashPage();
    expect(await host.said('notice')).toEqual({ notice: expect.stringMatching(/^warn: .*loaded again/) });
    await host.crashPage();
    await until(async () => (await host?.addresses())?.join() === 'https://patchbay.invalid/stopped.html', 'the page that says so');
    expect(host.all('notice')).toHaveLength(1);
    expect(readFileSync(join(host.folder, 'crash.log'), 'utf8').match(/The page is gone/g)).toHaveLength(2);
  });

  test('a browser that hangs ends its host, and does not stay', async () => {
    host = new Host();
    await host.said('opened');
    const pids = host.browserProcesses();
    process.kill(pids[0] ?? -1, 'SIGSTOP');
    expect(await host.said('closed', 30)).toEqual({ closed: 'The browser no longer answers.' });
    await until(() => !pids.some(isAlive), 'no browser process is left', 5);
  });

  test('ends its host when the browser is killed', async () => {
    host = new Host();
    await host.said('opened');
    const pids = host.browserProcesses();
    process.kill(pids[0] ?? -1, 'SIGKILL');
    await host.said('closed');
    await until(() => !pids.some(isAlive), 'no browser process is left', 5);
  });
});

describe.skipIf(!hasBrowser || !hasScreenless)('the window on a display', () => {
  let display: { name: string; process: ChildProcess };
  let host: Host | undefined;
  const xdotool = async (...args: string[]) =>
    (await run('xdotool', args, { env: { ...process.env, DISPLAY: display.name } }).catch(() => ({ stdout: '' }))).stdout.trim();
  const windows = async () => (await xdotool('search', '--onlyvisible', '--class', 'patchbay')).split('\n').filter(Boolean);

  beforeAll(async () => {
    display = await startDisplay();
  });
  afterAll(() => display.process.kill());
  afterEach(() => host?.end());

  const open = async () => {
    host = new Host({ display: display.name });
    await host.said('opened');
    const [window = ''] = await until(async () => ((await windows()).length > 0 ? windows() : null), 'a window on the display');
    return { host, window };
  };

  test('stays one window whatever keys are pressed, and Ctrl+W closes it', async () => {
    const { host, window } = await open();
    const before = await windows();
    await xdotool('windowfocus', '--sync', window);
    for (const keys of ['ctrl+n', 'ctrl+t', 'ctrl+shift+n', 'ctrl+shift+i', 'ctrl+u', 'F12'])
      await xdotool('key', '--clearmodifiers', keys);
    await until(async () => String(await windows()) === String(before), 'one window');
    // The same keyboard: had it not been heard, nothing above would have been tried.
    await xdotool('key', '--clearmodifiers', 'ctrl+w');
    expect(await host.said('closed', 20)).toEqual({ closed: null });
  });

  test('destroyed by the display, it ends its host', async () => {
    const { host, window } = await open();
    const pids = host.browserProcesses();
    await xdotool('windowkill', window);
    await host.said('closed', 20);
    await until(() => !pids.some(isAlive), 'no browser process is left');
  });

  test('the display ends, and so does the host', async () => {
    const own = await startDisplay();
    host = new Host({ display: own.name });
    await host.said('opened');
    const pids = host.browserProcesses();
    own.process.kill('SIGKILL');
    await host.said('closed', 20);
    await until(() => !pids.some(isAlive), 'no browser process is left');
  });
});
