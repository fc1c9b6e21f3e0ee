import type { Command } from '../../shared/domain/command.ts';
import { quote } from './quote.ts';

/**
 * What sshd hands to the account's login shell. It has to mean the same to sh, bash, zsh, csh and fish, so it holds no
 * quoting but "$HOME". `env -i` drops what a profile has exported (a planted PYTHONPATH once gave away root:
 * CVE-2024-48990), `exec` leaves no login shell behind.
 */
export const EXEC_LINE = 'exec /usr/bin/env -i HOME="$HOME" LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin /bin/sh';

/** The system's own folders come first: a program in /usr/local cannot stand in for one of them. */
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin';

/** glibc knows C.UTF-8 from 2.35 on and Debian ships it as a folder; where it is missing, C is always there. */
const LOCALE = '[ -d /usr/lib/locale/C.utf8 ] || [ -d /usr/lib/locale/C.UTF-8 ] || [ "$(locale charmap 2>/dev/null)" = UTF-8 ] || LC_ALL=C';

const both = (format: string, ...words: string[]): string => {
  const print = `printf '${format}' ${words.join(' ')}`;
  return `${print}; ${print} >&2`;
};

export const beginMark = (token: string): string => `${token}:begin:`;
export const endMark = (token: string): string => `\n${token}:end:`;
/** Stands where the exit code would, if root was asked for and is not there: the script did not run. */
export const DENIED = 'denied';

/**
 * What goes to a waiting /bin/sh on stdin. A shell runs a brace group only after it has read its closing brace, so a
 * connection that breaks while this is sent runs nothing. The marks stand on both streams: when both ends were seen,
 * nothing can follow.
 */
export function payload(command: Command, token: string): string {
  const run = `( eval ${quote(command.script)} ) </dev/null; patchbay_exit=$?`;
  return [
    '{',
    `PATH=${PATH}; LC_ALL=C.UTF-8; export PATH LC_ALL`,
    LOCALE,
    `set -- ${command.args.map(quote).join(' ')}`,
    'patchbay_uid=$(id -u)',
    both(`${beginMark(token)}%s\\n`, '"$patchbay_uid"'),
    `patchbay_exit=${DENIED}`,
    command.rights === 'root' ? `if [ "$patchbay_uid" = 0 ]; then ${run}; fi` : run,
    both(`\\n${endMark(token).trimStart()}%s\\n`, '"$patchbay_exit"'),
    'exit 0',
    '}',
    '',
  ].join('\n');
}
