import { z } from 'zod';

export const PolicyId = z.string().regex(/^[a-z0-9]{8,32}$/);

/** What a plan and a deployment were made by. The version's words never change. */
export const PolicyRef = z.object({
  id: PolicyId,
  version: z.int().min(1),
  /** The reason on record, where it went out of cycle. */
  emergency: z.string().trim().min(1).max(500).nullable(),
});
export type PolicyRef = z.infer<typeof PolicyRef>;
