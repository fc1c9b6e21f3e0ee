import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { ok } from '../../../shared/domain/result.ts';
import { cli } from './fake-engine.test-kit.ts';
import type { Answers } from './fake-engine.test-kit.ts';
import { AT, deployment, deploymentRow, fix, keptOut, plan, row, run, unreachable } from './fixtures.test-kit.ts';

const entry: CallOutput<'history.list'>[number] = {
  seq: 7,
  at: AT,
  actor: 'ana',
  action: 'plan.made',
  hostId: null,
  hostName: 'web1',
  deploymentId: null,
  text: 'Deployment previewed',
  details: {},
};

describe('history', () => {
  const answers: Answers = {
    'hosts.list': () => ok([row('web1')]),
    'history.list': () => ok([entry]),
    'deployments.list': () => ok([deploymentRow(deployment([run('web1')]))]),
    'deployments.get': () => ok(deployment([run('web1')])),
  };
  test('newest first, and how to read on', async () => {
    const seen = await cli('history --limit 1', { answers });
    expect(seen.out).toMatch(/7 +today \d\d:\d\d +ana +plan\.made +web1 +Deployment previewed/);
    expect(seen.out).toContain('Older: --before 7');
  });
  test('of a host and a deployment, with a text', async () => {
    const seen = await cli('history --host web1 --deployment last --search openssl --before 7 --json', { answers });
    expect(seen.inputsOf('history.list')).toEqual([
      { hostId: 'web100000000', deploymentId: 'deploy000001', search: 'openssl', limit: 50, before: 7 },
    ]);
    expect(seen.outcome).toMatchObject({ ok: true, exit: 0, value: [{ seq: 7 }] });
  });
});

test.each([
  [{ intact: true, entries: 1204, removed: 0, head: 'ff', brokenAt: null, why: null }, 0, '✓ Intact: 1,204 entries\nHead ff\n'],
  [
    { intact: true, entries: 1204, removed: 800, head: 'ff', brokenAt: null, why: null },
    0,
    '✓ Intact: 1,204 entries, and 800 before them that were removed by rule\nHead ff\n',
  ],
  [
    { intact: false, entries: 9, removed: 0, head: 'ff', brokenAt: 4, why: 'its hash does not fit' },
    5,
    '✗ Broken at entry 4: its hash does not fit\nHead ff\n',
  ],
])('audit verify %#', async (verdict, exit, out) => {
  expect(await cli('audit verify', { answers: { 'audit.verify': () => ok(verdict) } })).toMatchObject({ exit, out });
  expect((await cli('audit verify --json', { answers: { 'audit.verify': () => ok(verdict) } })).outcome).toEqual({
    ok: true,
    exit,
    value: verdict,
  });
});

describe('settings', () => {
  const settings: CallOutput<'settings.get'> = {
    theme: 'system',
    concurrency: 10,
    kitKeepDays: 30,
    logKeepDays: 365,
    evidenceKeepYears: 6,
    kitMaxBytes: 2e9,
    updates: 'ask',
    autoLockMinutes: 15,
    feedProxy: null,
    feedCa: null,
  };
  const answers: Answers = { 'settings.get': () => ok(settings), 'settings.set': (change) => ok({ ...settings, ...(change as object) }) };
  test('shows and sets', async () => {
    expect((await cli('settings', { answers })).out).toMatch(/concurrency +10/);
    const seen = await cli('settings concurrency=5 theme=dark --json', { answers });
    expect(seen.inputsOf('settings.set')).toEqual([{ concurrency: 5, theme: 'dark' }]);
    expect(seen.outcome).toMatchObject({ value: { concurrency: 5 } });
    const none = await cli('settings feedProxy=', { answers });
    expect(none.inputsOf('settings.set')).toEqual([{ feedProxy: null }]);
    expect(none.out).toMatch(/feedProxy +none/);
  });
  test.each(['settings speed=5', 'settings concurrency', 'settings concurrency=999', 'settings theme=pink'])(
    '%s is refused',
    async (line) => {
      expect((await cli(line, { answers })).exit).toBe(2);
    },
  );
});

