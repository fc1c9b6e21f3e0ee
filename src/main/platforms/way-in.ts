import type { CommandOutput, Query } from '../../shared/domain/command.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import { cleanText } from '../../shared/domain/text.ts';
import { hostScript } from './host-scripts.ts';

/** What is found behind the sign-in. Everything a host may not tell is null. */
export interface WayIn {
  readonly rights: 'root' | 'user';
  /** Why it is not root. */
  readonly denied: Problem | null;
  readonly user: string | null;
  readonly packageManager: string | null;
  /** The host's clock, whole seconds since the epoch. */
  readonly clock: number | null;
  /** Our own clock when the answer began, milliseconds. */
  readonly answeredAt: number;
  readonly space: { readonly freeBytes: number; readonly folder: string } | null;
}

/** `rights`: "best" unless root is known not to be had. */
export const wayInQuery = (rights: 'best' | 'user' = 'best'): Query<WayIn> => ({
  command: {
    what: 'test of the connection',
    script: hostScript('posix/way-in.sh'),
    args: [],
    rights,
    deadlineSeconds: 30,
    maxBytes: 64 * 1024,
  },
  parse: readWayIn,
});

/** The same of a Windows host. PowerShell takes seconds to start. */
export const windowsWayInQuery = (): Query<WayIn> => ({
  command: {
    what: 'test of the connection',
    script: hostScript('windows/way-in.ps1'),
    language: 'powershell',
    args: [],
    rights: 'best',
    deadlineSeconds: 60,
    maxBytes: 64 * 1024,
  },
  parse: readWayIn,
});

function readWayIn(output: CommandOutput): Result<WayIn> {
  const lines = new TextDecoder().decode(output.stdout).split(/\r?\n/).slice(0, 100);
  const value = (key: string): string | null => lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? null;
  const clock = /^\d{1,11}$/.exec(value('clock') ?? '');
  const space = /^(\d{1,15}) (\/.*|[A-Z]:)$/.exec(value('space') ?? '');
  const user = value('user');
  const packageManager = value('manager');
  return ok({
    rights: output.rights,
    denied: output.denied ?? null,
    user: user === null ? null : cleanText(user, 64),
    packageManager: packageManager === null ? null : cleanText(packageManager, 32),
    clock: clock ? Number(clock[0]) : null,
    answeredAt: output.firstByteAt,
    space: space ? { freeBytes: Number(space[1]) * 1024, folder: cleanText(space[2] ?? '', 200) } : null,
  });
}
