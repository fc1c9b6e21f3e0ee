import { z } from 'zod';

const about = {
  ring: z.int().min(0).max(9),
  at: z.iso.datetime(),
  /** The user that Patchbay ran as. */
  by: z.string().max(200),
};
/** The person who approves: a name, since several may share a computer. */
export const ApproverName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{C}]+$/u, 'no control characters');
/** Why somebody decided so, on record. */
export const DecisionNote = z.string().trim().max(500);

/** What persons decided about a deployment's rings, in order of time. */
export const RingDecision = z.discriminatedUnion('what', [
  /** The ring is well, and the next one may begin. */
  z.object({ what: z.literal('approved'), ...about, name: ApproverName, note: DecisionNote }),
  z.object({ what: z.literal('bake-ended'), ...about, reason: DecisionNote.min(1) }),
  /** Went on past what had stopped it: failures until then count no more. */
  z.object({ what: z.literal('went-on'), ...about }),
]);
export type RingDecision = z.infer<typeof RingDecision>;