const info: CallOutput<'app.info'> = { version: '0.1.0', shell: 'cli', dataFolder: '/data', user: 'ana', isRoot: true };

test('status counts every host, with its denominator', async () => {
  const summary = { hosts: 8, scanned: 6, unknown: 2, current: 3, outstanding: 3, securityOutstanding: 2, rebootPending: 0 };
  const answers: Answers = {
    'app.summary': () => ok(summary),
    'app.info': () => ok(info),
    'deployments.list': () => ok([deploymentRow(deployment([run('web1')], { state: 'running' }))]),
  };
  const seen = await cli('status', { answers });
  expect(seen.out).toContain('✓ 3 of 8 hosts current');
  expect(seen.out).toContain('? 2 of 8 hosts unknown');
  expect(seen.out).toContain('● Deployment deploy000001 running');
  expect((await cli('status --json', { answers })).outcome).toMatchObject({ value: { summary, dataFolder: '/data' } });
});

describe('walk', () => {
  const here = row('here', { transport: 'local' });
  const walking: Answers = {
    'app.info': () => ok(info),
    'hosts.list': () => ok([here]),
    'hosts.add': (draft) => ok({ ...draft, id: 'here00000000', createdAt: AT }),
    'scan.start': () => ok({ hosts: 1 }),
    'fixList.get': () => ok([fix('openssl')]),
    'plan.make': () => ok({ planId: 'plan00000001' }),
    'plan.get': () => ok(plan()),
  };
  test('scan, fix list, what it would do, and what to do next; never a deployment', async () => {
    const seen = await cli('walk', { answers: walking });
    expect(seen.exit).toBe(0);
    expect(seen.asked.map((one) => one.name).filter((name) => name.startsWith('deployments'))).toEqual([]);
    for (const words of ['1  Scan', '2  Assess', '3  Test']) expect(seen.err).toContain(words);
    for (const words of ['1 update outstanding', 'openssl:amd64', 'Nothing was changed', 'patchbay deploy plan00000001'])
      expect(seen.out).toContain(words);
    expect(seen.inputsOf('plan.make')).toMatchObject([{ hostIds: ['here00000000'], selection: { mode: 'security' } }]);
    expect((await cli('walk --json', { answers: walking })).outcome).toMatchObject({
      ok: true,
      exit: 0,
      value: { scan: [{}], fixes: [{}], plan: { id: 'plan00000001' } },
    });
  });
  test('adds this computer where it is not there yet; without root it is only read', async () => {
    let there = false;
    const answers: Answers = {
      ...walking,
      'app.info': () => ok({ ...info, isRoot: false }),
      'hosts.list': () => ok(there ? [here] : []),
      'hosts.add': (draft) => ((there = true), ok({ ...draft, id: 'here00000000', createdAt: AT })),
    };
    const seen = await cli('walk', { answers });
    expect(seen.inputsOf('hosts.add')).toMatchObject([{ name: hostname(), transport: 'local', elevation: 'none' }]);
  });
  test('without rights the preview says so, and the walk has done its part', async () => {
    const blocked = keptOut('here', { kind: 'rights-needed', forWhat: 'to change here' });
    const seen = await cli('walk', { answers: { ...walking, 'plan.get': () => ok(plan({ hosts: [blocked], hash: null })) } });
    expect(seen.exit).toBe(0);
    expect(seen.out).toContain('Administrator rights are needed');
    expect(seen.out).not.toContain('patchbay deploy plan');
  });
  test('where nothing is outstanding, nothing is previewed', async () => {
    const seen = await cli('walk', { answers: { ...walking, 'fixList.get': () => ok([]) } });
    expect(seen.exit).toBe(0);
    expect(seen.inputsOf('plan.make')).toEqual([]);
  });
  test('a scan that fails ends it, with its reason', async () => {
    const seen = await cli('walk', {
      answers: { ...walking, 'hosts.list': () => ok([row('here', { transport: 'local' }, { state: 'failed', problem: unreachable })]) },
    });
    expect(seen.exit).toBe(4);
    expect(seen.out).toContain('Unreachable');
  });
});

