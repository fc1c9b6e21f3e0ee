import { X509Certificate } from 'node:crypto';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Socket } from 'node:net';
import { endPointHash } from '../../../src/main/transports/winrm/certificate.ts';
import { channelBinding } from '../../../src/main/transports/winrm/ntlm/keys.ts';
import type { Sealer } from '../../../src/main/transports/winrm/ntlm/seal.ts';
import { isSealed, packSealed, SEALED_TYPE, unpackSealed } from '../../../src/main/transports/winrm/sealed-body.ts';
import { NtlmServer, type Hardening, type Users } from './ntlm-server.ts';
import { Shells, type Quirks } from './shells.ts';
import type { Windows } from './windows.ts';

export interface EndpointOptions {
  readonly users: Users;
  readonly windows: Windows;
  readonly quirks?: Quirks;
  /** PEM; with it the endpoint is HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly offers?: readonly ('Negotiate' | 'Basic' | 'Kerberos')[];
  readonly hardening?: Hardening;
  /** Its clock minus ours. Milliseconds. */
  readonly skewMs?: number;
  /** Takes part in every answer before it is sent: null drops the connection. */
  readonly tamper?: (body: Buffer, count: number) => Buffer | null;
}

export interface Endpoint {
  readonly port: number;
  readonly shells: Shells;
  /** What was refused at the sign-in, in the double's own words. */
  readonly refusals: string[];
  /** Requests that were answered in clear although there is no TLS: there must be none. */
  readonly inClear: string[];
  close(): Promise<void>;
}

interface Caller {
  ntlm: NtlmServer | null;
  sealer: Sealer | null;
  signedIn: boolean;
}

/** A WS-Management endpoint on loopback that behaves like a Windows host as far as e2e/lab/winrm/windows.ts says. */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const shells = new Shells(options.windows, options.quirks ?? {});
  const callers = new WeakMap<Socket, Caller>();
  const [refusals, inClear]: [string[], string[]] = [[], []];
  const binding = options.tls ? channelBinding(endPointHash(new X509Certificate(options.tls.cert).raw)) : null;
  let answers = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const caller = callers.get(request.socket) ?? { ntlm: null, sealer: null, signedIn: false };
    callers.set(request.socket, caller);
    const body = Buffer.concat(await request.toArray());
    const send = (status: number, type: string, bytes: Buffer, more: Record<string, string | string[]> = {}): void => {
      const out = bytes.length > 0 && options.tamper ? options.tamper(bytes, (answers += 1)) : bytes;
      if (out === null) return void request.socket.destroy();
      response.writeHead(status, { ...(type && { 'Content-Type': type }), 'Content-Length': out.length, ...more }).end(out);
    };
    const unauthorized = (token: string | null): void =>
      send(401, '', Buffer.alloc(0), {
        'WWW-Authenticate': (options.offers ?? ['Negotiate']).map((one) =>
          one === 'Basic' ? 'Basic realm="WSMAN"' : one === 'Negotiate' && token ? `Negotiate ${token}` : one,
        ),
      });
    const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
    if (request.method !== 'POST' || request.url !== '/wsman') return send(404, 'text/html', Buffer.from('Not Found'));
    if (request.headers['wsmanidentify'] === 'unauthenticated') return send(200, SOAP, Buffer.from(shells.answer(body.toString()).text));
    if (scheme === 'Basic' && options.offers?.includes('Basic')) {
      const [user = '', ...password] = Buffer.from(token, 'base64').toString().split(':');
      const name = user.slice(user.indexOf('\\') + 1).toLowerCase();
      caller.signedIn = options.users[name] === password.join(':') && options.tls !== undefined;
      if (!caller.signedIn) refusals.push('Basic');
    }
    if (scheme === 'Negotiate' && (options.offers ?? ['Negotiate']).includes('Negotiate')) {
      const bytes = Buffer.from(token, 'base64');
      if (bytes.length > 12 && bytes.readUInt32LE(8) === 1) {
        caller.ntlm = new NtlmServer(options.users, binding, options.hardening ?? 'relaxed', Date.now() + (options.skewMs ?? 0));
        return unauthorized(caller.ntlm.challenge(bytes).toString('base64'));
      }
      const verdict = caller.ntlm?.verify(bytes) ?? 'no negotiation on this connection';
      if (typeof verdict === 'string') refusals.push(verdict);
      else Object.assign(caller, { sealer: verdict.sealer, signedIn: true });
    }
    if (!caller.signedIn) return unauthorized(null);
    if (body.length === 0) return send(200, '', Buffer.alloc(0));
    if (!isSealed(request.headers['content-type'] ?? '')) {
      // A Windows host refuses it (AllowUnencrypted is false).
      if (!options.tls) {
        inClear.push(body.toString('utf8', 0, 200));
        return send(500, '', Buffer.alloc(0));
      }
      const { status, text } = shells.answer(body.toString());
      return send(status, SOAP, Buffer.from(text));
    }
    const parts = unpackSealed(body);
    const plain = typeof parts === 'string' ? null : (caller.sealer?.open(parts.signature, parts.sealed) ?? null);
    if (!plain || !caller.sealer) return send(400, '', Buffer.alloc(0));
    const { status, text } = shells.answer(plain.toString());
    const { signature, sealed } = caller.sealer.seal(Buffer.from(text));
    send(status, SEALED_TYPE, packSealed(signature, sealed));
  };
  const listen = (request: IncomingMessage, response: ServerResponse): void =>
    void handle(request, response).catch(() => request.socket.destroy());
  const server = options.tls ? createHttps(options.tls, listen) : createHttp(listen);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    shells,
    refusals,
    inClear,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
const SOAP = 'application/soap+xml;charset=UTF-8';
