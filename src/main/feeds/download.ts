import { createWriteStream, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get as httpGet, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { get as httpsGet, Agent as HttpsAgent } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { getCACertificates } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { cleanText } from '../../shared/domain/text.ts';
import { reasonOf, Unfetched } from './unfetched.ts';

/** What the server called the copy that we have (RFC 9110, 8.8). */
export interface Kept {
  readonly etag: string | null;
  readonly lastModified: string | null;
}
export interface DownloadOptions {
  /** For messages. */
  readonly title: string;
  readonly url: string;
  /** The address answers with the name of the file, which lies beside it. */
  readonly pointer?: boolean;
  /** Where the file is to be; beside it lie PATH.part and PATH.part.etag until it is whole. */
  readonly path: string;
  readonly maxBytes: number;
  /** Of the copy in use, so that an unchanged file is not sent again. */
  readonly kept: Kept | null;
  readonly proxy: string | null;
  /** PEM. */
  readonly ca: string | null;
  readonly idleMs?: number;
  readonly totalMs?: number;
  /** A person's no: what has come so far is kept. */
  readonly signal?: AbortSignal;
}
export type Downloaded = { readonly state: 'unchanged' } | { readonly state: 'fetched'; readonly bytes: number; readonly kept: Kept };

const MAX_REDIRECTS = 5;
/** Bytes of a file that has no more than a name in it. */
const MAX_NAME = 200;
const IDLE_MS = 30_000;
const TOTAL_MS = 60 * 60_000;

/** Fetches one file: whole, unchanged, or a problem. Sends no more than the request for it: no cookie, no name, no inventory. */
export async function download(options: DownloadOptions): Promise<Result<Downloaded>> {
  if (!options.pointer) return fetchFile(options);
  const named = await newest(options);
  return named.ok ? fetchFile({ ...options, url: named.value }) : named;
}

/** Vendors of archives that are hundreds of megabytes name the newest one in a line of text: "csaf_vex_2026-11-22.tar.zst". */
async function newest(options: DownloadOptions): Promise<Result<string>> {
  const path = `${options.path}.name`;
  const got = await fetchFile({ ...options, path, kept: null, maxBytes: MAX_NAME });
  if (!got.ok) return got;
  const name = textOf(readFileSync(path)).trim();
  rmSync(path, { force: true });
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return ok(new URL(name, options.url).href);
  const detail = `no name of a file: ${cleanText(name, 100)}`;
  return fail({ kind: 'feed-unreachable', feed: options.title, url: cleanText(options.url, 300), reason: 'other', detail });
}

/** A server may pack what it sends, and the file is kept as it came; what is packed and no text names no file. */
function textOf(bytes: Buffer): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString();
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_NAME }).toString();
  } catch {
    return '';
  }
}

async function fetchFile(options: DownloadOptions): Promise<Result<Downloaded>> {
  const late = AbortSignal.timeout(options.totalMs ?? TOTAL_MS);
  const signal = options.signal ? AbortSignal.any([late, options.signal]) : late;
  try {
    return ok(await fetchOnce(options, signal));
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && /^(open|write|rename|unlink|stat|scandir)$/.test(String(error.syscall)))
      return fail({ kind: 'file', path: options.path, detail: error.message });
    if (options.signal?.aborted) return fail({ kind: 'cancelled', what: `fetching ${options.title}` });
    const reason = late.aborted ? 'timeout' : reasonOf(error);
    if (!reason) throw error;
    const detail = error instanceof Error ? cleanText(error.message, 300) : '';
    return fail({ kind: 'feed-unreachable', feed: options.title, url: cleanText(options.url, 300), reason, detail });
  }
}

async function fetchOnce(options: DownloadOptions, signal: AbortSignal): Promise<Downloaded> {
  const part = partOf(options.path);
  const headers = part ? { range: `bytes=${part.bytes}-`, 'if-range': part.etag } : conditions(options.kept);
  const response = await follow(options, headers, signal);
  const status = response.statusCode ?? 0;
  if (status === 304 && !part) {
    response.resume();
    return { state: 'unchanged' };
  }
  if (part && (status === 416 || status === 304)) {
    // What we have of it fits no edition of theirs: begin anew.
    response.resume();
    dropPart(options.path);
    return fetchOnce(options, signal);
  }
  if (status !== 200 && status !== 206) {
    response.resume();
    throw new Unfetched('status', `HTTP ${status}`);
  }
  const from = status === 206 ? (part?.bytes ?? 0) : 0;
  if (status === 206 && !response.headers['content-range']?.startsWith(`bytes ${from}-`)) {
    response.destroy();
    dropPart(options.path);
    throw new Unfetched('other', 'the server continued somewhere else');
  }
  return save(options, response, from, signal);
}

