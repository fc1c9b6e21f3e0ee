import { z } from 'zod';
import type { Explanation, Remedy } from './problem.ts';
import { assertNever } from './result.ts';

const Text = z.string().max(4000);

/** Why nothing can be learnt on a host's clone. */
const reasons = {
  'no-overlay': ['the kernel has no overlay file system, or refuses one over this root', 'Load the module "overlay", or'],
  'no-namespaces': ['namespaces cannot be made here', 'Containers often may not. Rehearse on the machine that it runs on, or'],
  'no-tools': ['a tool is missing', 'Install util-linux and e2fsprogs, or'],
  'no-room': ['there is too little room', 'Make room on the host, or'],
  'time-limit': ['it took longer than it may', 'Try again when the host has less to do, or'],
  'memory-limit': ['it took more memory than it may', 'Try again when the host has less to do, or'],
  'space-limit': ['it took more room than it may', 'Make room on the host, or'],
  died: ['it was ended from outside', 'The host, or somebody there, ended it. Try again, or'],
} as const;
export const CannotRehearseReason = z.enum(Object.keys(reasons) as (keyof typeof reasons)[]);

/** What keeps a rehearsal from being made. Part of the union in problem.ts. */
export const rehearsalProblems = [
  z.object({ kind: z.literal('cannot-rehearse'), reason: CannotRehearseReason, lines: z.array(Text).max(200) }),
  z.object({ kind: z.literal('rehearsal-failed'), hosts: z.array(Text).max(2000) }),
] as const;
export type RehearsalProblem = z.infer<(typeof rehearsalProblems)[number]>;

export function explainRehearsal(problem: RehearsalProblem): Explanation {
  const say = (title: string, did: string, next: string, remedy: Remedy, detail: readonly string[] = []): Explanation => ({
    title,
    did,
    next,
    remedy,
    tone: 'warn',
    detail,
  });
  switch (problem.kind) {
    case 'cannot-rehearse': {
      const [why, next] = reasons[problem.reason];
      return say(
        `No rehearsal here: ${why}`,
        'Nothing was changed on the host, and nothing of the clone is left there.',
        `${next} try the update on a test host of the same make first.`,
        'retry',
        problem.lines,
      );
    }
    case 'rehearsal-failed':
      return say(
        `The rehearsal says that this would fail on ${problem.hosts.join(', ')}`,
        'Nothing was started.',
        'Read what the rehearsal found and mend it, leave these hosts out, or go on with a reason that is kept.',
        'none',
      );
    default:
      return assertNever(problem);
  }
}
