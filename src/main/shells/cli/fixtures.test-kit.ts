import type { CallOutput, FixRow, HostRow } from '../../../shared/contract/contract.ts';
import type { DeploymentWithRings } from '../../../shared/contract/rings.ts';
import type { Run } from '../../../shared/domain/deployment.ts';
import { type Host, HostDraft } from '../../../shared/domain/host.ts';
import type { HostPlan, Plan, Transaction } from '../../../shared/domain/plan.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import type { RingState } from '../../../shared/domain/ring-state.ts';
import { plainRollout } from '../../../shared/domain/rollout.ts';

export const AT = '2026-11-21T11:58:00.000Z';
const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .padEnd(12, '0');

export const host = (name: string, more: Partial<Host> = {}): Host => ({
  ...HostDraft.parse({
    name,
    transport: 'ssh',
    address: more.address ?? `${name}.example`,
    user: 'root',
    signIn: { by: 'agent' },
    elevation: 'root',
  }),
  id: idOf(name),
  createdAt: AT,
  ...more,
});

type Scan = HostRow['scan'];
export const row = (name: string, more: Partial<Host> = {}, scan: Partial<Scan> = {}): HostRow => {
  const known = !scan.state || scan.state === 'scanned';
  return {
    host: host(name, more),
    scan: { state: 'scanned', step: null, lastGoodAt: known ? AT : null, triedAt: AT, seconds: 0.8, problem: null, warnings: [], ...scan },
    system: known ? 'Debian GNU/Linux 12 (bookworm)' : null,
    packages: known ? 204 : null,
    updates: known ? 50 : null,
    security: known ? 26 : null,
    rebootRequired: known ? false : null,
    failedUnits: known ? 0 : null,
    listsAt: known ? AT : null,
    busyWith: null,
  };
};

export const unreachable: Problem = { kind: 'unreachable', address: 'db1.example', port: 22, reason: 'timeout', detail: '', seconds: 10 };
export const newKey: Problem = {
  kind: 'host-key-unknown',
  address: 'web1.example',
  keyType: 'ssh-ed25519',
  fingerprint: 'SHA256:abcdefghijklmnopqrstuvwxyz',
};
export const wantsSudo: Problem = { kind: 'secret-needed', secret: 'sudo-password', forWhat: 'admin on web1' };

export const fix = (source: string, more: Partial<FixRow> = {}): FixRow => ({
  source, to: '3.0.22-1', security: true, origin: 'Debian-Security', packages: [source], since: '2026-11-09T08:00:00.000Z', state: 'ready',
  hosts: [{ hostId: idOf('web1'), hostName: 'web1', packages: [{ name: source, from: '3.0.17-1', to: '3.0.22-1', state: 'ready' }], since: AT }], ...more,
}); // prettier-ignore

const transaction: Transaction = {
  items: [
    {
      action: 'upgrade',
      name: 'openssl',
      arch: 'amd64',
      from: '3.0.17-1',
      to: '3.0.22-1',
      origin: 'Debian-Security:oldstable-security',
      security: true,
      downloadBytes: 1_400_000,
    },
    { action: 'remove', name: 'oldlib', arch: 'amd64', from: '1.0', to: null, origin: '', security: false, downloadBytes: 0 },
  ],
  downloadBytes: 1_400_000,
  installedBytes: 12_000,
  conffileConflicts: [{ path: '/etc/ssl/openssl.cnf', package: 'openssl' }],
  restarts: ['nginx.service'],
  space: [],
  reboot: { expected: true, reasons: ['libc6'] },
  leftOut: [{ name: 'vim', why: 'held' }],
};
export const hash = 'ab'.repeat(32);
export const hostPlan = (name: string, more: Partial<HostPlan> = {}): HostPlan => ({
  hostId: idOf(name), hostName: name, ring: 1, transaction, hash, blocking: [], warnings: [],
  reversibility: { verdict: 'partly', why: '1 of 2 goes back', items: [{ name: 'oldlib', back: false, from: 'nowhere', note: 'in no archive' }] }, ...more,
}); // prettier-ignore
export const keptOut = (name: string, problem: Problem): HostPlan =>
  hostPlan(name, { transaction: null, reversibility: null, hash: null, blocking: [problem] });

export const plan = (more: Partial<Plan> = {}): Plan => ({
  id: 'plan00000001', createdAt: AT, kind: 'deploy', selection: { mode: 'security', exclude: [] }, rollsBack: null,
  options: { reboot: 'never', allowRemovals: [], allowWithoutWayBack: false }, state: 'ready', hosts: [hostPlan('web1')], pending: [], hash, ...more,
}); // prettier-ignore

export const run = (name: string, more: Partial<Run> = {}): Run => ({
  id: `run${idOf(name)}`, deploymentId: 'deploy000001', hostId: idOf(name), hostName: name, ring: 1, position: 0, state: 'done', phase: 'finished', progress: null, problem: null,
  exit: 0, attempts: 1, startedAt: AT, endedAt: '2026-11-21T11:59:52.000Z', bootIdBefore: 'b', rebooted: false, planHash: hash, packages: 2, downloadBytes: 1_400_000, rolledBackBy: null, gate: null, unreachableSince: null,
  checks: [{ name: 'Versions as planned', outcome: 'passed', detail: '2 of 2' }], ...more,
}); // prettier-ignore

export const deployment = (runs: readonly Run[], more: Partial<DeploymentWithRings> = {}): DeploymentWithRings => ({
  id: 'deploy000001', name: 'Security updates on 1 host', kind: 'deploy', planId: 'plan00000001', planHash: hash, createdAt: AT, endedAt: null, state: 'finished', stoppedBecause: null,
  concurrency: 10, reboot: 'never', rollsBack: null, rollout: plainRollout, decisions: [], ringStates: [], runs: [...runs], ...more,
}); // prettier-ignore

export const ringState = (ring: number, more: Partial<RingState> = {}): RingState => ({
  ring, state: 'waiting', hosts: 1, done: 0, failed: 0, allowance: 0, atOnce: 1, bakesUntil: null, needsApproval: false, approved: null, why: null, ...more,
}); // prettier-ignore

export const deploymentRow = ({ runs, ringStates: _, ...rest }: DeploymentWithRings): CallOutput<'deployments.list'>[number] => ({
  ...rest,
  counts: { done: runs.length },
  hosts: runs.length,
});

/** A different state at each look; the last one stays. */
export const inTurn = <T>(states: readonly T[]): (() => T) => {
  let next = 0;
  return () => states[Math.min(next++, states.length - 1)]!;
};
