import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TestPatchbay } from './patchbay.test-kit.ts';
import type { SimulatedHost } from './simulated-host.test-kit.ts';

let patchbay: TestPatchbay;
let hosts: Map<string, SimulatedHost>;
const call: TestPatchbay['call'] = (...input) => patchbay.call(...input);
const problemOf: TestPatchbay['problemOf'] = (...input) => patchbay.problemOf(...input);
const addHosts: TestPatchbay['addHosts'] = (...input) => patchbay.addHosts(...input);
const readyPlan: TestPatchbay['readyPlan'] = (...input) => patchbay.readyPlan(...input);
const deploy: TestPatchbay['deploy'] = (...input) => patchbay.deploy(...input);
const until: TestPatchbay['until'] = (...input) => patchbay.until(...input);
const finished: TestPatchbay['finished'] = (...input) => patchbay.finished(...input);
const actions: TestPatchbay['actions'] = (...input) => patchbay.actions(...input);

beforeEach(() => {
  patchbay = new TestPatchbay(['a', 'b', 'c']);
  hosts = patchbay.hosts;
});
afterEach(() => patchbay.remove());

describe('a deployment', () => {
  it('goes from the approved plan to a proven end, and the history tells it', async () => {
    const [a, b] = await addHosts(['a', 'b']);
    const id = await deploy([a!.id, b!.id]);
    const end = await finished(id);
    expect(end.runs.map((run) => [run.hostName, run.state, run.exit])).toEqual([
      ['a', 'done', 0],
      ['b', 'done', 0],
    ]);
    expect(end.runs[0]!.checks.find((one) => one.name === 'Versions as planned')?.outcome).toBe('passed');
    expect([hosts.get('a')!.installs, hosts.get('b')!.installs]).toEqual([1, 1]);
    expect((await actions(id)).sort()).toEqual([
      'deployment.finished',
      'deployment.started',
      'run.done',
      'run.done',
      'run.intended',
      'run.intended',
      'run.launched',
      'run.launched',
    ]);
    expect((await call('audit.verify', {})).intact).toBe(true);
  });

  it('is refused with another hash than the one shown', async () => {
    const [a] = await addHosts(['a']);
    const plan = await readyPlan([a!.id]);
    expect(await problemOf('deployments.start', { planId: plan.id, planHash: 'f'.repeat(64), name: 'x' })).toBe('conflict');
    expect(hosts.get('a')!.launches).toBe(0);
  });

  it('does not work twice on a host at the same time', async () => {
    const [a] = await addHosts(['a']);
    hosts.get('a')!.patience = Infinity;
    const plan = await readyPlan([a!.id]);
    await call('deployments.start', { planId: plan.id, planHash: plan.hash!, name: 'first' });
    expect(await problemOf('deployments.start', { planId: plan.id, planHash: plan.hash!, name: 'second' })).toBe('conflict');
    expect(await problemOf('hosts.remove', { ids: [a!.id] })).toBe('conflict');
    hosts.get('a')!.patience = 0;
    await vi.waitFor(() => expect(hosts.get('a')!.runs.size).toBe(1));
    hosts.get('a')!.runs.values().next().value!.left = 0;
  });

  it('skips a host that cannot be reached before anything was sent, and does it on a retry', async () => {
    const [a] = await addHosts(['a']);
    const plan = await readyPlan([a!.id]);
    hosts.get('a')!.reachable = false;
    const { deploymentId } = await call('deployments.start', { planId: plan.id, planHash: plan.hash!, name: 'x' });
    const skipped = await finished(deploymentId);
    expect(skipped.runs[0]).toMatchObject({ state: 'skipped', problem: { kind: 'unreachable' } });
    hosts.get('a')!.reachable = true;
    await call('deployments.retry', { id: deploymentId, hostIds: [a!.id] });
    expect((await finished(deploymentId)).runs[0]!.state).toBe('done');
    expect(hosts.get('a')!.installs).toBe(1);
  });

  it('looks once more where the line broke while the state before was read', async () => {
    const [a] = await addHosts(['a']);
    const plan = await readyPlan([a!.id]);
    let broken = false;
    hosts.get('a')!.onCommand = (what) => {
      if (what !== 'scan' || broken) return true;
      broken = true;
      return false;
    };
    const { deploymentId } = await call('deployments.start', { planId: plan.id, planHash: plan.hash!, name: 'x' });
    expect((await finished(deploymentId)).runs[0]!.state).toBe('done');
    expect([broken, hosts.get('a')!.installs]).toEqual([true, 1]);
  });

  it('re-attaches after the connection broke at any command, and the work is done once', async () => {
    const [a] = await addHosts(['a']);
    for (const breakAt of ['launch', 'status', 'scan']) {
      const host = hosts.get('a')!;
      Object.assign(host, { version: '1.0', installs: 0 });
      const plan = await readyPlan([a!.id]);
      let broken = false;
      host.onCommand = (what) => {
        if (what !== breakAt || broken || (what === 'scan' && host.installs === 0)) return true;
        broken = true;
        return false;
      };
      const { deploymentId } = await call('deployments.start', { planId: plan.id, planHash: plan.hash!, name: breakAt });
      const end = await finished(deploymentId);
      expect([breakAt, end.runs[0]!.state, host.installs, broken]).toEqual([breakAt, 'done', 1, true]);
      expect(await actions(deploymentId)).toContain('run.reattached');
    }
  });

  it('takes the launch for done when only its answer was lost', async () => {
    const [a] = await addHosts(['a']);
    const host = hosts.get('a')!;
    const answer = host.answer.bind(host);
    let lost = false;
    host.answer = (what, args) => {
      const said = answer(what, args);
      if (what === 'launch' && !lost) {
        lost = true;
        host.reachable = false;
        setTimeout(() => (host.reachable = true), 200);
      }
      return said;
    };
    const end = await finished(await deploy([a!.id]));
    expect([end.runs[0]!.state, host.installs, host.runs.size]).toEqual(['done', 1, 1]);
  });

  it('repairs and resumes after a power cut under the same id', async () => {
    const [a] = await addHosts(['a']);
    const host = hosts.get('a')!;
    host.onCommand = (what) => {
      if (what === 'status' && host.boot === 1) host.powerCut();
      return true;
    };
    const id = await deploy([a!.id]);
    const end = await finished(id);
    expect([end.runs[0]!.state, host.installs, host.runs.size]).toEqual(['done', 1, 1]);
    expect(await actions(id)).toContain('run.resumed');
  });

  it('waits for a person where a person is needed, without trying again by itself', async () => {
    const [a] = await addHosts(['a']);
    const host = hosts.get('a')!;
    host.patience = 1;
    let attempts = 0;
    host.onCommand = (what) => {
      if (what === 'status' && attempts++ === 0) {
        host.refusal = { kind: 'secret-needed', secret: 'sudo-password', forWhat: 'root on a' };
        return false;
      }
      return true;
    };
    const id = await deploy([a!.id]);
    await until(id, (one) => expect(one.runs[0]!.problem?.kind).toBe('secret-needed'));
    host.refusal = null;
    await call('hosts.enterSecret', { id: a!.id, secret: 'sudo-password', value: 'canary-4711' });
    expect((await finished(id)).runs[0]!.state).toBe('done');
    expect(JSON.stringify(await call('history.list', { limit: 500 }))).not.toContain('canary-4711');
  });

  it('fails with what the host said, keeps the log line, and a retry takes up the same run', async () => {
    const [a] = await addHosts(['a']);
    const host = hosts.get('a')!;
    host.exitCode = 100;
    const id = await deploy([a!.id]);
    expect((await finished(id)).runs[0]).toMatchObject({ state: 'failed', exit: 100, problem: { kind: 'package-manager-failed' } });
    host.exitCode = 0;
    await call('deployments.retry', { id, hostIds: [a!.id] });
    const again = await until(id, (one) => expect(one.runs[0]!.state).toBe('done'));
    expect([again.runs.length, host.runs.size, host.installs]).toEqual([1, 1, 1]);
  });

  it('reboots only where the rule and the host ask for it, and proves it by a new boot id', async () => {
    const [a, b] = await addHosts(['a', 'b']);
    hosts.get('a')!.rebootRequired = true;
    const end = await finished(await deploy([a!.id, b!.id], { reboot: 'if-required' }));
    expect(end.runs.map((run) => [run.hostName, run.state, run.rebooted])).toEqual([
      ['a', 'done', true],
      ['b', 'done', false],
    ]);
    expect([hosts.get('a')!.boot, hosts.get('b')!.boot]).toEqual([2, 1]);
    expect(end.runs[0]!.checks.find((one) => one.name === 'Rebooted')?.outcome).toBe('passed');
  });

  it('goes back by the kit of its own run, and the first deployment says so', async () => {
    const [a] = await addHosts(['a']);
    const id = await deploy([a!.id]);
    await finished(id);
    const { planId } = await call('plan.makeRollback', { deploymentId: id });
    const plan = await vi.waitFor(async () => {
      const one = await call('plan.get', { planId });
      expect(one.state).toBe('ready');
      return one;
    });
    const back = await call('deployments.start', { planId, planHash: plan.hash!, name: 'Back' });
    const end = await finished(back.deploymentId);
    expect([end.kind, end.rollsBack, end.runs[0]!.state, hosts.get('a')!.version]).toEqual(['rollback', id, 'done', '1.0']);
    const original = await call('deployments.get', { id });
    expect(original.runs[0]!.rolledBackBy).toBe(back.deploymentId);
    expect([...hosts.get('a')!.runs.values()][1]!.spec.kitOf).toBe(original.runs[0]!.id);
    expect(await problemOf('plan.makeRollback', { deploymentId: id })).toBe('conflict');
  });

  it('pauses, goes on and stops without touching what runs', async () => {
    const all = await addHosts(['a', 'b', 'c']);
    const first = hosts.get('a')!;
    first.patience = Infinity;
    const id = await deploy(
      all.map((host) => host.id),
      {},
      { concurrency: 1 },
    );
    await until(id, (one) => expect(one.runs[0]!.state).toBe('running'));
    await call('deployments.pause', { id });
    for (const run of first.runs.values()) run.left = 0;
    await until(id, (one) => expect(one.runs[0]!.state).toBe('done'));
    expect((await call('deployments.get', { id })).runs.map((run) => run.state)).toEqual(['done', 'waiting', 'waiting']);
    await call('deployments.stop', { id });
    const end = await finished(id);
    expect(end.runs.map((run) => run.state)).toEqual(['done', 'skipped', 'skipped']);
    expect([hosts.get('b')!.launches, hosts.get('c')!.launches]).toEqual([0, 0]);
  });

  it('holds before the next ring after a failure until a person opens it', async () => {
    const [pilot] = await addHosts(['a'], 0);
    const [other] = await addHosts(['b'], 1);
    hosts.get('a')!.exitCode = 1;
    const id = await deploy([pilot!.id, other!.id]);
    const held = await until(id, (one) => expect(one.state).toBe('paused'));
    expect([held.stoppedBecause, hosts.get('b')!.launches]).toEqual(['Ring 0 stopped: a did not end well; its budget is 0 of 1 host', 0]);
    await call('deployments.resume', { id });
    expect((await finished(id)).runs.map((run) => run.state)).toEqual(['failed', 'done']);
  });

  it('lets a person set aside a host that stays away', async () => {
    const [a] = await addHosts(['a']);
    const host = hosts.get('a')!;
    host.onCommand = (what) => (what === 'status' ? (host.reachable = false) : true);
    const id = await deploy([a!.id]);
    await until(id, (one) => expect(one.runs[0]!.state).toBe('unreachable'));
    await call('deployments.setLost', { id, hostId: a!.id, reason: 'burnt down' });
    expect((await finished(id)).runs[0]!.state).toBe('lost');
  });
});

