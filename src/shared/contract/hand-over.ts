import { z } from 'zod';
import { PlanId } from '../domain/plan.ts';
import { call } from './call.ts';

/** When a shop outgrows a laptop: the same plan for an engine that exists. */
export const handOverCalls = {
  /** An Ansible inventory and playbook: rings as plays with serial batches, gates as tasks. */
  'plan.playbook': call(
    z.object({ planId: PlanId }),
    z.object({
      files: z.array(z.object({ name: z.string().max(200), text: z.string() })).max(20),
      /** What they leave out. */
      notes: z.array(z.string().max(4000)).max(200),
    }),
  ),
} as const;
