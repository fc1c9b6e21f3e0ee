import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandOutput } from '../../../shared/domain/command.ts';
import type { RunReport } from '../platform.ts';
import { status } from './report.ts';

/** Captured on a Debian 12 host with resources/host-scripts/posix/status.sh; the log is cut at 300 bytes. */
const DONE = readFileSync(new URL('fixtures/debian-12-status-done.txt', import.meta.url), 'utf8');
const output = (text: string | Uint8Array): CommandOutput => ({
  exit: 0,
  stdout: typeof text === 'string' ? new TextEncoder().encode(text) : text,
  stderr: new Uint8Array(),
  rights: 'root',
  firstByteAt: 0,
});
const query = status('run000000001', 0);
const parsed = (text: string): RunReport => {
  const result = query.parse(output(text));
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
};
const head = (lines: string, log = 'log 0 0\n'): string => `answer done\nboot 3f0c\nattempts 1\nstate finished\nexit 1\n${lines}${log}`;

describe('status of a run', () => {
  it('lets the host keep the question for a while, within its deadline', () => {
    const [now, later] = [status('run000000001', 7), status('run000000001', 7, 3)];
    expect([now.command.args[1], now.command.args[3]]).toEqual(['7', '0']);
    expect(later.command.args[3]).toBe('3');
    expect(later.command.deadlineSeconds - now.command.deadlineSeconds).toBe(3);
  });

  it('reads a run that ended', () => {
    const report = parsed(DONE);
    expect(report).toMatchObject({ answer: 'done', phase: 'finished', exit: 0, problem: null, attempts: 2 });
    expect(report.progress).toMatchObject({ packagesDone: 50, packagesTotal: 50 });
    expect(report.log.bytes.length).toBe(300);
    expect(report.log.size).toBeGreaterThan(300);
    expect(new TextDecoder().decode(report.log.bytes)).toMatch(/^\d\d:\d\d:\d\dZ run kill0001, attempt 1\n/);
  });

  it('reads one that is not there', () => {
    expect(parsed('answer absent\nboot 3f0c\nlog 0 0\n')).toMatchObject({
      answer: 'absent',
      phase: null,
      exit: null,
      attempts: 0,
      progress: null,
    });
  });

  it('keeps the bytes of a log as they are, whatever they look like', () => {
    const bytes = Uint8Array.from([0x6c, 0x6f, 0x67, 0x20, 0x39, 0xff, 0xc3, 0x0a, 0x00]);
    const text = new TextEncoder().encode('answer running\nboot 3f0c\nattempts 1\nstate installing\nlog 7 16\n');
    const result = query.parse(output(Uint8Array.from([...text, ...bytes])));
    expect(result.ok && result.value.log).toEqual({ from: 7, size: 16, bytes });
  });

  it("turns the runner's reason into a problem", () => {
    const problem = (lines: string) => parsed(head(lines)).problem;
    expect(problem('problem kind plan-differs\nproblem added upgrade a:all 1 2\nproblem missing upgrade b:all 1 2\n')).toEqual({
      kind: 'plan-differs',
      added: ['upgrade a:all 1 2'],
      missing: ['upgrade b:all 1 2'],
    });
    expect(problem('problem kind lock-held\nproblem lock /var/lib/dpkg/lock\nproblem holder apt (pid 7)\n')).toEqual({
      kind: 'lock-held',
      lock: '/var/lib/dpkg/lock',
      holder: 'apt (pid 7)',
    });
    expect(problem('problem kind disk-full\nproblem path /\nproblem free 5\nproblem need 10\n')).toEqual({
      kind: 'disk-full',
      path: '/',
      freeBytes: 5,
      needBytes: 10,
    });
    expect(problem('problem kind kit-failed\nproblem line needs 9 MiB\n')).toEqual({ kind: 'kit-failed', lines: ['needs 9 MiB'] });
    expect(problem('problem kind apt\nproblem line E: Sub-process /usr/bin/dpkg returned an error code (1)\n')).toMatchObject({
      kind: 'package-manager-failed',
    });
    expect(query.parse(output(head('problem kind unheard-of\n')))).toMatchObject({ ok: false, problem: { kind: 'cannot-parse' } });
  });

  it('does without a progress that was caught half written', () => {
    expect(parsed(head('progress 3 5\n')).progress).toBeNull();
    expect(parsed(head('progress 9 5 1 2 Unpacking \u001b[31mx\n')).progress).toEqual({
      packagesDone: 5,
      packagesTotal: 5,
      bytesDone: 1,
      bytesTotal: 2,
      text: 'Unpacking x',
    });
  });

  it('survives any bytes', { timeout: 120_000 }, () => {
    const mutated = fc
      .tuple(fc.nat(DONE.length), fc.string({ unit: 'binary', maxLength: 40 }))
      .map(([at, put]) => DONE.slice(0, at) + put + DONE.slice(at + put.length));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 2000 }),
          mutated.map((text) => new TextEncoder().encode(text)),
        ),
        (bytes) => {
          const result = query.parse(output(bytes));
          return result.ok || result.problem.kind === 'cannot-parse';
        },
      ),
      { numRuns: 300 },
    );
  });
});
