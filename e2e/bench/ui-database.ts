import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { feeds } from '../../src/main/feeds/index.ts';
import { judgeHosts } from '../../src/main/services/vulnerabilities/judge.ts';
import { readIntoStore } from '../../src/main/services/vulnerabilities/read-into-store.ts';
import { open, resolved, tracker, type Entry } from '../../src/main/services/vulnerabilities/vulnerabilities.test-kit.ts';
import type { Deployment, Run } from '../../src/shared/domain/deployment.ts';
import type { HostFacts, Package } from '../../src/shared/domain/facts.ts';
import type { HostPlan, Plan } from '../../src/shared/domain/plan.ts';
import type { Store } from '../../src/main/store/store.ts';
import {
  hostId,
  manyPackages,
  minute,
  opened,
  sampleDeployment,
  sampleFacts,
  sampleHost,
  sampleHostPlan,
  samplePlan,
  sampleRun,
  sampleScan,
  sampleUpdate,
} from '../../src/main/store/store.test-kit.ts';

/** The largest shop that Patchbay is made for, written by the store itself. */
export const FLEET = { hosts: 200, packages: 200_000, findings: 10_000, runs: 500 } as const;
/** One host is a build server with everything on it: its packages are the table of 10,000 rows. */
export const LARGEST = { host: hostId(1), packages: 10_000 } as const;

const EACH = (FLEET.packages - LARGEST.packages) / (FLEET.hosts - 1);
const UPDATES = 50;
const FINDINGS = FLEET.findings / FLEET.hosts;
/** Listed as exploited in the data that ships with the app. */
const EXPLOITED = ['CVE-2021-44228', 'CVE-2022-0847', 'CVE-2021-4034', 'CVE-2023-4911'];
const pool = manyPackages(LARGEST.packages);
const KINDS = ['web', 'db', 'mail', 'files', 'ci', 'shop', 'mon', 'backup'];
const SERVICES = 120;

const sliceOf = (n: number): Package[] => (n === 1 ? pool : pool.slice(0, Math.ceil(EACH)));
/** Neighbours want much the same updates, as in a fleet of a few releases. */
const updatesOf = (n: number) =>
  Array.from({ length: UPDATES }, (_, i) => {
    const one = pool[(Math.floor(n / 4) * 17 + i * 3) % Math.floor(EACH)]!;
    return sampleUpdate(one.name, `${one.version}+u${i % 3}`, { from: one.version, source: one.source, security: i % 3 > 0 });
  });
const factsOf = (n: number): HostFacts =>
  sampleFacts({
    hostname: hostName(n),
    packages: sliceOf(n).map((one, i) => (i % 97 === n % 97 ? { ...one, version: `1.${n}-1` } : one)),
    updates: updatesOf(n),
    services: pool
      .slice(0, SERVICES)
      .map((one) => ({ name: `${one.name}.service`, active: 'active', sub: 'running', description: `Service of ${one.name}` })),
    reboot: { required: n % 9 === 0, reasons: n % 9 === 0 ? ['linux-image-amd64'] : [] },
  });
const hostName = (n: number): string => `${KINDS[n % KINDS.length]}-${String(n).padStart(3, '0')}`;

const hostPlan = (n: number): HostPlan => ({
  ...sampleHostPlan(n),
  hostName: hostName(n),
  ring: n % 3,
  warnings: [],
  transaction: {
    items: updatesOf(n).map(({ name, arch, from, to, origin, security }) => ({
      ...{ action: 'upgrade' as const, name, arch, from, to, origin, security },
      downloadBytes: 200_000 + n * 1000,
    })),
    downloadBytes: UPDATES * (200_000 + n * 1000),
    installedBytes: 3_000_000,
    conffileConflicts: [],
    restarts: ['nginx.service'],
    space: [{ path: '/', freeBytes: 4e9 + n * 1e7, needBytes: 4e7 + n * 1e5 }],
    reboot: { expected: false, reasons: [] },
    leftOut: [],
  },
});

const runOf = (deploymentId: string, round: number, n: number, position: number): Run =>
  sampleRun(n, {
    id: `run${String(round).padStart(3, '0')}x${String(n).padStart(4, '0')}`,
    deploymentId,
    hostName: hostName(n),
    ring: n % 3,
    position,
    packages: UPDATES,
    downloadBytes: 5e7,
  });

