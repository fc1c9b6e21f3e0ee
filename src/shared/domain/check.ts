import { z } from 'zod';

const Text = z.string().max(1024);

export const Check = z.object({
  name: Text,
  /** "differs" is worth reading and no failure: something new that nobody asked to keep away. */
  outcome: z.enum(['passed', 'failed', 'differs', 'not-checked']),
  detail: Text,
});
export type Check = z.infer<typeof Check>;
