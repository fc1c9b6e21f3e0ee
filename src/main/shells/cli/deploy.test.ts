import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ok } from '../../../shared/domain/result.ts';
import { plainRollout } from '../../../shared/domain/rollout.ts';
import { cli } from './fake-engine.test-kit.ts';
import type { Answers } from './fake-engine.test-kit.ts';
import {
  deployment,
  deploymentRow,
  hash,
  hostPlan,
  inTurn,
  keptOut,
  plan,
  ringState,
  row,
  run,
  unreachable,
  wantsSudo,
} from './fixtures.test-kit.ts';

const list: Answers['hosts.list'] = () => ok([row('web1'), row('db1')]);
const planning = (states: Parameters<typeof plan>[0][]): Answers => {
  const next = inTurn(states);
  return {
    'hosts.list': list,
    'plan.make': () => ok({ planId: 'plan00000001' }),
    'plan.makeRollback': () => ok({ planId: 'plan00000001' }),
    'plan.get': () => ok(plan(next())),
    'plan.cancel': () => ok({}),
  };
};

describe('test', () => {
  test('asks for security updates unless told otherwise', async () => {
    const made = async (flags: string) => (await cli(`test web1${flags}`, { answers: planning([{}]) })).inputsOf('plan.make')[0];
    const options = { reboot: 'never', allowRemovals: [], allowWithoutWayBack: false };
    expect(await made('')).toEqual({ hostIds: ['web100000000'], selection: { mode: 'security', exclude: [] }, options });
    expect(await made(' --everything --exclude vim,nano --reboot if-required')).toMatchObject({
      selection: { mode: 'everything', exclude: ['vim', 'nano'] },
      options: { reboot: 'if-required' },
    });
    expect(await made(' --packages openssl --allow-removals oldlib --allow-without-way-back')).toEqual({
      hostIds: ['web100000000'],
      selection: { mode: 'packages', packages: ['openssl'], exclude: [] },
      options: { reboot: 'never', allowRemovals: ['oldlib'], allowWithoutWayBack: true },
    });
  });

  test.each(['test web1 --security --everything', 'test web1 --everything --packages a', 'test web1 --reboot maybe'])(
    '%s is wrong use',
    async (line) => {
      expect((await cli(line)).exit).toBe(2);
    },
  );

  test('shows the exact transaction, the way back, the plan and its hash', async () => {
    const seen = await cli('test web1', { answers: planning([{ state: 'making', hosts: [], pending: ['web100000000'], hash: null }, {}]) });
    expect(seen.exit).toBe(0);
    expect(seen.err).toContain('● Simulating');
    expect(seen.out).toMatch(/web1 +1 +✓ Can go +1 +0 +1 +0 +1\.4 MB +▲ Partly +▲ Needed after/);
    expect(seen.out).toMatch(/upgrade +openssl:amd64 +3\.0\.17-1 -> 3\.0\.22-1 +✗ Security +Debian-Security/);
    expect(seen.out).toMatch(/remove +oldlib:amd64 +1\.0 -> gone/);
    for (const line of [
      'restarts: nginx.service',
      'edited here and new in openssl: /etc/ssl/openssl.cnf (yours is kept)',
      'left out, held: vim',
      'does not go back: oldlib, in no archive',
      'reboot needed after it: libc6',
    ])
      expect(seen.out).toContain(line);
    expect(seen.out).toContain(`Hash ${hash}`);
    expect(seen.out).toContain('Next: patchbay deploy plan00000001');
  });

  test('hosts that would do the same are shown once', async () => {
    const seen = await cli('test --all', { answers: planning([{ hosts: [hostPlan('web1'), hostPlan('db1')] }]) });
    expect(seen.out).toContain('\nweb1, db1\n');
    expect(seen.out.match(/upgrade +openssl/g)).toHaveLength(1);
  });

  test.each([
    ['nothing to do is no failure', { kind: 'nothing-to-do' }, 0],
    ['broken packages', { kind: 'packages-broken', lines: ['x'] }, 1],
    ['no rights', { kind: 'rights-needed', forWhat: 'to change web1' }, 3],
    ['unreachable', unreachable, 4],
  ] as const)('%s', async (_, problem, exit) => {
    const answers = () => planning([{ hosts: [keptOut('web1', problem as never)], hash: null }]);
    expect((await cli('test web1', { answers: answers() })).exit).toBe(exit);
    expect((await cli('test web1 --json', { answers: answers() })).outcome).toMatchObject({
      ok: true,
      exit,
      value: { hosts: [{ blocking: [problem] }] },
    });
  });

  test('a person enters what a host asks for, and it is previewed again', async () => {
    const answers: Answers = { ...planning([{ hosts: [keptOut('web1', wantsSudo)] }, {}]), 'hosts.enterSecret': () => ok({}) };
    const seen = await cli('test web1', { answers, types: ['secret'] });
    expect(seen.exit).toBe(0);
    expect(seen.inputsOf('plan.make')).toHaveLength(2);
  });

  test('Ctrl-C cancels the preview', async () => {
    const seen = await cli('test web1', {
      answers: planning([{ state: 'making', pending: ['web100000000'], hosts: [] }]),
      interruptWhen: (asked) => asked.length > 2,
    });
    expect(seen.exit).toBe(130);
    expect(seen.inputsOf('plan.cancel')).toEqual([{ planId: 'plan00000001' }]);
  });

  test('plan shows it again', async () => {
    const seen = await cli('plan plan00000001', { answers: planning([{}]) });
    expect(seen).toMatchObject({ exit: 0 });
    expect(seen.out).toContain('1 of 1 host can go');
  });
});

