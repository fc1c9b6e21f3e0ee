import { z } from 'zod';
import { NOTHING_CHANGED, say, type Explanation } from './explanation.ts';
import { explainFeedProblem, feedProblems } from './feed-problem.ts';
import { explainPackages, packageProblems } from './package-problem.ts';
import { explainWayIn, wayInProblems } from './problem-way-in.ts';
import { assertNever } from './result.ts';
import { explainVault, vaultProblems } from './vault-problem.ts';

/**
 * Everything that is expected to go wrong, as values of one union. `explain` turns each into what the
 * technician reads: what happened, what Patchbay did about it, what to do next.
 */
const Text = z.string().max(4000);
const Lines = z.array(Text).max(200);

export const Problem = z.discriminatedUnion('kind', [
  // reaching a host
  z.object({
    kind: z.literal('unreachable'),
    address: Text,
    port: z.number(),
    reason: z.enum(['refused', 'timeout', 'no-route', 'no-name', 'reset', 'other']),
    detail: Text,
    seconds: z.number().optional(),
  }),
  z.object({ kind: z.literal('host-key-unknown'), address: Text, keyType: Text, fingerprint: Text }),
  z.object({
    kind: z.literal('host-key-changed'),
    address: Text,
    keyType: Text,
    fingerprint: Text,
    /** `where` is the file and line that knows it. */
    known: z.array(z.object({ keyType: Text, fingerprint: Text, where: Text.optional() })),
  }),
  z.object({ kind: z.literal('host-key-revoked'), address: Text, keyType: Text, fingerprint: Text }),
  z.object({ kind: z.literal('sign-in-refused'), user: Text, address: Text, tried: z.array(Text), offered: z.array(Text) }),
  z.object({ kind: z.literal('agent-missing') }),
  z.object({ kind: z.literal('key-unreadable'), path: Text, detail: Text }),
  z.object({ kind: z.literal('secret-needed'), secret: z.enum(['password', 'passphrase', 'sudo-password']), forWhat: Text }),
  z.object({ kind: z.literal('jump-failed'), hop: Text, because: Text, next: Text }),
  z.object({ kind: z.literal('connection-lost'), address: Text, detail: Text }),
  ...wayInProblems,
  // gaining rights
  z.object({ kind: z.literal('sudo-password-wrong'), user: Text }),
  z.object({ kind: z.literal('sudo-refused'), user: Text, detail: Text }),
  z.object({ kind: z.literal('rights-needed'), forWhat: Text }),
  // the conversation with a host
  z.object({ kind: z.literal('deadline'), what: Text, seconds: z.number() }),
  z.object({ kind: z.literal('too-much-output'), what: Text, limitBytes: z.number() }),
  z.object({ kind: z.literal('cannot-parse'), what: Text, line: Text }),
  z.object({ kind: z.literal('command-failed'), what: Text, exit: z.number(), lines: Lines }),
  z.object({ kind: z.literal('unsupported-host'), os: Text }),
  z.object({ kind: z.literal('cancelled'), what: Text }),
  ...packageProblems,
  // after a run
  z.object({ kind: z.literal('not-back-after-reboot'), seconds: z.number() }),
  z.object({ kind: z.literal('health'), failed: z.array(Text) }),
  z.object({ kind: z.literal('run-vanished') }),
  z.object({ kind: z.literal('clock-skew'), seconds: z.number() }),
  ...vaultProblems,
  // our own side
  z.object({ kind: z.literal('invalid-input'), issues: z.array(z.object({ path: Text, message: Text })) }),
  z.object({ kind: z.literal('not-found'), what: Text }),
  z.object({ kind: z.literal('conflict'), detail: Text, next: Text }),
  z.object({ kind: z.literal('database'), detail: Text, next: Text }),
  z.object({ kind: z.literal('file'), path: Text, detail: Text }),
  z.object({ kind: z.literal('backup-unusable'), path: Text, detail: Text }),
  // data of vendors
  ...feedProblems,
  /** Something that should never happen did: the one kind that is a defect of Patchbay itself. */
  z.object({ kind: z.literal('bug'), detail: Text }),
]);
export type Problem = z.infer<typeof Problem>;
export type ProblemKind = Problem['kind'];

export type { Explanation, Remedy } from './explanation.ts';

const NOTHING_SENT = 'Stopped before sign-in. No password and no command was sent.';
const reasons = {
  refused: 'connection refused',
  timeout: 'no answer',
  'no-route': 'no route to the network',
  'no-name': 'name not found',
  reset: 'connection reset',
  other: 'no connection',
} as const;
/** In the largest unit of which there are at least two. */
const span = (seconds: number): string => {
  const units = [
    [86_400, 'days'],
    [3600, 'h'],
    [60, 'min'],
  ] as const;
  const [size, unit] = units.find(([one]) => seconds >= 2 * one) ?? [1, 's'];
  return `${Math.round(seconds / size)} ${unit}`;
};

