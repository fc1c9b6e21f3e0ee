import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Far above the envelope that we ask for; an answer without an end is not read to it. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Hands out one socket, once: a second one would not be signed in. */
class OneSocket extends Agent {
  #socket: Duplex | null;

  constructor(socket: Duplex) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#socket = socket;
  }

  /** By the callback: what is thrown here, Node lets go through to the end of the program. */
  override createConnection(_: object, done: (error: Error | null, socket?: Duplex) => void): Duplex | undefined {
    const socket = this.#socket;
    this.#socket = null;
    if (socket) return socket;
    process.nextTick(done, new Error('the host closed the connection'));
    return undefined;
  }
}

/** HTTP/1.1 over a socket that is connected already (and, where wanted, is TLS), one request after the other. */
export class Http {
  readonly #agent: OneSocket;
  readonly #socket: Duplex;
  readonly #address: string;
  readonly #port: number;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(socket: Duplex, address: string, port: number) {
    this.#agent = new OneSocket(socket);
    this.#socket = socket;
    this.#address = address;
    this.#port = port;
    // An error of a socket that nobody uses just now would end the program; whoever uses it next is told.
    socket.on('error', () => {});
  }

  /** POST /wsman. Fails with connection-lost where no whole answer comes within `seconds`. */
  post(headers: Readonly<Record<string, string>>, body: Uint8Array, seconds: number, signal?: AbortSignal): Promise<Result<Reply>> {
    const mine = this.#turn.then(() => this.#post(headers, body, seconds, signal));
    this.#turn = mine;
    return mine;
  }

  close(): void {
    this.#socket.destroy();
    this.#agent.destroy();
  }

  #post(headers: Readonly<Record<string, string>>, body: Uint8Array, seconds: number, signal?: AbortSignal): Promise<Result<Reply>> {
    return new Promise((resolve) => {
      const settle = (outcome: Result<Reply>): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
        if (!outcome.ok) this.close();
        resolve(outcome);
      };
      const lost = (detail: string): void => settle(fail({ kind: 'connection-lost', address: this.#address, detail }));
      const cancel = (): void => settle(fail({ kind: 'cancelled', what: `request to ${this.#address}` }));
      const timer = setTimeout(() => lost(`no answer in ${seconds} s`), seconds * 1000);
      if (signal?.aborted) return cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      const sent = request({
        agent: this.#agent,
        method: 'POST',
        path: '/wsman',
        host: this.#address,
        port: this.#port,
        headers: { ...headers, 'User-Agent': 'Patchbay', 'Content-Length': body.length, Connection: 'Keep-Alive' },
      });
      sent.on('error', (error) => lost(error.message));
      sent.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MOST_BYTES)
            return settle(fail({ kind: 'too-much-output', what: `an answer of ${this.#address}`, limitBytes: MOST_BYTES }));
          chunks.push(chunk);
        });
        response.on('error', (error) => lost(error.message));
        response.on('end', () => settle(ok({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })));
      });
      sent.end(body);
    });
  }
}
