import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TransactionItem } from '../../../shared/domain/plan.ts';
import type { RunSpec } from '../platform.ts';
import { apt } from './index.ts';
import { writeSpec } from './spec.ts';

const item = (more: Partial<TransactionItem> = {}): TransactionItem => ({
  action: 'upgrade',
  name: 'openssl',
  arch: 'amd64',
  from: '3.0.17-1',
  to: '3.0.20-1',
  origin: '',
  security: true,
  downloadBytes: 10,
  ...more,
});
const spec = (more: Partial<RunSpec> = {}): RunSpec => ({
  runId: 'run000000001',
  kind: 'deploy',
  items: [item()],
  options: { allowRemovals: [], allowWithoutWayBack: false },
  kitOf: null,
  ...more,
});
const said = (text: string, exit = 0) => ({
  exit,
  stdout: new TextEncoder().encode(text),
  stderr: new TextEncoder().encode('sh: no\n'),
  rights: 'root' as const,
  firstByteAt: 0,
});

describe('what is sent to start a run', () => {
  it('is one line an item, sorted, and sealed', () => {
    const { text } = writeSpec(spec({ items: [item({ name: 'zlib1g' }), item({ action: 'install', from: null })] }));
    expect(text).toBe(
      'run run000000001\nkind deploy\nkit-of -\nwithout-way-back no\npatience 600\nbytes 20\nitem install openssl:amd64 - 3.0.20-1\nitem upgrade zlib1g:amd64 3.0.17-1 3.0.20-1\nend\n',
    );
  });

  it('cannot be made of what no plan can hold', () => {
    expect(() => writeSpec(spec({ items: [item({ name: 'a b' })] }))).toThrow();
    expect(() => writeSpec(spec({ items: [item({ to: '1;reboot' })] }))).toThrow();
    expect(() => writeSpec(spec({ runId: '../../etc' }))).toThrow();
    expect(() => writeSpec(spec({ items: [] }))).toThrow('without a transaction');
    expect(() => writeSpec(spec({ kind: 'rollback' }))).toThrow('a kit');
    const removal = item({ action: 'remove', to: null });
    expect(() => writeSpec(spec({ items: [removal] }))).toThrow('removal was not approved: openssl');
    expect(writeSpec(spec({ items: [removal], options: { allowRemovals: ['openssl'], allowWithoutWayBack: false } })).text).toContain(
      'item remove openssl:amd64 3.0.17-1 -',
    );
  });

  it('travels in pieces that a shell takes', () => {
    const many = Array.from({ length: 3000 }, (_, at) => item({ name: `package-${at}` }));
    const [, , , ...parts] = apt.launch(spec({ items: many })).command.args;
    expect(parts.every((part) => part.length <= 60_000)).toBe(true);
    expect(parts.join('')).toBe(writeSpec(spec({ items: many })).text);
  });
});

describe('what a host answers', () => {
  it('is one of the words, or a reason', () => {
    expect(apt.launch(spec()).parse(said('launched\n'))).toEqual({ ok: true, value: 'launched' });
    expect(apt.launch(spec()).parse(said('exists\n'))).toEqual({ ok: true, value: 'exists' });
    expect(apt.launch(spec()).parse(said('failed /var/lib/patchbay cannot be written\n'))).toMatchObject({
      ok: false,
      problem: { kind: 'command-failed', lines: ['/var/lib/patchbay cannot be written', 'sh: no'] },
    });
    expect(apt.resume('run000000001').parse(said('absent\n'))).toEqual({ ok: false, problem: { kind: 'run-vanished' } });
    expect(apt.reboot('run000000001', '').parse(said('held /var/lib/dpkg/lock apt (pid 3)\n'))).toEqual({
      ok: false,
      problem: { kind: 'lock-held', lock: '/var/lib/dpkg/lock', holder: 'apt (pid 3)' },
    });
    expect(apt.retry('run000000001').parse(said('', 2))).toMatchObject({ ok: false, problem: { kind: 'command-failed', exit: 2 } });
    expect(apt.retry('run000000001').parse(said('hm\n'))).toMatchObject({ ok: false, problem: { kind: 'cannot-parse', line: 'hm' } });
    expect(apt.expireKits({ keepDays: 1, keepAtLeast: 1, maxBytes: 1 }).parse(said('removed run000000001\nkept 12\n'))).toEqual({
      ok: true,
      value: { removed: ['run000000001'], keptBytes: 12 },
    });
    expect(apt.expireKits({ keepDays: 1, keepAtLeast: 1, maxBytes: 1 }).parse(said('removed ../x\nkept 12\n')).ok).toBe(false);
    expect(() => apt.reboot('run000000001', '$(id)')).toThrow();
  });
});

describe('the scripts of the hosts', () => {
  const folder = new URL('../../../../resources/host-scripts/posix/', import.meta.url);

  it.each(readdirSync(folder).filter((name) => name.endsWith('.sh')))('%s is understood by a POSIX shell', (name) => {
    execFileSync('/bin/sh', ['-n'], { input: readFileSync(new URL(name, folder)) });
  });

  it('are whole as they are sent', () => {
    for (const query of [
      apt.launch(spec()),
      apt.preview({ mode: 'everything', exclude: [] }, { allowRemovals: [] }),
      apt.previewRollback('run000000001', null, { allowRemovals: [] }),
      apt.reboot('run000000001', ''),
    ]) {
      execFileSync('/bin/sh', ['-n'], { input: query.command.script });
    }
    execFileSync('/bin/sh', ['-n'], { input: apt.launch(spec()).command.args[1] });
  });
});
