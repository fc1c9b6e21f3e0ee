import { z } from 'zod';
import { HostDraft, HostId } from '../domain/host.ts';
import { Problem } from '../domain/problem.ts';

/** Calls about the way in to a host. Spread into the contract. */
const Text = z.string().max(4000);

/** From the outside in: the way to the host (once for each jump host), then what is found behind the sign-in. */
export const LayerName = z.enum([
  'name',
  'tcp',
  'greeting',
  'algorithms',
  'host-key',
  'sign-in',
  'shell',
  'rights',
  'package-manager',
  'clock',
  'space',
]);
export type LayerName = z.infer<typeof LayerName>;

/** The same words in the window and on the command line. */
export const layerNames: Readonly<Record<LayerName, string>> = {
  name: 'Name',
  tcp: 'TCP',
  greeting: 'SSH version',
  algorithms: 'Algorithms',
  'host-key': 'Host key',
  'sign-in': 'Sign-in',
  shell: 'Shell',
  rights: 'Rights',
  'package-manager': 'Package manager',
  clock: 'Clock',
  space: 'Space',
};

/** One layer of a connection that was tested. */
export const Layer = z.object({
  layer: LayerName,
  /** The jump host or host that it concerns: its name as known_hosts has it. */
  hop: Text,
  state: z.enum(['ok', 'warn', 'fail', 'skipped']),
  /** The fact, with its number. */
  text: Text,
  /** How long it took, where that was measured. Milliseconds. */
  ms: z.number().nullable(),
  problem: Problem.nullable(),
});
export type Layer = z.infer<typeof Layer>;

export const connectionCalls = {
  /** Tries the way in and changes nothing. A draft that is not saved yet is tested as it is; with an id, with that host's secrets. */
  'hosts.testConnection': {
    input: z
      .object({ id: HostId.nullable().default(null), draft: HostDraft.nullable().default(null) })
      .refine(({ id, draft }) => id !== null || draft !== null, 'a host or a draft is wanted'),
    output: z.object({ layers: z.array(Layer).max(100) }),
  },
  /** Answers, in order, what the host asked when the problem was questions-asked. Used once, kept nowhere. */
  'hosts.answerQuestions': {
    input: z.object({ id: HostId, answers: z.array(z.string().max(4096)).max(20) }),
    output: z.object({}),
  },
  /** What gives the host's user the rights that Patchbay needs and no more: a script that a person reads and runs there as root. */
  'hosts.sudoersFile': {
    input: z.object({ id: HostId }),
    output: z.object({ name: Text, text: z.string().max(200_000) }),
  },
};