function conditions(kept: Kept | null): Record<string, string> {
  return {
    ...(kept?.etag && { 'if-none-match': kept.etag }),
    ...(kept?.lastModified && { 'if-modified-since': kept.lastModified }),
  };
}

async function follow(options: DownloadOptions, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
  const loopback = isLoopbackHttp(new URL(options.url));
  const agents = agentsFor(options);
  let url = new URL(options.url);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    // Plain http only where the address itself is this computer, never because a server leads there.
    if (url.protocol !== 'https:' && !(loopback && isLoopbackHttp(url))) throw new Unfetched('not-https', cleanText(url.href, 200));
    const response = await ask(url, headers, agents, options.idleMs ?? IDLE_MS, signal);
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(response.statusCode ?? 0) || !location) return response;
    response.destroy();
    if (!URL.canParse(location, url.href)) throw new Unfetched('redirect', 'to no address');
    url = new URL(location, url);
  }
  throw new Unfetched('redirect', `more than ${MAX_REDIRECTS} redirects`);
}

const isLoopbackHttp = (url: URL): boolean => url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** The system's certificates count as well as Node's own: an office proxy's are there. */
function agentsFor({ proxy, ca }: DownloadOptions): Agents {
  const proxyEnv = proxy ? { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } : process.env;
  const trusted = [...getCACertificates('default'), ...getCACertificates('system'), ...(ca ? [ca] : [])];
  return { http: new HttpAgent({ proxyEnv }), https: new HttpsAgent({ proxyEnv, ca: trusted }) };
}

function ask(url: URL, headers: Record<string, string>, agents: Agents, idleMs: number, signal: AbortSignal): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | null = null;
    const sent = { 'user-agent': 'Patchbay', 'accept-encoding': 'gzip', ...headers };
    const options = { agent: secure ? agents.https : agents.http, signal, timeout: idleMs, headers: sent };
    const request = (secure ? httpsGet : httpGet)(url, options, (response) => resolve((answer = response)));
    request.on('error', reject);
    // Whoever reads the answer is told why as well; else it looks as if the server had cut it off.
    request.on('timeout', () => {
      const late = new Unfetched('timeout', `nothing came for ${idleMs / 1000} s`);
      answer?.destroy(late);
      request.destroy(late);
    });
  });
}

async function save(
  { path, maxBytes }: DownloadOptions,
  response: IncomingMessage,
  from: number,
  signal: AbortSignal,
): Promise<Downloaded> {
  const kept = { etag: response.headers.etag ?? null, lastModified: response.headers['last-modified'] ?? null };
  // A weak tag does not promise the same bytes, so nothing can be continued by it (RFC 9110, 13.1.5).
  if (kept.etag && !kept.etag.startsWith('W/')) writeFileSync(`${path}.part.etag`, kept.etag);
  else rmSync(`${path}.part.etag`, { force: true });
  let bytes = from;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new Unfetched('too-large', `more than ${maxBytes} bytes`));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(response, counted, createWriteStream(`${path}.part`, { flags: from ? 'a' : 'w', flush: true }), { signal });
  } catch (error) {
    if (error instanceof Unfetched && error.reason === 'too-large') dropPart(path);
    throw error;
  }
  renameSync(`${path}.part`, path);
  dropPart(path);
  return { state: 'fetched', bytes, kept };
}

/** What an earlier try left, if it can be continued. */
function partOf(path: string): { bytes: number; etag: string } | null {
  if (!existsSync(`${path}.part`) || !existsSync(`${path}.part.etag`)) return null;
  const { size } = statSync(`${path}.part`);
  return size > 0 ? { bytes: size, etag: readFileSync(`${path}.part.etag`, 'utf8') } : null;
}

function dropPart(path: string): void {
  for (const end of ['.part', '.part.etag']) rmSync(`${path}${end}`, { force: true });
}
