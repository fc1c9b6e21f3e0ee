import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Query } from '../../shared/domain/command.ts';
import { gateQueries } from './gate.ts';

const answered = <T>({ parse }: Query<T>, stdout: string | Uint8Array): T => {
  const bytes = typeof stdout === 'string' ? new TextEncoder().encode(stdout) : stdout;
  const read = parse({ exit: 0, stdout: bytes, stderr: new Uint8Array(), rights: 'user', firstByteAt: 0 });
  if (!read.ok) throw new Error(read.problem.kind);
  return read.value;
};
/** As a transport does it: the script read whole, its standard input closed. */
const run = <T>(query: Query<T>): T => {
  const { script, args } = query.command;
  return answered(query, spawnSync('sh', ['-c', script, 'sh', ...args], { stdio: ['ignore', 'pipe', 'pipe'] }).stdout);
};

describe('what a gate asks besides a scan', () => {
  it('reads routes and names', () => {
    const said = 'route 4 eth0\nroute 6 eth0\nname deb.debian.org yes\nname mirror.lab no\n';
    expect(answered(gateQueries.surroundings(), said)).toEqual([
      { name: 'Default route', outcome: 'passed', detail: 'IPv4 by eth0, IPv6 by eth0' },
      { name: 'Names of its repositories', outcome: 'failed', detail: 'not found: mirror.lab' },
    ]);
    expect(answered(gateQueries.surroundings(), '').map((one) => one.outcome)).toEqual(['failed', 'not-checked']);
  });
  it.skipIf(process.platform !== 'linux')('is answered by this computer, and changes nothing', () => {
    expect(run(gateQueries.surroundings()).map((one) => one.name)).toEqual(['Default route', 'Names of its repositories']);
  });
  it('takes whatever a host says without a slip', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        for (const check of [...answered(gateQueries.surroundings(), bytes), answered(gateQueries.command('x', 'true'), bytes)])
          expect(check.detail.length).toBeLessThan(1024);
      }),
    );
  });
});

describe.skipIf(process.platform === 'win32')('a command of the shop', () => {
  const check = (command: string) => run(gateQueries.command('Shop', command));
  it('passes with exit 0, and says its last words else', () => {
    expect(check('true')).toEqual({ name: 'Shop', outcome: 'passed', detail: 'exit 0' });
    expect(check('echo one; echo the queue is full >&2; exit 3')).toEqual({
      name: 'Shop',
      outcome: 'failed',
      detail: 'exit 3: one; the queue is full',
    });
    expect(check('test "a b" = \'a b\' && test $# -eq 0').outcome).toBe('passed');
    expect(check('echo exit 0; false').outcome).toBe('failed');
  });
  it('is bounded in output and never waits for input', () => {
    expect(check('yes | head -c 5000000; cat; echo done').outcome).toBe('passed');
    expect(check('yes | head -c 5000000; exit 1').detail.length).toBeLessThan(400);
  });
  it('is ended at its time limit', () => {
    const query = gateQueries.command('Shop', 'sleep 60');
    const began = Date.now();
    const stdout = spawnSync('sh', ['-c', query.command.script, 'sh', '1', 'sleep 60'], { stdio: ['ignore', 'pipe', 'pipe'] }).stdout;
    expect([answered(query, stdout).detail, Date.now() - began < 10_000]).toEqual(['not done in 30 s', true]);
  });
});
