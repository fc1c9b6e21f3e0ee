import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';

const SHELL = fileURLToPath(new URL('../../dist/main/chromium.js', import.meta.url));
const PROBE = fileURLToPath(new URL('./ui-probe.ts', import.meta.url));
const PAGE = 'https://patchbay.invalid';
const PATIENCE_MS = 60_000;

export interface EngineLook {
  /** The longest the event loop was late since the last look, in milliseconds. */
  readonly max: number;
  readonly p99: number;
  /** The longest it worked in one go, in milliseconds of its own CPU time. */
  readonly stretch: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
}

/** The built app in its Chromium shell, headless, on a data folder of its own. */
export class BenchWindow {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly #engine: ChildProcess;
  readonly #browser: Browser;
  readonly #probeFile: string;
  #looks = 0;

  private constructor(engine: ChildProcess, browser: Browser, page: Page, cdp: CDPSession, probeFile: string) {
    this.#engine = engine;
    this.#browser = browser;
    this.#probeFile = probeFile;
    this.page = page;
    this.cdp = cdp;
  }

  static async open(home: string): Promise<BenchWindow> {
    const { engine, port, probeFile } = await started(home);
    // A client that comes before the window has opened is in its way.
    for await (const line of createInterface({ input: engine.stdout! })) if (line.startsWith('debug port')) break;
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const page = browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((one) => one.url().startsWith(PAGE));
    if (!page) throw new Error('the window shows no page of the app');
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    page.setDefaultTimeout(PATIENCE_MS / 3);
    return new BenchWindow(engine, browser, page, await page.context().newCDPSession(page), probeFile);
  }

  /** Looks at the engine, whose delay counts anew from here on. */
  async engine(): Promise<EngineLook> {
    this.#engine.kill('SIGUSR2');
    this.#looks += 1;
    const lines = (): string[] => (existsSync(this.#probeFile) ? readFileSync(this.#probeFile, 'utf8').split('\n').filter(Boolean) : []);
    while (lines().length < this.#looks) await setTimeout(10);
    return JSON.parse(lines().at(-1)!) as EngineLook;
  }

  /** What the page holds after a collection, in bytes. */
  async pageHeap(): Promise<number> {
    await this.cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.cdp.send('Runtime.getHeapUsage');
    return usedSize;
  }

  async close(): Promise<void> {
    await this.#browser.close().catch(() => undefined);
    await ended(this.#engine);
  }
}

async function ended(engine: ChildProcess): Promise<void> {
  if (engine.exitCode !== null) return;
  const gone = new Promise((resolve) => engine.once('exit', resolve));
  engine.kill('SIGTERM');
  await gone;
}

interface Started {
  readonly engine: ChildProcess;
  readonly port: string;
  readonly probeFile: string;
}

async function started(home: string): Promise<Started> {
  const data = join(home, 'data');
  mkdirSync(data, { recursive: true });
  const probeFile = join(home, 'probe.jsonl');
  writeFileSync(probeFile, '');
  const { PATH, LANG } = process.env;
  const env = { PATH, LANG, HOME: home, PATCHBAY_DATA: data, PATCHBAY_DEBUG_PORT: '0', PATCHBAY_BENCH_PROBE: probeFile, DISPLAY: '' };
  const engine = spawn(process.execPath, ['--expose-gc', '--import', PROBE, SHELL, '--headless'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // However this ends, no window stays open.
  process.once('exit', () => engine.kill());
  // Known some time before the window says it: a page that is looked at late would count as late.
  const ports = join(data, 'window-profile', 'DevToolsActivePort');
  while (!existsSync(ports) || readFileSync(ports, 'utf8').split('\n').length < 2) {
    if (engine.exitCode !== null) throw new Error(`the window ended with ${engine.exitCode}`);
    await setTimeout(5);
  }
  return { engine, probeFile, port: readFileSync(ports, 'utf8').split('\n')[0]! };
}

/** Looks at every frame for a row of real data that the pointer would hit; answers when that was, milliseconds since 1970. */
const USABLE = `new Promise((resolve) => {
  const look = () => {
    const row = document.querySelector('main tbody tr, [role=grid] [role=row].item');
    const box = row && row.getBoundingClientRect();
    const hit = box && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (hit && row.contains(hit)) requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
    else requestAnimationFrame(look);
  };
  look();
})`;

/** From the process's start to the first real rows that can be clicked, in milliseconds. Then it is closed again. */
export async function startTime(home: string): Promise<number> {
  const begin = Date.now();
  const { engine, port } = await started(home);
  try {
    for (;;) {
      if (Date.now() - begin > PATIENCE_MS) throw new Error('no rows within a minute');
      const at = await usableAt(port).catch(() => null);
      if (at !== null) return at - begin;
      await setTimeout(5);
    }
  } finally {
    await ended(engine);
  }
}

/** One question over a line of its own: a client that wants to know everything of the browser would be slower than the window. */
async function usableAt(port: string): Promise<number | null> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { url: string; webSocketDebuggerUrl: string }[];
  const target = targets.find((one) => one.url.startsWith(PAGE));
  if (!target) return null;
  const line = new WebSocket(target.webSocketDebuggerUrl);
  try {
    return await new Promise<number>((resolve, reject) => {
      line.onopen = () =>
        line.send(
          JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: USABLE, awaitPromise: true, returnByValue: true } }),
        );
      line.onmessage = ({ data }) => {
        const { id, result } = JSON.parse(String(data)) as { id?: number; result?: { result?: { value?: number } } };
        if (id !== 1) return;
        const value = result?.result?.value;
        if (typeof value === 'number') resolve(value);
        else reject(new Error('the page was replaced'));
      };
      line.onclose = line.onerror = () => reject(new Error('the line was cut'));
    });
  } finally {
    line.close();
  }
}
