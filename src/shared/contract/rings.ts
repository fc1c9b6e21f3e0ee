import { z } from 'zod';
import { Deployment, DeploymentId } from '../domain/deployment.ts';
import { ApproverName, DecisionNote } from '../domain/ring-decision.ts';
import { RingState } from '../domain/ring-state.ts';
import { call } from './call.ts';

const Nothing = z.object({});
const ring = z.int().min(0).max(9);

/** A deployment with its rings as they are at the moment of the answer: they are derived, with the clock, and kept nowhere. */
export const DeploymentWithRings = Deployment.extend({ ringStates: z.array(RingState) });
export type DeploymentWithRings = z.infer<typeof DeploymentWithRings>;

export const ringCalls = {
  /** A named person's word that a ring which has passed its gate is well, and the next may begin. */
  'deployments.approveRing': call(z.object({ id: DeploymentId, ring, name: ApproverName, note: DecisionNote.default('') }), Nothing),
  /** Ends a ring's baking before its time. */
  'deployments.endBake': call(z.object({ id: DeploymentId, ring, reason: DecisionNote.min(1) }), Nothing),
} as const;
