import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** An event of the DevTools protocol; `sessionId` is set where it comes from a target and not from the browser itself. */
export interface DevToolsEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly sessionId?: string;
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/**
 * A client of the Chrome DevTools Protocol over `--remote-debugging-pipe`: JSON messages that end in a NUL byte, to the browser's
 * file descriptor 3 and from its 4 (https://chromium.googlesource.com, content/browser/devtools/devtools_pipe_handler.cc).
 */
export class DevTools {
  readonly #out: Writable;
  readonly #waiting = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }>();
  readonly #onEvent: (event: DevToolsEvent) => void;
  #last = 0;
  #closed = false;

  constructor(out: Writable, input: Readable, onEvent: (event: DevToolsEvent) => void) {
    this.#out = out;
    this.#onEvent = onEvent;
    out.on('error', () => this.#close());
    input.on('error', () => this.#close());
    input.on('close', () => this.#close());
    readMessages(input, (text) => this.#take(JSON.parse(text) as Answer & DevToolsEvent));
  }

  /** Rejects where the browser refuses the command, or ends before it has answered. */
  send<T = unknown>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    if (this.#closed) return Promise.reject(new Error(`${method}: the browser has ended`));
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        resolve: resolve as (value: unknown) => void,
        reject: (error) => reject(new Error(`${method}: ${error.message}`)),
      });
      this.#out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #take(message: Answer & DevToolsEvent): void {
    if (message.id === undefined) return this.#onEvent(message);
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result);
  }

  #close(): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.values()) reject(new Error('the browser has ended'));
    this.#waiting.clear();
  }
}

/** Splits a stream at NUL bytes. Pieces are joined once a message is complete: a large one costs no more than its length. */
function readMessages(input: Readable, take: (text: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let pieces: string[] = [];
  input.on('data', (chunk: Buffer) => {
    const [first = '', ...rest] = decoder.write(chunk).split('\0');
    pieces.push(first);
    for (const next of rest) {
      take(pieces.join(''));
      pieces = [next];
    }
  });
}
