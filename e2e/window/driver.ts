import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { findBrowser, findProgram } from '../../src/main/shells/serve/find-browser.mjs';

export const hasBrowser = findBrowser() !== null;
export const hasScreenless =
  process.platform === 'linux' && findProgram(['Xvfb'], process.env) !== null && findProgram(['xdotool'], process.env) !== null;

/** Waits for a state, looking every 50 ms. */
export async function until<T>(look: () => T | Promise<T>, what: string, seconds = 15): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Waits until an expression is true in the page. Playwright's own waitForFunction looks by `eval` from a timer of the page from the
 * second look on, which our policy refuses: it fails whenever the state is not there at the first look.
 */
export async function inPageUntil(page: Page, expression: string): Promise<void> {
  // While a document is replaced by the next there is none to ask.
  await until(() => page.evaluate(`Boolean(${expression})`).catch(() => false), expression);
}

/** A display without a screen. */
export async function startDisplay(): Promise<{ name: string; process: ChildProcess }> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const lines = createInterface({ input: server.stdio[3] as Readable });
  const { value } = await lines[Symbol.asyncIterator]().next();
  return { name: `:${value}`, process: server };
}

type Line = Record<string, unknown>;

/** The test host (host.ts) as a process of its own. */
export class Host {
  readonly folder = mkdtempSync(join(tmpdir(), 'patchbay-window-test-'));
  readonly process: ChildProcess;
  readonly #lines: Line[] = [];
  #errors = '';

  constructor({ display, debugPort = false, env: more = {} }: { display?: string; debugPort?: boolean; env?: NodeJS.ProcessEnv } = {}) {
    const env = { ...process.env, DISPLAY: display ?? '', ...(debugPort && { PATCHBAY_DEBUG_PORT: '0' }), ...more };
    this.process = spawn(process.execPath, [join(import.meta.dirname, 'host.ts'), this.folder, display ? 'headed' : 'headless'], { env });
    createInterface({ input: this.process.stdout as Readable }).on('line', (line) => this.#lines.push(JSON.parse(line) as Line));
    // It may have ended before it reads what a test still tells it.
    this.process.stdin?.on('error', () => undefined);
    this.process.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
  }

  tell(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** The newest line that has this field. */
  async said(field: string, seconds?: number): Promise<Line> {
    return until(() => this.#lines.findLast((line) => field in line), `${field}; stderr: ${this.#errors}`, seconds);
  }

  /** The addresses of the browser's pages, as it lists them itself. */
  async addresses(): Promise<string[]> {
    return (await this.#targets()).map(({ url }) => url);
  }

  /** Breaks the page's process, once it runs. Past Playwright, which would take a page that has crashed for lost. */
  async crashPage(): Promise<void> {
    await until(
      async () => (await this.#ask('Runtime.evaluate', { expression: 'document.readyState' })) === 'complete',
      'a page that runs',
    );
    void this.#ask('Page.crash', {});
  }

  /** The value that the page's target answers to one command, null where it does not answer within a second. */
  async #ask(method: string, params: object): Promise<unknown> {
    const [page] = await this.#targets();
    if (!page) return null;
    const line = new WebSocket(page.webSocketDebuggerUrl);
    const answer = Promise.withResolvers<unknown>();
    line.addEventListener('open', () => line.send(JSON.stringify({ id: 1, method, params })));
    line.addEventListener('message', ({ data }) => {
      answer.resolve((JSON.parse(String(data)) as { result?: { result?: { value?: unknown } } }).result?.result?.value);
    });
    const late = setTimeout(() => answer.resolve(null), 1000);
    return answer.promise.finally(() => (clearTimeout(late), line.close()));
  }

  async #targets(): Promise<{ type: string; url: string; webSocketDebuggerUrl: string }[]> {
    const answer = await fetch(`http://127.0.0.1:${await this.#port()}/json/list`);
    const targets = (await answer.json()) as { type: string; url: string; webSocketDebuggerUrl: string }[];
    return targets.filter(({ type }) => type === 'page');
  }

  async #port(): Promise<string> {
    const { profile } = await this.said('opened');
    return readFileSync(join(String(profile), 'DevToolsActivePort'), 'utf8').split('\n')[0] ?? '';
  }

  /** Everything that it said in this field so far. */
  all(field: string): unknown[] {
    return this.#lines.flatMap((line) => (field in line ? [line[field]] : []));
  }

  async received(): Promise<{ name: string; input: unknown }[]> {
    const before = this.#lines.length;
    this.tell('received');
    const line = await until(() => this.#lines.slice(before).find((next) => 'received' in next), 'received');
    return line['received'] as { name: string; input: unknown }[];
  }

  /** The page as a test's client sees it, beside the host's own pipe. */
  async page(): Promise<Page> {
    // Without defaults: Playwright would take downloads for itself.
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await this.#port()}`, { noDefaults: true });
    const page = browser.contexts()[0]?.pages()[0];
    if (!page) throw new Error('no page');
    await inPageUntil(page, 'globalThis.pageRan === true');
    return page;
  }

  /** The browser's processes: those that name its profile, and what they started. */
  browserProcesses(): number[] {
    return descendants(this.process.pid ?? -1);
  }

  async end(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = new Promise((resolve) => this.process.once('exit', resolve));
      this.tell('close');
      const timer = setTimeout(() => this.process.kill('SIGKILL'), 5000);
      await gone;
      clearTimeout(timer);
    }
    // A killed host leaves its browser's folder; the next start on the same data folder would remove it.
    const profile = linkOf(join(this.folder, 'window-profile'));
    if (profile) rmSync(profile, { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Every process below this one, from /proc (proc(5)). */
export function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(name));
  const below = (pid: number): number[] =>
    [...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => [child, ...below(child)]);
  return below(root);
}

export const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readProc(pid, 'status'));

/** The inodes of the sockets that listen here for TCP or wait for UDP, by process. */
export function listening(pids: readonly number[]): string[] {
  const tables = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((name) => readProc('self/net', name).split('\n').slice(1));
  const inodes = new Map(
    tables
      .map((row) => row.trim().split(/\s+/))
      .filter(([, , , state]) => state === '0A' || state === '07')
      .map((row) => [row[9] ?? '', row[1] ?? '']),
  );
  return pids.flatMap((pid) => sockets(pid).flatMap((inode) => inodes.get(inode) ?? []));
}

function sockets(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1] ?? []);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** A file of /proc as text; empty where the process has gone. */
export function readProc(of: number | string, name: string): string {
  try {
    return readFileSync(`/proc/${of}/${name}`, 'latin1');
  } catch {
    return '';
  }
}

const parentOf = (pid: string): number => Number(/^PPid:\s+(\d+)/m.exec(readProc(pid, 'status'))?.[1] ?? -1);
