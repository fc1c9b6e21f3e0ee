import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallInput, CallOutput } from '../../../shared/contract/contract.ts';
import type { PolicyDraftInput } from '../../../shared/domain/policy/policy.ts';
import { plainRollout } from '../../../shared/domain/rollout.ts';
import { TestPatchbay } from '../patchbay.test-kit.ts';

let patchbay: TestPatchbay;
beforeEach(() => (patchbay = new TestPatchbay(['a', 'b'])));
afterEach(() => patchbay.remove());

const DAY = 24 * 60;
/** In so many minutes from now, at a full minute. */
function inMinutes(minutes: number): string {
  const at = new Date(Date.now() + (patchbay.minutesAhead + minutes) * 60_000);
  return `${String(at.getUTCHours()).padStart(2, '0')}:${String(at.getUTCMinutes()).padStart(2, '0')}`;
}
type Draft = CallInput<'schedules.save'>['draft'];
const save = (change: Partial<Draft> = {}) =>
  patchbay.call('schedules.save', {
    draft: { name: 'Morning', work: { kind: 'scan', hosts: { which: 'all' } }, when: { days: { by: 'day' }, at: inMinutes(10), zone: 'UTC' }, ...change },
  }); // prettier-ignore
const due = async () => (await patchbay.call('schedules.runDue', {})).runs.map((run) => [run.state, run.text]);
const policy = (change: Partial<PolicyDraftInput> = {}) =>
  patchbay.call('policies.save', {
    draft: { name: 'Servers', hosts: { which: 'all' }, selects: { mode: 'security' }, rollout: plainRollout, ...change },
  });

describe('what is due', () => {
  it('is done once, when its time has come, and the history tells it', async () => {
    await patchbay.addHosts(['a', 'b']);
    patchbay.host('b').reachable = false;
    const { id } = await save();
    expect(await due()).toEqual([]);
    patchbay.minutesAhead = 12;
    expect(await due()).toEqual([['done', '1 of 2 hosts answered']]);
    expect(await due()).toEqual([]);
    const [row] = await patchbay.call('schedules.list', {});
    expect(row).toMatchObject({ id, last: { state: 'done' }, words: expect.stringContaining('every day at') as string });
    const entry = (await patchbay.call('history.list', { search: 'Schedule Morning:' })).find((one) => one.action === 'schedule.done');
    expect(entry).toMatchObject({ actor: 'patchbay', text: 'Schedule Morning: 1 of 2 hosts answered' });
  });

  it('two starts at once, in one process and in two, do it once', async () => {
    await patchbay.addHosts(['a']);
    await save();
    patchbay.minutesAhead = 12;
    const first = patchbay.scheduler;
    const end = patchbay.second();
    const both = [first, patchbay.scheduler];
    // Asked in the middle of the scan, too; those that come after it find nothing.
    const inTheMiddle: ReturnType<typeof first.runDue>[] = [];
    patchbay.host('a').onCommand = () => {
      if (!inTheMiddle.length) inTheMiddle.push(...both.map((one) => one.runDue()));
      return true;
    };
    const begun = await Promise.all([...both, ...both].map((one) => one.runDue()));
    const said = [...begun, ...(await Promise.all(inTheMiddle))].map((reply) => (reply.ok ? reply.value : null));
    expect(said.flatMap((one) => one?.runs ?? [])).toHaveLength(1);
    expect(said.slice(4)).toEqual([
      { busy: true, runs: [] },
      { busy: true, runs: [] },
    ]);
    expect(await patchbay.call('schedules.runs', {})).toHaveLength(1);
    const scans = (await patchbay.call('history.list', { search: 'Scan of' })).filter((one) => one.action === 'scan.started');
    expect(scans).toHaveLength(1);
    await end();
  });

  it('what was missed is caught up once, or only reported, by its own rule; older times are reported in any case', async () => {
    await patchbay.addHosts(['a']);
    await save();
    await save({ name: 'Strict', missed: 'report' });
    patchbay.minutesAhead = 2 * DAY + 60;
    expect((await due()).sort()).toEqual([
      ['done', '1 of 1 hosts answered'],
      ['missed', 'Patchbay did not run then'],
      ['missed', 'Patchbay did not run then'],
      ['missed', 'Patchbay did not run then'],
      ['missed', 'Patchbay did not run then'],
      ['missed', 'Patchbay did not run then'],
    ]);
    expect(await due()).toEqual([]);
    patchbay.minutesAhead = 3 * DAY + 12;
    expect(await due()).toEqual([
      ['done', '1 of 1 hosts answered'],
      ['done', '1 of 1 hosts answered'],
    ]);
  });

  it('what a process that died had claimed is reported as interrupted, and not done again', async () => {
    await patchbay.addHosts(['a']);
    const { id } = await save();
    const dueAt = (await patchbay.call('schedules.list', {}))[0]!.nextAt!;
    patchbay.minutesAhead = 12;
    const claim = { scheduleId: id, dueAt, startedAt: patchbay.context.now(), endedAt: null, state: 'running', text: '', problem: null, planId: null, deploymentId: null } as const; // prettier-ignore
    expect(patchbay.context.store.schedules.claim(claim)).toBe(true);
    await patchbay.restart();
    expect(await due()).toEqual([]);
    expect((await patchbay.call('schedules.runs', {})).map((run) => run.state)).toEqual(['interrupted']);
  });

  it('a process that is ended in the middle says so before it goes', async () => {
    await patchbay.addHosts(['a']);
    await save();
    patchbay.minutesAhead = 12;
    const endings: Promise<void>[] = [];
    // The host is asked: now Patchbay is ended.
    patchbay.host('a').onCommand = () => {
      if (!endings.length) endings.push(patchbay.restart());
      return true;
    };
    await patchbay.engine.dispatch('schedules.runDue', {});
    await Promise.all(endings);
    expect((await patchbay.call('schedules.runs', {})).map((run) => run.state)).toEqual(['interrupted']);
  });

  it('one that is off, removed or of a kind that is not there does nothing', async () => {
    const { id } = await save({ enabled: false });
    const other = await save({ name: 'Gone' });
    await patchbay.call('schedules.remove', { id: other.id });
    patchbay.minutesAhead = 2 * DAY;
    expect(await due()).toEqual([]);
    const rehearsal = { kind: 'rehearsal', policyId: 'policy0001' } as const;
    expect(await patchbay.problemOf('schedules.save', { draft: { name: 'R', work: rehearsal, when: { days: { by: 'day' }, at: '06:00', zone: 'UTC' } } })).toBe('invalid-input'); // prettier-ignore
    expect(await patchbay.call('schedules.list', {})).toMatchObject([{ id, nextAt: null }]);
    expect(await patchbay.call('schedules.kinds', {})).toEqual(['feeds', 'scan', 'deployment']);
  });
});

