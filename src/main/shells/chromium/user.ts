import { findProgram } from '../serve/find-browser.mjs';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';

/** As whom the browser runs. A browser as root would have to do without its sandbox, so root steps down first. */
export interface BrowserUser {
  /** Goes before the browser's own command line. */
  readonly prefix: readonly string[];
  /** null: the same user as we are. */
  readonly uid: number | null;
  readonly gid: number | null;
  readonly flags: readonly string[];
}

export interface UserFacts {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
}

/** Used by nobody: "60578...61183 unused" (https://systemd.io/UIDS-GIDS). One of our own, so that no other daemon of "nobody" can reach into the browser. */
const FIRST_FREE_UID = 60578;
const FREE_UIDS = 606;

/** The browser ends when we end, even by SIGKILL: PR_SET_PDEATHSIG, prctl(2). */
const DIE_WITH_US = '--pdeathsig=KILL';

/**
 * - As a user: the same user.
 * - As root by sudo: the user who called sudo, whose display it is.
 * - As root otherwise: a user id that nobody has.
 * Without setpriv (util-linux) root is refused, unless PATCHBAY_ALLOW_NO_SANDBOX=1 says that a browser without a sandbox is fine.
 */
export function browserUser({ platform, isRoot, env, pid }: UserFacts): Result<BrowserUser> {
  const setpriv = platform === 'linux' ? findProgram(['setpriv'], env) : null;
  if (!isRoot) return ok({ prefix: setpriv ? [setpriv, DIE_WITH_US] : [], uid: null, gid: null, flags: [] });
  if (!setpriv && env['PATCHBAY_ALLOW_NO_SANDBOX'] === '1') return ok({ prefix: [], uid: null, gid: null, flags: ['--no-sandbox'] });
  if (!setpriv) {
    return fail({
      kind: 'conflict',
      detail: 'As root the browser would run without its sandbox, and there is no setpriv to start it as another user',
      next: 'Start Patchbay as a normal user, or set PATCHBAY_ALLOW_NO_SANDBOX=1 to accept it.',
    });
  }
  const free = FIRST_FREE_UID + (pid % FREE_UIDS);
  const uid = asId(env['SUDO_UID']) ?? free;
  const gid = asId(env['SUDO_GID']) ?? free;
  const prefix = [setpriv, `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--inh-caps=-all', DIE_WITH_US];
  return ok({ prefix, uid, gid, flags: [] });
}

/** A user or group id that is not root's. */
const asId = (text: string | undefined): number | null => (text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null);
