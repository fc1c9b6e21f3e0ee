import type { Engine } from '../../../shared/contract/contract.ts';
import type { Bundle } from '../serve/bundle.ts';
import { Bridge } from './bridge.ts';
import { startBrowser } from './browser.ts';
import type { Browser, BrowserOptions } from './browser.ts';
import { DevTools } from './devtools.ts';
import type { DevToolsEvent } from './devtools.ts';
import { ORIGIN } from './origin.ts';
import { serveRequest } from './policing.ts';
import type { PausedRequest } from './policing.ts';

const BEAT_MS = 3000;
/** Two in a row: after a laptop's sleep the first beat may fire before the browser has had its turn. */
const MISSED_BEATS = 2;
const GOODBYE_MS = 2000;
const START_MS = 30_000;

interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
}

export interface AppWindow {
  /** Resolves once the window is gone: null where a person closed it, else what went wrong. */
  readonly closed: Promise<string | null>;
  /** Resolves once the page has been served. Rejects where the browser does not get so far. */
  readonly opened: Promise<void>;
  close(): Promise<void>;
}

/** Opens the app's window in a Chromium of its own and holds it to one page: ours. */
export function openWindow(options: BrowserOptions, bundle: Bundle, engine: Engine): AppWindow {
  return new ChromiumWindow(startBrowser(options), bundle, engine);
}

class ChromiumWindow implements AppWindow {
  readonly closed: Promise<string | null>;
  readonly opened: Promise<void>;
  readonly #browser: Browser;
  readonly #devTools: DevTools;
  readonly #bundle: Bundle;
  readonly #engine: Engine;
  readonly #opened = Promise.withResolvers<void>();
  readonly #ready = Promise.withResolvers<void>();
  #end: (reason: string | null) => void = () => undefined;
  #target: string | null = null;
  #session: string | null = null;
  #bridge: Bridge | null = null;

  constructor(browser: Browser, bundle: Bundle, engine: Engine) {
    this.#browser = browser;
    this.#bundle = bundle;
    this.#engine = engine;
    this.#devTools = new DevTools(browser.toBrowser, browser.fromBrowser, (event) => this.#on(event));
    this.opened = this.#opened.promise;
    this.closed = this.#watch();
    // Whoever only waits for the end learns of a failed start there.
    this.opened.catch(() => undefined);
    this.#police().catch((error: unknown) => this.#end(String(error)));
  }

  async close(): Promise<void> {
    this.#end(null);
    await this.closed;
  }

  /** Before the first page: every request passes by us, every new page is stopped before it runs, nothing is downloaded or granted. */
  async #police(): Promise<void> {
    await Promise.all([
      this.#devTools.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      this.#devTools.send('Browser.setDownloadBehavior', { behavior: 'deny' }),
      this.#devTools.send('Browser.grantPermissions', { origin: ORIGIN, permissions: [] }),
    ]);
    await this.#devTools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  }

  #on(event: DevToolsEvent): void {
    const { method, params } = event;
    if (event.sessionId !== undefined && event.sessionId === this.#session) this.#onPage(event);
    else if (method === 'Fetch.requestPaused') this.#serve(params as unknown as PausedRequest);
    else if (method === 'Target.attachedToTarget') this.#attached(params['targetInfo'] as TargetInfo, params['sessionId'] as string);
    else if (method === 'Target.detachedFromTarget' && params['sessionId'] === this.#session) this.#end(null);
  }

  /** The first page is ours. Whatever else opens (Ctrl+N, a popup, DevTools) is closed. */
  #attached({ targetId, type }: TargetInfo, session: string): void {
    if (this.#target !== null || type !== 'page') {
      this.#devTools.send('Target.closeTarget', { targetId }).catch(() => undefined);
      return;
    }
    this.#target = targetId;
    this.#session = session;
    this.#prepare(targetId, session).catch((error: unknown) => this.#end(String(error)));
  }

  async #prepare(targetId: string, session: string): Promise<void> {
    // A page's main frame has its target's id.
    this.#bridge = new Bridge(this.#devTools, session, targetId, this.#engine);
    await Promise.all([this.#devTools.send('Page.enable', {}, session), this.#bridge.install()]);
    this.#ready.resolve();
    // The first load began before the browser listened to us; this one is answered.
    await this.#home();
    await this.#devTools.send('Runtime.runIfWaitingForDebugger', {}, session);
    this.#beat(targetId);
  }

  #home(): Promise<unknown> {
    return this.#devTools.send('Page.navigate', { url: `${ORIGIN}/` }, this.#session ?? undefined);
  }

  #onPage(event: DevToolsEvent): void {
    this.#bridge?.handle(event);
    if (event.method === 'Inspector.targetCrashed') this.#end('The page has crashed.');
    if (event.method !== 'Page.frameNavigated') return;
    const frame = event.params['frame'] as { readonly id: string; readonly url: string };
    if (frame.id !== this.#target) return;
    if (frame.url.startsWith(`${ORIGIN}/`)) this.#opened.resolve();
    else this.#home().catch(() => undefined);
  }

  #serve(paused: PausedRequest): void {
    // A request whose page has gone meanwhile cannot be answered any more.
    serveRequest(this.#devTools, this.#bundle, this.#target, paused, () => this.#ready.promise).catch(() => undefined);
  }

  /** A display that goes away leaves a browser that neither ends nor answers. */
  #beat(targetId: string): void {
    let missed = 0;
    const timer = setInterval(() => {
      if (missed >= MISSED_BEATS) return this.#end('The browser no longer answers.');
      missed += 1;
      this.#devTools.send('Browser.getWindowForTarget', { targetId }).then(
        () => (missed = 0),
        () => this.#end(null),
      );
    }, BEAT_MS);
    void this.closed.then(() => clearInterval(timer));
  }

  async #watch(): Promise<string | null> {
    const unsubscribe = this.#engine.onChange((change) => this.#bridge?.tell(change));
    const ended = new Promise<string | null>((resolve) => {
      this.#end = resolve;
      this.#browser.process.once('error', (error) => resolve(String(error)));
      this.#browser.process.once('exit', (code) =>
        resolve(this.#session === null ? `The browser ended (${code}) before it had opened a window.\n${this.#browser.lastWords()}` : null),
      );
      const late = setTimeout(() => resolve(`No window within ${START_MS / 1000} s.\n${this.#browser.lastWords()}`), START_MS);
      this.opened.then(
        () => clearTimeout(late),
        () => clearTimeout(late),
      );
    });
    const reason = await ended;
    unsubscribe();
    this.#opened.reject(new Error(reason ?? 'The window was closed.'));
    await this.#leave();
    return reason;
  }

  /** Asks the browser to end, and ends it where it does not. */
  async #leave(): Promise<void> {
    const { process: child } = this.#browser;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const timer = setTimeout(() => child.kill('SIGKILL'), GOODBYE_MS);
    this.#devTools.send('Browser.close').catch(() => undefined);
    await gone;
    clearTimeout(timer);
  }
}
