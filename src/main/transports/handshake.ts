import type { Problem } from '../../shared/domain/problem.ts';
import type { Secret } from './transport.ts';
import { quote } from './quote.ts';

/** sudo's own words are kept up to here; a lecture is a few hundred bytes. */
const MOST_HEARD = 64 * 1024;

/** What to do after sudo has said something. */
export type Step =
  | { readonly do: 'wait' }
  /** Write the password, once. */
  | { readonly do: 'answer'; readonly password: Secret }
  /** A shell is waiting: send the script. */
  | { readonly do: 'send' }
  | { readonly do: 'stop'; readonly problem: Problem };

const WAIT: Step = { do: 'wait' };

/**
 * Sent to the signed-in user's /bin/sh in front of a script that wants root. It first tries without a password, then
 * (where one was entered) with `-k -S -p`: -k so that no cached ticket hides a wrong password, -S for stdin, -p with a
 * random prompt, which by sudo(8) replaces PAM's own in every language. sudo -S reads stdin a byte at a time up to the
 * newline, and the script is sent only after the ready mark, so neither can eat the other. sudo exits 1 when it refuses.
 * Everything is said on stderr, in one order with sudo's own words.
 */
export function elevate(token: string, withPassword: boolean): string {
  const waiting = quote(`printf %s ${token}:ready >&2; exec /bin/sh`);
  const refuses = '[ $? = 1 ] || exit 0';
  return [
    '{',
    `[ "$(id -u)" != 0 ] || { printf %s ${token}:ready >&2; exec /bin/sh; }`,
    'if command -v sudo >/dev/null 2>&1; then',
    `sudo -H -n -- /bin/sh -c ${waiting}; ${refuses}`,
    ...(withPassword ? [`sudo -H -k -S -p ${token}:password -- /bin/sh -c ${waiting}; ${refuses}`] : []),
    'else echo "sudo is not installed" >&2; fi',
    `printf %s ${token}:refused >&2; exec /bin/sh`,
    '}',
    '',
  ].join('\n');
}

/** Listens to stderr until it is known who the waiting shell runs as. Pure: says what to do, does nothing itself. */
export class Handshake {
  readonly #token: string;
  readonly #user: string;
  readonly #address: string;
  readonly #password: Secret | null;
  readonly #orAsUser: boolean;
  #heard = '';
  #answered = false;

  /** `orAsUser`: where sudo is missing or does not allow it, go on with the signed-in user's rights. */
  constructor(token: string, user: string, address: string, password: Secret | null, orAsUser: boolean) {
    this.#token = token;
    this.#user = user;
    this.#address = address;
    this.#password = password;
    this.#orAsUser = orAsUser;
  }

  hear(chunk: Buffer): Step {
    this.#heard = (this.#heard + chunk.toString('utf8')).slice(-MOST_HEARD);
    if (this.#heard.includes(`${this.#token}:ready`)) return { do: 'send' };
    if (this.#heard.includes(`${this.#token}:refused`)) return this.#refused();
    const prompts = this.#heard.split(`${this.#token}:password`).length - 1;
    if (prompts > 1) return { do: 'stop', problem: { kind: 'sudo-password-wrong', user: this.#user } };
    if (prompts === 0 || this.#answered || !this.#password) return WAIT;
    this.#answered = true;
    return { do: 'answer', password: this.#password };
  }

  #refused(): Step {
    const words = this.#words();
    if (!this.#password && words.some((line) => line.includes('password is required'))) {
      return { do: 'stop', problem: { kind: 'secret-needed', secret: 'sudo-password', forWhat: `${this.#user} on ${this.#address}` } };
    }
    if (this.#answered && words.some((line) => /incorrect password attempt/.test(line))) {
      return { do: 'stop', problem: { kind: 'sudo-password-wrong', user: this.#user } };
    }
    if (this.#orAsUser) return { do: 'send' };
    const detail = words
      .filter((line) => !line.includes('password is required'))
      .slice(-4)
      .join('\n');
    return { do: 'stop', problem: { kind: 'sudo-refused', user: this.#user, detail: detail.slice(0, 2000) } };
  }

  #words(): string[] {
    return this.#heard
      .replaceAll(new RegExp(`${this.#token}:\\w+`, 'g'), '\n')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
}
