import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface Vendor {
  readonly url: string;
  readonly seen: IncomingMessage[];
  close(): Promise<void>;
}

/** A vendor on this computer that answers as the test wants. */
export async function vendor(answer: RequestListener, tls?: { cert: string; key: string }): Promise<Vendor> {
  const seen: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    seen.push(request);
    answer(request, response);
  };
  const server: Server = tls ? createSecureServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: tls ? `https://localhost:${port}/f` : `http://127.0.0.1:${port}/f`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A certificate for localhost that is its own authority, valid between two years. */
export function certificate(folder: string, from: number, to: number): { cert: string; key: string } {
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('index'), '');
  writeFileSync(at('serial'), '01\n');
  writeFileSync(
    at('conf'),
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${at('index')}\nserial=${at('serial')}\nnew_certs_dir=${folder}\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n`,
  );
  const openssl = (...args: string[]): void => {
    const ended = spawnSync('openssl', args, { encoding: 'utf8' });
    if (ended.status !== 0) throw new Error(ended.stderr);
  };
  const key = at('key.pem');
  const request = ['-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost'];
  openssl('req', ...request, '-keyout', key, '-out', at('request.pem'));
  const span = ['-startdate', `${from}0101000000Z`, '-enddate', `${to}0101000000Z`];
  openssl(
    'ca',
    '-batch',
    '-notext',
    '-config',
    at('conf'),
    '-selfsign',
    '-keyfile',
    key,
    '-in',
    at('request.pem'),
    '-out',
    at('cert.pem'),
    ...span,
  );
  return { cert: readFileSync(at('cert.pem'), 'utf8'), key: readFileSync(key, 'utf8') };
}