describe('walk --demo', () => {
  const demo: Answers = {
    'hosts.list': () => ok([row('web1', { tags: ['lab'] }), row('real')]),
    'scan.start': ({ hostIds }) => ok({ hosts: hostIds.length }),
    'plan.make': () => ok({ planId: 'plan00000001' }),
    'plan.makeRollback': () => ok({ planId: 'plan00000002' }),
    'plan.get': ({ planId }) => ok(plan({ id: planId, kind: planId === 'plan00000002' ? 'rollback' : 'deploy' })),
    'deployments.start': ({ planId }) => ok({ deploymentId: planId === 'plan00000001' ? 'deploy000001' : 'deploy000002' }),
    'deployments.get': ({ id }) => ok(deployment([run('web1')], { id })),
    'deployments.verify': () =>
      ok([{ hostId: 'web100000000', checks: [{ name: 'Versions as planned', outcome: 'passed', detail: '2 of 2' }] }]),
    'audit.verify': () => ok({ intact: true, entries: 40, removed: 0, head: 'ff', brokenAt: null, why: null }),
  };
  test('the whole journey, on hosts that are tagged "lab" and no other', async () => {
    const seen = await cli('walk --demo --yes', { answers: demo });
    expect(seen.exit).toBe(0);
    expect(seen.inputsOf('scan.start')).toEqual([{ hostIds: ['web100000000'], refresh: true }]);
    expect(seen.inputsOf('plan.make')).toMatchObject([{ hostIds: ['web100000000'] }]);
    expect(seen.inputsOf('deployments.start')).toHaveLength(2);
    expect(seen.inputsOf('deployments.verify')).toEqual([
      { id: 'deploy000001', hostIds: [] },
      { id: 'deploy000002', hostIds: [] },
    ]);
    for (const words of ['1  Scan', '2  Test', '3  Deploy', '4  Verify', '5  Roll back', '6  Roll back', '7  Verify'])
      expect(seen.err).toContain(words);
    expect(seen.out).toContain('40 entries, chain intact');
    const json = await cli('walk --demo --yes --json', { answers: demo });
    expect((json.outcome['value'] as { steps: unknown[] }).steps).toHaveLength(7);
  });
  test('touches nothing without a tagged host, or without a yes', async () => {
    const none = await cli('walk --demo --yes', { answers: { ...demo, 'hosts.list': () => ok([row('real')]) } });
    expect(none.exit).toBe(2);
    expect(none.inputsOf('scan.start')).toEqual([]);
    expect((await cli('walk --demo', { answers: demo })).inputsOf('deployments.start')).toEqual([]);
    expect((await cli('walk --demo', { answers: demo, types: ['n'] })).inputsOf('deployments.start')).toEqual([]);
  });
  test('left by Ctrl-C says what goes on', async () => {
    const answers: Answers = {
      ...demo,
      'deployments.get': ({ id }) => ok(deployment([run('web1', { state: 'running' })], { id, state: 'running' })),
    };
    const seen = await cli('walk --demo --yes', { answers, interruptWhen: (asked) => asked.some((one) => one.name === 'deployments.get') });
    expect(seen.exit).toBe(130);
    expect(seen.out).toContain('Re-attach: patchbay deployments watch deploy000001');
  });
  test('a failure shows in the exit code, and the way back is walked all the same', async () => {
    const answers: Answers = {
      ...demo,
      'deployments.get': ({ id }) =>
        ok(
          deployment([run('web1', id === 'deploy000001' ? { state: 'failed', problem: { kind: 'health', failed: ['nginx'] } } : {})], {
            id,
          }),
        ),
    };
    const seen = await cli('walk --demo --yes', { answers });
    expect(seen.exit).toBe(1);
    expect(seen.inputsOf('plan.makeRollback')).toHaveLength(1);
  });
});
