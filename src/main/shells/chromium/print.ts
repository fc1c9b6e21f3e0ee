import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { OpenPrinting, Printing } from '../../services/reports/printer.ts';
import { version } from '../../version.ts';
import { findBrowser } from '../serve/find-browser.mjs';
import { startBrowser, type Browser } from './browser.ts';
import { DevTools, type DevToolsEvent } from './devtools.ts';
import { openProfile, type Profile } from './profile.ts';
import { browserUser } from './user.ts';

/** A document of 200 hosts takes a second or two; a browser that hangs is given up. */
const PRINT_MS = 120_000;
const START_MS = 30_000;
const GOODBYE_MS = 2000;
const PIECE = 1024 * 1024;

/** Prints in a browser without a window, in a profile of its own that is gone afterwards; no port, no network, no script. */
export const chromiumPrinting: OpenPrinting = async () => {
  const { env, platform, pid } = process;
  const program = findBrowser(env, platform);
  if (program === null) return fail({ kind: 'not-printed', reason: 'no-browser', detail: '' });
  const user = browserUser({ platform, isRoot: process.getuid?.() === 0, env, pid });
  if (!user.ok) return user;
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-print-'));
  const profile = openProfile(folder, user.value, { ...env, HOME: env['HOME'] ?? homedir() });
  const browser = startBrowser({ program, user: user.value, profile, headless: true, debugPort: false, env, printing: true });
  return open(new Press(browser, profile, folder));
};

async function open(press: Press): Promise<Result<Printing>> {
  try {
    await press.start();
    return ok(press);
  } catch (error) {
    await press.close();
    const detail = `${error instanceof Error ? error.message : String(error)}\n${press.lastWords()}`;
    return fail({ kind: 'not-printed', reason: 'failed', detail: detail.slice(0, 1000) });
  }
}

/** One page of one browser. */
class Press implements Printing {
  readonly #browser: Browser;
  readonly #profile: Profile;
  readonly #folder: string;
  readonly #devTools: DevTools;
  readonly #gone: Promise<void>;
  #session = '';
  #onEvent: (event: DevToolsEvent) => void = () => undefined;

  constructor(browser: Browser, profile: Profile, folder: string) {
    this.#browser = browser;
    this.#profile = profile;
    this.#folder = folder;
    this.#devTools = new DevTools(browser.toBrowser, browser.fromBrowser, (event) => this.#onEvent(event));
    this.#gone = new Promise((resolve) => {
      browser.process.once('exit', () => resolve());
      browser.process.once('error', () => resolve());
    });
  }

  lastWords(): string {
    return this.#browser.lastWords();
  }

  async start(): Promise<void> {
    const target = await within(this.#target(), START_MS, 'the browser did not start in time');
    const { sessionId } = await this.#devTools.send<{ sessionId: string }>('Target.attachToTarget', { targetId: target, flatten: true });
    this.#session = sessionId;
    // Whatever stands in the page: nothing of it runs, and nothing is fetched. The name goes into the PDF.
    await Promise.all([
      this.#page('Emulation.setScriptExecutionDisabled', { value: true }),
      this.#page('Emulation.setUserAgentOverride', { userAgent: `Patchbay ${version}` }),
      this.#page('Network.enable'),
      this.#page('Network.setBlockedURLs', { urls: ['http://*', 'https://*', 'ftp://*', 'ws://*', 'wss://*', 'file://*'] }),
      this.#page('Page.enable'),
    ]);
  }

  async print(html: string, draft: boolean): Promise<Uint8Array> {
    return within(this.#print(html, draft), PRINT_MS, 'the browser did not print in time');
  }

  async #target(): Promise<string> {
    const { targetInfos } = await this.#devTools.send<{ targetInfos: { targetId: string; type: string }[] }>('Target.getTargets');
    const page = targetInfos.find((one) => one.type === 'page');
    if (page) return page.targetId;
    return (await this.#devTools.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })).targetId;
  }

  async #print(html: string, draft: boolean): Promise<Uint8Array> {
    const { frameTree } = await this.#page<{ frameTree: { frame: { id: string } } }>('Page.getFrameTree');
    const loaded = new Promise<void>((resolve) => {
      this.#onEvent = ({ method }) => (method === 'Page.loadEventFired' ? resolve() : undefined);
    });
    await this.#page('Page.setDocumentContent', { frameId: frameTree.frame.id, html });
    await Promise.race([loaded, this.#fontsThere()]);
    await this.#fontsThere();
    const { stream } = await this.#page<{ stream: string }>('Page.printToPDF', {
      printBackground: true,
      preferCSSPageSize: true,
      generateTaggedPDF: !draft,
      generateDocumentOutline: !draft,
      transferMode: 'ReturnAsStream',
    });
    return this.#read(stream);
  }

  /** Faces that are written into the page are still decoded after it was loaded. */
  #fontsThere(): Promise<unknown> {
    return this.#page('Runtime.evaluate', {
      expression: 'document.fonts.ready.then(() => document.fonts.size)',
      awaitPromise: true,
      returnByValue: true,
    });
  }

  async #read(handle: string): Promise<Uint8Array> {
    const pieces: Buffer[] = [];
    for (;;) {
      const piece = await this.#page<{ data: string; base64Encoded?: boolean; eof: boolean }>('IO.read', { handle, size: PIECE });
      pieces.push(Buffer.from(piece.data, piece.base64Encoded ? 'base64' : 'latin1'));
      if (piece.eof) break;
    }
    await this.#page('IO.close', { handle });
    return Buffer.concat(pieces);
  }

  #page<T = unknown>(method: string, params: object = {}): Promise<T> {
    return this.#devTools.send<T>(method, params, this.#session);
  }

  /** Asks the browser to end, ends it where it does not, and takes its folder away. */
  async close(): Promise<void> {
    const { process: child } = this.#browser;
    this.#devTools.send('Browser.close').catch(() => undefined);
    const late = setTimeout(() => child.kill('SIGKILL'), GOODBYE_MS);
    await this.#gone;
    clearTimeout(late);
    this.#profile.remove();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function within<T>(work: Promise<T>, ms: number, why: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(why)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
