import type { Problem } from '../../../shared/domain/problem.ts';
import { needsPerson } from '../../services/host-link.ts';

/** docs/cli.md lists them for users; scripts rely on them. */
export const EXIT = {
  ok: 0,
  /** Something on a host failed, or is worse than before. */
  failed: 1,
  /** Wrong use, or input that is not valid: nothing was done. */
  usage: 2,
  /** A person is wanted for the way in: a key to accept or compare, a secret to enter, a user or rights to put right. */
  person: 3,
  unreachable: 4,
  /** The database cannot be used, or its audit chain is broken. */
  database: 5,
  /** Stopped following; hosts work on. */
  underWay: 6,
  /** As a shell reports SIGINT: 128 + 2. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf(problem: Problem): ExitCode {
  switch (problem.kind) {
    case 'nothing-to-do':
      return EXIT.ok;
    case 'invalid-input':
    case 'not-found':
    case 'conflict':
    case 'file':
    case 'backup-unusable':
    case 'key-store-unavailable':
    case 'nothing-to-export':
      return EXIT.usage;
    case 'unreachable':
    case 'jump-failed':
    case 'connection-lost':
    case 'not-back-after-reboot':
      return EXIT.unreachable;
    case 'database':
      return EXIT.database;
    case 'cancelled':
      return EXIT.interrupted;
    default:
      return needsPerson(problem) ? EXIT.person : EXIT.failed;
  }
}

/** What several hosts amount to: the gravest, in the order in which a script should care. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  const order = [EXIT.interrupted, EXIT.database, EXIT.usage, EXIT.failed, EXIT.person, EXIT.unreachable, EXIT.underWay];
  return order.find((code) => codes.includes(code)) ?? EXIT.ok;
}
