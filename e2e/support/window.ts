import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { ended, type Laptop } from './patchbay.ts';
import { relay } from './relay.ts';

const SHELL = fileURLToPath(new URL('../../dist/main/chromium.js', import.meta.url));
const PICTURES = fileURLToPath(new URL('../../test-results/screenshots/', import.meta.url));

/** The app's own window, as `npm start` opens it, driven by what a person sees: roles and names. */
export class AppWindow {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #process: ChildProcess;
  readonly #end: () => void;

  private constructor(page: Page, browser: Browser, process: ChildProcess, end: () => void) {
    this.page = page;
    this.#browser = browser;
    this.#process = process;
    this.#end = end;
  }

  static async open(laptop: Laptop, options: { readonly display: string | null }): Promise<AppWindow> {
    const env = { ...laptop.env, PATCHBAY_DEBUG_PORT: '0', DISPLAY: options.display ?? '' };
    const shell = laptop.lab.run([process.execPath, SHELL, ...(options.display ? [] : ['--headless'])], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    shell.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const port = await Promise.race([
      debugPort(shell),
      ended(shell).then((code) => Promise.reject(new Error(`the window ended with ${code}: ${errors}`))),
    ]);
    const line = await relay(laptop.lab, port, join(laptop.home, `devtools-${port}`));
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${line.port}`);
    const page = browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((one) => one.url().startsWith('https://patchbay.invalid'));
    if (!page) throw new Error('the window shows no page of the app');
    await page.setViewportSize({ width: 1280, height: 800 });
    return new AppWindow(page, browser, shell, line.end);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  row(table: string, name: string | RegExp): Locator {
    return this.page.getByRole('grid', { name: table }).getByRole('row', { name });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog').or(this.page.getByRole('alertdialog'));
  }

  async step(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name }).click();
  }

  async to(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
  }

  /** A picture of the page as it is, in both themes. */
  async picture(name: string): Promise<void> {
    mkdirSync(PICTURES, { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await this.page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}.png`) });
    }
  }

  /** Closes it as a person would, and answers how the app ended. */
  async close(): Promise<number> {
    this.#process.kill('SIGTERM');
    const code = await ended(this.#process);
    await this.#browser.close().catch(() => undefined);
    this.#end();
    return code;
  }
}

async function debugPort(shell: ChildProcess): Promise<number> {
  for await (const line of createInterface({ input: shell.stdout! })) {
    const match = /^debug port (\d+)$/.exec(line);
    if (match) return Number(match[1]);
  }
  throw new Error('the window did not say its port');
}
