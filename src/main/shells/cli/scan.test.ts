import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ok } from '../../../shared/domain/result.ts';
import { cli } from './fake-engine.test-kit.ts';
import type { Answers } from './fake-engine.test-kit.ts';
import { fix, inTurn, newKey, row, unreachable, wantsSudo } from './fixtures.test-kit.ts';

const scanning = (rows: Answers['hosts.list']): Answers => ({
  'hosts.list': rows!,
  'scan.start': ({ hostIds }) => ok({ hosts: hostIds.length }),
  'scan.cancel': () => ok({}),
});
const fleet = () => ok([row('web1', { tags: ['shop'], ring: 0 }), row('web2', { tags: ['shop'] }), row('db1')]);

describe('which hosts', () => {
  test.each([
    ['scan --all', ['web1', 'web2', 'db1']],
    ['scan web1', ['web1']],
    ['scan WEB1', ['web1']],
    ['scan web*', ['web1', 'web2']],
    ['scan web? db1', ['web1', 'web2', 'db1']],
    ['scan tag:shop', ['web1', 'web2']],
    ['scan --tag shop --ring 0', ['web1', 'web2']],
    ['scan ring:0 web1', ['web1']],
    ['scan db1000000000', ['db1']],
  ])('%s', async (line, names) => {
    const seen = await cli(line, { answers: scanning(fleet) });
    expect(seen.exit).toBe(0);
    const ids = (seen.inputsOf('scan.start')[0] as { hostIds: string[] }).hostIds;
    expect(ids.map((id) => id.replace(/0+$/, ''))).toEqual(names);
  });

  test('a name that fits none is an error, whatever else was named', async () => {
    const seen = await cli('scan web1 wbe2', { answers: scanning(fleet) });
    expect(seen).toMatchObject({ exit: 2, out: '' });
    expect(seen.err).toContain('Not found: host wbe2');
    expect(seen.inputsOf('scan.start')).toEqual([]);
  });

  test('no name is a question, not everything', async () => {
    const seen = await cli('scan', { answers: scanning(fleet) });
    expect(seen.exit).toBe(2);
    expect(seen.err).toContain('--all');
  });

  test('an empty inventory says how to fill it', async () => {
    const seen = await cli('scan --all', { answers: scanning(() => ok([])) });
    expect(seen.exit).toBe(2);
    expect(seen.err).toContain('patchbay hosts import');
  });
});

