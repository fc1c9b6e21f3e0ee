import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, Host, inPageUntil, until } from './driver.ts';

/** What the page can do in the Chromium window, and what it cannot. Item numbers are those of Electron's security checklist. */
describe.skipIf(!hasBrowser)('the page in the Chromium window', () => {
  let host: Host;
  let page: Page;

  beforeAll(async () => {
    host = new Host({ debugPort: true });
    page = await host.page();
  });
  afterAll(() => host.end());

  /** Runs a script in the page's own world. */
  const inPage = (script: string): Promise<unknown> => page.evaluate(script);

  test('finds window.api with two functions and nothing else of ours (items 2, 3, 20)', async () => {
    expect(await inPage('Object.entries(api).map(([name, value]) => name + ":" + typeof value)')).toEqual([
      'call:function',
      'onChange:function',
    ]);
    expect(await inPage('Object.isFrozen(api)')).toBe(true);
    expect(await inPage('try { globalThis.api = 1; api } catch { api }')).toEqual(expect.anything());
    expect(await inPage('[typeof __patchbay, typeof require, typeof process, typeof Buffer]')).toEqual(Array(4).fill('undefined'));
  });

  test('calls the engine and gets its answer', async () => {
    expect(await inPage("api.call('app.info', {})")).toMatchObject({ ok: true, value: { shell: 'chromium', user: 'someone' } });
  });

  test('gets twenty answers to twenty calls at once, each its own', async () => {
    const kinds = await inPage(
      "Promise.all(Array.from({ length: 20 }, (_, i) => api.call(i % 2 ? 'app.info' : 'settings.get', {}).then((r) => r.ok)))",
    );
    expect(kinds).toEqual(Array.from({ length: 20 }, (_, i) => i % 2 === 1));
  });

  test('hears of changes', async () => {
    host.tell(JSON.stringify({ topic: 'hosts', id: null }));
    await inPageUntil(page, 'changes.length > 0');
    expect(await inPage('changes')).toEqual([{ topic: 'hosts', id: null }]);
  });

  test.each([
    ['an unknown call', "api.call('app.quit', {})", 'not-found'],
    ['a call named as something that every object has', "api.call('constructor', {})", 'not-found'],
    ['an input of the wrong shape', "api.call('hosts.get', { id: 7 })", 'invalid-input'],
    ['no input', "api.call('hosts.get')", 'invalid-input'],
    ['an input that is too large', "api.call('hosts.get', { id: 'x'.repeat(2_000_001) })", 'invalid-input'],
  ])('is refused %s, before the engine hears of it (item 17)', async (_, script, kind) => {
    const before = (await host.received()).length;
    expect(await inPage(script)).toMatchObject({ ok: false, problem: { kind } });
    expect(await host.received()).toHaveLength(before);
  });

  test('reads what the engine throws as a problem', async () => {
    expect(await inPage("api.call('audit.verify', {})")).toMatchObject({ ok: false, problem: { kind: 'bug' } });
  });

  test('gives a frame of its own neither window.api nor what is under it', async () => {
    const seen = await inPage(`(() => {
      const { contentWindow } = document.body.appendChild(document.createElement('iframe'));
      return [typeof contentWindow.__patchbay, typeof contentWindow.api];
    })()`);
    expect(seen).toEqual(['undefined', 'undefined']);
  });

  test.each(['the main frame', 'a child frame'])(
    'is not listened to from another world of %s, which has the raw binding (item 17)',
    async (which) => {
      const before = (await host.received()).length;
      const client = await page.context().newCDPSession(page);
      const { frameTree } = await client.send('Page.getFrameTree');
      const frameId = which === 'the main frame' ? frameTree.frame.id : (frameTree.childFrames?.[0]?.frame.id ?? '');
      const { executionContextId } = await client.send('Page.createIsolatedWorld', { frameId, worldName: 'foreign' });
      const expression = "__patchbay(JSON.stringify([1, 'app.info', {}])); typeof __patchbay";
      const { result } = await client.send('Runtime.evaluate', { expression, contextId: executionContextId });
      expect(result.value).toBe('function');
      // The next call goes the same way, so whatever was sent before it has been dealt with when it is answered.
      await inPage("api.call('app.info', {})");
      expect(await host.received()).toHaveLength(before + 1);
    },
  );

  test('runs no inline script and no eval (item 7)', async () => {
    expect(await inPage('typeof inlineRan')).toBe('undefined');
    const added = `(() => { const s = document.createElement('script'); s.append('globalThis.injected = 1'); document.body.append(s); return typeof injected; })()`;
    expect(await inPage(added)).toBe('undefined');
    // A test's client may evaluate; the page's own timer may not.
    await inPage(
      "globalThis.tried = new Promise((done) => setTimeout(() => { try { done(new Function('return 1')()); } catch (e) { done(e.name); } }))",
    );
    expect(await inPage('tried')).toBe('EvalError');
    const header = "fetch('/page.js').then(() => 'read', (e) => e.name)";
    expect(await inPage(header)).toBe('TypeError');
  });

  test('reaches nothing but its own bundle (items 1, 6)', async () => {
    const asked: string[] = [];
    page.on('response', (response) => asked.push(response.url()));
    const tries =
      "['https://example.org/x.png', 'http://127.0.0.1:22/x.png', '/missing.png'].map((src) => new Promise((done) => Object.assign(new Image(), { src, onload: () => done('shown'), onerror: () => done('refused') })))";
    expect(await inPage(`Promise.all(${tries})`)).toEqual(['refused', 'refused', 'refused']);
    const fetched =
      "Promise.all(['https://example.org/', 'http://127.0.0.1:22/'].map((url) => fetch(url).then(() => 'read', (e) => e.name)))";
    expect(await inPage(fetched)).toEqual(['TypeError', 'TypeError']);
    expect(asked).toEqual(['https://patchbay.invalid/missing.png']);
  });

  test.each(['https://example.org/', 'http://127.0.0.1:22/', 'https://patchbay.invalid/other'])(
    'cannot navigate to %s (item 13)',
    async (url) => {
      const refused = page.waitForEvent('requestfailed', (request) => request.url() === url);
      await inPage(`globalThis.marker = ${JSON.stringify(url)}; location.href = marker; undefined`);
      expect((await refused).failure()?.errorText).toBe('net::ERR_ABORTED');
      // The document is the one that was there before.
      expect(await inPage('[marker, location.href]')).toEqual([url, 'https://patchbay.invalid/']);
    },
  );

  test.each(['file:///etc/passwd', 'data:text/html,x', 'chrome://settings/'])(
    'cannot navigate to %s either: the browser refuses (item 13)',
    async (url) => {
      const said = page.waitForEvent('console', (message) => message.text().startsWith('Not allowed to'));
      await inPage(`globalThis.marker = ${JSON.stringify(url)}; location.href = marker; undefined`);
      await said;
      expect(await inPage('[marker, location.href]')).toEqual([url, 'https://patchbay.invalid/']);
    },
  );

  test('is back at once where a navigation needs no request (item 13)', async () => {
    await inPage("globalThis.marker = 'before'; location.href = 'about:blank'; undefined");
    await inPageUntil(page, "location.href === 'https://patchbay.invalid/' && globalThis.pageRan && !globalThis.marker");
    expect(await inPage("api.call('app.info', {}).then((r) => r.ok)")).toBe(true);
  });

  test.each(['https://example.org/', 'about:blank', 'https://patchbay.invalid/'])(
    'opens no second window for %s (item 14)',
    async (url) => {
      expect(await inPage(`globalThis.opened = window.open(${JSON.stringify(url)}); opened !== null`)).toBe(true);
      await inPageUntil(page, 'opened.closed');
      expect(page.context().pages()).toEqual([page]);
    },
  );

  test('is granted nothing (item 5)', async () => {
    const names = ['camera', 'microphone', 'geolocation', 'notifications', 'clipboard-read'];
    const states = await inPage(
      `Promise.all(${JSON.stringify(names)}.map((name) => navigator.permissions.query({ name }).then((p) => p.state)))`,
    );
    expect(states).toEqual(names.map(() => 'denied'));
  });

  const download = (href: string, name: string) =>
    inPage(`(() => {
      const a = document.createElement('a');
      a.href = ${href};
      a.download = ${JSON.stringify(name)};
      document.body.append(a);
      a.click();
    })()`);

  test('what the page makes is put into the download folder, and the window says where (item 5)', async () => {
    await download("URL.createObjectURL(new Blob(['web1\\n'], { type: 'text/csv' }))", 'hosts.csv');
    const where = join(host.folder, 'Downloads', 'hosts.csv');
    await until(() => host.all('notice').includes(`ok: Saved as ${where}`), `a notice of ${where}; ${String(host.all('notice'))}`);
    expect(readFileSync(where, 'utf8')).toBe('web1\n');
  });

  test('nothing else is downloaded (item 5)', async () => {
    const before = readdirSync(join(host.folder, 'Downloads'));
    await download("'data:text/plain,evil'", 'evil.txt');
    await download("'/page.js'", 'page.txt');
    // The same way, and after them: when this one is there, they have been dealt with.
    await download("URL.createObjectURL(new Blob(['last']))", 'last.txt');
    await until(() => existsSync(join(host.folder, 'Downloads', 'last.txt')), 'the last one');
    expect(readdirSync(join(host.folder, 'Downloads')).sort()).toEqual([...before, 'last.txt'].sort());
  });

  test('has a secure context of its own, never file:, and every header that it should (item 18)', async () => {
    expect(await inPage('isSecureContext')).toBe(true);
    const response = await page.reload();
    await inPageUntil(page, 'globalThis.pageRan === true');
    expect(response?.headers()).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });
});