describe('a new start of Patchbay', () => {
  it('takes up every run where it was, whatever the last process was doing', async () => {
    const all = await addHosts(['a', 'b', 'c']);
    for (const host of hosts.values()) host.patience = 3;
    const id = await deploy(
      all.map((host) => host.id),
      { reboot: 'always' },
    );
    let starts = 0;
    while ((await call('deployments.get', { id })).state !== 'finished' && starts < 60) {
      await new Promise((resolve) => setTimeout(resolve, 120 + starts * 40));
      await patchbay.restart();
      starts += 1;
    }
    const end = await finished(id);
    expect(starts).toBeGreaterThan(2);
    expect(end.runs.map((run) => [run.state, run.rebooted])).toEqual([
      ['done', true],
      ['done', true],
      ['done', true],
    ]);
    expect([...hosts.values()].map((host) => [host.installs, host.runs.size, host.boot])).toEqual([
      [1, 1, 2],
      [1, 1, 2],
      [1, 1, 2],
    ]);
  });

  it('leaves the driving to the process that drives already, which finds what this one decided', async () => {
    const [a] = await addHosts(['a']);
    const endFirst = patchbay.second();
    const id = await deploy([a!.id]);
    await finished(id);
    expect(hosts.get('a')!.installs).toBe(1);
    await endFirst();
  });
});

