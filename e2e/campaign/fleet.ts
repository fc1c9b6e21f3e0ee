import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditVerdict, FixRow } from '../../src/shared/contract/contract.ts';
import type { Deployment, Run } from '../../src/shared/domain/deployment.ts';
import type { Plan } from '../../src/shared/domain/plan.ts';
import type { Lab, LabHost } from '../lab/lab.ts';
import { Laptop } from '../support/patchbay.ts';

/** A lab whose hosts can be set back to their first state, and a laptop that knows them. */
export interface Fleet {
  readonly lab: Lab;
  readonly laptop: Laptop;
  /** Packages that wait on every host: few and quick, so that a campaign has many rounds. */
  readonly packages: readonly string[];
}

const START = 'campaign';
const PACKAGES_AT_MOST = 6;
/** Two rings, two looks and a check of the shop's own, so that what is cut is cut across rings and gates as well. */
const ROLLOUT = {
  rings: [{ ring: 0, bakeMinutes: 0, approval: false }],
  looksAtMinutes: [0, 0],
  checks: [{ by: 'command', name: 'Its sshd is there', command: 'test -x /usr/sbin/sshd' }],
  onFailedGate: 'stop',
  peersTag: 'peers',
  inFlight: 'concurrency',
};
const rolloutFile = (laptop: Laptop): string => join(laptop.home, 'rollout.json');

/** Carries a plan out through both rings, without asking. */
export const deploy = ({ laptop }: Fleet, plan: Plan): string[] =>
  ['deploy', plan.id, '--yes', '--hash', plan.hash ?? '', '--name', 'Campaign', '--rollout', rolloutFile(laptop), '--json']; // prettier-ignore

export async function prepare(lab: Lab): Promise<Fleet> {
  const laptop = new Laptop(lab);
  await laptop.meetHosts();
  writeFileSync(rolloutFile(laptop), JSON.stringify(ROLLOUT));
  await laptop.must(['hosts', 'edit-many', lab.hosts[0]!.name, '--set', 'ring=0', '--yes']);
  await laptop.must(['scan', '--all']);
  const { fixes } = await laptop.must<{ fixes: FixRow[] }>(['assess']);
  const everywhere = fixes.filter((fix) => fix.security && fix.hosts.length === lab.hosts.length).flatMap((fix) => fix.packages);
  await each(lab.hosts, async (host) => {
    await host.stop();
    await host.snap(START);
    await host.start();
  });
  return { lab, laptop, packages: everywhere.slice(0, PACKAGES_AT_MOST) };
}

/** Every host as it was when the campaign began. */
export const setBack = (fleet: Fleet): Promise<void> =>
  each(fleet.lab.hosts, async (host) => {
    await host.kill();
    await host.restore(START);
    await host.start();
  });

export const makePlan = (fleet: Fleet, reboot: 'never' | 'always'): Promise<Plan> =>
  fleet.laptop.must<Plan>(['test', '--all', '--packages', fleet.packages.join(','), '--reboot', reboot]);

/** What is so, by the database and by the hosts' own records. */
export interface Verdict {
  readonly doneOnce: number;
  readonly doubled: number;
  readonly broken: number;
  readonly unknown: number;
  readonly notes: readonly string[];
}

export async function judge(fleet: Fleet, plan: Plan): Promise<Verdict> {
  // Its exit code says whether all is done; here each host is judged by itself.
  const deployment = (await fleet.laptop.json(['deployments', 'show', 'last'])).value as Deployment;
  const runOf = new Map(deployment.runs.map((run) => [run.hostName, run]));
  const audit = await fleet.laptop.must<AuditVerdict>(['audit', 'verify']);
  const notes: string[] = audit.intact ? [] : ['the audit chain is broken'];
  const count = { doneOnce: 0, doubled: 0, broken: 0, unknown: 0 };
  for (const { hostName, transaction } of plan.hosts) {
    const truth = await fleet.lab.host(hostName).truth();
    const runs = (await fleet.lab.host(hostName).exec('ls /var/lib/patchbay/runs | wc -l')).stdout.trim();
    const items = transaction?.items ?? [];
    const times = items.map((item) => truth.configured(item.name, item.to ?? ''));
    if (runOf.get(hostName)?.state !== 'done') count.unknown += 1;
    if (truth.broken) count.broken += 1;
    if (times.some((n) => n > 1) || Number(runs) > 1) count.doubled += 1;
    if (runOf.get(hostName)?.state === 'done' && !truth.broken && runs === '1' && times.every((n) => n === 1)) count.doneOnce += 1;
    else
      notes.push(
        `${hostName}: ${whatOf(runOf.get(hostName))}, ${runs} runs, configured ${times.join(' ')}${truth.broken ? `, broken: ${truth.disorder.join(', ')} ${truth.audit.slice(0, 200)}` : ''}`,
      );
  }
  return { ...count, notes };
}

/** A run's state, with what is said of it where it is not done. */
function whatOf(run: Run | undefined): string {
  const failed = run?.checks.filter((check) => check.outcome === 'failed').map((check) => `${check.name}: ${check.detail}`) ?? [];
  return [run?.state ?? 'no run', ...(run?.problem ? [JSON.stringify(run.problem)] : []), ...failed].join(', ');
}

export const each = async (hosts: readonly LabHost[], work: (host: LabHost) => Promise<void>): Promise<void> => {
  await Promise.all(hosts.map(work));
};
