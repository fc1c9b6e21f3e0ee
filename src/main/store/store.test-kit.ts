import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deployment, Run } from '../../shared/domain/deployment.ts';
import type { HostFacts, Package, PendingUpdate } from '../../shared/domain/facts.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { HostPlan, Plan } from '../../shared/domain/plan.ts';
import { plainRollout } from '../../shared/domain/rollout.ts';
import { openStore, type StoreOptions } from './open.ts';
import type { ScanRecord, Store } from './store.ts';

/** Samples and throw-away stores for the tests and the bench. */
const HASH = 'a'.repeat(64);
const START = Date.parse('2026-03-02T08:00:00.000Z');

/** ISO time, so many minutes after a fixed start. */
export const minute = (n: number): string => new Date(START + n * 60_000).toISOString();

export interface Temporary {
  readonly folder: string;
  readonly file: string;
  readonly [Symbol.dispose]: () => void;
}
export function temporary(): Temporary {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-store-'));
  return { folder, file: join(folder, 'patchbay.sqlite'), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export function opened(file: string, options: Partial<StoreOptions> = {}): Store {
  const result = openStore({ file, user: 'ada', ...options });
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

export const hostId = (n: number): string => `host${String(n).padStart(6, '0')}`;

export const sampleHost = (n = 1, change: Partial<Host> = {}): Host => ({
  id: hostId(n),
  createdAt: minute(0),
  name: `host-${n}`,
  transport: 'ssh',
  address: `10.0.0.${n}`,
  port: 22,
  user: 'admin',
  signIn: { by: 'key', path: '/home/ada/.ssh/id_ed25519' },
  jumps: [{ address: 'jump.example', port: 2222, user: 'ada', signIn: { by: 'agent' } }],
  elevation: 'sudo',
  credentialId: null,
  site: '',
  group: '',
  owner: '',
  exposed: null,
  criticality: null,
  tags: ['web'],
  ring: 1,
  notes: '',
  ...change,
});

export const samplePackage = (name: string, version = '1.0-1', change: Partial<Package> = {}): Package => ({
  name,
  arch: 'amd64',
  version,
  source: name,
  sourceVersion: version,
  origin: 'Debian:stable',
  held: false,
  healthy: true,
  ...change,
});

export const sampleUpdate = (name: string, to = '1.0-2', change: Partial<PendingUpdate> = {}): PendingUpdate => ({
  name,
  arch: 'amd64',
  from: '1.0-1',
  to,
  source: name,
  origin: 'Debian:stable-security',
  security: true,
  state: 'ready',
  ...change,
});

export const sampleFacts = (change: Partial<HostFacts> = {}): HostFacts => ({
  platform: 'apt',
  os: { id: 'debian', versionId: '12', codename: 'bookworm', pretty: 'Debian GNU/Linux 12 (bookworm)' },
  hostname: 'web1',
  kernel: { running: '6.1.0-30-amd64', newest: '6.1.0-30-amd64', machine: 'x86_64' },
  bootId: '11111111-1111-4111-8111-111111111111',
  uptimeSeconds: 3600.25,
  clockSkewSeconds: 0.125,
  hardware: {
    vendor: 'QEMU',
    model: 'Standard PC',
    serial: null,
    cpu: 'EPYC',
    cores: 2,
    memoryBytes: 4e9,
    disks: [{ name: 'vda', bytes: 2e10, model: '' }],
    virtualisation: 'kvm',
  },
  packages: [samplePackage('bash'), samplePackage('openssl', '3.0.17-1')],
  updates: [],
  lists: { at: minute(0), refreshed: true },
  services: [{ name: 'ssh.service', active: 'active', sub: 'running', description: 'OpenBSD Secure Shell server' }],
  failedUnits: [],
  listeners: [{ protocol: 'tcp', address: '0.0.0.0', port: 22, process: 'sshd' }],
  reboot: { required: false, reasons: [] },
  staleProcesses: [{ pid: 812, command: 'nginx', unit: 'nginx.service', files: ['/usr/lib/x86_64-linux-gnu/libssl.so.3'] }],
  space: [{ path: '/', totalBytes: 2e10, freeBytes: 1.2e10, freeInodes: 1_000_000 }],
  packageState: { interrupted: false, audit: [] },
  configsAside: [],
  rights: 'root',
  unseen: [],
  ...change,
});

export const sampleScan = (facts: HostFacts | null, at: number, change: Partial<ScanRecord> = {}): ScanRecord => ({
  hostId: hostId(1),
  startedAt: minute(at),
  endedAt: minute(at + 1),
  facts,
  problem: facts ? null : { kind: 'unreachable', address: '10.0.0.1', port: 22, reason: 'timeout', detail: '', seconds: 10 },
  warnings: [],
  purpose: 'scan',
  ...change,
});

/** As many packages as a small server has; some names lie close to each other as they do in Debian. */
export const manyPackages = (count: number): Package[] =>
  Array.from({ length: count }, (_, n) =>
    samplePackage(`lib${n.toString(36)}-perl`, `1.${n}.0-1+deb12u1`, { source: `lib${n.toString(36)}` }),
  );

export const sampleHostPlan = (n: number): HostPlan => ({
  hostId: hostId(n),
  hostName: `host-${n}`,
  ring: 1,
  transaction: null,
  reversibility: { verdict: 'reversible', why: 'all packages are in the archive', items: [] },
  hash: HASH,
  blocking: [],
  warnings: [{ kind: 'clock-skew', seconds: 90 }],
});

export const samplePlan = (hosts: readonly number[] = [1], change: Partial<Plan> = {}): Plan => ({
  id: 'plan0000001',
  createdAt: minute(1),
  kind: 'deploy',
  selection: { mode: 'security', exclude: ['docker-ce'] },
  rollsBack: null,
  options: { reboot: 'if-required', allowRemovals: [], allowWithoutWayBack: false },
  state: 'ready',
  hosts: hosts.map(sampleHostPlan),
  pending: [],
  hash: HASH,
  ...change,
});

export const sampleRun = (n: number, change: Partial<Run> = {}): Run => ({
  id: `run0000000${n}`,
  deploymentId: 'deploy00001',
  hostId: hostId(n),
  hostName: `host-${n}`,
  ring: 1,
  position: n,
  state: 'waiting',
  phase: null,
  progress: null,
  problem: null,
  exit: null,
  attempts: 0,
  startedAt: null,
  endedAt: null,
  bootIdBefore: null,
  rebooted: false,
  checks: [],
  planHash: HASH,
  packages: 3,
  downloadBytes: 12_345,
  rolledBackBy: null,
  gate: null,
  unreachableSince: null,
  ...change,
});

export const sampleDeployment = (hosts: readonly number[] = [1], change: Partial<Deployment> = {}): Deployment => ({
  id: 'deploy00001',
  name: 'Security updates',
  kind: 'deploy',
  planId: 'plan0000001',
  planHash: HASH,
  createdAt: minute(2),
  endedAt: null,
  state: 'running',
  stoppedBecause: null,
  concurrency: 5,
  reboot: 'if-required',
  rollsBack: null,
  policy: null,
  rollout: plainRollout,
  decisions: [],
  runs: hosts.map((n) => sampleRun(n)),
  ...change,
});

/** A store with these hosts, a plan and a deployment for them. */
export function furnished(file: string, hosts: readonly number[] = [1], options: Partial<StoreOptions> = {}): Store {
  const store = opened(file, options);
  for (const n of hosts) store.hosts.add(sampleHost(n));
  store.plans.save(samplePlan(hosts));
  store.deployments.add(sampleDeployment(hosts));
  return store;
}
