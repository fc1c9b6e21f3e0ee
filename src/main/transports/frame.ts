import { beginMark, endMark } from './payload.ts';

const EMPTY = Buffer.alloc(0);
/** Room behind a mark for a user id or an exit code and its newline. */
const VALUE_BYTES = 16;
/** Of what came before the begin mark, this much is kept to quote it in an error. */
const NOISE_BYTES = 4096;

/** Keeps the last `limit` bytes of what it is given. */
export class Tail {
  readonly limit: number;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > 2 * this.limit) this.#compact();
  }

  bytes(): Buffer {
    this.#compact();
    return this.#chunks[0] ?? EMPTY;
  }

  #compact(): void {
    const all = Buffer.concat(this.#chunks);
    // A copy, so that a small tail does not keep a large buffer alive.
    const kept = all.length > this.limit ? Buffer.from(all.subarray(all.length - this.limit)) : all;
    this.#chunks = [kept];
    this.#size = kept.length;
  }
}

/**
 * Finds what stands between the marks in a stream of chunks cut anywhere. What comes before (banners, a profile's
 * noise) and after is not part of the answer.
 */
export class Frame {
  /** What stood behind the begin mark, once it was seen. */
  begin: string | null = null;
  /** What stood behind the end mark, once it was seen. */
  end: string | null = null;
  readonly #noise = new Tail(NOISE_BYTES);
  readonly #beginMark: Buffer;
  readonly #endMark: Buffer;
  readonly #take: (bytes: Buffer) => void;
  #rest: Buffer = EMPTY;

  /** `take` is given the bytes between the marks, in order. */
  constructor(token: string, take: (bytes: Buffer) => void) {
    this.#beginMark = Buffer.from(beginMark(token));
    this.#endMark = Buffer.from(endMark(token));
    this.#take = take;
  }

  push(chunk: Buffer): void {
    if (this.end !== null) return;
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    if (this.begin === null) this.begin = this.#seek(this.#beginMark, (noise) => this.#noise.push(noise));
    if (this.begin !== null) this.end = this.#seek(this.#endMark, this.#take);
  }

  /** The last of what came before the begin mark; all of it, while there is no mark. */
  before(): string {
    return Buffer.concat([this.#noise.bytes(), this.begin === null ? this.#rest : EMPTY]).toString();
  }

  /** Hands over what comes before the mark, keeping back what may be its first part. Answers the value behind it. */
  #seek(mark: Buffer, handOver: (bytes: Buffer) => void): string | null {
    const at = this.#rest.indexOf(mark);
    const sure = at >= 0 ? at : Math.max(0, this.#rest.length - mark.length + 1);
    if (sure > 0) handOver(this.#rest.subarray(0, sure));
    this.#rest = this.#rest.subarray(sure);
    if (at < 0) return null;
    const newline = this.#rest.indexOf(10, mark.length);
    if (newline < 0 && this.#rest.length < mark.length + VALUE_BYTES) return null;
    const value = this.#rest.toString('latin1', mark.length, newline < 0 ? mark.length : newline);
    this.#rest = this.#rest.subarray(newline < 0 ? this.#rest.length : newline + 1);
    return value;
  }
}
