import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallInput, CallOutput } from '../../../shared/contract/contract.ts';
import type { PolicyDraftInput } from '../../../shared/domain/policy/policy.ts';
import { plainRollout } from '../../../shared/domain/rollout.ts';
import { TestPatchbay } from '../patchbay.test-kit.ts';

let patchbay: TestPatchbay;
beforeEach(() => (patchbay = new TestPatchbay(['a', 'b', 'c'])));
afterEach(() => patchbay.remove());

const draft = (change: Partial<PolicyDraftInput> = {}): PolicyDraftInput => ({
  name: 'Servers',
  hosts: { which: 'some', tags: ['shop'] },
  selects: { mode: 'security' },
  rollout: plainRollout,
  ...change,
});
const save = (change: Partial<PolicyDraftInput> = {}, more: Partial<CallInput<'policies.save'>> = {}) =>
  patchbay.call('policies.save', { draft: draft(change), ...more });
const scanned = async (names: readonly string[], ring = 1, tags: readonly string[] = ['shop']) => {
  const hosts = await patchbay.addHosts(names, ring, tags);
  await patchbay.call('scan.start', { hostIds: hosts.map((host) => host.id) });
  await vi.waitFor(async () => {
    const rows = await patchbay.call('hosts.list', {});
    expect(rows.filter((row) => row.scan.state === 'scanned')).toHaveLength(rows.length);
  });
  return hosts;
};
const problem = async (name: 'policies.save' | 'policies.plan', input: CallInput<typeof name>) => patchbay.problemOf(name, input);

describe('versions', () => {
  it('saving makes the next version and leaves those before as they were', async () => {
    const first = await save();
    const second = await save({ purpose: 'For the shop' }, { id: first.id, basedOn: 1 });
    expect([first.version, second.version, second.id]).toEqual([1, 2, first.id]);
    expect(await patchbay.call('policies.get', { id: first.id, version: 1 })).toEqual(first);
    expect(await patchbay.call('policies.get', { id: first.id })).toEqual(second);
    expect((await patchbay.call('policies.versions', { id: first.id })).map((one) => one.version)).toEqual([2, 1]);
    expect((await patchbay.call('policies.list', {})).map((one) => [one.name, one.version])).toEqual([['Servers', 2]]);
  });

  it('two who edit the same version: the second is told, and nothing is saved over the first', async () => {
    const { id } = await save();
    await save({ purpose: 'first' }, { id, basedOn: 1 });
    expect(await problem('policies.save', { id, basedOn: 1, draft: draft({ purpose: 'second' }) })).toBe('conflict');
    expect(await patchbay.call('policies.get', { id })).toMatchObject({ version: 2, purpose: 'first' });
  });

  it('refuses a name that is taken, a rule that is not there and a scope of nobody', async () => {
    await save();
    expect(await problem('policies.save', { draft: draft({ name: 'SERVERS' }) })).toBe('invalid-input');
    expect(await problem('policies.save', { draft: draft({ name: 'Other', dueRules: ['soon'] }) })).toBe('invalid-input');
    expect(await problem('policies.save', { draft: draft({ name: 'Other', hosts: { which: 'some' } }) })).toBe('invalid-input');
    expect(await problem('policies.save', { id: 'nosuch00', draft: draft({ name: 'Other' }) })).toBe('not-found');
  });

  it('an archived one keeps its versions and makes no plan; one that a schedule goes by is kept', async () => {
    await scanned(['a']);
    const { id } = await save();
    const when = { days: { by: 'day' as const }, at: '06:00', zone: 'UTC' };
    const schedule = await patchbay.call('schedules.save', { draft: { name: 'Patch', work: { kind: 'deployment', policyId: id }, when } });
    expect(await patchbay.problemOf('policies.archive', { id, reason: 'old' })).toBe('conflict');
    await patchbay.call('schedules.remove', { id: schedule.id });
    await patchbay.call('policies.archive', { id, reason: 'old' });
    expect(await problem('policies.plan', { id })).toBe('conflict');
    expect(await patchbay.call('policies.versions', { id })).toHaveLength(1);
    expect(await patchbay.call('policies.list', {})).toEqual([]);
  });
});

