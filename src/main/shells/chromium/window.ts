import { join } from 'node:path';
import type { Engine } from '../../../shared/contract/contract.ts';
import type { Notices } from '../../services/notices.ts';
import type { Bundle } from '../serve/bundle.ts';
import type { CrashLog } from '../serve/crash-log.ts';
import { texts } from '../serve/texts.ts';
import { Bridge } from './bridge.ts';
import type { Browser } from './browser.ts';
import { DevTools } from './devtools.ts';
import type { DevToolsEvent } from './devtools.ts';
import { Downloads } from './downloads.ts';
import { startHeartbeat } from './heartbeat.ts';
import { ORIGIN } from './origin.ts';
import { serveRequest } from './policing.ts';
import type { PausedRequest } from './policing.ts';
import type { Profile } from './profile.ts';

/** A page that breaks again within this time is not loaded a third time. */
const AGAIN_MS = 60_000;
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
  /** Brings the window to the front. */
  raise(): void;
  close(): Promise<void>;
}

/** What the window shows, and whom it tells. */
export interface Inside {
  readonly bundle: Bundle;
  readonly engine: Engine;
  readonly notices: Pick<Notices, 'say'>;
  readonly log: CrashLog;
  /** Where files go that the page makes. */
  readonly downloadFolder: string;
}

/** Opens the app's window in a Chromium of its own, just started, and holds it to one page: ours. */
export function openWindow(browser: Browser, profile: Profile, inside: Inside): AppWindow {
  return new ChromiumWindow(browser, inside, join(profile.folder, 'made'));
}

class ChromiumWindow implements AppWindow {
  readonly closed: Promise<string | null>;
  readonly opened: Promise<void>;
  readonly #browser: Browser;
  readonly #devTools: DevTools;
  readonly #inside: Inside;
  readonly #downloads: Downloads;
  readonly #opened = Promise.withResolvers<void>();
  readonly #ready = Promise.withResolvers<void>();
  #end: (reason: string | null) => void = () => undefined;
  #target: string | null = null;
  #session: string | null = null;
  #bridge: Bridge | null = null;
  #crashedAt = -Infinity;

  constructor(browser: Browser, inside: Inside, spool: string) {
    this.#browser = browser;
    this.#inside = inside;
    this.#devTools = new DevTools(browser.toBrowser, browser.fromBrowser, (event) => this.#on(event));
    this.#downloads = new Downloads(this.#devTools, spool, inside.downloadFolder, inside.notices);
    this.opened = this.#opened.promise;
    this.closed = this.#watch();
    // Whoever only waits for the end learns of a failed start there.
    this.opened.catch(() => undefined);
    this.#police().catch((error: unknown) => this.#end(String(error)));
  }

  raise(): void {
    if (this.#session === null) return;
    this.#devTools.send('Page.bringToFront', {}, this.#session).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#end(null);
    await this.closed;
  }

  /** Before the first page: every request passes by us, every new page is stopped before it runs, nothing foreign is downloaded, nothing granted. */
  async #police(): Promise<void> {
    await Promise.all([
      this.#devTools.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      this.#downloads.start(),
      this.#devTools.send('Browser.grantPermissions', { origin: ORIGIN, permissions: [] }),
    ]);
    await this.#devTools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  }

  #on(event: DevToolsEvent): void {
    const { method, params } = event;
    if (event.sessionId !== undefined && event.sessionId === this.#session) this.#onPage(event);
    else if (method.startsWith('Browser.download')) this.#downloads.handle(event);
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
    // From its first moment on: a browser that hangs right then would otherwise never be missed.
    this.opened.then(() => this.#beat(targetId)).catch(() => undefined);
    // A page's main frame has its target's id.
    this.#bridge = new Bridge(this.#devTools, session, targetId, this.#inside.engine);
    await Promise.all([this.#devTools.send('Page.enable', {}, session), this.#bridge.install()]);
    this.#ready.resolve();
    // The first load began before the browser listened to us; this one is answered.
    await this.#home();
    await this.#devTools.send('Runtime.runIfWaitingForDebugger', {}, session);
  }

  #home(path = ''): Promise<unknown> {
    return this.#devTools.send('Page.navigate', { url: `${ORIGIN}/${path}` }, this.#session ?? undefined);
  }

  #onPage(event: DevToolsEvent): void {
    this.#bridge?.handle(event);
    if (event.method === 'Inspector.targetCrashed') this.#crashed();
    if (event.method !== 'Page.frameNavigated') return;
    const frame = event.params['frame'] as { readonly id: string; readonly url: string };
    if (frame.id !== this.#target) return;
    if (frame.url.startsWith(`${ORIGIN}/`)) this.#opened.resolve();
    else this.#home().catch(() => undefined);
  }

  /** Loaded again once, and that is said; where it breaks again, another page takes its place and says so. */
  #crashed(): void {
    const again = performance.now() - this.#crashedAt < AGAIN_MS;
    this.#crashedAt = performance.now();
    this.#inside.log.enter('The page is gone');
    if (!again) this.#inside.notices.say('warn', texts.pageBack);
    this.#home(again ? 'stopped.html' : '').catch((error: unknown) => this.#end(String(error)));
  }

  #serve(paused: PausedRequest): void {
    // A request whose page has gone meanwhile cannot be answered any more.
    serveRequest(this.#devTools, this.#inside.bundle, this.#target, paused, () => this.#ready.promise).catch(() => undefined);
  }

  #beat(targetId: string): void {
    const ask = () => this.#devTools.send('Browser.getWindowForTarget', { targetId });
    const end = startHeartbeat(ask, (reason) => this.#end(reason));
    void this.closed.then(end);
  }

  async #watch(): Promise<string | null> {
    const unsubscribe = this.#inside.engine.onChange((change) => this.#bridge?.tell(change));
    const ended = new Promise<string | null>((resolve) => {
      this.#end = resolve;
      void this.#browser.ended.then((how) => {
        if (how instanceof Error) return resolve(String(how));
        resolve(this.#session === null ? `The browser ended (${how}) before it had opened a window.\n${this.#browser.lastWords()}` : null);
      });
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
