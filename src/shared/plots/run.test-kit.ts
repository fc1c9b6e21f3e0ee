import type { Run } from '../domain/deployment.ts';

/** A run that nothing is said of yet. */
export const sampleRun = (change: Partial<Run> = {}): Run => ({
  id: 'run00000001',
  deploymentId: 'deploy00001',
  hostId: 'host000001',
  hostName: 'web-01',
  ring: 0,
  position: 0,
  state: 'running',
  phase: null,
  progress: null,
  problem: null,
  exit: null,
  attempts: 1,
  startedAt: null,
  endedAt: null,
  bootIdBefore: null,
  rebooted: false,
  checks: [],
  planHash: 'a'.repeat(64),
  packages: 1,
  downloadBytes: 1,
  rolledBackBy: null,
  gate: null,
  unreachableSince: null,
  ...change,
});
