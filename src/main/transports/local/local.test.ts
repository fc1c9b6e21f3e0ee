import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../shared/domain/command.ts';
import { Host, type Elevation } from '../../../shared/domain/host.ts';
import type { Session } from '../transport.ts';
import { localTransport } from './local.ts';

const isRoot = process.getuid?.() === 0;

async function open(elevation: Elevation): Promise<Session> {
  const host = Host.parse({
    id: 'thiscomputer', name: 'This computer', transport: 'local', address: 'localhost', user: 'somebody', signIn: { by: 'agent' },
    elevation, createdAt: '2026-01-01T00:00:00Z',
  }); // prettier-ignore
  const opened = await localTransport({ get: () => null }).open(host);
  if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
  return opened.value;
}
const command = (script: string, more: Partial<Command> = {}): Command => ({
  what: 'test',
  script,
  args: [],
  rights: 'user',
  deadlineSeconds: 20,
  maxBytes: 1e6,
  ...more,
});

describe.skipIf(process.platform === 'win32')('this computer', () => {
  it('runs a script as a host over ssh would: arguments, both streams, exit code, clean environment', async () => {
    const answer = await (await open('none')).run(command('printf "%s|" "$@"; env; cat; echo oops >&2; exit 7', { args: ["it's", ''] }));
    const value = answer.ok ? answer.value : null;
    expect([value?.exit, Buffer.from(value?.stderr ?? []).toString(), value?.rights]).toEqual([7, 'oops\n', isRoot ? 'root' : 'user']);
    const out = Buffer.from(value?.stdout ?? []).toString();
    expect(out).toMatch(/^it's\|\|/);
    expect(out).not.toMatch(/VITEST|NODE_/);
  });

  it('is root only where it says so', async () => {
    expect(await (await open('none')).run(command('true', { rights: 'root' }))).toMatchObject({ problem: { kind: 'rights-needed' } });
    const asRoot = await (await open('root')).run(command('id -u', { rights: 'root' }));
    expect(asRoot.ok ? Buffer.from(asRoot.value.stdout).toString() : asRoot.problem.kind).toBe(isRoot ? '0\n' : 'rights-needed');
  });

  it('knows a shell that dies from one that answers', async () => {
    expect(await (await open('none')).run(command('echo half; kill -9 $$'))).toMatchObject({
      problem: { kind: 'connection-lost', detail: expect.stringContaining('SIGKILL') },
    });
  });

  it('stops waiting, lets what runs go on, and leaves nothing open behind', async () => {
    const session = await open('none');
    const before = readdirSync('/proc/self/fd').length;
    const mark = `patchbay-${process.pid}`;
    expect(await session.run(command(`exec sleep 3.${process.pid}`, { deadlineSeconds: 0.3, what: mark }))).toEqual({
      ok: false,
      problem: { kind: 'deadline', what: mark, seconds: 0.3 },
    });
    const found = await session.run(
      command('grep -lz "3.$1" /proc/[0-9]*/cmdline 2>/dev/null | grep -vc self', { args: [String(process.pid)] }),
    );
    expect(Number(found.ok ? Buffer.from(found.value.stdout).toString() : -1)).toBeGreaterThan(0);
    const running = session.run(command('sleep 20'));
    session.close();
    expect(await running).toMatchObject({ problem: { kind: 'cancelled' } });
    await expect.poll(() => readdirSync('/proc/self/fd').length, { timeout: 5000 }).toBeLessThanOrEqual(before);
  });
});
