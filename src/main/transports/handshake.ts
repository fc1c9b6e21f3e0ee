import type { Problem } from '../../shared/domain/problem.ts';
import type { Secret } from './transport.ts';
import { quote } from './quote.ts';
import { WRAPPER, WRAPPER_READY } from './wrapper.ts';

/** sudo's own words are kept up to here; a lecture is a few hundred bytes. */
const MOST_HEARD = 64 * 1024;

/** What to do after sudo has said something. */
export type Step =
  | { readonly do: 'wait' }
  /** Write the password, once. */
  | { readonly do: 'answer'; readonly password: Secret }
  /** A shell is waiting: send the script. `as` is who it runs as; `denied` says why that is not root. */
  | { readonly do: 'send'; readonly as: 'root' | 'user'; readonly denied: Problem | null }
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

/**
 * The same for a host that has the wrapper: sudo runs that one program, which says by itself when it listens. Its exit
 * code is never 1, so 1 is sudo's own refusal. No password: the line in sudoers asks for none.
 */
export function elevateByWrapper(token: string): string {
  return [
    '{',
    `[ "$(id -u)" != 0 ] || exec ${WRAPPER}`,
    `if command -v sudo >/dev/null 2>&1; then sudo -H -n -- ${WRAPPER}; [ $? = 1 ] || exit 0; else echo "sudo is not installed" >&2; fi`,
    `printf %s ${token}:refused >&2; exec /bin/sh`,
    '}',
    '',
  ].join('\n');
}

interface Means {
  readonly password: Secret | null;
  /** Where sudo is missing or does not allow it, go on with the signed-in user's rights. */
  readonly orAsUser: boolean;
  readonly wrapper?: boolean;
}

/** Listens to stderr until it is known who the waiting shell runs as. Pure: says what to do, does nothing itself. */
export class Handshake {
  readonly #token: string;
  readonly #user: string;
  readonly #address: string;
  readonly #means: Means;
  #heard = '';
  #answered = false;

  constructor(token: string, user: string, address: string, means: Means) {
    this.#token = token;
    this.#user = user;
    this.#address = address;
    this.#means = means;
  }

  hear(chunk: Buffer): Step {
    this.#heard = (this.#heard + chunk.toString('utf8')).slice(-MOST_HEARD);
    const ready = this.#means.wrapper ? WRAPPER_READY : `${this.#token}:ready`;
    if (this.#heard.includes(ready)) return { do: 'send', as: 'root', denied: null };
    if (this.#heard.includes(`${this.#token}:refused`)) return this.#refused();
    const prompts = this.#heard.split(`${this.#token}:password`).length - 1;
    if (prompts > 1) return { do: 'stop', problem: { kind: 'sudo-password-wrong', user: this.#user } };
    if (prompts === 0 || this.#answered || !this.#means.password) return WAIT;
    this.#answered = true;
    return { do: 'answer', password: this.#means.password };
  }

  #refused(): Step {
    const words = this.#words();
    const stop = (problem: Problem): Step => ({ do: 'stop', problem });
    if (this.#means.wrapper) return this.#denied({ kind: 'wrapper-refused', user: this.#user, what: WRAPPER, why: said(words) });
    if (!this.#means.password && words.some((line) => line.includes('password is required')))
      return stop({ kind: 'secret-needed', secret: 'sudo-password', forWhat: `${this.#user} on ${this.#address}` });
    if (this.#answered && words.some((line) => /incorrect password attempt/.test(line)))
      return stop({ kind: 'sudo-password-wrong', user: this.#user });
    const own = words.filter((line) => !line.includes('password is required'));
    return this.#denied({ kind: 'sudo-refused', user: this.#user, detail: said(own) });
  }

  #denied(problem: Problem): Step {
    return this.#means.orAsUser ? { do: 'send', as: 'user', denied: problem } : { do: 'stop', problem };
  }

  #words(): string[] {
    return this.#heard
      .replaceAll(new RegExp(`${this.#token}:\\w+`, 'g'), '\n')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
}

/** The last of sudo's own words. */
const said = (words: readonly string[]): string => words.slice(-4).join('\n').slice(0, 2000);
