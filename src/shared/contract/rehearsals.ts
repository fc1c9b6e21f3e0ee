import { z } from 'zod';
import { HostId } from '../domain/host.ts';
import { PlanId } from '../domain/plan.ts';
import { Rehearsal } from '../domain/rehearsal.ts';
import { call } from './call.ts';

const HostIds = z.array(HostId).max(2000).default([]);

export const rehearsalCalls = {
  /** On a clone of each host (none named: every host of the plan that can go). Answers at once; hosts that are at it already are left alone. */
  'rehearsals.start': call(z.object({ planId: PlanId, hostIds: HostIds }), z.object({ hosts: z.int() })),
  /** The newest of each host of the plan. One that was made for another hash is void and not among them. */
  'rehearsals.of': call(z.object({ planId: PlanId }), z.array(Rehearsal)),
  /** Ends them on their hosts, too; nothing is left there. None named: all of the plan. */
  'rehearsals.cancel': call(z.object({ planId: PlanId, hostIds: HostIds }), z.object({})),
} as const;

/** `deployments.start`: why hosts go without a rehearsal that passed. Kept in the audit trail; wanted where one failed. */
export const WithoutRehearsal = z.string().trim().min(1).max(500).nullable().default(null);