describe('scanning', () => {
  it('keeps the last good facts when a host stops answering, and counts it as unknown', async () => {
    const [a] = await addHosts(['a']);
    await call('scan.start', { hostIds: [a!.id] });
    await vi.waitFor(async () => expect((await call('hosts.list', {}))[0]!.scan.state).toBe('scanned'));
    expect(await call('app.summary', {})).toMatchObject({ hosts: 1, scanned: 1, unknown: 0, securityOutstanding: 1 });
    expect((await call('fixList.get', {}))[0]).toMatchObject({ source: 'openssl', to: '2.0', security: true, packages: ['openssl'] });
    hosts.get('a')!.reachable = false;
    await call('scan.start', { hostIds: [a!.id] });
    const row = await vi.waitFor(async () => {
      const one = (await call('hosts.list', {}))[0]!;
      expect(one.scan.state).toBe('failed');
      return one;
    });
    expect([row.scan.problem?.kind, row.updates, row.scan.lastGoodAt !== null]).toEqual(['unreachable', 1, true]);
    expect(await call('app.summary', {})).toMatchObject({ unknown: 1, current: 0, outstanding: 0 });
  });

  it('does not take a host without package lists for one without updates', async () => {
    const [a] = await addHosts(['a']);
    hosts.get('a')!.hasLists = false;
    await call('scan.start', { hostIds: [a!.id] });
    await vi.waitFor(async () => expect((await call('hosts.list', {}))[0]!.scan.state).toBe('scanned'));
    expect((await call('hosts.list', {}))[0]).toMatchObject({ updates: null, security: null });
    expect(await call('app.summary', {})).toMatchObject({ unknown: 1, current: 0 });
  });

  it('lets no host into a deployment that gave a preview no rights', async () => {
    const [a] = await addHosts(['a']);
    hosts.get('a')!.givesRights = false;
    const { planId } = await call('plan.make', { hostIds: [a!.id], selection: { mode: 'security' } });
    const plan = await vi.waitFor(async () => {
      const one = await call('plan.get', { planId });
      expect(one.state).toBe('ready');
      return one;
    });
    expect(plan.hosts[0]).toMatchObject({ hash: null, blocking: [{ kind: 'rights-needed' }] });
  });
});

describe('the door', () => {
  it('refuses what is not in the contract, naming the field', async () => {
    const reply = await patchbay.engine.dispatch('hosts.add', {
      name: 'x',
      transport: 'ssh',
      address: '-oProxyCommand=id',
      user: 'root',
      signIn: { by: 'agent' },
      elevation: 'root',
    });
    expect(reply).toMatchObject({ ok: false, problem: { kind: 'invalid-input', issues: [{ path: 'address' }] } });
    expect(await problemOf('no.such' as 'hosts.list', {})).toBe('not-found');
    expect(await problemOf('__proto__' as 'hosts.list', {})).toBe('not-found');
  });
  it('keeps names apart and brings back what was removed', async () => {
    const [a] = await addHosts(['a']);
    expect(
      await problemOf('hosts.add', { name: 'a', transport: 'ssh', address: 'a', user: 'root', signIn: { by: 'agent' }, elevation: 'root' }),
    ).toBe('invalid-input');
    await call('hosts.remove', { ids: [a!.id] });
    expect(await call('hosts.list', {})).toEqual([]);
    await call('hosts.restore', { ids: [a!.id] });
    expect((await call('hosts.list', {}))[0]!.host.name).toBe('a');
  });
});
