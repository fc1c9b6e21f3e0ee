import { z } from 'zod';
import { NOTHING_CHANGED, say, type Explanation } from './explanation.ts';
import { assertNever } from './result.ts';

/** What goes wrong with packages, their repositories and the way back. Part of the union in problem.ts. */
const Text = z.string().max(4000);
const Lines = z.array(Text).max(200);

export const packageProblems = [
  z.object({ kind: z.literal('lock-held'), lock: Text, holder: Text }),
  z.object({ kind: z.literal('packages-broken'), lines: Lines }),
  z.object({ kind: z.literal('repository-unreachable'), url: Text, detail: Text }),
  z.object({ kind: z.literal('repository-expired'), url: Text, detail: Text }),
  z.object({ kind: z.literal('repository-signature'), url: Text, detail: Text }),
  z.object({ kind: z.literal('lists-missing') }),
  z.object({ kind: z.literal('disk-full'), path: Text, freeBytes: z.number(), needBytes: z.number() }),
  z.object({ kind: z.literal('inodes-full'), path: Text, free: z.number(), need: z.number() }),
  z.object({ kind: z.literal('dependencies'), lines: Lines }),
  z.object({ kind: z.literal('removals-not-approved'), packages: z.array(Text) }),
  z.object({ kind: z.literal('plan-differs'), added: Lines, missing: Lines }),
  z.object({ kind: z.literal('nothing-to-do') }),
  z.object({ kind: z.literal('package-manager-failed'), exit: z.number(), lines: Lines }),
  z.object({ kind: z.literal('kit-failed'), lines: Lines }),
  z.object({ kind: z.literal('kit-missing'), detail: Text }),
] as const;
type PackageProblem = z.infer<(typeof packageProblems)[number]>;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

export function explainPackages(problem: PackageProblem): Explanation {
  switch (problem.kind) {
    case 'lock-held':
      return say(
        `Package manager is busy: ${problem.holder}`,
        `The lock ${problem.lock} was left alone. ${NOTHING_CHANGED}`,
        'Wait until it has ended, then retry. Never delete the lock file.',
      );
    case 'packages-broken':
      return say(
        'Packages are only half installed on this host',
        NOTHING_CHANGED,
        'Repair the host first. It runs "dpkg --configure -a", then "apt-get -f install" if that is not enough.',
        'repair',
        'bad',
        problem.lines,
      );
    case 'repository-unreachable':
      return say(
        `Repository cannot be reached: ${problem.url}`,
        'Whether the host is up to date cannot be known; it is not counted as up to date.',
        "Check the host's network, proxy and sources.list, then scan again.",
        'retry',
        'unknown',
        [problem.detail],
      );
    case 'repository-expired':
      return say(
        `Repository's Release file ${/ not valid yet /.test(problem.detail) ? 'is not valid yet' : 'has expired'}: ${problem.url}`,
        'The old lists were kept and nothing from the expired ones is installed.',
        "The mirror is stale or the host's clock is wrong. Check both, then scan again.",
        'retry',
        'unknown',
        [problem.detail],
      );
    case 'repository-signature':
      return say(
        `Repository's signature is not valid: ${problem.url}`,
        'Nothing from it is trusted or installed.',
        "Check the repository's key on the host. Never turn signature checks off.",
        'retry',
        'bad',
        [problem.detail],
      );
    case 'lists-missing':
      return say(
        'The host has no package lists',
        'Its updates are unknown, not zero.',
        'Scan again with "Refresh package lists", which needs administrator rights.',
        'retry',
        'unknown',
      );
    case 'disk-full':
      return say(
        `Too little space on ${problem.path}${problem.needBytes ? `: ${gigabytes(problem.freeBytes)} free, ${gigabytes(problem.needBytes)} needed` : ''}`,
        NOTHING_CHANGED,
        `Free space on ${problem.path} ("apt-get clean" often helps), then retry.`,
      );
    case 'inodes-full':
      return say(
        `Too many files on ${problem.path}: room for ${problem.free} more, ${problem.need} needed`,
        NOTHING_CHANGED,
        `Remove files from ${problem.path} that nobody needs, then retry.`,
      );
    case 'dependencies':
      return say(
        'Dependencies do not allow this transaction',
        NOTHING_CHANGED,
        'Choose other packages, or release a hold, and preview again.',
        'retry',
        'bad',
        problem.lines,
      );
    case 'removals-not-approved':
      return say(
        `Would remove ${problem.packages.join(', ')}`,
        NOTHING_CHANGED,
        'Tick the removals in the plan if they are wanted, or leave out the update that needs them.',
        'none',
        'bad',
      );
    case 'plan-differs':
      return say(
        'The host would now do something else than was approved',
        'Stopped before anything was changed.',
        'Preview again and approve the new plan.',
        'retry',
        'warn',
        [...problem.added.map((line) => `now also: ${line}`), ...problem.missing.map((line) => `no longer: ${line}`)],
      );
    case 'nothing-to-do':
      return say(
        'Nothing to do on this host',
        NOTHING_CHANGED,
        'It already has what the selection asks for, or leaves out the rest; the preview names what it leaves out, and why.',
        'none',
        'warn',
      );
    case 'package-manager-failed':
      return say(
        `apt ended with ${problem.exit}`,
        'The rollback kit was saved before; the whole log is kept.',
        'Read the last lines. Retry repairs and continues, or roll this host back.',
        'retry',
        'bad',
        problem.lines,
      );
    case 'kit-failed':
      return say(
        'The way back could not be saved',
        NOTHING_CHANGED,
        'Free space in /var, or allow this host to go without a way back.',
        'retry',
        'bad',
        problem.lines,
      );
    case 'kit-missing':
      return say(
        'No rollback kit on this host',
        NOTHING_CHANGED,
        'The kit has expired or was removed; go back by hand or from a backup.',
        'none',
        'bad',
        [problem.detail],
      );
    default:
      return assertNever(problem);
  }
}