describe('how it ends', () => {
  test.each<[string, Problem | null, number]>([
    ['answered', null, 0],
    ['unreachable', unreachable, 4],
    ['a key to accept', newKey, 3],
    ['a changed key', { kind: 'host-key-changed', address: 'a', keyType: 'k', fingerprint: 'f', known: [] }, 3],
    ['a password wanted', wantsSudo, 3],
    ['sign-in refused', { kind: 'sign-in-refused', user: 'u', address: 'a', tried: [], offered: [] }, 3],
    ['an answer that cannot be read', { kind: 'cannot-parse', what: 'packages', line: 'x' }, 1],
  ])('%s', async (_, problem, exit) => {
    const rows = () => ok([problem ? row('web1', {}, { state: 'failed', problem }) : row('web1')]);
    expect((await cli('scan --all', { answers: scanning(rows) })).exit).toBe(exit);
    const seen = await cli('scan --all --json', { answers: scanning(rows) });
    expect(seen.outcome).toMatchObject({ ok: true, exit, value: [{ host: { name: 'web1' }, scan: { problem } }] });
  });

  test('old package lists are a failure, though the host answered', async () => {
    const warnings: Problem[] = [{ kind: 'repository-unreachable', url: 'http://mirror.example', detail: 'refused' }];
    const rows = () => ok([row('web1', {}, { warnings })]);
    expect((await cli('scan --all', { answers: scanning(rows) })).exit).toBe(1);
    const skewed = () => ok([row('web1', {}, { warnings: [{ kind: 'clock-skew', seconds: 90 }] })]);
    expect((await cli('scan --all', { answers: scanning(skewed) })).exit).toBe(0);
  });

  test('a failed host counts before an unreachable one', async () => {
    const rows = () =>
      ok([
        row('web1', {}, { state: 'failed', problem: unreachable }),
        row('db1', {}, { state: 'failed', problem: { kind: 'deadline', what: 'scan', seconds: 60 } }),
      ]);
    expect((await cli('scan --all', { answers: scanning(rows) })).exit).toBe(1);
  });

  test('a problem says what happened, what was done and what to do, and a remedy to copy', async () => {
    const seen = await cli('scan --all', {
      answers: scanning(() => ok([row('web 1', { address: 'web1.example' }, { state: 'failed', problem: newKey })])),
    });
    expect(seen.out).toContain('▲ web 1: First contact: ssh-ed25519 key SHA256:abc');
    expect(seen.out).toContain('No password and no command was sent.');
    expect(seen.out).toContain('    Next: On the host');
    expect(seen.out).toContain("patchbay hosts accept-key 'web 1' --fingerprint SHA256:abc");
  });

  test('unknown numbers are question marks, and --no-refresh is passed on', async () => {
    const seen = await cli('scan --all --no-refresh', {
      answers: scanning(() => ok([row('web1', {}, { state: 'failed', problem: unreachable })])),
    });
    expect(seen.out).toMatch(/web1 .*Unreachable +\? +\? +\? +\? +never/);
    expect(seen.inputsOf('scan.start')[0]).toMatchObject({ refresh: false });
  });
});

describe('progress', () => {
  const turns = () =>
    inTurn([
      [row('web1')],
      [row('web1', {}, { state: 'waiting' })],
      [row('web1', {}, { state: 'scanning', step: 'reading' })],
      [row('web1')],
    ]);

  test('one line a change where there is no terminal', async () => {
    const next = turns();
    const seen = await cli('scan --all', { answers: scanning(() => ok(next())) });
    const states = seen.err
      .split('\n')
      .filter(Boolean)
      .map((line) => line.replace(/^\d\d:\d\d:\d\d +web1 +/, ''));
    expect(states).toEqual(['○ Waiting', '● Scanning', '✓ Scanned']);
  });

  test('JSON lines, and the outcome last', async () => {
    const next = turns();
    const seen = await cli('scan --all --json', { answers: scanning(() => ok(next())) });
    expect(seen.err).toBe('');
    expect(seen.documents.slice(0, 3)).toEqual([
      { progress: { verb: 'scan', host: 'web1', state: 'waiting', step: null } },
      { progress: { verb: 'scan', host: 'web1', state: 'scanning', step: 'reading' } },
      { progress: { verb: 'scan', host: 'web1', state: 'scanned', step: null } },
    ]);
    expect(seen.outcome).toMatchObject({ ok: true, exit: 0 });
  });

  test('a block that takes itself away on a terminal, in colour unless NO_COLOR', async () => {
    const seen = await cli('scan --all', {
      types: [],
      answers: scanning(
        (
          (next) => () =>
            ok(next())
        )(turns()),
      ),
    });
    expect(seen.err).toContain('\u001b[2A\u001b[2KScanning 1 host');
    expect(seen.err.endsWith('\u001b[2A\u001b[J')).toBe(true);
    expect(seen.out).toContain('\u001b[32m✓ Scanned');
    const plain = await cli('scan --all', { types: [], env: { NO_COLOR: '1' }, answers: scanning(fleet) });
    expect(plain.out).not.toContain('\u001b');
  });

  test('words and plain signs where the locale has no others', async () => {
    expect((await cli('scan --all', { env: { LANG: 'C' }, answers: scanning(fleet) })).out).toContain('+ Scanned');
  });
});

