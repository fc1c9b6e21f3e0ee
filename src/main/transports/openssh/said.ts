import { cleanText } from '../../../shared/domain/text.ts';
import { knownName } from '../known-hosts.ts';
import type { Seen, Watch } from '../transport.ts';

const MOST_LINES = 200;
const MOST_LINE = 1000;

/** The key that a host showed, as ssh prints it. */
export interface ShownKey {
  readonly keyType: string;
  readonly fingerprint: string;
}

/**
 * Listens to what `ssh` says on standard error with LogLevel DEBUG1: its words, kept for the error, and what its debug
 * lines (sshconnect.c, kex.c) tell of the layers on the way. Lines of the `ssh` of a jump host come among them, each
 * under its own name.
 */
export class Said {
  readonly words: string[] = [];
  shown: ShownKey | null = null;
  offered: string[] = [];
  signedIn = false;
  readonly #watch: Watch;
  #rest = '';
  #hop: string;
  #greeting = '';
  #algorithms: string[] = [];

  constructor(address: string, watch: Watch = () => {}) {
    this.#watch = watch;
    this.#hop = address;
  }

  hear(chunk: Buffer): void {
    const lines = (this.#rest + chunk.toString('utf8')).split(/\r?\n/);
    this.#rest = (lines.pop() ?? '').slice(-MOST_LINE);
    for (const line of lines) this.#line(line.slice(0, MOST_LINE));
  }

  #line(line: string): void {
    const debug = /^debug\d: (.*)$/.exec(line)?.[1];
    if (debug !== undefined) return this.#debug(debug);
    const by = /^Authenticated to .* using "([^"]+)"/.exec(line)?.[1];
    if (by !== undefined) {
      this.signedIn = true;
      return this.#see('sign-in', `by ${by}; the host offers ${this.offered.join(', ') || 'nothing else'}`);
    }
    const word = cleanText(line, MOST_LINE);
    if (word === '' || this.words.length >= MOST_LINES) return;
    this.words.push(word);
  }

  #debug(line: string): void {
    const found = (pattern: RegExp): RegExpExecArray | null => pattern.exec(line);
    let match: RegExpExecArray | null;
    if ((match = found(/^Connecting to (\S+) \[([^\]]+)\] port (\d+)/))) {
      this.#hop = knownName(match[1] ?? '', Number(match[3]));
      this.#see('name', `${match[1]} is ${match[2]}`);
    } else if (line === 'Connection established.') this.#see('tcp', 'connected');
    else if ((match = found(/^Executing proxy command: (?:exec )?(.*)$/))) this.#see('tcp', `through ${match[1]}`);
    else if ((match = found(/^Remote protocol version ([\d.]+), remote software version (.*)$/)))
      this.#greeting = `SSH-${match[1]}-${match[2]}`;
    else if ((match = found(/^Authenticating to (.+):(\d+) as '/))) {
      this.#hop = knownName(match[1] ?? '', Number(match[2]));
      this.#see('greeting', this.#greeting);
    } else if ((match = found(/^kex: algorithm: (\S+)/))) this.#algorithms = [match[1] ?? ''];
    else if ((match = found(/^kex: host key algorithm: (\S+)/))) this.#algorithms.push(`host key ${match[1]}`);
    else if ((match = found(/^kex: client->server cipher: (\S+)/))) this.#see('algorithms', [...this.#algorithms, match[1]].join(', '));
    else if ((match = found(/^Server host (?:key|certificate): (\S+) (SHA256:[^\s,]+)/)))
      this.shown = { keyType: cleanText(match[1] ?? '', 64), fingerprint: cleanText(match[2] ?? '', 100) };
    else if (found(/is known and matches the/)) this.#see('host-key', `${this.shown?.keyType} ${this.shown?.fingerprint} is known`);
    else if ((match = found(/^Authentications that can continue: (.*)$/)))
      this.offered = (match[1] ?? '')
        .split(',')
        .map((one) => cleanText(one, 64))
        .slice(0, 20);
  }

  #see(layer: Seen['layer'], text: string): void {
    this.#watch({ layer, hop: this.#hop, text });
  }
}
