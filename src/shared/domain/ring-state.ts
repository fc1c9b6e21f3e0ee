import { z } from 'zod';
import { ApproverName, DecisionNote } from './ring-decision.ts';

const Time = z.iso.datetime();
const Count = z.int().min(0);

/** Where a ring is. "gate": the work on its hosts has ended, and they are looked at. */
export const RingStateWord = z.enum(['waiting', 'working', 'gate', 'baking', 'approval', 'passed', 'stopped']);
export type RingStateWord = z.infer<typeof RingStateWord>;

export const RingState = z.object({
  ring: Count,
  state: RingStateWord,
  /** Hosts that take part; those without an approved plan do not. */
  hosts: Count,
  done: Count,
  /** Failures that count: those that a person went on past do not. */
  failed: Count,
  /** How many may fail before it stops. */
  allowance: Count,
  /** How many may be worked on at once, now. */
  atOnce: Count,
  /** Set while, and after, it bakes. */
  bakesUntil: Time.nullable(),
  /** Whether a named person has to approve it before the next begins, and who did. */
  needsApproval: z.boolean(),
  approved: z.object({ name: ApproverName, note: DecisionNote, at: Time }).nullable(),
  /** Why it stopped. */
  why: z.string().max(1024).nullable(),
});
export type RingState = z.infer<typeof RingState>;
