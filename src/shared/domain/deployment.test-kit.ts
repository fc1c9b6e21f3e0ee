import type { Deployment, Run } from './deployment.ts';
import type { Surroundings } from './order.ts';
import { plainRollout } from './rollout.ts';

export const NOW = '2026-11-21T12:00:00.000Z';

export const run = (hostName: string, ring: number, state: Run['state'], position = 0, more: Partial<Run> = {}): Run => ({
  id: `run${hostName}00`, deploymentId: 'deployment1', hostId: `host${hostName}00`, hostName, ring, position, state, phase: null, progress: null, problem: null, unreachableSince: null, exit: null, attempts: 0,
  startedAt: state === 'waiting' ? null : '2026-11-21T11:00:00.000Z', endedAt: ['done', 'failed', 'lost'].includes(state) ? '2026-11-21T11:30:00.000Z' : null,
  bootIdBefore: null, rebooted: false, checks: [], gate: null, planHash: 'a'.repeat(64), packages: 1, downloadBytes: 0, rolledBackBy: null, ...more,
}); // prettier-ignore

export const deployment = (runs: readonly Run[], more: Partial<Deployment> = {}): Deployment => ({
  id: 'deployment1', name: 'November', kind: 'deploy', planId: 'plan0001', planHash: 'a'.repeat(64), createdAt: '2026-11-21T00:00:00.000Z', endedAt: null, state: 'running', stoppedBecause: null,
  concurrency: 2, reboot: 'never', rollsBack: null, rollout: plainRollout, decisions: [], runs: [...runs], ...more,
}); // prettier-ignore

export const alone: Surroundings = { now: NOW, begun: new Set(), tagsOf: () => [], tagsElsewhere: new Set(), mayStart: () => true };
