import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { chromium, type Browser, type Page, type Route } from 'playwright-core';
import { build } from 'vite';

/** The built window over made-up hosts in a real Chromium, served without a socket and under a policy as strict as the shells'. */
const ORIGIN = 'https://app.invalid';
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
];
const CHROMIUM = [process.env['PATCHBAY_BROWSER'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);

export const noBrowser = CHROMIUM === undefined ? 'no Chromium found; set PATCHBAY_BROWSER to one' : null;

/** For machines that have something else to do; nothing waits for it when all is well. Milliseconds. */
const PATIENCE = 80_000;

export interface Look {
  readonly scenario?: 'fleet' | 'empty' | 'large' | 'running' | 'finished' | 'altered-vault' | 'forty' | 'no-feeds';
  readonly theme?: 'light' | 'dark';
  readonly speed?: number;
  readonly width?: number;
  readonly height?: number;
  /** 2 is the browser's zoom at 200 %: half the CSS pixels, twice as dense. */
  readonly zoom?: number;
  readonly at?: string;
  readonly forcedColors?: boolean;
  /** Calls that fail or are never answered: fake/troubled.ts. */
  readonly trouble?: string;
  /** The time that the page believes it is, always; ISO 8601. Its time zone is Vienna's. */
  readonly clock?: string;
}

export interface Stage {
  /** The window as it is in this look, nothing left of what was there before; not two of one size and kind at a time. */
  open(look: Look): Promise<Page>;
  /** What pages complained about: thrown errors and blocked sources. */
  readonly complaints: string[];
  /** The browser's major version: pictures of two of them differ. */
  readonly version: string;
  end(): Promise<void>;
}

export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM ?? '', args: FLAGS });

/**
 * Built in memory: nothing lies about afterwards, whatever happens to the test. Built as it ships: in a test's own NODE_ENV
 * vite would take React's development build, which is another program and four times as slow.
 */
async function builtFiles(): Promise<ReadonlyMap<string, Buffer>> {
  const was = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  const built = await build({
    configFile: join(import.meta.dirname, '..', 'vite.config.ts'),
    mode: 'fake',
    logLevel: 'error',
    build: { write: false },
  });
  if (was === undefined) delete process.env['NODE_ENV'];
  else process.env['NODE_ENV'] = was;
  if (!('output' in built)) throw new Error('vite answered with something else than one build');
  return new Map(built.output.map((file) => [file.fileName, Buffer.from(file.type === 'chunk' ? file.code : file.source)]));
}

type Wants = Required<Pick<Look, 'width' | 'height' | 'zoom' | 'forcedColors'>> & { readonly vienna: boolean };

export async function openStage(): Promise<Stage> {
  const files = await builtFiles();
  const browser = await launchBrowser();
  const complaints: string[] = [];
  const pages = new Map<string, Page>();

  /** A tab is used again for the next look of its kind: a new document, but not a new process that compiles everything anew. */
  async function pageFor(wants: Wants): Promise<Page> {
    const kind = JSON.stringify(wants);
    const open = pages.get(kind);
    if (open && !open.isClosed()) {
      await open.goto('about:blank');
      return open;
    }
    const page = await newPage(browser, wants);
    page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.route(`${ORIGIN}/**`, (route) => serve(route, files));
    pages.set(kind, page);
    return page;
  }

  return {
    complaints,
    version: browser.version().split('.')[0] ?? '',
    async open({ scenario = 'fleet', theme = 'light', speed = 20, at = '', trouble = '', clock, ...look }) {
      const { width = 1280, height = 800, zoom = 1, forcedColors = false } = look;
      const page = await pageFor({ width, height, zoom, forcedColors, vienna: clock !== undefined });
      if (clock !== undefined) await page.clock.setFixedTime(clock);
      await page.goto(`${ORIGIN}/dev.html?scenario=${scenario}&theme=${theme}&speed=${speed}&trouble=${trouble}${at}`);
      await page.getByRole('navigation', { name: 'Pages' }).waitFor();
      return page;
    },
    async end() {
      await browser.close();
    },
  };
}

async function newPage(browser: Browser, { width, height, zoom, forcedColors, vienna }: Wants): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: width / zoom, height: height / zoom },
    deviceScaleFactor: zoom,
    forcedColors: forcedColors ? 'active' : 'none',
    reducedMotion: 'reduce',
    ...(vienna ? { timezoneId: 'Europe/Vienna', locale: 'en-GB' } : {}),
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  return page;
}

async function serve(route: Route, files: ReadonlyMap<string, Buffer>): Promise<void> {
  const name = new URL(route.request().url()).pathname.slice(1);
  const body = files.get(name);
  if (body === undefined) return route.fulfill({ status: 404, body: '' });
  const headers = { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'content-security-policy': POLICY };
  return route.fulfill({ body, headers });
}
