import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditVerdict, HistoryEntry, HostRow } from '../src/shared/contract/contract.ts';
import type { Deployment } from '../src/shared/domain/deployment.ts';
import type { Plan } from '../src/shared/domain/plan.ts';
import { Lab, noLab } from './lab/lab.ts';
import { Laptop } from './support/patchbay.ts';

const why = noLab();
if (why) console.log(`skipped, journey on the command line: ${why}`);

/** name:arch -> version of all that is installed, by dpkg's own word. */
const versions = async (lab: Lab, name: string): Promise<Map<string, string>> => new Map((await lab.host(name).truth()).packages);

describe.skipIf(why)('the journey on the command line, on six real hosts', () => {
  let lab: Lab;
  let laptop: Laptop;
  const before = new Map<string, Map<string, string>>();
  let deployment = '';

  beforeAll(async () => {
    lab = await Lab.up({ owner: process.pid, id: `cli-${process.pid}` });
    laptop = new Laptop(lab);
    for (const host of lab.hosts) before.set(host.name, await versions(lab, host.name));
  });
  afterAll(async () => {
    laptop?.remove();
    await lab?.down();
  });

  it('imports the hosts and asks for each key at first contact', async () => {
    await laptop.meetHosts();
    expect(lab.hosts.length).toBe(6);
  });

  it('scans all of them, and finds the updates that the archive holds', async () => {
    const scan = await laptop.json(['scan', '--all']);
    expect(scan.exit).toBe(0);
    const rows = await laptop.must<HostRow[]>(['hosts', 'list']);
    const held = new Map(lab.updates().map((one) => [one.name, one]));
    for (const row of rows) {
      const installed = before.get(row.host.name)!;
      const wanted = [...installed].filter(([name, version]) => held.has(name) && held.get(name)!.old === version);
      expect([row.host.name, row.packages]).toEqual([row.host.name, installed.size]);
      expect(row.updates).toBe(wanted.length);
      expect(row.security).toBeGreaterThanOrEqual(20);
      expect(row.security).toBeLessThan(row.updates ?? 0);
    }
  });

  it('shows the exact transaction and the way back, then deploys the security updates and proves it', async () => {
    const plan = await laptop.must<Plan>(['test', '--all', '--security']);
    expect(plan.hosts.map((host) => host.blocking)).toEqual(plan.hosts.map(() => []));
    expect(plan.hosts.every((host) => host.reversibility?.verdict === 'reversible')).toBe(true);
    const done = await laptop.must<Deployment>(['deploy', plan.id, '--yes', '--hash', plan.hash ?? '', '--name', 'Security round']);
    deployment = done.id;
    expect(done.runs.map((run) => [run.hostName, run.state])).toEqual(lab.hosts.map((host) => [host.name, 'done']).sort());
    for (const host of plan.hosts) {
      const truth = await lab.host(host.hostName).truth();
      expect(truth.broken).toBe(false);
      for (const item of host.transaction?.items ?? []) {
        expect([item.name, truth.packages.get(item.name)]).toEqual([item.name, item.to]);
        expect(truth.configured(item.name, item.to ?? '')).toBe(1);
      }
      const planned = new Set(host.transaction?.items.map((item) => item.name));
      for (const [name, version] of before.get(host.hostName)!)
        if (!planned.has(name)) expect([name, truth.packages.get(name)]).toEqual([name, version]);
    }
  });

  it('deploys the rest with a reboot and comes back with a new boot id', async () => {
    const boots = new Map(await Promise.all(lab.hosts.map(async (host) => [host.name, (await host.truth()).bootId] as const)));
    await laptop.must(['scan', '--all', '--no-refresh']);
    const plan = await laptop.must<Plan>(['test', 'web-01', 'db-01', '--everything', '--reboot', 'always']);
    const done = await laptop.must<Deployment>(['deploy', plan.id, '--yes', '--name', 'Everything']);
    expect(done.runs.map((run) => [run.state, run.rebooted])).toEqual([
      ['done', true],
      ['done', true],
    ]);
    for (const name of ['web-01', 'db-01']) expect((await lab.host(name).truth()).bootId).not.toBe(boots.get(name));
    const back = await laptop.json(['rollback', done.id, '--yes', '--name', 'Everything back']);
    expect([back.exit, back.problem]).toEqual([0, null]);
  });

  it('rolls the first deployment back: every package list is as it was before', async () => {
    const back = await laptop.json(['rollback', deployment, '--yes', '--name', 'Back']);
    expect([back.exit, back.problem]).toEqual([0, null]);
    for (const host of lab.hosts) {
      const truth = await host.truth();
      expect(truth.broken).toBe(false);
      expect([...truth.packages].sort()).toEqual([...before.get(host.name)!].sort());
    }
  });

  it('verifies by a fresh scan, and the history tells the whole story behind an intact chain', async () => {
    await laptop.must(['scan', '--all', '--no-refresh']);
    const entries = await laptop.must<HistoryEntry[]>(['history', '--limit', '500']);
    const count = (action: string) => entries.filter((entry) => entry.action === action).length;
    expect(count('hosts.imported')).toBe(1);
    expect(count('key.accepted')).toBe(6);
    expect([count('deployment.started'), count('deployment.finished')]).toEqual([4, 4]);
    expect([count('run.intended'), count('run.launched'), count('run.done')]).toEqual([16, 16, 16]);
    const audit = await laptop.must<AuditVerdict>(['audit', 'verify']);
    expect([audit.intact, audit.entries >= entries.length]).toEqual([true, true]);
    const log = await laptop.must<unknown>(['deployments', 'log', deployment, 'web-01']);
    expect(JSON.stringify(log)).toContain('Setting up openssl');
  });
});
