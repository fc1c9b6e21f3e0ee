import { z } from 'zod';

/**
 * What goes wrong on the way in and only a person or another way can mend. Members of the union in problem.ts, kept
 * here with what the technician reads of each.
 */
const Text = z.string().max(4000);
const Line = z.string().max(300);

export const wayInProblems = [
  /** The host asks more than for one password, a one-time code for instance. The connection waits for the answers. */
  z.object({
    kind: z.literal('questions-asked'),
    user: Text,
    address: Text,
    /** The host's own words above its questions. */
    instruction: Text,
    prompts: z.array(z.object({ text: Line, echo: z.boolean() })).max(20),
    /** How long the connection waits. Seconds. */
    seconds: z.number(),
  }),
  /** Patchbay's own SSH cannot do it; the system's `ssh` can. */
  z.object({ kind: z.literal('needs-system-ssh'), address: Text, why: Text }),
  /** The system's `ssh` gave up for a reason of its own: its configuration, an option, a program that it runs. */
  z.object({ kind: z.literal('ssh-failed'), address: Text, lines: z.array(Text).max(200) }),
  /** sudo let us in, but what runs as root there takes only what its list has. */
  z.object({ kind: z.literal('wrapper-refused'), user: Text, what: Text, why: Text }),
] as const;

export type WayInProblem = z.infer<(typeof wayInProblems)[number]>;

interface Said {
  readonly title: string;
  readonly did: string;
  readonly next: string;
  readonly remedy: 'answer-questions' | 'use-system-ssh' | 'edit-host';
  readonly tone: 'bad' | 'warn';
  readonly detail: readonly string[];
}

export function explainWayIn(problem: WayInProblem): Said {
  switch (problem.kind) {
    case 'questions-asked':
      return {
        title: `${problem.user} on ${problem.address} is asked: ${problem.prompts.map((prompt) => prompt.text).join(', ') || 'to go on'}`,
        did: `The connection waits ${problem.seconds} s for the answer. Nothing was changed on the host.`,
        next: 'Answer it. An answer is sent once and kept nowhere; the next connection asks anew.',
        remedy: 'answer-questions',
        tone: 'warn',
        detail: problem.instruction ? [problem.instruction] : [],
      };
    case 'needs-system-ssh':
      return {
        title: `Needs the system's ssh: ${problem.why}`,
        did: 'Stopped before sign-in. No password and no command was sent.',
        next: `Reach ${problem.address} by the system's ssh (transport "openssh").`,
        remedy: 'use-system-ssh',
        tone: 'warn',
        detail: [],
      };
    case 'ssh-failed':
      return {
        title: `The system's ssh gave up on ${problem.address}`,
        did: 'Its own words are kept. No command was sent.',
        next: 'Try "ssh" by hand with the same user and address, mend what it names, then retry.',
        remedy: 'edit-host',
        tone: 'bad',
        detail: problem.lines,
      };
    case 'wrapper-refused':
      return {
        title: `The host's list of scripts does not allow: ${problem.what}`,
        did: 'Nothing was run as root.',
        next: 'Install the sudoers file of this version on the host (patchbay hosts sudoers NAME), then retry.',
        remedy: 'edit-host',
        tone: 'bad',
        detail: [problem.why],
      };
  }
}