describe('what a policy selects', () => {
  const chosen = async (id: string) =>
    Object.fromEntries((await patchbay.call('policies.select', { id })).map((one) => [one.hostName, one.packages]));

  it('takes hosts of its scope, leaves what is excluded, and lets updates ripen', async () => {
    await scanned(['a', 'b']);
    await scanned(['c'], 1, ['office']);
    const { id } = await save();
    expect(await chosen(id)).toEqual({ a: ['openssl'], b: ['openssl'] });
    await save({ exclude: ['openssl'] }, { id });
    expect(await chosen(id)).toEqual({ a: [], b: [] });
    await save({ selects: { mode: 'security', minimumAgeDays: 7 } }, { id });
    expect(await chosen(id)).toEqual({ a: [], b: [] });
    patchbay.minutesAhead = 8 * 24 * 60;
    expect(await chosen(id)).toEqual({ a: ['openssl'], b: ['openssl'] });
    await save({ selects: { mode: 'packages', packages: ['bash'] } }, { id });
    expect(await chosen(id)).toEqual({ a: [], b: [] });
  });

  it('a finding that is not known to be due selects nothing', async () => {
    await scanned(['a']);
    const { id } = await save({ selects: { mode: 'due', withinDays: 365 } });
    expect(await chosen(id)).toEqual({ a: [] });
    expect(await problem('policies.plan', { id })).toBe('nothing-to-do');
  });
});

