import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { calls } from '../../../shared/contract/contract.ts';
import { version } from '../../version.ts';
import { cli } from './fake-engine.test-kit.ts';

test.each([[['--help']], [[] as string[]], [['help']], [['deploy', '--help']], [['hosts', 'add', '--help']]])(
  'help is no error: %j',
  async (argv) => {
    const seen = await cli(argv);
    expect(seen).toMatchObject({ exit: 0, err: '', opened: [] });
    expect(seen.out).toContain('Usage: patchbay');
  },
);

test('every verb says in a line what it does', async () => {
  for (const verb of [
    'walk',
    'status',
    'scan',
    'assess',
    'test',
    'plan',
    'deploy',
    'verify',
    'rollback',
    'repair',
    'hosts',
    'deployments',
    'history',
    'audit',
    'credentials',
    'vault',
    'settings',
  ]) {
    const { exit, out } = await cli([verb, '--help']);
    expect(exit).toBe(0);
    expect(out.split('\n')[2]).toMatch(/^[a-z].{10,}/);
  }
});

test('--version', async () => {
  expect(await cli('--version')).toMatchObject({ exit: 0, out: `${version}\n` });
});

describe('wrong use', () => {
  test.each(['scna', 'scan --al', 'deploy', 'history --limit 0', 'deployments shwo last', 'audit', 'settings --concurrency 5'])(
    '%s',
    async (line) => {
      const text = await cli(line);
      expect(text).toMatchObject({ exit: 2, out: '', opened: [] });
      expect(text.err).not.toBe('');
      const json = await cli(`${line} --json`);
      expect(json).toMatchObject({
        exit: 2,
        err: '',
        outcome: { ok: false, exit: 2, problem: { kind: 'invalid-input' }, explanation: { remedy: 'none' } },
      });
    },
  );
  test('a near miss is suggested', async () => {
    expect((await cli('scna')).err).toContain('Did you mean scan?');
  });
});

test('a database that cannot be used: exit 5, in words and as JSON', async () => {
  const refuses = { kind: 'database', detail: 'file is not a database', next: 'Restore the backup.' } as const;
  const text = await cli('status', { refuses });
  expect(text).toMatchObject({ exit: 5, out: '' });
  expect(text.err).toContain('The database cannot be used: file is not a database');
  expect(text.err).toContain('Next: Restore the backup.');
  expect((await cli('status --json', { refuses })).outcome).toMatchObject({
    ok: false,
    exit: 5,
    problem: refuses,
    explanation: { next: 'Restore the backup.' },
  });
});

test.each([
  ['status', {}, '/data'],
  ['status --data /elsewhere', {}, '/elsewhere'],
  ['--data /elsewhere status', {}, '/elsewhere'],
  ['status', { PATCHBAY_DATA: '/env' }, '/env'],
])('%s with %j keeps its data in %s', async (line, env, dataFolder) => {
  const seen = await cli(line, { env, refuses: { kind: 'database', detail: 'x', next: 'y' } });
  expect(seen.opened).toEqual([{ dataFolder, drive: false }]);
});

test("every call of the engine has its verb; only the window's place in the journey, its notices, its timeline and its tables are the window's own", () => {
  const sources = globSync('**/*.ts', { cwd: import.meta.dirname, exclude: ['**/*.test.ts', '**/*.test-kit.ts'] });
  const text = sources.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('');
  expect(Object.keys(calls).filter((name) => !text.includes(`'${name}'`))).toEqual([
    'app.notices',
    'deployments.moments',
    'round.get',
    'round.save',
    'views.get',
    'views.save',
    // The command line restores at once, without opening what may be damaged.
    'backup.restore',
  ]);
});
