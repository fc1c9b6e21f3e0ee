import { z } from 'zod';

const Minutes = z
  .int()
  .min(0)
  .max(14 * 24 * 60);

/** A check of the shop's own, run by a ring's gate besides the built-in ones, before and after. */
export const CustomCheck = z.discriminatedUnion('by', [
  /** From the laptop: this address answers with this status. */
  z.object({
    by: z.literal('http'),
    name: z.string().min(1).max(80),
    url: z.url({ protocol: /^https?$/ }).max(500),
    status: z.int().min(100).max(599),
  }),
  /** From the laptop: this port takes a connection. */
  z.object({ by: z.literal('tcp'), name: z.string().min(1).max(80), port: z.int().min(1).max(65_535) }),
  /** On the host, with the rights of the sign-in: ends with exit 0. */
  z.object({ by: z.literal('command'), name: z.string().min(1).max(80), command: z.string().min(1).max(2000) }),
]);
export type CustomCheck = z.infer<typeof CustomCheck>;
/** In a check's URL this stands for the address of the host that is looked at. */
export const ADDRESS_IN_URL = '{address}';

/** How one ring ends before the next begins. */
export const RingRule = z.object({
  ring: z.int().min(0).max(9),
  /** After the ring's last host has passed its gate. */
  bakeMinutes: Minutes,
  /** Whether a named person has to say that the next ring may begin. */
  approval: z.boolean(),
});
export type RingRule = z.infer<typeof RingRule>;

/** How a deployment goes from ring to ring. A policy says it; the deployment keeps its own copy. */
export const Rollout = z.object({
  rings: z.array(RingRule).max(10),
  /** When hosts are looked at after their run, in minutes from its end, in order. */
  looksAtMinutes: z.array(Minutes).min(1).max(5),
  checks: z.array(CustomCheck).max(20),
  /** What happens to a host whose gate fails: nothing but the stop, or its way back where the rules allow that. */
  onFailedGate: z.enum(['stop', 'roll-back']),
  /** Hosts that carry a tag of this form ("peers:db") with the same word are never worked on together. */
  peersTag: z.string().max(40).nullable(),
  /**
   * How many hosts of a ring are worked on at once. "budget": one more than the ring can still lose, so that a stop never
   * comes too late. "concurrency": as many as the deployment says.
   */
  inFlight: z.enum(['budget', 'concurrency']).default('budget'),
});
export type Rollout = z.infer<typeof Rollout>;

/** A deployment that no policy asked for: ring after ring, judged once, stopped and left to a person. */
export const plainRollout: Rollout = {
  rings: [],
  looksAtMinutes: [0],
  checks: [],
  onFailedGate: 'stop',
  peersTag: 'peers',
  inFlight: 'concurrency',
};

const PILOT_BAKE_MINUTES = 24 * 60;
const BAKE_MINUTES = 30;
/** What a policy proposes: the pilot bakes a day, the others half an hour; hosts are looked at 0, 2 and 10 minutes after their run. */
export const usualRollout: Rollout = {
  rings: Array.from({ length: 10 }, (_, ring) => ({ ring, bakeMinutes: ring === 0 ? PILOT_BAKE_MINUTES : BAKE_MINUTES, approval: false })),
  looksAtMinutes: [0, 2, 10],
  checks: [],
  onFailedGate: 'stop',
  peersTag: 'peers',
  inFlight: 'budget',
};

/** What ends a ring; nothing but its gate where the rollout does not name it. */
export const ruleOf = ({ rings }: Rollout, ring: number): RingRule =>
  rings.find((one) => one.ring === ring) ?? { ring, bakeMinutes: 0, approval: false };
