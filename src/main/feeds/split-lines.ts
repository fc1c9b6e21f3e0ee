import { FeedFault } from './feed.ts';

/** A text of any size as its lines, without line ends. UTF-8; a line that is too long or no text is an error with its number. */
export class LineSplitter {
  readonly #maxLine: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #rest = '';
  #lines = 0;

  constructor(maxLine = 64 * 1024) {
    this.#maxLine = maxLine;
  }

  /** The number of lines that were handed out so far, for messages. */
  get count(): number {
    return this.#lines;
  }

  push(bytes: Uint8Array): string[] {
    return this.#take(this.#rest + this.#decode(bytes, true), false);
  }

  end(): string[] {
    return this.#take(this.#rest + this.#decode(new Uint8Array(), false), true);
  }

  #decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream });
    } catch {
      throw new FeedFault(`after line ${this.#lines}`, 'not UTF-8');
    }
  }

  #take(text: string, all: boolean): string[] {
    const lines = text.split('\n');
    this.#rest = all ? '' : (lines.pop() ?? '');
    if (all && lines.at(-1) === '') lines.pop();
    const first = this.#lines + 1;
    this.#lines += lines.length;
    if (this.#rest.length > this.#maxLine) throw new FeedFault(`line ${this.#lines + 1}`, `longer than ${this.#maxLine} characters`);
    return lines.map((line, at) => {
      if (line.length > this.#maxLine) throw new FeedFault(`line ${first + at}`, `longer than ${this.#maxLine} characters`);
      return line.endsWith('\r') ? line.slice(0, -1) : line;
    });
  }
}