describe('a person at the terminal', () => {
  test('accepts a key, enters a password for two hosts, and the scan goes on with those', async () => {
    const states = inTurn([
      [row('web1'), row('web2')],
      [row('web1', {}, { state: 'failed', problem: newKey }), row('web2', {}, { state: 'failed', problem: wantsSudo })],
      [row('web1', {}, { state: 'failed', problem: wantsSudo }), row('web2', {}, { state: 'failed', problem: wantsSudo })],
      [row('web1'), row('web2')],
    ]);
    const answers: Answers = { ...scanning(() => ok(states())), 'hosts.acceptKey': () => ok({}), 'hosts.enterSecret': () => ok({}) };
    const seen = await cli('scan --all', { answers, types: ['y', 'hunter2', 'hunter3', 'y'] });
    expect(seen.exit).toBe(0);
    expect(seen.inputsOf('hosts.acceptKey')).toEqual([{ id: 'web100000000', fingerprint: 'SHA256:abcdefghijklmnopqrstuvwxyz' }]);
    expect(seen.inputsOf('hosts.enterSecret')).toEqual([
      { id: 'web200000000', secret: 'sudo-password', value: 'hunter2', forWhat: 'admin on web1' },
      { id: 'web100000000', secret: 'sudo-password', value: 'hunter3', forWhat: 'admin on web1' },
      { id: 'web200000000', secret: 'sudo-password', value: 'hunter3', forWhat: 'admin on web1' },
    ]);
    expect(seen.inputsOf('scan.start')).toHaveLength(3);
    expect(seen.out + seen.err).not.toContain('hunter');
  });

  test('says no to a key: the host stays as it is and is not asked for again', async () => {
    const seen = await cli('scan --all', {
      answers: scanning(() => ok([row('web1', {}, { state: 'failed', problem: newKey })])),
      types: ['n'],
    });
    expect(seen.exit).toBe(3);
    expect(seen.inputsOf('hosts.acceptKey')).toEqual([]);
    expect(seen.inputsOf('scan.start')).toHaveLength(1);
  });

  test('a wrong password may be typed three times and no more', async () => {
    const wrong = row('web1', {}, { state: 'failed', problem: { kind: 'sudo-password-wrong', user: 'admin' } });
    const seen = await cli('scan --all', {
      answers: { ...scanning(() => ok([wrong])), 'hosts.enterSecret': () => ok({}) },
      types: ['a', 'b', 'c', 'd'],
    });
    expect(seen.exit).toBe(3);
    expect(seen.inputsOf('hosts.enterSecret')).toHaveLength(3);
  });

  test('Ctrl-C at a question ends it', async () => {
    expect(
      (await cli('scan --all', { answers: scanning(() => ok([row('web1', {}, { state: 'failed', problem: wantsSudo })])), types: [] }))
        .exit,
    ).toBe(130);
  });
});

test('Ctrl-C cancels the scan', async () => {
  const seen = await cli('scan --all', {
    answers: scanning(() => ok([row('web1', {}, { state: 'scanning' })])),
    interruptWhen: (asked) => asked.length > 3,
  });
  expect(seen.exit).toBe(130);
  expect(seen.inputsOf('scan.cancel')).toHaveLength(1);
  expect(seen.err).toContain('Cancelled: scan');
});

