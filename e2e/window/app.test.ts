import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, inPageUntil, until } from './driver.ts';

/** The built app in the Chromium window: its own page, its own engine, its own data folder. */
const SHELL = join(import.meta.dirname, '../../dist/main/chromium.js');

describe.skipIf(!hasBrowser)('the app in the Chromium window', () => {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-app-'));
  const said: string[] = [];
  let app: ChildProcess;

  const start = (debugPort: boolean) => {
    const env = { ...process.env, PATCHBAY_DATA: data, HOME: data, ...(debugPort && { PATCHBAY_DEBUG_PORT: '0' }) };
    return spawn(process.execPath, [SHELL, '--headless'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  };
  const ended = (child: ChildProcess) =>
    new Promise<number | null>((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode)));

  beforeAll(async () => {
    expect(existsSync(SHELL), 'the app is built first: npm run build').toBe(true);
    app = start(true);
    createInterface({ input: app.stdout! }).on('line', (line) => said.push(line));
    await until(() => said.length > 0, 'the debug port', 40);
  });
  afterAll(async () => {
    app.kill('SIGTERM');
    await ended(app);
    rmSync(data, { recursive: true, force: true });
  });

  test('loads without a word in the console and without a file that is missing', async () => {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${said[0]?.split(' ').at(-1)}`, { noDefaults: true });
    const page = browser.contexts()[0]!.pages()[0]!;
    const noise: string[] = [];
    page.on('console', (message) => noise.push(message.text()));
    page.on('pageerror', (error) => noise.push(error.message));
    page.on('requestfailed', (request) => noise.push(`failed: ${request.url()}`));
    page.on('response', (response) => response.status() !== 200 && noise.push(`${response.status()}: ${response.url()}`));
    await page.reload();
    await inPageUntil(page, "document.querySelector('main h1, main h2') !== null");
    // A favicon is asked for where a page names none.
    expect(await page.evaluate("document.querySelector('link[rel=icon]').href")).toMatch(/^https:\/\/patchbay\.invalid\/assets\//);
    expect(noise).toEqual([]);
    await browser.close();
  });

  test('a second start says what is open, brings it to the front, and leaves it as it is', async () => {
    const second = start(false);
    let words = '';
    second.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
    expect(await ended(second)).toBe(0);
    expect(words).toBe(
      `Patchbay is already open on ${data} (the Chromium window, process ${app.pid}). Its window was brought to the front.\n`,
    );
    expect(app.exitCode).toBeNull();
  });
});
