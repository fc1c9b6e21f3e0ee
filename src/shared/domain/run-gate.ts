import { z } from 'zod';
import { Check } from './check.ts';

const Text = z.string().max(1024);

/** What a run's gate knows beyond the scans. In the store, so that a new start of Patchbay goes on where the last one was. */
export const RunGate = z.object({
  /** What the scan does not see, as it was before the run: the way out, names, the shop's own checks. */
  before: z.array(Check).max(64),
  /** Units and listeners that came and went without any run: that they differ is said, and is no failure. */
  flapping: z.array(Text).max(200),
  /** When the work on the host had ended: looks are counted from here. null before that. */
  since: z.iso.datetime().nullable(),
  /** How many looks were passed. */
  looks: z.int().min(0),
  /** What became of the way back by rule; null where none is due, or it is not decided yet. */
  back: z.object({ outcome: z.enum(['started', 'offered']), why: Text }).nullable(),
});
export type RunGate = z.infer<typeof RunGate>;

export const newGate: RunGate = { before: [], flapping: [], since: null, looks: 0, back: null };
