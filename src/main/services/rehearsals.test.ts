import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallInput, CallName, Reply } from '../../shared/contract/contract.ts';
import type { Rehearsal, RehearsalFinding } from '../../shared/domain/rehearsal.ts';
import { TestPatchbay } from './patchbay.test-kit.ts';
import { wellRehearsed } from './simulated-host.test-kit.ts';
import type { SimulatedHost } from './simulated-host.test-kit.ts';

let patchbay: TestPatchbay;
let hosts: Map<string, SimulatedHost>;
const call: TestPatchbay['call'] = (...input) => patchbay.call(...input);
const readyPlan: TestPatchbay['readyPlan'] = (...input) => patchbay.readyPlan(...input);
const ask = <N extends CallName>(name: N, input: CallInput<N>): Promise<Reply<N>> => patchbay.engine.dispatch(name, input);
const addHost = async (name: string, tags: string[] = []): Promise<string> => (await patchbay.addHosts([name], 1, tags))[0]!.id;
const over = (planId: string): Promise<Rehearsal[]> =>
  vi.waitFor(
    async () => {
      const all = await call('rehearsals.of', { planId });
      expect(all.every((one) => one.state === 'ended' || one.state === 'cancelled')).toBe(true);
      return all;
    },
    { timeout: 10_000 },
  );
const scriptFailed: RehearsalFinding = { kind: 'script-failed', weight: 'fails', text: 'openssl: failed', package: 'openssl', lines: [] };
const findsOn = (name: string, findings: RehearsalFinding[]): void => {
  hosts.get(name)!.rehearsal.outcome = { ...wellRehearsed(), findings };
};

beforeEach(() => {
  patchbay = new TestPatchbay(['one', 'two', 'good', 'bad', 'stand-in']);
  hosts = patchbay.hosts;
});
afterEach(() => patchbay.remove());

describe('rehearsals', () => {
  it('of all hosts of a plan, each with its verdict and evidence; on record', async () => {
    const [good, bad] = [await addHost('good'), await addHost('bad')];
    findsOn('bad', [scriptFailed]);
    const plan = await readyPlan([good, bad]);
    expect(await call('rehearsals.start', { planId: plan.id })).toEqual({ hosts: 2 });
    expect(await call('rehearsals.start', { planId: plan.id })).toEqual({ hosts: 0 });
    const all = await over(plan.id);
    expect(all.map((one) => [one.hostName, one.verdict, one.hash]).sort()).toEqual([
      ['bad', 'would-fail', plan.hosts[0]!.hash],
      ['good', 'passed', plan.hosts[0]!.hash],
    ]);
    expect(['good', 'bad'].map((name) => [hosts.get(name)!.rehearsals.size, hosts.get(name)!.launches])).toEqual([
      [1, 0],
      [1, 0],
    ]);
    const history = await call('history.list', { search: 'ehears' });
    expect(history.map((entry) => entry.action)).toEqual(['rehearsal.ended', 'rehearsal.ended', 'rehearsal.started']);
    // Made anew on demand.
    expect(await call('rehearsals.start', { planId: plan.id, hostIds: [bad] })).toEqual({ hosts: 1 });
    await over(plan.id);
    expect(hosts.get('bad')!.rehearsals.size).toBe(2);
  });

  it('hold for their plan and its hash only', async () => {
    const id = await addHost('one');
    const plan = await readyPlan([id]);
    await call('rehearsals.start', { planId: plan.id });
    await over(plan.id);
    const other = await readyPlan([id], { reboot: 'always' });
    expect(await call('rehearsals.of', { planId: other.id })).toEqual([]);
    patchbay.context.store.plans.save({ ...plan, hosts: [{ ...plan.hosts[0]!, hash: 'f'.repeat(64) }] });
    expect(await call('rehearsals.of', { planId: plan.id })).toEqual([]);
  });

  it('go on after a restart of Patchbay, and are never begun twice', async () => {
    const id = await addHost('one');
    hosts.get('one')!.rehearsal.left = 1000;
    const plan = await readyPlan([id]);
    await call('rehearsals.start', { planId: plan.id });
    await vi.waitFor(async () => expect((await call('rehearsals.of', { planId: plan.id }))[0]!.phase).toBe('updating'));
    for (const one of hosts.get('one')!.rehearsals.values()) one.left = 0;
    await patchbay.restart();
    expect(await over(plan.id)).toMatchObject([{ verdict: 'passed' }]);
    expect(hosts.get('one')!.rehearsals.size).toBe(1);
  });

  it('are found again where the line broke while they were sent', async () => {
    const id = await addHost('one');
    const plan = await readyPlan([id]);
    let lost = 0;
    hosts.get('one')!.onCommand = (what) => {
      if (what !== 'rehearse' || lost > 0) return true;
      lost += 1;
      return false;
    };
    await call('rehearsals.start', { planId: plan.id });
    expect(await over(plan.id)).toMatchObject([{ verdict: 'passed' }]);
    expect([lost, hosts.get('one')!.rehearsals.size]).toEqual([1, 1]);
  });

  it('that died, or cannot be made, say so and name a test host of the same make', async () => {
    const [id, other] = [await addHost('one'), await addHost('stand-in', ['test-host'])];
    await call('scan.start', { hostIds: [id, other], refresh: false });
    await vi.waitFor(async () => expect((await call('hosts.list', {})).every((row) => row.scan.lastGoodAt !== null)).toBe(true));
    hosts.get('one')!.rehearsal.problem = { kind: 'cannot-rehearse', reason: 'no-overlay', lines: ['unknown filesystem type'] };
    const plan = await readyPlan([id]);
    await call('rehearsals.start', { planId: plan.id });
    expect(await over(plan.id)).toMatchObject([
      { verdict: 'cannot', problem: { kind: 'cannot-rehearse', reason: 'no-overlay' }, standIn: { hostId: other, hostName: 'stand-in' } },
    ]);
    hosts.get('one')!.rehearsal = { left: 1000, problem: null, outcome: wellRehearsed() };
    await call('rehearsals.start', { planId: plan.id });
    await vi.waitFor(() => expect(hosts.get('one')!.rehearsals.size).toBe(2));
    for (const one of hosts.get('one')!.rehearsals.values()) one.alive = false;
    expect(await over(plan.id)).toMatchObject([{ verdict: 'cannot', problem: { kind: 'cannot-rehearse', reason: 'died' } }]);
  });

  it('are cancelled on their hosts', async () => {
    const id = await addHost('one');
    hosts.get('one')!.rehearsal.left = 1000;
    const plan = await readyPlan([id]);
    await call('rehearsals.start', { planId: plan.id });
    await vi.waitFor(async () => expect((await call('rehearsals.of', { planId: plan.id }))[0]!.state).toBe('running'));
    await call('rehearsals.cancel', { planId: plan.id });
    expect(await over(plan.id)).toMatchObject([{ state: 'cancelled', verdict: null, problem: { kind: 'cancelled' } }]);
  });

  it('are refused for a plan that is no update', async () => {
    expect(await ask('rehearsals.start', { planId: 'nothing00001' })).toMatchObject({ ok: false, problem: { kind: 'not-found' } });
  });
});

