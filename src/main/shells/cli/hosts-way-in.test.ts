import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Layer } from '../../../shared/contract/connection.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import { cli } from './fake-engine.test-kit.ts';
import type { Answers } from './fake-engine.test-kit.ts';
import { row } from './fixtures.test-kit.ts';

const list: Answers['hosts.list'] = () => ok([row('web1')]);
const layer = (name: Layer['layer'], more: Partial<Layer> = {}): Layer => ({
  layer: name,
  hop: 'web1.lan',
  state: 'ok',
  text: 'good',
  ms: 3,
  problem: null,
  ...more,
});
const questions = (...prompts: { text: string; echo: boolean }[]): Problem => ({
  kind: 'questions-asked',
  user: 'ana',
  address: 'web1.lan',
  instruction: 'A code was sent',
  prompts,
  seconds: 100,
});
const answers = (layers: readonly Layer[]): Answers => ({
  'hosts.list': list,
  'hosts.testConnection': () => ok({ layers: [...layers] }),
});

describe('hosts test', () => {
  test('prints each layer, and ends with 0 where all is well', async () => {
    const seen = await cli('hosts test web1', { answers: answers([layer('tcp'), layer('sign-in')]) });
    expect(seen.exit).toBe(0);
    expect(seen.out).toMatch(/✓ Ok +TCP +web1\.lan +3 ms +good/);
  });

  test('ends with the code of what failed, and gives a program the layers', async () => {
    const problem: Problem = { kind: 'unreachable', address: 'web1.lan', port: 22, reason: 'refused', detail: '' };
    const layers = [layer('tcp', { state: 'fail', problem }), layer('sign-in', { state: 'skipped' })];
    const seen = await cli('hosts test web1 --json', { answers: answers(layers) });
    expect(seen.outcome).toMatchObject({ exit: 4, value: [{ host: 'web1', layers: [{ layer: 'tcp', problem }, { state: 'skipped' }] }] });
    const refused = layer('rights', {
      state: 'fail',
      problem: { kind: 'sudo-refused', user: 'ana', detail: 'ana is not in the sudoers file' },
    });
    const told = await cli('hosts test web1', { answers: answers([refused]) });
    expect([told.exit, told.out]).toEqual([3, expect.stringContaining('ana is not in the sudoers file')]);
  });

  test('puts the questions of a host to the person, round after round, hidden where the host says so', async () => {
    let open = false;
    const rounds: unknown[] = [];
    const seen = await cli('hosts test web1', {
      types: ['123456', 'acme', '42'],
      answers: {
        'hosts.list': list,
        'hosts.testConnection': () =>
          ok({
            layers: open ? [layer('sign-in')] : [layer('sign-in', { state: 'fail', problem: questions({ text: 'Code:', echo: false }) })],
          }),
        'hosts.answerQuestions': (input) => {
          rounds.push(input.answers);
          if (rounds.length === 1) return fail(questions({ text: 'Customer:', echo: true }, { text: 'PIN:', echo: false }));
          open = true;
          return ok({});
        },
      },
    });
    expect([seen.exit, rounds]).toEqual([0, [['123456'], ['acme', '42']]]);
    expect(seen.err).toContain('A code was sent');
    expect(seen.err + seen.out).not.toMatch(/123456|42\b/);
  });

  test('asks nobody where there is no terminal', async () => {
    const stopped = layer('sign-in', { state: 'fail', problem: questions({ text: 'Code:', echo: false }) });
    expect((await cli('hosts test web1', { answers: answers([stopped]) })).exit).toBe(3);
  });
});

test('hosts sudoers prints the script, or writes it for nobody else to read', async () => {
  const file: Answers = { 'hosts.list': list, 'hosts.sudoersFile': () => ok({ name: 'patchbay-ana.sh', text: '#!/bin/sh\necho\n' }) };
  expect((await cli('hosts sudoers web1', { answers: file })).out).toBe('#!/bin/sh\necho\n');
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-'));
  const path = join(folder, 'x.sh');
  expect((await cli(['hosts', 'sudoers', 'web1', '--output', path], { answers: file })).exit).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe('#!/bin/sh\necho\n');
  expect((await cli(['hosts', 'sudoers', 'web1', '--output', folder], { answers: file })).exit).toBe(2);
  rmSync(folder, { recursive: true });
});