describe('secrets from standard input', () => {
  const answers: Answers = { ...scanning(fleet), 'hosts.enterSecret': () => ok({}) };

  test("a hop's own password goes to the hop, for whichever host it stands in front of", async () => {
    const jumps = [{ address: 'gate.example', port: 2222, user: 'ops', signIn: { by: 'password' as const } }];
    const behind = [row('web1', { jumps }), row('web2', { jumps }), row('db1')];
    const seen = await cli('scan --all --secrets-stdin', {
      answers: { ...scanning(() => ok(behind)), 'hosts.enterSecret': () => ok({}) },
      piped: JSON.stringify({ 'ops@gate.example:2222': { password: 'hop' } }),
    });
    expect(seen.inputsOf('hosts.enterSecret')).toEqual([
      { id: 'web100000000', secret: 'password', value: 'hop', alsoFor: ['web200000000'], forWhat: 'ops on gate.example port 2222' },
    ]);
  });

  test('are handed over before the scan, the general one first', async () => {
    const seen = await cli('scan --all --secrets-stdin', {
      answers,
      piped: JSON.stringify({ web1: { 'sudo-password': 'own' }, '*': { 'sudo-password': 'all' } }),
    });
    expect(seen.exit).toBe(0);
    expect(seen.inputsOf('hosts.enterSecret')).toEqual([
      { id: 'web100000000', secret: 'sudo-password', value: 'all', alsoFor: ['web200000000', 'db1000000000'] },
      { id: 'web100000000', secret: 'sudo-password', value: 'own', alsoFor: [] },
    ]);
    expect(seen.asked.findIndex((one) => one.name === 'hosts.enterSecret')).toBeLessThan(
      seen.asked.findIndex((one) => one.name === 'scan.start'),
    );
  });

  test.each([
    ['no JSON', 'canary-5c1f'],
    ['half of it', '{"web1": {"password": "canary-5c1f"'],
    ['an unknown kind', '{"web1": {"canary-5c1f": "canary-5c1f"}}'],
    ['a number', '{"web1": {"password": 5}, "canary-5c1f": 1}'],
  ])('%s is refused and never quoted', async (_, piped) => {
    for (const line of ['scan --all --secrets-stdin', 'scan --all --secrets-stdin --json']) {
      const seen = await cli(line, { answers, piped });
      expect(seen.exit).toBe(2);
      expect(seen.out + seen.err).not.toContain('canary');
      expect(seen.opened).toEqual([]);
    }
  });

  test('a host that is not there is an error', async () => {
    expect((await cli('scan --all --secrets-stdin', { answers, piped: '{"wbe1": {"password": "x"}}' })).exit).toBe(2);
  });
});

describe('assess', () => {
  const answers: Answers = {
    'hosts.list': () => ok([row('web1'), row('db1', {}, { state: 'failed', problem: unreachable })]),
    'fixList.closes': () => ok({}),
    'fixList.get': () => ok([fix('openssl'), fix('vim', { security: false, origin: 'Debian' })]),
  };

  test('the fix list, and apart from it what is unknown', async () => {
    const seen = await cli('assess', { answers });
    expect(seen.exit).toBe(0);
    expect(seen.out).toMatch(/openssl +3\.0\.17-1 -> 3\.0\.22-1 +✗ Security +1 +web1 +12 days +ready/);
    expect(seen.out).toContain('2 updates outstanding, 1 of them security');
    expect(seen.out).toContain('? Unknown: db1');
    expect(seen.inputsOf('fixList.get')).toEqual([{ hostIds: [] }]);
  });

  test('security only, for named hosts, as JSON', async () => {
    const seen = await cli('assess web1 --security --json', { answers });
    expect(seen.outcome).toMatchObject({ ok: true, exit: 0, value: { fixes: [{ source: 'openssl' }], hosts: 1, unknown: [] } });
    expect((seen.outcome['value'] as { fixes: unknown[] }).fixes).toHaveLength(1);
    expect(seen.inputsOf('fixList.get')).toEqual([{ hostIds: ['web100000000'] }]);
  });
});

test('what a hostile host says cannot touch the terminal, and reaches a program unchanged', async () => {
  const evil = 'Debian\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e 12';
  const answers = scanning(() =>
    ok([{ ...row('web1'), system: evil }, row('db1', {}, { state: 'failed', problem: { kind: 'cannot-parse', what: 'x', line: evil } })]),
  );
  const text = await cli('scan --all', { answers });
  expect(text.out + text.err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(text.out).toContain('Debian 12');
  const json = await cli('scan --all --json', { answers });
  expect(json.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect((json.outcome['value'] as { system: string }[])[0]!.system).toBe(evil);
});