describe('a deployment by schedule', () => {
  const deployAt = async (policyId: string) => save({ name: 'Patch', work: { kind: 'deployment', policyId } });
  const lastRun = async (): Promise<CallOutput<'schedules.runs'>[number]> => (await patchbay.call('schedules.runs', {}))[0]!;

  it('whose policy asks for approval makes the plan and waits for a person', async () => {
    await patchbay.addHosts(['a', 'b']);
    const { id } = await policy({ approval: { needed: true, by: ['Kim'] } });
    await deployAt(id);
    patchbay.minutesAhead = 12;
    expect(await due()).toEqual([['approval', 'A plan for 2 hosts waits for approval']]);
    expect(await patchbay.call('deployments.list', {})).toEqual([]);
    const plan = await patchbay.call('plan.get', { planId: (await lastRun()).planId! });
    const { deploymentId } = await patchbay.call('deployments.start', { planId: plan.id, planHash: plan.hash!, name: 'Approved' });
    expect((await patchbay.finished(deploymentId)).policy).toEqual({ id, version: 1, emergency: null });
  });

  it('whose policy is the approval starts, in the name of Patchbay, and is done once', async () => {
    await patchbay.addHosts(['a', 'b']);
    patchbay.host('b').givesRights = false;
    const { id } = await policy({ approval: { needed: false, by: [] } });
    await deployAt(id);
    patchbay.minutesAhead = 12;
    expect(await due()).toEqual([['done', 'Deployment started for 1 host, 1 host cannot go']]);
    const { deploymentId } = await lastRun();
    const end = await patchbay.finished(deploymentId!);
    expect([end.runs.map((run) => [run.hostName, run.state]), patchbay.host('a').installs]).toEqual([[['a', 'done']], 1]);
    const started = (await patchbay.call('history.list', { deploymentId: deploymentId! })).find(
      (one) => one.action === 'deployment.started',
    );
    expect(started?.actor).toBe('patchbay');
    patchbay.minutesAhead += 5;
    expect(await due()).toEqual([]);
  });

  it('while another deployment works on its hosts starts nothing and says so', async () => {
    const [a] = await patchbay.addHosts(['a']);
    const { id } = await policy({ approval: { needed: false, by: [] } });
    await deployAt(id);
    patchbay.mayStart = () => false;
    const before = await patchbay.deploy([a!.id]);
    patchbay.minutesAhead = 12;
    expect(await due()).toEqual([['failed', expect.stringContaining('Another deployment works on a')]]);
    patchbay.mayStart = () => true;
    await patchbay.finished(before);
  });

  it('a window is kept: it is started at its time and begins when the window opens', async () => {
    await patchbay.addHosts(['a']);
    const window = { days: { by: 'day' as const }, at: inMinutes(5 * 60), zone: 'UTC', minutes: 120 };
    const { id } = await policy({ approval: { needed: false, by: [] }, windows: [window] });
    await deployAt(id);
    patchbay.minutesAhead = 12;
    expect(await due()).toEqual([['done', 'Deployment started for 1 host']]);
    await patchbay.looks(3);
    expect(patchbay.host('a').launches).toBe(0);
    patchbay.minutesAhead = 5 * 60 + 5;
    await patchbay.finished((await lastRun()).deploymentId!);
    expect(patchbay.host('a').installs).toBe(1);
  });
});