describe('a deployment', () => {
  const deploy = (plan: { id: string; hash: string | null }, withoutRehearsal?: string) =>
    ask('deployments.start', {
      planId: plan.id,
      planHash: plan.hash!,
      name: 'x',
      ...(withoutRehearsal !== undefined && { withoutRehearsal }),
    });
  const started = async () => (await call('history.list', { search: 'approved' }))[0]!;
  const deployed = (name: string) =>
    vi
      .waitFor(() => expect(hosts.get(name)!.version).toBe('2.0'), { timeout: 10_000 })
      .then(() => vi.waitFor(async () => expect((await call('deployments.list', {}))[0]!.state).toBe('finished'), { timeout: 10_000 }));

  it('without any rehearsal goes, and that is on record', async () => {
    const plan = await readyPlan([await addHost('one')]);
    expect((await deploy(plan)).ok).toBe(true);
    expect(await started()).toMatchObject({
      text: 'x: approved for 1 hosts, 0 of 1 rehearsed',
      details: { hosts: [{ rehearsed: 'none' }] },
    });
  });

  it('of a host whose rehearsal would fail wants a reason, which is kept; what went well all the same is learnt', async () => {
    const id = await addHost('one');
    findsOn('one', [scriptFailed]);
    const plan = await readyPlan([id]);
    await call('rehearsals.start', { planId: plan.id });
    await over(plan.id);
    expect(await deploy(plan)).toMatchObject({ ok: false, problem: { kind: 'rehearsal-failed', hosts: ['one'] } });
    expect(hosts.get('one')!.launches).toBe(0);
    expect((await deploy(plan, 'its daemon is not on the clone')).ok).toBe(true);
    expect((await started()).details).toMatchObject({
      hosts: [{ rehearsed: 'would-fail' }],
      withoutRehearsal: 'its daemon is not on the clone',
    });
    await deployed('one');
    // The same package fails on another clone: that is now known to be no proof.
    const other = await addHost('two');
    findsOn('two', [scriptFailed, { kind: 'packages-broken', weight: 'fails', text: 'dpkg --audit', package: null, lines: [] }]);
    const next = await readyPlan([other]);
    await call('rehearsals.start', { planId: next.id });
    expect(await over(next.id)).toMatchObject([{ verdict: 'differs' }]);
    expect((await deploy(next)).ok).toBe(true);
  });
});
