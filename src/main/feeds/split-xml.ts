import { SaxesParser } from 'saxes';
import { FeedFault } from './feed.ts';

/** What a reader of XML is told: the local names (without prefix) from the root to the element. */
interface XmlReader {
  open?(path: readonly string[], attributes: Readonly<Record<string, string>>): void;
  /** `text` is all that stands in the element itself, trimmed; its children's is not in it. */
  close(path: readonly string[], text: string): void;
}

const MAX_DEPTH = 64;
/** One name, attribute or text. */
const MAX_TOKEN = 1024 ** 2;

/**
 * Reads XML of any size piece by piece. No document type, and so no entity but the five that XML itself has (XML 1.0,
 * 4.6); depth and length of everything are bounded.
 */
export class XmlSplitter {
  readonly #parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true });
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #path: string[] = [];
  readonly #texts: string[] = [];
  readonly #reader: XmlReader;
  #sinceToken = 0;

  constructor(reader: XmlReader) {
    this.#reader = reader;
    const parser = this.#parser;
    parser.on('doctype', () => this.#stop('a document type is not taken'));
    parser.on('error', (error) => this.#stop(error.message.slice(0, 200)));
    parser.on('opentag', ({ name, attributes }) => this.#open(name, attributes));
    parser.on('closetag', () => this.#close());
    for (const kind of ['text', 'cdata'] as const) parser.on(kind, (text) => this.#text(text));
    parser.on('comment', () => void (this.#sinceToken = 0));
  }

  push(bytes: Uint8Array): void {
    this.#sinceToken += bytes.length;
    this.#parser.write(this.#decode(bytes, true));
    if (this.#sinceToken > MAX_TOKEN + bytes.length) this.#stop(`something of more than ${MAX_TOKEN} bytes`);
  }

  end(): void {
    this.#parser.write(this.#decode(new Uint8Array(), false));
    this.#parser.close();
  }

  #decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream });
    } catch {
      return this.#stop('not UTF-8');
    }
  }

  #stop(detail: string): never {
    const path = this.#path.slice(-6).join(' > ');
    throw new FeedFault(`line ${this.#parser.line}${path ? ` in ${path}` : ''}`, detail);
  }

  #open(name: string, attributes: Record<string, string>): void {
    this.#sinceToken = 0;
    if (this.#path.length >= MAX_DEPTH) this.#stop(`more than ${MAX_DEPTH} levels`);
    this.#path.push(name.slice(name.indexOf(':') + 1));
    this.#texts.push('');
    this.#reader.open?.(this.#path, attributes);
  }

  #text(text: string): void {
    this.#sinceToken = 0;
    if (!this.#texts.length) return;
    const whole = (this.#texts.pop() ?? '') + text;
    if (whole.length > MAX_TOKEN) this.#stop(`a text of more than ${MAX_TOKEN} characters`);
    this.#texts.push(whole);
  }

  #close(): void {
    this.#sinceToken = 0;
    this.#reader.close(this.#path, (this.#texts.pop() ?? '').trim());
    this.#path.pop();
  }
}