export function explain(problem: Problem): Explanation {
  switch (problem.kind) {
    case 'unreachable': {
      const where = `${problem.address} port ${problem.port}`;
      const took = problem.reason === 'timeout' && problem.seconds ? ` in ${problem.seconds} s` : '';
      const next =
        problem.reason === 'no-name'
          ? 'Check the spelling of the address, or DNS, then retry.'
          : problem.reason === 'refused'
            ? 'The host is up but nothing listens there. Check that sshd runs, and the port.'
            : 'Check that the host is on, and the network or VPN to it, then retry.';
      return say(
        `Unreachable: ${reasons[problem.reason]}${took}, ${where}`,
        'The host keeps its last known state and counts as unknown.',
        next,
        'retry',
        'unknown',
        problem.detail ? [problem.detail] : [],
      );
    }
    case 'host-key-unknown':
      return say(
        `First contact: ${problem.keyType} key ${problem.fingerprint}`,
        NOTHING_SENT,
        `On the host's console run "ssh-keygen -lf" on its public host key, compare all characters, then accept the key.`,
        'accept-key',
        'warn',
      );
    case 'host-key-changed':
      return say(
        `Host key changed: now ${problem.keyType} ${problem.fingerprint}`,
        `${NOTHING_SENT} Another machine may answer under this address.`,
        `Find out whether the host was reinstalled. If so, remove its old line from known_hosts (ssh-keygen -R ${problem.address}) and scan again.`,
        'compare-keys',
        'bad',
        problem.known.map((key) => `was ${key.keyType} ${key.fingerprint}${key.where ? `, ${key.where}` : ''}`),
      );
    case 'host-key-revoked':
      return say(
        `Host key is revoked: ${problem.keyType} ${problem.fingerprint}`,
        NOTHING_SENT,
        'known_hosts marks this key @revoked. Give the host a new key before it is used again.',
        'none',
      );
    case 'sign-in-refused':
      return say(
        `Sign-in refused for ${problem.user} on ${problem.address}`,
        `Tried ${problem.tried.join(', ') || 'nothing'}; the host offers ${problem.offered.join(', ') || 'nothing else'}. Not tried again, so that no account is locked.`,
        'Check the user, and the key or password of this host.',
        'edit-host',
      );
    case 'agent-missing':
      return say(
        'No SSH agent found',
        NOTHING_SENT,
        'Start an agent and add a key (ssh-add), or choose a key file or a password for this host.',
        'edit-host',
      );
    case 'key-unreadable':
      return say(
        `Key file cannot be used: ${problem.path}`,
        NOTHING_SENT,
        'Check the path and that it holds a private key that ssh-keygen can read.',
        'edit-host',
        'bad',
        [problem.detail],
      );
    case 'secret-needed': {
      const word =
        problem.secret === 'sudo-password'
          ? 'sudo asks for a password'
          : problem.secret === 'passphrase'
            ? 'The key asks for its passphrase'
            : 'The host asks for a password';
      return say(
        `${word}: ${problem.forWhat}`,
        NOTHING_CHANGED,
        'Enter it. What is entered here is kept in memory until Patchbay ends and is never written down.',
        'enter-secret',
        'warn',
      );
    }
    case 'jump-failed':
      return say(
        `Jump host ${problem.hop}: ${problem.because}`,
        'The host itself was not contacted.',
        problem.next,
        'edit-host',
        'unknown',
      );
    case 'connection-lost':
      return say(
        `Connection lost to ${problem.address}`,
        'What was started on the host goes on there. Patchbay re-attaches by itself.',
        'Nothing to do while the host works. If it stays away, check the host and the network.',
        'retry',
        'unknown',
        problem.detail ? [problem.detail] : [],
      );
    case 'questions-asked':
    case 'needs-system-ssh':
    case 'ssh-failed':
    case 'wrapper-refused':
      return explainWayIn(problem);
    case 'sudo-password-wrong':
      return say(
        `sudo refused the password of ${problem.user}`,
        'One try was made and no more, so that the account is not locked.',
        'Enter the password again.',
        'enter-secret',
      );
    case 'sudo-refused':
      return say(
        `${problem.user} may not use sudo on this host`,
        NOTHING_CHANGED,
        `Allow ${problem.user} in sudoers, or choose another user, or set elevation to "none" to scan only.`,
        'edit-host',
        'bad',
        [problem.detail],
      );
    case 'rights-needed':
      return say(
        `Administrator rights are needed: ${problem.forWhat}`,
        NOTHING_CHANGED,
        'Set elevation to root or sudo for this host. Where it is set, allow the user in sudoers, without requiretty.',
        'edit-host',
      );
    case 'deadline':
      return say(
        `No answer in ${problem.seconds} s: ${problem.what}`,
        'Stopped waiting. Nothing on the host was interrupted.',
        'Retry. If it repeats, look at the load of the host.',
        'retry',
        'unknown',
      );
    case 'too-much-output':
      return say(
        `More than ${Math.round(problem.limitBytes / 1024)} KiB of output: ${problem.what}`,
        'Reading was stopped; what had come was not used.',
        'Look on the host at what prints so much.',
      );
    case 'cannot-parse':
      return say(
        `Answer not understood: ${problem.what}`,
        'Nothing of this answer was used; the last known state is kept.',
        'Report this line as a bug in Patchbay.',
        'retry',
        'unknown',
        [problem.line],
      );
    case 'command-failed':
      return say(
        `${problem.what} ended with ${problem.exit}`,
        'The output is kept.',
        'Read the last lines, mend the cause, then retry.',
        'retry',
        'bad',
        problem.lines,
      );
    case 'unsupported-host':
      return say(
        `No package manager that Patchbay knows: ${problem.os}`,
        'Hardware, services and the rest were read; updates cannot be judged and count as unknown.',
        'Debian and Ubuntu hosts (apt) are supported.',
        'none',
        'unknown',
      );
    case 'cancelled':
      return say(`Cancelled: ${problem.what}`, NOTHING_CHANGED, 'Start it again when ready.', 'retry', 'warn');
    case 'lock-held':
    case 'packages-broken':
    case 'repository-unreachable':
    case 'repository-expired':
    case 'repository-signature':
    case 'lists-missing':
    case 'disk-full':
    case 'inodes-full':
    case 'dependencies':
    case 'removals-not-approved':
    case 'plan-differs':
    case 'nothing-to-do':
    case 'package-manager-failed':
    case 'kit-failed':
    case 'kit-missing':
      return explainPackages(problem);
    case 'not-back-after-reboot':
      return say(
        `Not back ${Math.round(problem.seconds / 60)} min after its reboot`,
        'Kept as unreachable; Patchbay looks again by itself.',
        "Look at the host's console.",
        'retry',
        'unknown',
      );
    case 'health':
      return say(
        `Worse than before: ${problem.failed.join('; ')}`,
        'The update is installed and its rollback kit is kept.',
        'Read the checks. Mend it on the host, or roll this host back.',
        'retry',
        'bad',
      );
    case 'run-vanished':
      return say(
        "The run's directory is gone from the host",
        'Not started again: it may have run.',
        'Scan the host to see what it has, then decide to retry or to set it aside.',
        'retry',
        'unknown',
      );
    case 'clock-skew':
      return say(
        `Clock is ${span(Math.abs(problem.seconds))} ${problem.seconds > 0 ? 'ahead' : 'behind'}`,
        'Times of this host are ordered by our own clock.',
        'Set up time synchronisation on the host; signatures and logs depend on it.',
        'none',
        'warn',
      );
    case 'invalid-input':
      return say(
        'Some fields are not right',
        'Nothing was saved.',
        'Mend the named fields.',
        'none',
        'bad',
        problem.issues.map((issue) => `${issue.path}: ${issue.message}`),
      );
    case 'not-found':
      return say(`Not found: ${problem.what}`, 'Nothing was done.', 'It may have been removed. Look again in the list.', 'none');
    case 'conflict':
      return say(problem.detail, 'Nothing was done.', problem.next, 'none', 'warn');
    case 'database':
      return say(
        `The database cannot be used: ${problem.detail}`,
        'No new host is started. What runs on a host goes on there.',
        problem.next,
        'retry',
      );
    case 'file':
      return say(`File cannot be used: ${problem.path}`, 'Nothing was changed.', 'Check the path and its permissions.', 'retry', 'bad', [
        problem.detail,
      ]);
    case 'backup-unusable':
      return say(
        `Backup cannot be used: ${problem.path}`,
        'Nothing was changed.',
        'Check the passphrase, or take another backup.',
        'none',
        'bad',
        [problem.detail],
      );
    case 'feed-unreachable':
    case 'feed-unreadable':
    case 'bundle-refused':
    case 'nothing-to-export':
      return explainFeedProblem(problem);
    case 'bug':
      return say(
        'Patchbay made a mistake of its own',
        'The action was given up. What runs on a host goes on there.',
        'Restart Patchbay, and report this text.',
        'retry',
        'bad',
        [problem.detail],
      );
    case 'vault-locked':
    case 'vault-passphrase-wrong':
    case 'vault-altered':
    case 'vault-key-lost':
    case 'key-store-unavailable':
    case 'passphrase-wrong':
    case 'credential-missing':
      return explainVault(problem);
    default:
      return assertNever(problem);
  }
}
