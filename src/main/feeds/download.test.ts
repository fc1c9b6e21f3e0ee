import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../shared/domain/problem.ts';
import type { Result } from '../../shared/domain/result.ts';
import { download, type Downloaded, type DownloadOptions } from './download.ts';
import { certificate, vendor, type Vendor } from './vendor.test-kit.ts';

const BODY = Buffer.from('0123456789'.repeat(1000));

describe('fetching one file', () => {
  let folder = '';
  let open: Vendor[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-download-'));
    open = [];
  });
  afterEach(async () => {
    await Promise.all(open.map((one) => one.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  const serve = async (answer: RequestListener, tls?: { cert: string; key: string }): Promise<Vendor> => {
    const one = await vendor(answer, tls);
    open.push(one);
    return one;
  };
  const get = (url: string, change: Partial<DownloadOptions> = {}): Promise<Result<Downloaded>> =>
    download({ title: 'Test', url, path: join(folder, 'f'), maxBytes: 1e6, kept: null, proxy: null, ca: null, idleMs: 300, ...change });
  const file = (): Buffer | null => (existsSync(join(folder, 'f')) ? readFileSync(join(folder, 'f')) : null);
  const reason = (result: Result<Downloaded>): string =>
    result.ok ? 'ok' : ((result.problem as Problem & { reason?: string }).reason ?? '');

  it('keeps the file and what the server calls it, and leaves nothing beside it', async () => {
    const { url, seen } = await serve((_, response) => response.setHeader('etag', '"1"').end(BODY));
    expect(await get(url)).toEqual({
      ok: true,
      value: { state: 'fetched', bytes: BODY.length, kept: { etag: '"1"', lastModified: null } },
    });
    expect(file()).toEqual(BODY);
    expect(readdirSync(folder)).toEqual(['f']);
    // Nothing of ours goes out with the request.
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual(['accept-encoding', 'connection', 'host', 'user-agent']);
  });

  it('does not fetch what has not changed', async () => {
    const { url, seen } = await serve((_, response) => response.writeHead(304).end());
    expect(await get(url, { kept: { etag: '"1"', lastModified: 'Sat, 21 Nov 2026 10:00:00 GMT' } })).toEqual({
      ok: true,
      value: { state: 'unchanged' },
    });
    expect(seen[0]?.headers).toMatchObject({ 'if-none-match': '"1"', 'if-modified-since': 'Sat, 21 Nov 2026 10:00:00 GMT' });
  });

  describe('of a vendor that names its newest archive in a file beside it', () => {
    const named = (name: string | Buffer): Promise<Vendor> =>
      serve(
        ({ url: path }, response) =>
          void (path === '/f' ? response.end(name) : path === '/x_2026-11-22.tar' ? response.end(BODY) : response.writeHead(404).end()),
      );
    it.each([
      ['as text', 'x_2026-11-22.tar\n'],
      ['packed', gzipSync('x_2026-11-22.tar\n')],
    ])('fetches that one, named %s', async (_, name) => {
      const { url } = await named(name);
      expect(await get(url, { pointer: true })).toMatchObject({ ok: true, value: { bytes: BODY.length } });
      expect(file()).toEqual(BODY);
      expect(readdirSync(folder)).toEqual(['f']);
    });
    it.each([
      ['another folder', '../secret', 'other'],
      ['another vendor', 'https://example.org/x', 'other'],
      ['an error page', '<!doctype html>', 'other'],
      ['nothing', '', 'other'],
      ['packed bytes that are none', Buffer.from([0x1f, 0x8b, 1, 2]), 'other'],
      ['a file that is not there', 'y.tar', 'status'],
      ['a long text', 'x'.repeat(300), 'too-large'],
    ])('fetches nothing that is named by %s', async (_, name, why) => {
      const { url } = await named(name);
      expect(reason(await get(url, { pointer: true }))).toBe(why);
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  it('continues where it was cut off', async () => {
    let times = 0;
    const { url, seen } = await serve((request, response) => {
      times += 1;
      if (times === 1) {
        response.writeHead(200, { etag: '"1"', 'content-length': BODY.length });
        return void response.write(BODY.subarray(0, 4000));
      }
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
      response.writeHead(206, { etag: '"1"', 'content-range': `bytes ${from}-${BODY.length - 1}/${BODY.length}` });
      response.end(BODY.subarray(from));
    });
    expect(reason(await get(url))).toBe('timeout');
    expect(file()).toBeNull();
    expect(await get(url)).toMatchObject({ ok: true, value: { bytes: BODY.length } });
    expect(seen[1]?.headers['if-range']).toBe('"1"');
    expect(file()).toEqual(BODY);
  });

  it('begins anew where the file has changed meanwhile', async () => {
    let times = 0;
    const { url } = await serve((_, response) => {
      times += 1;
      response.writeHead(200, { etag: `"${times}"`, 'content-length': BODY.length });
      if (times === 1) response.write(BODY.subarray(0, 4000).fill('x'), () => response.destroy());
      else response.end(BODY);
    });
    await get(url);
    expect(await get(url)).toMatchObject({ ok: true, value: { kept: { etag: '"2"' } } });
    expect(file()).toEqual(BODY);
  });

  it.each([
    ['404', 'status', (_, response) => response.writeHead(404).end('gone')],
    ['500', 'status', (_, response) => response.writeHead(500).end()],
    ['silence', 'timeout', () => undefined],
    ['silence in the middle', 'timeout', (_, response) => void response.write('a')],
    ['a file without end', 'too-large', (_, response) => response.end(Buffer.alloc(2e6))],
    ['a redirect to itself', 'redirect', (_, response) => response.writeHead(302, { location: '/f' }).end()],
    ['a redirect to nowhere', 'redirect', (_, response) => response.writeHead(302, { location: 'http://[' }).end()],
    ['a redirect to plain http', 'not-https', (_, response) => response.writeHead(302, { location: 'http://example.com/' }).end()],
    ['a redirect to a file', 'not-https', (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end()],
    ['no HTTP', 'other', (request) => void request.socket.end('SSH-2.0-x\r\n')],
    ['a closed door', 'cut', (request) => void request.socket.destroy()],
  ] as [string, string, RequestListener][])('%s is %s, and no file', async (_, wanted, answer) => {
    const { url } = await serve(answer);
    expect(reason(await get(url))).toBe(wanted);
    expect(file()).toBeNull();
  });

  it('plain http is refused before anything is sent', async () => expect(reason(await get('http://192.0.2.1/f'))).toBe('not-https'));

  it('a port that nobody listens on', async () => {
    const one = await vendor(() => undefined);
    await one.close();
    expect(reason(await get(one.url))).toBe('refused');
  });

  it('drips without end are cut at the total', async () => {
    const { url } = await serve((_, response) => {
      const drip = setInterval(() => response.write('a'), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(reason(await get(url, { totalMs: 400 }))).toBe('timeout');
  });

  it('follows a redirect', async () => {
    const { url } = await serve((request, response) =>
      request.url === '/f' ? response.writeHead(301, { location: '/g' }).end() : response.end(BODY),
    );
    expect(reason(await get(url))).toBe('ok');
  });

  it('goes through a proxy where one is named', async () => {
    const proxy = await serve((_, response) => response.end(BODY));
    expect(await get('http://localhost:9/f', { proxy: new URL(proxy.url).origin })).toMatchObject({ ok: true });
    expect(proxy.seen[0]?.url).toBe('http://localhost:9/f');
  });

  it('believes the certificates that it is told to, and no other, and none that has expired', async () => {
    const good = certificate(folder, 2020, 2090);
    const { url } = await serve((_, response) => response.end(BODY), good);
    expect(reason(await get(url))).toBe('certificate');
    expect(reason(await get(url, { ca: good.cert }))).toBe('ok');
    const old = certificate(folder, 2020, 2021);
    const expired = await serve((_, response) => response.end(BODY), old);
    expect(reason(await get(expired.url, { ca: old.cert }))).toBe('certificate');
  });
});
