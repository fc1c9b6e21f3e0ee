import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** The built page as a window gets it: status, headers and body of each address, and nothing else from the disk. */
export interface Served {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Bundle {
  /** `path` is the path of an URL, as it came. What is not in the bundle is answered with 404. */
  get(path: string): Served;
}

/** Scripts, styles and fonts from the bundle alone; no connection, no frame, no form, no eval, no inline script. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/**
 * Lists the folder once. An address is looked up in that list and never joined to a path, so that none can point out of the folder.
 * Throws where the folder is missing: the app is not built then.
 */
export function openBundle(folder: string): Bundle {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, entry);
    if (statSync(file).isFile()) files.set(`/${relative(folder, file).split(sep).join('/')}`, file);
  }
  return {
    get: (path) => {
      const file = files.get(path === '/' ? '/index.html' : path);
      if (file === undefined) return { status: 404, headers: { ...HEADERS, 'content-type': 'text/plain' }, body: new Uint8Array() };
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      return { status: 200, headers: { ...HEADERS, 'content-type': type }, body: readFileSync(file) };
    },
  };
}
