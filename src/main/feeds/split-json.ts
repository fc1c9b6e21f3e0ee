import { FeedFault } from './feed.ts';

/** One value of a large JSON document with the keys that lead to it. */
export interface Piece {
  readonly path: readonly string[];
  readonly value: unknown;
}

interface Frame {
  readonly array: boolean;
  key: string;
  index: number;
}
type Expecting = 'value' | 'value-or-end' | 'key-or-end' | 'key' | 'colon' | 'comma' | 'done';

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN = new Set([123, 91]); // { [
const CLOSE = new Set([125, 93]); // } ]
const isSpace = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9;
const MAX_NESTING = 64;
const MAX_KEY = 4096;

/**
 * Takes a JSON document of any size apart without holding it: the outer `depth` levels are walked byte by byte,
 * every value below them (and every scalar above) goes through JSON.parse on its own. RFC 8259. With `many`, documents
 * may follow one another.
 */
export class JsonSplitter {
  readonly #depth: number;
  readonly #maxPiece: number;
  readonly #many: boolean;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #frames: Frame[] = [];
  #expecting: Expecting = 'value';
  #offset = 0;
  // The token that is being read: what came of it in earlier chunks, and how far in it we are.
  #token: 'key' | 'piece' | null = null;
  #before: Uint8Array[] = [];
  #beforeBytes = 0;
  #level = 0;
  #inString = false;
  #escaped = false;

  constructor(depth: number, maxPieceBytes: number, many = false) {
    this.#many = many;
    this.#depth = depth;
    this.#maxPiece = maxPieceBytes;
  }

  push(chunk: Uint8Array): Piece[] {
    const pieces: Piece[] = [];
    let at = 0;
    while (at < chunk.length) at = this.#token ? this.#goOn(chunk, at, pieces) : this.#step(chunk, at, pieces);
    this.#offset += chunk.length;
    return pieces;
  }

  /** A document that is cut off is an error. A bare number at the very end has no end of its own. */
  end(): Piece[] {
    const last = this.push(Uint8Array.of(32));
    if (this.#expecting !== 'done') throw this.#fault('the document is cut off');
    return last;
  }

  #fault(detail: string, at = 0): FeedFault {
    const path = this.#frames.map((frame) => (frame.array ? String(frame.index) : frame.key)).join(' > ');
    return new FeedFault(`byte ${this.#offset + at}${path ? ` in ${path}` : ''}`, detail);
  }

  #step(chunk: Uint8Array, at: number, pieces: Piece[]): number {
    const byte = chunk[at] ?? 0;
    if (isSpace(byte)) return at + 1;
    const frame = this.#frames.at(-1);
    switch (this.#expecting) {
      case 'colon':
        if (byte !== COLON) throw this.#fault('a colon was expected', at);
        this.#expecting = 'value';
        return at + 1;
      case 'comma':
        if (CLOSE.has(byte)) return this.#close(byte, at);
        if (byte !== COMMA || !frame) throw this.#fault('a comma was expected', at);
        frame.index += 1;
        this.#expecting = frame.array ? 'value' : 'key';
        return at + 1;
      case 'key':
      case 'key-or-end':
        if (this.#expecting === 'key-or-end' && CLOSE.has(byte)) return this.#close(byte, at);
        if (byte !== QUOTE) throw this.#fault('a key was expected', at);
        return this.#begin('key', chunk, at, pieces);
      case 'done':
        if (!this.#many) throw this.#fault('something follows the document', at);
        this.#expecting = 'value';
        return at;
      default:
        if (this.#expecting === 'value-or-end' && CLOSE.has(byte)) return this.#close(byte, at);
        if (OPEN.has(byte) && this.#frames.length < this.#depth) return this.#open(byte, at);
        return this.#begin('piece', chunk, at, pieces);
    }
  }

  #open(byte: number, at: number): number {
    const array = byte === 91;
    this.#frames.push({ array, key: '', index: 0 });
    this.#expecting = array ? 'value-or-end' : 'key-or-end';
    return at + 1;
  }

  #close(byte: number, at: number): number {
    const frame = this.#frames.at(-1);
    if (!frame || frame.array !== (byte === 93)) throw this.#fault('a bracket does not match', at);
    this.#frames.pop();
    this.#expecting = this.#frames.length ? 'comma' : 'done';
    return at + 1;
  }

  #begin(token: 'key' | 'piece', chunk: Uint8Array, at: number, pieces: Piece[]): number {
    this.#token = token;
    this.#level = 0;
    this.#inString = false;
    return this.#goOn(chunk, at, pieces);
  }

  /** Looks for the end of the token from `from` on: its last quote or bracket, or what follows a bare word. */
  #goOn(chunk: Uint8Array, from: number, pieces: Piece[]): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          if (this.#level === 0) return this.#finish(chunk, from, at + 1, pieces);
        }
      } else if (byte === QUOTE) this.#inString = true;
      else if (byte === 123 || byte === 91) {
        this.#level += 1;
        if (this.#level > MAX_NESTING) throw this.#fault(`more than ${MAX_NESTING} levels`, at);
      } else if (byte === 125 || byte === 93) {
        if (this.#level === 0) return this.#finish(chunk, from, at, pieces);
        this.#level -= 1;
        if (this.#level === 0) return this.#finish(chunk, from, at + 1, pieces);
      } else if (this.#level === 0 && (byte === COMMA || isSpace(byte))) return this.#finish(chunk, from, at, pieces);
    }
    this.#keep(chunk.slice(from));
    return chunk.length;
  }

  #keep(bytes: Uint8Array): void {
    this.#before.push(bytes);
    this.#beforeBytes += bytes.length;
    const most = this.#token === 'key' ? MAX_KEY : this.#maxPiece;
    if (this.#beforeBytes > most) throw this.#fault(`one ${this.#token === 'key' ? 'key' : 'value'} has more than ${most} bytes`);
  }

  #finish(chunk: Uint8Array, from: number, to: number, pieces: Piece[]): number {
    const isKey = this.#token === 'key';
    let bytes = chunk.subarray(from, to);
    if (this.#beforeBytes + bytes.length > this.#maxPiece || this.#before.length) {
      this.#keep(bytes);
      bytes = Buffer.concat(this.#before, this.#beforeBytes);
      this.#before = [];
      this.#beforeBytes = 0;
    }
    const value = this.#parse(bytes, to);
    this.#token = null;
    const frame = this.#frames.at(-1);
    if (isKey) {
      if (typeof value !== 'string' || !frame) throw this.#fault('a key was expected', to);
      frame.key = value;
      this.#expecting = 'colon';
      return to;
    }
    pieces.push({ path: this.#frames.map((one) => (one.array ? String(one.index) : one.key)), value });
    this.#expecting = frame ? 'comma' : 'done';
    return to;
  }

  #parse(bytes: Uint8Array, at: number): unknown {
    try {
      return JSON.parse(this.#decoder.decode(bytes));
    } catch (error) {
      throw this.#fault(error instanceof Error ? error.message.slice(0, 200) : 'not JSON', at);
    }
  }
}