const running = (...runs: Parameters<typeof deployment>[0][]): Answers => {
  const next = inTurn(runs);
  const look = () => {
    const now = next();
    return deployment(now, {
      state: now.every((one) => ['done', 'failed', 'skipped', 'lost'].includes(one.state)) ? 'finished' : 'running',
    });
  };
  return {
    ...planning([{}]),
    'deployments.start': () => ok({ deploymentId: 'deploy000001' }),
    'deployments.get': () => ok(look()),
    'deployments.list': () => ok([deploymentRow(deployment([run('web1')]))]),
  };
};

describe('deploy', () => {
  test('shows the plan, asks, starts exactly that and follows it to the end', async () => {
    const progress = { packagesDone: 1, packagesTotal: 2, bytesDone: 700_000, bytesTotal: 1_400_000, text: 'Unpacking openssl' };
    const answers = running(
      [run('web1', { state: 'waiting' })],
      [run('web1', { state: 'running', phase: 'installing', progress })],
      [run('web1')],
    );
    const seen = await cli('deploy plan00000001', { answers, types: ['y'] });
    expect(seen.exit).toBe(0);
    expect(seen.opened).toEqual([{ dataFolder: '/data', drive: true }]);
    expect(seen.err).toContain('openssl:amd64');
    expect(seen.err).toContain('Start this deployment on 1 host?');
    expect(seen.err).toContain('1 of 2 packages, 700 kB of 1.4 MB, Unpacking openssl');
    expect(seen.inputsOf('deployments.start')).toEqual([{ planId: 'plan00000001', planHash: hash, name: 'Security updates on 1 host' }]);
    expect(seen.out).toContain('Prove it: patchbay verify deploy000001');
    expect(seen.out).toContain('Go back: patchbay rollback deploy000001');
  });

  test('no is no', async () => {
    const seen = await cli('deploy plan00000001', { answers: running([run('web1')]), types: ['n'] });
    expect(seen.exit).toBe(130);
    expect(seen.inputsOf('deployments.start')).toEqual([]);
  });

  test('without a terminal only by --yes', async () => {
    expect((await cli('deploy plan00000001', { answers: running([run('web1')]) })).exit).toBe(2);
    const seen = await cli(['deploy', 'plan00000001', '--yes', '--name', 'Friday', '--concurrency', '3', '--json'], {
      answers: running([run('web1', { state: 'running', phase: 'downloading' })], [run('web1')]),
    });
    expect(seen.exit).toBe(0);
    expect(seen.err).toBe('');
    expect(seen.inputsOf('deployments.start')).toEqual([{ planId: 'plan00000001', planHash: hash, name: 'Friday', concurrency: 3 }]);
    expect(seen.documents[0]).toEqual({
      progress: { verb: 'deploy', host: 'web1', state: 'running', phase: 'downloading', progress: null },
    });
    expect(seen.outcome).toMatchObject({ ok: true, exit: 0, value: { id: 'deploy000001', runs: [{ state: 'done' }] } });
  });

  test('a plan with another hash, or with no host that can go, is not started', async () => {
    expect((await cli('deploy plan00000001 --yes --hash 00', { answers: running([run('web1')]) })).exit).toBe(2);
    const seen = await cli('deploy plan00000001 --yes', {
      answers: { ...running([run('web1')]), ...planning([{ hosts: [keptOut('web1', unreachable)] }]) },
    });
    expect(seen.exit).toBe(2);
    expect(seen.inputsOf('deployments.start')).toEqual([]);
  });

  test.each([
    [
      'a failed host',
      [run('web1'), run('db1', { state: 'failed', problem: { kind: 'package-manager-failed', exit: 100, lines: ['E: no'] } })],
      1,
      'apt ended with 100',
    ],
    ['a lost host', [run('web1', { state: 'lost' })], 1, 'Lost'],
    [
      'a host that was skipped because it could not be reached',
      [run('web1', { state: 'skipped', problem: unreachable })],
      4,
      'Unreachable',
    ],
    ['a host without anything to do', [run('web1'), run('db1', { state: 'skipped', problem: { kind: 'nothing-to-do' } })], 0, 'Skipped'],
    ['a stopped deployment', [run('web1', { state: 'skipped', problem: { kind: 'cancelled', what: 'stopped' } })], 1, 'Cancelled'],
  ] as const)('%s', async (_, runs, exit, words) => {
    const seen = await cli('deploy plan00000001 --yes', { answers: running([...runs]) });
    expect(seen.exit).toBe(exit);
    expect(seen.out).toContain(words);
  });

  test('a held deployment ends the following and says how to go on', async () => {
    const held = deployment([run('web1', { state: 'failed', ring: 0 }), run('db1', { state: 'waiting', startedAt: null })], {
      state: 'paused',
      stoppedBecause: 'Ring 1 was not opened: web1 did not end well',
    });
    const seen = await cli('deploy plan00000001 --yes', { answers: { ...running([]), 'deployments.get': () => ok(held) } });
    expect(seen.exit).toBe(1);
    expect(seen.out).toContain('Starts no more hosts: Ring 1 was not opened');
    expect(seen.out).toContain('patchbay deployments resume deploy000001');
    expect(seen.out).toContain('patchbay deployments retry deploy000001');
  });

  test('a ring that waits for an approval ends the following, wants a person and says how', async () => {
    const waits = deployment([run('web1', { ring: 0 }), run('db1', { state: 'waiting', startedAt: null })], {
      state: 'running',
      ringStates: [ringState(0, { state: 'approval', needsApproval: true, done: 1 }), ringState(1)],
    });
    const seen = await cli('deploy plan00000001 --yes', { answers: { ...running([]), 'deployments.get': () => ok(waits) } });
    expect(seen.exit).toBe(3);
    expect(seen.out).toMatch(/0 +▲ Waits for approval +1 of 1 +0 of 0 +1 +needs an approval/);
    expect(seen.out).toContain('patchbay deployments approve deploy000001');
  });

  test('takes how it goes from ring to ring from a file, and refuses one that does not fit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-rollout-'));
    try {
      const rollout = { ...plainRollout, rings: [{ ring: 0, bakeMinutes: 60, approval: true }] };
      writeFileSync(join(folder, 'good.json'), JSON.stringify(rollout));
      writeFileSync(join(folder, 'bad.json'), JSON.stringify({ ...rollout, looksAtMinutes: [] }));
      const seen = await cli(`deploy plan00000001 --yes --rollout ${join(folder, 'good.json')}`, { answers: running([run('web1')]) });
      expect(seen.inputsOf('deployments.start')).toMatchObject([{ rollout }]);
      for (const [file, exit] of [
        ['bad.json', 2],
        ['none.json', 2],
      ] as const) {
        const refused = await cli(`deploy plan00000001 --yes --rollout ${join(folder, file)}`, { answers: running([run('web1')]) });
        expect([refused.exit, refused.inputsOf('deployments.start')]).toEqual([exit, []]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('Ctrl-C stops following, says that hosts go on and how to re-attach', async () => {
    const answers = running([run('web1', { state: 'running' }), run('db1', { state: 'waiting' })]);
    const seen = await cli('deploy plan00000001 --yes', { answers, interruptWhen: (asked) => asked.length > 3 });
    expect(seen.exit).toBe(130);
    expect(seen.out).toContain('1 host begun: what runs on a host goes on there');
    expect(seen.out).toContain('1 host not begun');
    expect(seen.out).toContain('Re-attach: patchbay deployments watch deploy000001');
    expect(seen.asked.map((one) => one.name)).not.toContain('deployments.stop');
  });

  test('a host that waits for a person is asked for at the terminal, and followed on', async () => {
    const waits = run('web1', { state: 'unreachable', problem: wantsSudo });
    let entered = false;
    const answers: Answers = {
      ...running([waits]),
      'deployments.get': () => ok(deployment([entered ? run('web1') : waits], { state: entered ? 'finished' : 'running' })),
      'hosts.enterSecret': () => ((entered = true), ok({})),
    };
    const seen = await cli('deployments watch last', { answers, types: ['secret'], clockStep: 2000 });
    expect(seen.exit).toBe(0);
    expect(seen.inputsOf('hosts.enterSecret')).toMatchObject([{ secret: 'sudo-password', value: 'secret' }]);
  });

  test('where nobody can be asked the following ends with 3 as soon as only such hosts are left', async () => {
    const waits = run('web1', { state: 'unreachable', problem: wantsSudo });
    const seen = await cli('deploy plan00000001 --yes', {
      answers: running([waits, run('db1', { state: 'running' })], [waits, run('db1', { state: 'running' })], [waits, run('db1')]),
      clockStep: 3000,
    });
    expect(seen.exit).toBe(3);
    expect(seen.out).toContain('sudo asks for a password');
    expect(seen.out).toContain('Re-attach:');
    expect(seen.out).toMatch(/db1 +1 +✓ Done/);
  });

  test('a fresh start has no secrets: hosts that may want one are read first where somebody can be asked', async () => {
    const sudo = {
      ...running([run('web1')]),
      'hosts.list': () => ok([row('web1', { user: 'admin', elevation: 'sudo' }), row('db1', { elevation: 'sudo' })]),
      'scan.start': () => ok({ hosts: 1 }),
    } satisfies Answers;
    const seen = await cli('deploy plan00000001', { answers: sudo, types: ['y'] });
    expect(seen.inputsOf('scan.start')).toEqual([{ hostIds: ['web100000000'], refresh: false }]);
    expect((await cli('deploy plan00000001 --yes', { answers: sudo })).inputsOf('scan.start')).toEqual([]);
  });
});

describe('rollback', () => {
  test('simulates the way back, shows it, asks and follows', async () => {
    const answers: Answers = {
      ...running([run('web1')]),
      ...planning([{ kind: 'rollback', selection: null, rollsBack: { deploymentId: 'deploy000001', packages: ['openssl'] } }]),
    };
    const seen = await cli('rollback last --host web1 --packages openssl', { answers, types: ['y'] });
    expect(seen.exit).toBe(0);
    expect(seen.inputsOf('plan.makeRollback')).toEqual([
      {
        deploymentId: 'deploy000001',
        hostIds: ['web100000000'],
        packages: ['openssl'],
        options: { reboot: 'never', allowRemovals: [], allowWithoutWayBack: false },
      },
    ]);
    expect(seen.err).toContain('Start this rollback on 1 host?');
    expect(seen.inputsOf('deployments.start')).toMatchObject([{ name: 'Rollback on 1 host' }]);
    expect(seen.opened[0]?.drive).toBe(true);
  });
  test('of a host that was not in it is an error', async () => {
    expect((await cli('rollback last --host db1 --yes', { answers: running([run('web1')]) })).exit).toBe(2);
  });
  test('of the whole deployment names no host', async () => {
    const seen = await cli('rollback deploy --yes --json', { answers: running([run('web1')]) });
    expect(seen).toMatchObject({ exit: 0, outcome: { ok: true } });
    expect(seen.inputsOf('plan.makeRollback')).toMatchObject([{ hostIds: [], packages: null }]);
  });
});

describe('repair', () => {
  const answers: Answers = {
    ...running([run('web1', { state: 'running', phase: 'repairing' })], [run('web1')]),
    'hosts.repair': () => ok({ deploymentId: 'deploy000001' }),
  };
  test('asks, repairs those hosts and follows', async () => {
    const seen = await cli('repair web1', { answers, types: ['y'] });
    expect(seen.exit).toBe(0);
    expect(seen.inputsOf('hosts.repair')).toEqual([{ ids: ['web100000000'] }]);
    expect(seen.opened[0]?.drive).toBe(true);
  });
  test('without a terminal only by --yes', async () => {
    const seen = await cli('repair web1', { answers });
    expect(seen.exit).toBe(2);
    expect(seen.inputsOf('hosts.repair')).toEqual([]);
    expect(await cli('repair web1 --yes --json', { answers })).toMatchObject({ exit: 0, outcome: { ok: true } });
  });
});

describe('verify', () => {
  const verifying = (checks: ('passed' | 'failed' | 'differs' | 'not-checked')[]): Answers => ({
    ...running([run('web1'), run('db1', { state: 'skipped' })]),
    'deployments.verify': () =>
      ok(
        checks.length
          ? [{ hostId: 'web100000000', checks: checks.map((outcome) => ({ name: 'Same listeners', outcome, detail: 'closed: 80/tcp' })) }]
          : [],
      ),
  });
  test.each([
    [['passed', 'differs'], 0, '✓ Proven'],
    [['passed', 'failed'], 1, '✗ Not as it should be'],
    [['not-checked'], 4, '? Unknown'],
  ] as const)('%s', async (checks, exit, words) => {
    const seen = await cli('verify last', { answers: verifying([...checks]) });
    expect(seen.exit).toBe(exit);
    expect(seen.out).toContain(words);
    expect(seen.out).toContain(`${exit === 0 ? 1 : 0} of 2 hosts proven; not looked at: db1 (skipped)`);
    expect((await cli('verify last --json', { answers: verifying([...checks]) })).outcome).toMatchObject({
      exit,
      value: [{ hostId: 'web100000000' }],
    });
  });
  test('nothing that could be looked at is no proof', async () => {
    expect((await cli('verify last', { answers: verifying([]) })).exit).toBe(2);
  });
  test('named hosts only', async () => {
    const seen = await cli('verify last web1', { answers: verifying(['passed']) });
    expect(seen.inputsOf('deployments.verify')).toEqual([{ id: 'deploy000001', hostIds: ['web100000000'] }]);
    expect(seen.out).toContain('1 of 1 host proven\n');
  });
});

describe('deployments', () => {
  const quick = ok({});
  const deciding: Answers = {
    ...running([run('web1', { state: 'failed' }), run('db1')]),
    'deployments.pause': () => quick,
    'deployments.stop': () => quick,
    'deployments.resume': () => quick,
    'deployments.retry': () => quick,
    'deployments.setLost': () => quick,
  };

  test('list, and "deployments" alone is the same', async () => {
    for (const line of ['deployments list', 'deployments'])
      expect((await cli(line, { answers: deciding })).out).toMatch(
        /deploy000001 +today \d\d:\d\d +deploy +finished +1 host: 1 done +Security updates/,
      );
    expect((await cli('deployments list', { answers: { 'deployments.list': () => ok([]) } })).out).toBe('No deployment yet\n');
  });
  test('show', async () => {
    const seen = await cli('deployments show last', { answers: running([run('web1')]) });
    expect(seen.out).toMatch(/web1 +1 +✓ Done +2 of 2 +1 of 1 passed +no +today \d\d:\d\d, 1 min 52 s/);
    expect(seen.out).toMatch(/✓ Passed +Versions as planned +2 of 2/);
  });
  test.each(['pause', 'stop'] as const)('%s decides and does not follow', async (verb) => {
    const seen = await cli(`deployments ${verb} last`, { answers: deciding });
    expect(seen.exit).toBe(0);
    expect(seen.inputsOf(`deployments.${verb}`)).toEqual([{ id: 'deploy000001' }]);
    expect(seen.opened[0]?.drive).toBe(false);
  });
  test.each(['resume', 'watch'] as const)('%s follows', async (verb) => {
    const seen = await cli(`deployments ${verb} last`, { answers: deciding });
    expect(seen.exit).toBe(1);
    expect(seen.opened[0]?.drive).toBe(true);
  });
  test('retry takes those that failed, or those that were named', async () => {
    expect((await cli('deployments retry last', { answers: deciding })).inputsOf('deployments.retry')).toEqual([
      { id: 'deploy000001', hostIds: ['web100000000'] },
    ]);
    expect((await cli('deployments retry last db1', { answers: deciding })).inputsOf('deployments.retry')).toEqual([
      { id: 'deploy000001', hostIds: ['db1000000000'] },
    ]);
    expect((await cli('deployments retry last', { answers: { ...deciding, ...running([run('web1')]) } })).exit).toBe(2);
  });
  test('set-lost wants a reason and a yes', async () => {
    expect((await cli('deployments set-lost last web1 --yes', { answers: deciding })).exit).toBe(2);
    expect((await cli('deployments set-lost last web1 --reason scrapped', { answers: deciding })).exit).toBe(2);
    const seen = await cli('deployments set-lost last web1 --reason scrapped --yes', { answers: deciding });
    expect(seen.inputsOf('deployments.setLost')).toEqual([{ id: 'deploy000001', hostId: 'web100000000', reason: 'scrapped' }]);
  });
  test('a word that is the beginning of two ids, or of none', async () => {
    const two = [deploymentRow(deployment([])), deploymentRow(deployment([], { id: 'deploy000002' }))];
    expect((await cli('deployments show deploy', { answers: { 'deployments.list': () => ok(two) } })).err).toContain('beginning of 2 ids');
    expect((await cli('deployments show nope', { answers: { 'deployments.list': () => ok(two) } })).exit).toBe(2);
    expect((await cli('verify last', { answers: { 'deployments.list': () => ok([]) } })).err).toContain('there is none yet');
  });

  const log = 'Get:1 openssl\n\u001b[31mSetting up\u001b[0m\nlast';
  const logging = (states: Parameters<typeof deployment>[0][]): Answers => ({
    ...running(...states),
    'deployments.log': ({ from }) => ok({ text: log.slice(from, from + 10), next: Math.min(from + 10, log.length), size: log.length }),
  });
  test("a host's log, in parts, cleaned for the terminal and whole for a program", async () => {
    const answers = logging([[run('web1')]]);
    expect((await cli('deployments log last web1', { answers })).out).toBe('Get:1 openssl\nSetting up\nlast\n');
    expect((await cli('deployments log last web1 --json', { answers })).outcome).toMatchObject({ value: { host: 'web1', text: log } });
  });
  test('is followed until the host is done, and nothing is printed twice', async () => {
    const seen = await cli('deployments log last web1 --follow --json', {
      answers: logging([[run('web1', { state: 'running' })], [run('web1', { state: 'running' })], [run('web1')]]),
    });
    expect(
      seen.documents
        .slice(0, -1)
        .map((one) => one['log'])
        .join(''),
    ).toBe(log);
    expect(seen.opened[0]?.drive).toBe(true);
  });
});
