import { FeedFault } from './feed.ts';

/** One file of an archive, whole. */
export interface TarFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Filling {
  readonly name: string;
  readonly bytes: Uint8Array;
  filled: number;
}

const BLOCK = 512;
const REGULAR = new Set([0x30, 0]); // "0", and NUL in archives from before POSIX
const ASCII = new TextDecoder('latin1');

/**
 * Takes a tar archive of any size apart, file by file, and holds one file at a time: those that `wanted` names, of
 * at most `maxFile` bytes. POSIX.1-2017 pax, "ustar Interchange Format"; names that need an extended header are not wanted.
 */
export class TarSplitter {
  readonly #wanted: (name: string) => boolean;
  readonly #maxFile: number;
  readonly #block = new Uint8Array(BLOCK);
  #headerBytes = 0;
  #file: Filling | null = null;
  #skip = 0;
  #offset = 0;
  #ended = false;

  constructor(wanted: (name: string) => boolean, maxFile: number) {
    this.#wanted = wanted;
    this.#maxFile = maxFile;
  }

  push(chunk: Uint8Array): TarFile[] {
    const files: TarFile[] = [];
    let at = 0;
    while (at < chunk.length) at += this.#step(chunk.subarray(at), files);
    this.#offset += chunk.length;
    return files;
  }

  /** An archive ends with two blocks of zeros; without them it was cut off. */
  end(): void {
    if (!this.#ended || this.#file || this.#skip) throw this.#fault('the archive is cut off');
  }

  #fault(detail: string): FeedFault {
    return new FeedFault(`byte ${this.#offset}${this.#file ? ` in ${this.#file.name}` : ''}`, detail);
  }

  /** Uses up some of the bytes, and says how many. */
  #step(bytes: Uint8Array, files: TarFile[]): number {
    if (this.#file) return this.#fill(this.#file, bytes, files);
    if (this.#skip || this.#ended) {
      const used = this.#ended ? bytes.length : Math.min(this.#skip, bytes.length);
      this.#skip = Math.max(0, this.#skip - used);
      return used;
    }
    const used = Math.min(BLOCK - this.#headerBytes, bytes.length);
    this.#block.set(bytes.subarray(0, used), this.#headerBytes);
    this.#headerBytes += used;
    if (this.#headerBytes === BLOCK) {
      this.#headerBytes = 0;
      this.#header(this.#block, files);
    }
    return used;
  }

  #fill(file: Filling, bytes: Uint8Array, files: TarFile[]): number {
    const used = Math.min(file.bytes.length - file.filled, bytes.length);
    file.bytes.set(bytes.subarray(0, used), file.filled);
    file.filled += used;
    if (file.filled === file.bytes.length) {
      files.push({ name: file.name, bytes: file.bytes });
      this.#file = null;
    }
    return used;
  }

  #header(header: Uint8Array, files: TarFile[]): void {
    if (header[0] === 0 && header.every((byte) => byte === 0)) {
      this.#ended = true;
      return;
    }
    if (sumOf(header) !== octal(header, 148, 8)) throw this.#fault('no tar archive: the checksum of a header is wrong');
    const size = octal(header, 124, 12);
    if (size === null) throw this.#fault('a file of no size');
    const name = [text(header, 345, 155), text(header, 0, 100)].filter(Boolean).join('/');
    const padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (!REGULAR.has(header[156] ?? 0) || !this.#wanted(name)) {
      this.#skip = size + padding;
      return;
    }
    if (size > this.#maxFile) throw this.#fault(`${name.slice(0, 200)} has more than ${this.#maxFile} bytes`);
    this.#skip = padding;
    if (size === 0) files.push({ name, bytes: new Uint8Array() });
    else this.#file = { name, bytes: new Uint8Array(size), filled: 0 };
  }
}

function text(header: Uint8Array, at: number, length: number): string {
  const field = ASCII.decode(header.subarray(at, at + length));
  const end = field.indexOf('\0');
  return end < 0 ? field : field.slice(0, end);
}

function octal(header: Uint8Array, at: number, length: number): number | null {
  const digits = text(header, at, length).trim();
  return /^[0-7]{1,11}$/.test(digits) ? parseInt(digits, 8) : null;
}

/** The sum of all bytes, with blanks in place of the sum itself. */
function sumOf(header: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < BLOCK; at += 1) sum += at >= 148 && at < 156 ? 32 : (header[at] ?? 0);
  return sum;
}