/** One deployment as it comes to pass, with every entry and log that it leaves. */
function carriedOut(store: Store, round: number, hosts: readonly number[], plan: Plan): Deployment {
  const id = `deploy${String(round).padStart(5, '0')}`;
  const runs = hosts.map((n, position) => runOf(id, round, n, position));
  const began = 60 * 24 * round;
  const deployment = sampleDeployment([], { id, name: `Round ${round}`, planId: plan.id, createdAt: minute(began), runs });
  store.deployments.add(deployment);
  for (const [index, run] of runs.entries()) {
    const start = began + Math.floor(index / 5) * 3;
    const failed = (index + round) % 23 === 0;
    const checks = ['New connection', 'Versions as planned', 'Services', 'Ports'].map((name) => ({
      name,
      outcome: 'passed' as const,
      detail: 'as before',
    }));
    const steps: readonly [Partial<Run>, string][] = [
      [{ state: 'intended', startedAt: minute(start) }, 'run.intended'],
      [{ state: 'running', attempts: 1, phase: 'installing' }, 'run.launched'],
      [{ state: 'verifying', phase: 'finished', exit: 0 }, ''],
      [
        {
          state: failed ? 'failed' : 'done',
          endedAt: minute(start + 3),
          checks,
          ...(failed ? { problem: { kind: 'health', failed: ['stunnel4.service'] } } : {}),
        },
        failed ? 'run.failed' : 'run.done',
      ],
    ];
    steps.reduce((now, [change, action]) => {
      const next: Run = { ...now, ...change };
      store.deployments.updateRun(next);
      if (action)
        store.audit.append({ action, actor: 'patchbay', text: action, hostId: run.hostId, deploymentId: id, details: { run: run.id } });
      return next;
    }, run);
    store.deployments.appendLog(run.id, 0, Buffer.from(`12:00:00Z == installing\n${'Setting up libexample (1.0-2) ...\n'.repeat(400)}`));
  }
  const { runs: _, ...head } = deployment;
  store.deployments.update({ ...head, state: 'finished', endedAt: minute(began + 120) });
  return deployment;
}

/** What the vendor knows: of every host the same packages, most with a fix that is among the pending updates of some. */
const advisories = (): readonly Entry[] =>
  Array.from({ length: FINDINGS }, (_, i) => {
    const { source, version } = pool[i * 3]!;
    return [source, EXPLOITED[i] ?? `CVE-2026-${20_000 + i}`, i % 5 === 4 ? open() : resolved(`${version}+u0`)];
  });

/** Reads that as a feed and judges every host by it, as the app itself does. Answers how many findings there are. */
async function judged(store: Store, folder: string): Promise<number> {
  const now = new Date().toISOString();
  const path = join(folder, 'debian-tracker.json');
  writeFileSync(path, tracker(...advisories()));
  const file = {
    name: 'debian-tracker.json',
    path,
    keepAs: null,
    url: '',
    day: now.slice(0, 10),
    kept: { etag: null, lastModified: null },
  };
  await readIntoStore(store, feeds['debian-tracker'], [file], ['debian:12'], now);
  rmSync(path);
  judgeHosts(store, Object.values(feeds), now, () => undefined);
  return store.findings.placed(store.hosts.list().map((host) => host.id)).length;
}

/** Writes the whole fleet to a new file, and leaves the round as it is after a deployment to everybody. */
export async function makeFleet(folder: string): Promise<{ readonly findings: number }> {
  const store = opened(join(folder, 'patchbay.sqlite'));
  const all = Array.from({ length: FLEET.hosts }, (_, i) => i + 1);
  for (const n of all) {
    store.hosts.add(sampleHost(n, { name: hostName(n), tags: [KINDS[n % KINDS.length]!], ring: n % 3, site: `Site ${n % 6}` }));
    store.scans.record(sampleScan(factsOf(n), n, { hostId: hostId(n) }));
    store.audit.append({ action: 'scan.finished', text: `Scanned ${hostName(n)}`, hostId: hostId(n) });
  }
  const plan = samplePlan([], { hosts: all.map(hostPlan) });
  store.plans.save(plan);
  const last = [all, ...Array.from({ length: (FLEET.runs - FLEET.hosts) / 20 }, (_, i) => all.slice(i * 13, i * 13 + 20))]
    .map((hosts, round) => carriedOut(store, round, hosts, plan))
    .find((deployment) => deployment.runs.length === FLEET.hosts)!;
  store.round.set({
    ...store.round.get(),
    hostIds: all.map(hostId),
    selection: { mode: 'everything', exclude: [] },
    options: plan.options,
    planId: plan.id,
    deploymentId: last.id,
  });
  const findings = await judged(store, folder);
  store.close();
  return { findings };
}
