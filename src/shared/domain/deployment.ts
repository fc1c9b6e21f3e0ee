import { z } from 'zod';
import { Check } from './check.ts';
import { HostId } from './host.ts';
import { Hash, PlanId, RebootRule } from './plan.ts';
import { PolicyRef } from './policy/policy-ref.ts';
import { Problem } from './problem.ts';
import { RingDecision } from './ring-decision.ts';
import { Rollout } from './rollout.ts';
import { RunGate } from './run-gate.ts';

export { Check } from './check.ts';

const Text = z.string().max(1024);
export const DeploymentId = z.string().regex(/^[a-z0-9]{8,32}$/);
/** The run's id is also its directory on the host. */
export const RunId = z.string().regex(/^[a-z0-9]{8,40}$/);
const Time = z.iso.datetime();

/** What the host's runner is doing; written by the runner itself. */
export const RunPhase = z.enum([
  'claimed',
  'waiting-lock',
  'repairing',
  'checking-plan',
  'saving-kit',
  'downloading',
  'installing',
  'restarting',
  'finished',
]);
export type RunPhase = z.infer<typeof RunPhase>;

/** The answer to "how is run X?", in the order of the status protocol. */
export const RunAnswer = z.enum(['absent', 'done', 'running', 'rebooted', 'dead']);
export type RunAnswer = z.infer<typeof RunAnswer>;

export const RunProgress = z.object({
  packagesDone: z.int().min(0),
  packagesTotal: z.int().min(0),
  bytesDone: z.number().min(0),
  bytesTotal: z.number().min(0),
  /** The package manager's own words for what it does now. */
  text: Text,
});
export type RunProgress = z.infer<typeof RunProgress>;

/**
 * A run, one host's part of a deployment. "intended" is committed before the first byte is sent, so that
 * whatever happens later is found again. "unreachable" is never final; "lost" is set by a person only.
 */
export const RunState = z.enum([
  'waiting',
  'intended',
  'running',
  'unreachable',
  'rebooting',
  'verifying',
  'done',
  'failed',
  'skipped',
  'lost',
]);
export type RunState = z.infer<typeof RunState>;
export const isFinal = (state: RunState): boolean => state === 'done' || state === 'failed' || state === 'skipped' || state === 'lost';

const after: Readonly<Record<RunState, readonly RunState[]>> = {
  waiting: ['intended', 'skipped'],
  intended: ['running', 'unreachable', 'verifying', 'failed', 'lost'],
  running: ['unreachable', 'rebooting', 'verifying', 'failed', 'lost'],
  unreachable: ['intended', 'running', 'rebooting', 'verifying', 'failed', 'lost'],
  rebooting: ['running', 'unreachable', 'verifying', 'failed', 'lost'],
  verifying: ['unreachable', 'done', 'failed', 'lost'],
  done: [],
  failed: ['intended'], // retry
  skipped: ['waiting'], // retry
  lost: ['intended'], // a person found it again
};
export const mayBecome = (from: RunState, to: RunState): boolean => from === to || after[from].includes(to);

export const Run = z.object({
  id: RunId,
  deploymentId: DeploymentId,
  hostId: HostId,
  hostName: Text,
  ring: z.int(),
  position: z.int(),
  state: RunState,
  phase: RunPhase.nullable(),
  progress: RunProgress.nullable(),
  problem: Problem.nullable(),
  /** Since when the host does not answer; null while it does. */
  unreachableSince: Time.nullable(),
  exit: z.int().nullable(),
  attempts: z.int().min(0),
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  bootIdBefore: Text.nullable(),
  rebooted: z.boolean(),
  checks: z.array(Check),
  /** null until the state before the run was taken, and for runs of before there were gates. */
  gate: RunGate.nullable(),
  planHash: Hash,
  packages: z.int(),
  downloadBytes: z.number(),
  rolledBackBy: DeploymentId.nullable(),
});
export type Run = z.infer<typeof Run>;

/** The hash of a run whose host had no approved transaction: it takes no part. */
export const NO_PLAN = '0'.repeat(64);

export const DeploymentState = z.enum(['running', 'paused', 'stopping', 'finished']);
export type DeploymentState = z.infer<typeof DeploymentState>;

export const Deployment = z.object({
  id: DeploymentId,
  name: Text,
  kind: z.enum(['deploy', 'rollback', 'repair']),
  planId: PlanId,
  planHash: Hash,
  createdAt: Time,
  endedAt: Time.nullable(),
  state: DeploymentState,
  /** Why it does not start more hosts, where it stopped by itself. */
  stoppedBecause: Text.nullable(),
  concurrency: z.int().min(1).max(50),
  reboot: RebootRule,
  /** Which deployment this one rolls back. */
  rollsBack: DeploymentId.nullable(),
  /** The policy's version that it ran under. */
  policy: PolicyRef.nullable().optional(),
  /** Its own copy of how it goes from ring to ring. */
  rollout: Rollout,
  decisions: z.array(RingDecision).max(200),
  runs: z.array(Run),
});
export type Deployment = z.infer<typeof Deployment>;