describe('a deployment by a policy', () => {
  const planOf = async (input: CallInput<'policies.plan'>) => patchbay.ready((await patchbay.call('policies.plan', input)).planId);
  const start = (plan: CallOutput<'plan.get'>, more: Partial<CallInput<'deployments.start'>> = {}) =>
    patchbay.call('deployments.start', { planId: plan.id, planHash: plan.hash!, name: 'By policy', ...more });

  it('keeps the version it ran under, and its rollout, whatever is saved later', async () => {
    await scanned(['a']);
    const checks = [{ by: 'command' as const, name: 'Shop', command: 'true' }];
    const { id } = await save({ reboot: 'if-required', rollout: { ...plainRollout, checks } });
    const plan = await planOf({ id });
    expect([plan.policy, plan.options.reboot]).toEqual([{ id, version: 1, emergency: null }, 'if-required']);
    await save({ purpose: 'Later' }, { id });
    const { deploymentId } = await start(plan);
    const end = await patchbay.finished(deploymentId);
    expect([end.policy, end.rollout.checks, end.runs[0]!.state]).toEqual([{ id, version: 1, emergency: null }, checks, 'done']);
    const started = (await patchbay.call('history.list', { deploymentId })).find((entry) => entry.action === 'deployment.started');
    expect(started?.details['policy']).toEqual({ id, version: 1, emergency: null });
  });

  it('goes by no other rollout than the policy has', async () => {
    await scanned(['a']);
    const { id } = await save();
    const plan = await planOf({ id });
    const other = { planId: plan.id, planHash: plan.hash!, name: 'x', rollout: plainRollout };
    expect(await patchbay.problemOf('deployments.start', other)).toBe('conflict');
  });

  it('begins nothing outside of a window, says what it waits for, and goes on when the window opens', async () => {
    await scanned(['a']);
    const opens = new Date(Date.now() + 5 * 3_600_000);
    const at = `${String(opens.getUTCHours()).padStart(2, '0')}:00`;
    const { id } = await save({ windows: [{ days: { by: 'day' }, at, zone: 'UTC', minutes: 120 }] });
    const { deploymentId } = await start(await planOf({ id }));
    await patchbay.looks(3);
    const waiting = await patchbay.call('deployments.get', { id: deploymentId });
    expect([waiting.state, waiting.runs[0]!.state, patchbay.host('a').launches]).toEqual(['running', 'waiting', 0]);
    const waits = await patchbay.call('policies.waits', { deploymentId });
    expect(waits).toMatchObject({ open: false, frozenBy: null, hosts: [{ hostName: 'a', minutes: 60 }] });
    expect(waits.turnsAt).toBe(waits.hosts[0]!.fitsAt);
    // The window is open, and too short for what a host without a past is expected to take.
    patchbay.minutesAhead = (Date.parse(waits.turnsAt!) - Date.now()) / 60_000 + 61;
    await patchbay.looks(3);
    expect(await patchbay.call('policies.waits', { deploymentId })).toMatchObject({ open: true });
    expect(patchbay.host('a').launches).toBe(0);
    patchbay.minutesAhead += 24 * 60 - 30;
    const end = await patchbay.finished(deploymentId);
    expect([end.runs[0]!.state, patchbay.host('a').installs]).toEqual(['done', 1]);
  });

  it('a freeze holds it back; an emergency goes, with its reason on record and a short bake', async () => {
    await scanned(['a', 'b']);
    const day = new Date().toISOString().slice(0, 10);
    const rollout = { ...plainRollout, rings: [{ ring: 1, bakeMinutes: 600, approval: false }] };
    const { id } = await save({ rollout, freezes: [{ name: 'Fair', from: day, until: day, zone: 'Asia/Kolkata' }, { name: 'Fair', from: day, until: '2100-01-01', zone: 'UTC' }] }); // prettier-ignore
    const [a, b] = (await patchbay.call('hosts.list', {})).map((row) => row.host.id);
    const held = await start(await planOf({ id, hostIds: [a!] }));
    await patchbay.looks(3);
    expect(await patchbay.call('policies.waits', { deploymentId: held.deploymentId })).toMatchObject({ open: false, frozenBy: 'Fair' });
    expect(patchbay.host('a').launches).toBe(0);
    const plan = await planOf({ id, hostIds: [b!], emergency: 'CVE-2026-1234 is exploited', packages: ['openssl'] });
    const { deploymentId } = await start(plan);
    const end = await patchbay.until(deploymentId, (one) => expect(one.runs[0]!.state).toBe('done'));
    expect(end.policy?.emergency).toBe('CVE-2026-1234 is exploited');
    expect(end.rollout.rings).toEqual([{ ring: 1, bakeMinutes: 30, approval: false }]);
  });

  const command = (name: string) => ({ name, command: 'true' });

  it("runs the policy's own commands before and after the work", async () => {
    await scanned(['a']);
    const { id } = await save({ before: [command('drain'), command('snapshot')], after: [command('undrain')] });
    const { deploymentId } = await start(await planOf({ id }));
    expect((await patchbay.finished(deploymentId)).runs[0]!.state).toBe('done');
    expect(patchbay.host('a').commands).toEqual(['drain at 0', 'snapshot at 0', 'undrain at 1']);
    const told = (await patchbay.call('history.list', { deploymentId })).filter((entry) => entry.action === 'host.command');
    expect(told.map((entry) => entry.text)).toContain('Before the run, drain: exit 7');
  });

  it('leaves a host alone whose command before the run fails, and says a run has failed whose command after it does', async () => {
    await scanned(['a', 'b']);
    patchbay.host('a').failing = ['drain'];
    patchbay.host('b').failing = ['undrain'];
    const { id } = await save({ before: [command('drain'), command('never')], after: [command('undrain')] });
    const { deploymentId } = await start(await planOf({ id }), { concurrency: 1 });
    const end = await patchbay.until(deploymentId, (one) => expect(one.runs[0]!.state).toBe('failed'));
    expect(end.runs[0]).toMatchObject({ hostName: 'a', problem: { kind: 'command-failed', what: '"drain" before the run', exit: 7 } });
    expect([patchbay.host('a').launches, patchbay.host('a').commands]).toEqual([0, ['drain at 0']]);
    await patchbay.call('deployments.resume', { id: deploymentId });
    const both = await patchbay.until(deploymentId, (one) => expect(one.runs[1]!.state).toBe('failed'));
    expect(both.runs[1]).toMatchObject({ hostName: 'b', exit: 0, problem: { kind: 'command-failed', what: '"undrain" after the run' } });
  });

  it('chooses packages by hand in an emergency only, and hosts in its scope only', async () => {
    await scanned(['a']);
    const [c] = await scanned(['c'], 1, ['office']);
    const { id } = await save();
    expect(await problem('policies.plan', { id, packages: ['openssl'] })).toBe('invalid-input');
    expect(await problem('policies.plan', { id, hostIds: [c!.id] })).toBe('conflict');
  });
});
