import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CommandOutput } from '../../../shared/domain/command.ts';
import type { Host } from '../../../shared/domain/host.ts';
import type { Result } from '../../../shared/domain/result.ts';
import { Secret, type Secrets, type Session, type Transport } from '../transport.ts';
import { sshTransport, type SshOptions } from './ssh.ts';
import { command, freePort, hasSshd, startCable, startSshd, testHost, type Sshd } from '../sshd.test-kit.ts';

// Keys and servers are made for real; on a machine with much else to do that takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const noSecrets: Secrets = { get: () => null };
const opened: Session[] = [];
afterEach(() => opened.splice(0).forEach((session) => session.close()));

const known = (sshd: Sshd, name = `[127.0.0.1]:${sshd.port}`, type = 'ed25519'): string => `${name} ${sshd.hostKey(type)}\n`;
const knownHosts = (sshd: Sshd): string => join(sshd.folder, 'known_hosts');
const transport = (sshd: Sshd, options: SshOptions = {}, secrets = noSecrets): Transport =>
  sshTransport(secrets, { knownHosts: knownHosts(sshd), systemKnownHosts: [], agent: null, ...options });
const host = (sshd: Sshd, more: Partial<Host> = {}): Host =>
  testHost({ port: sshd.port, signIn: { by: 'key', path: sshd.clientKey }, ...more });

async function session(way: Transport, target: Host): Promise<Session> {
  const result = await way.open(target);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  opened.push(result.value);
  return result.value;
}
const text = (result: Result<CommandOutput>): unknown =>
  result.ok
    ? { exit: result.value.exit, out: Buffer.from(result.value.stdout).toString(), err: Buffer.from(result.value.stderr).toString() }
    : result.problem;

describe.skipIf(!hasSshd)('over a real sshd', () => {
  let sshd: Sshd;
  let way: Transport;
  beforeAll(async () => {
    sshd = await startSshd([], ['ed25519', 'rsa', 'ecdsa']);
    way = transport(sshd);
  });
  afterAll(() => sshd?.stop());
  afterEach(() => writeFileSync(knownHosts(sshd), known(sshd)));
  beforeAll(() => writeFileSync(knownHosts(sshd), known(sshd)));

  it('runs a script with arguments, its stdin empty and both streams apart', async () => {
    const answer = await (
      await session(way, host(sshd))
    ).run(command('printf "%s|" "$@"; cat; echo oops >&2; exit 7', { args: ['a b', "it's", '', '$HOME', '\n'] }));
    expect(text(answer)).toEqual({ exit: 7, out: "a b|it's||$HOME|\n|", err: 'oops\n' });
  });

  it('gives a script a clean environment, whatever sshd and profiles set', async () => {
    const answer = await (await session(way, host(sshd))).run(command('env; locale charmap 2>/dev/null || echo UTF-8'));
    const { out } = text(answer) as { out: string };
    expect(out).toMatch(/^LC_ALL=C(\.UTF-8)?$/m);
    expect(out).not.toMatch(/PYTHONPATH|SSH_|de_DE/);
    expect(out).toMatch(/^PATH=\/usr\/sbin:\/usr\/bin:/m);
  });

  it('keeps bytes raw, multi-byte characters and NUL included', async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const big = Buffer.concat(Array.from({ length: 2000 }, () => Buffer.concat([all, Buffer.from('zwölf 😀')])));
    const file = join(sshd.folder, 'big');
    writeFileSync(file, big);
    const answer = await (await session(way, host(sshd))).run(command('cat "$1"', { args: [file] }));
    expect(answer.ok && Buffer.from(answer.value.stdout).equals(big)).toBe(true);
  });

  it('runs nothing of a script that shells would stumble over, and says which code it ended with', async () => {
    const one = await session(way, host(sshd));
    expect(text(await one.run(command('echo ok; if')))).toMatchObject({ exit: 2 });
    expect(text(await one.run(command("trap 'echo bye' EXIT; set -e; false; echo never")))).toMatchObject({ exit: 1, out: 'bye\n' });
    expect(text(await one.run(command('} ; echo out ; {')))).toMatchObject({ exit: 2, out: '' });
  });

  it('keeps the last 64 KiB of stderr and stops at the largest stdout', async () => {
    const one = await session(way, host(sshd));
    const noisy = await one.run(
      command('i=0; while [ $i -lt 3000 ]; do echo "line $i and some more words to fill it up" >&2; i=$((i+1)); done'),
    );
    expect(
      noisy.ok && [
        noisy.value.stderr.length,
        Buffer.from(noisy.value.stderr).toString().endsWith('line 2999 and some more words to fill it up\n'),
      ],
    ).toEqual([65_536, true]);
    expect(await one.run(command('yes', { maxBytes: 1000 }))).toEqual({
      ok: false,
      problem: { kind: 'too-much-output', what: 'test', limitBytes: 1000 },
    });
  });

  it('stops waiting at the deadline and on cancel, and lets what runs go on', async () => {
    const one = await session(way, host(sshd));
    const proof = join(sshd.folder, 'proof');
    const slow = command('sleep 2; echo done > "$1"', { args: [proof], deadlineSeconds: 1 });
    expect(await one.run(slow)).toEqual({ ok: false, problem: { kind: 'deadline', what: 'test', seconds: 1 } });
    const ending = new AbortController();
    const running = one.run(command('sleep 20'), ending.signal);
    setTimeout(() => ending.abort(), 100);
    expect(await running).toEqual({ ok: false, problem: { kind: 'cancelled', what: 'test' } });
    expect(await one.run(command('true'), ending.signal)).toMatchObject({ ok: false, problem: { kind: 'cancelled' } });
    await expect.poll(() => existsSync(proof), { timeout: 5000 }).toBe(true);
    expect(text(await one.run(command('echo still here')))).toMatchObject({ out: 'still here\n' });
  });

  it('does not wait for what a script leaves behind in the background', async () => {
    const one = await session(way, host(sshd));
    const started = Date.now();
    expect(text(await one.run(command('sleep 15 & echo started')))).toMatchObject({ exit: 0, out: 'started\n' });
    expect(Date.now() - started).toBeLessThan(8000);
  });

  it('runs many commands at once, more than sshd would allow', async () => {
    const one = await session(way, host(sshd));
    const answers = await Promise.all(Array.from({ length: 25 }, (_, index) => one.run(command('echo "$1"', { args: [String(index)] }))));
    expect(answers.map((answer) => (text(answer) as { out: string }).out)).toEqual(Array.from({ length: 25 }, (_, index) => `${index}\n`));
  });

  it('refuses root where the signed-in user is not root, and says what it ran as', async () => {
    const isRoot = process.getuid?.() === 0;
    const one = await session(way, host(sshd, { elevation: 'root' }));
    const answer = await one.run(command('id -u', { rights: 'root' }));
    expect(answer.ok ? answer.value.rights : answer.problem.kind).toBe(isRoot ? 'root' : 'rights-needed');
    const none = await session(way, host(sshd, { elevation: 'none' }));
    expect(await none.run(command('id -u', { rights: 'root' }))).toMatchObject({ problem: { kind: 'rights-needed', forWhat: 'test' } });
    const best = await none.run(command('id -u', { rights: 'best' }));
    expect(best.ok && best.value.rights).toBe(isRoot ? 'root' : 'user');
  });

  describe('host keys', () => {
    it('stops before sign-in at a key that it does not know, and knows it once it is accepted', async () => {
      rmSync(knownHosts(sshd));
      const first = await way.open(host(sshd));
      const fingerprint = execFileSync('ssh-keygen', ['-lf', join(sshd.folder, 'host_ed25519.pub')], { encoding: 'utf8' }).split(
        ' ',
      )[1] as string;
      expect(first).toEqual({
        ok: false,
        problem: { kind: 'host-key-unknown', address: `[127.0.0.1]:${sshd.port}`, keyType: 'ssh-ed25519', fingerprint },
      });
      expect(await way.acceptKey?.(host(sshd), 'SHA256:other')).toMatchObject({ ok: false, problem: { kind: 'host-key-unknown' } });
      expect(existsSync(knownHosts(sshd))).toBe(false);
      expect(await way.acceptKey?.(host(sshd), fingerprint)).toEqual({ ok: true, value: null });
      expect(await way.acceptKey?.(host(sshd), fingerprint)).toEqual({ ok: true, value: null });
      const line = readFileSync(knownHosts(sshd), 'utf8');
      expect(line.split('\n')).toHaveLength(2);
      expect(line).not.toContain('127.0.0.1');
      expect(statSync(knownHosts(sshd)).mode & 0o777).toBe(0o600);
      // ssh itself finds the line.
      expect(execFileSync('ssh-keygen', ['-F', `[127.0.0.1]:${sshd.port}`, '-f', knownHosts(sshd)], { encoding: 'utf8' })).toContain(
        'ssh-ed25519',
      );
      await session(way, host(sshd));
    });

    it('asks for the type that it knows, so that a new type does not look like a changed key', async () => {
      for (const type of ['rsa', 'ecdsa']) {
        writeFileSync(knownHosts(sshd), known(sshd, undefined, type));
        await session(way, host(sshd));
      }
    });

    it('blocks a changed key and names the one that was known; nothing of ours can accept it', async () => {
      writeFileSync(knownHosts(sshd), known(sshd).replace(sshd.hostKey(), sshd.hostKey('rsa')));
      sshd.newHostKey('rsa');
      await sshd.restart();
      const changed = await way.open(host(sshd));
      expect(changed).toMatchObject({ problem: { kind: 'host-key-changed', keyType: 'ssh-rsa', known: [{ keyType: 'ssh-rsa' }] } });
      const shown = changed.ok ? '' : (changed.problem as { fingerprint: string }).fingerprint;
      expect(await way.acceptKey?.(host(sshd), shown)).toMatchObject({ problem: { kind: 'host-key-changed' } });
    });

    it("blocks a revoked key, also in the system's file", async () => {
      const system = join(sshd.folder, 'system');
      writeFileSync(system, `@revoked * ${sshd.hostKey()}\n`);
      expect(await transport(sshd, { systemKnownHosts: [system] }).open(host(sshd))).toMatchObject({
        problem: { kind: 'host-key-revoked', keyType: 'ssh-ed25519' },
      });
    });

    it('reads patterns, and takes the line of an authority for no key of the host', async () => {
      writeFileSync(
        knownHosts(sshd),
        `@cert-authority * ${sshd.hostKey('rsa')}\n127.0.0.*,!127.0.0.1 ${sshd.hostKey('rsa')}\n[127.?.0.1]:* ${sshd.hostKey()}\n`,
      );
      await session(way, host(sshd));
    });

    it('does not go on where known_hosts cannot be read', async () => {
      expect(await transport(sshd, { knownHosts: sshd.folder }).open(host(sshd))).toMatchObject({
        problem: { kind: 'file', path: sshd.folder },
      });
    });
  });

  describe('signing in', () => {
    it('uses the chosen key and no other, once', async () => {
      const other = join(sshd.folder, 'other');
      if (!existsSync(other)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
      const refused = await way.open(host(sshd, { signIn: { by: 'key', path: other } }));
      expect(refused).toMatchObject({
        problem: { kind: 'sign-in-refused', tried: ['publickey'], offered: expect.arrayContaining(['publickey']) },
      });
    });

    it('says what is wrong with a key file', async () => {
      const missing = await way.open(host(sshd, { signIn: { by: 'key', path: '/nowhere/key' } }));
      expect(missing).toMatchObject({
        problem: { kind: 'key-unreadable', path: '/nowhere/key', detail: expect.stringContaining('ENOENT') },
      });
      const noKey = join(sshd.folder, 'sshd_config');
      expect(await way.open(host(sshd, { signIn: { by: 'key', path: noKey } }))).toMatchObject({ problem: { kind: 'key-unreadable' } });
      expect(await way.open(host(sshd, { signIn: { by: 'key', path: `${sshd.clientKey}.pub` } }))).toMatchObject({
        problem: { kind: 'key-unreadable' },
      });
    });

    it('asks for the passphrase of a locked key, says where it is wrong, and shows it nowhere', async () => {
      const locked = join(sshd.folder, 'locked');
      const canary = `canary ${'x'.repeat(8)} passphrase`;
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', canary, '-f', locked]);
      appendFileSync(join(sshd.folder, 'authorized_keys'), readFileSync(`${locked}.pub`));
      const target = host(sshd, { signIn: { by: 'key', path: locked } });
      const needed = { ok: false, problem: { kind: 'secret-needed', secret: 'passphrase', forWhat: locked } };
      expect(await way.open(target)).toEqual(needed);
      expect(await transport(sshd, {}, { get: () => new Secret('wrong') }).open(target)).toEqual({
        ok: false,
        problem: { kind: 'passphrase-wrong', path: locked },
      });
      const right: Secrets = { get: (kind, forWhat) => (kind === 'passphrase' && forWhat === locked ? new Secret(canary) : null) };
      const one = await session(transport(sshd, {}, right), target);
      const everything = await one.run(
        command('for file in /proc/[0-9]*/cmdline /proc/[0-9]*/environ; do cat "$file" 2>/dev/null; done; echo read', { maxBytes: 1e7 }),
      );
      expect(everything.ok && Buffer.from(everything.value.stdout).toString()).toMatch(/read\n$/);
      expect(everything.ok && Buffer.from(everything.value.stdout).includes(canary)).toBe(false);
    });

    it('signs in by agent, and says where there is none', async () => {
      const socket = join(sshd.folder, 'agent');
      expect(await transport(sshd, { agent: null }).open(host(sshd, { signIn: { by: 'agent' } }))).toEqual({
        ok: false,
        problem: { kind: 'agent-missing' },
      });
      expect(await transport(sshd, { agent: socket }).open(host(sshd, { signIn: { by: 'agent' } }))).toEqual({
        ok: false,
        problem: { kind: 'agent-missing' },
      });
      const pid = /SSH_AGENT_PID=(\d+)/.exec(execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' }))?.[1];
      try {
        const withAgent = transport(sshd, { agent: socket });
        expect(await withAgent.open(host(sshd, { signIn: { by: 'agent' } }))).toMatchObject({ problem: { kind: 'sign-in-refused' } });
        execFileSync('ssh-add', ['-q', sshd.clientKey], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
        await session(withAgent, host(sshd, { signIn: { by: 'agent' } }));
      } finally {
        process.kill(Number(pid));
      }
    });
  });

  describe('through jump hosts', () => {
    const jump = (more: object = {}): Host['jumps'][number] => ({ address: '127.0.0.1', port: sshd.port, user: host(sshd).user, ...more });

    it('goes through as many as four', async () => {
      const one = await session(way, host(sshd, { jumps: [jump(), jump(), jump(), jump()] }));
      expect(text(await one.run(command('echo far away')))).toMatchObject({ out: 'far away\n' });
    });

    it('asks about the key of a hop in its own name, and accepts that one', async () => {
      const outer = await startSshd();
      writeFileSync(join(outer.folder, 'authorized_keys'), readFileSync(`${sshd.clientKey}.pub`));
      try {
        const target = host(sshd, { jumps: [jump({ port: outer.port })] });
        const asked = await way.open(target);
        expect(asked).toMatchObject({ problem: { kind: 'host-key-unknown', address: `[127.0.0.1]:${outer.port}` } });
        expect(await way.acceptKey?.(target, asked.ok ? '' : (asked.problem as { fingerprint: string }).fingerprint)).toMatchObject({
          ok: true,
        });
        await session(way, target);
      } finally {
        await outer.stop();
      }
    });

    it('says which hop failed, and what it could not reach from there', async () => {
      const dead = await freePort();
      expect(await way.open(host(sshd, { jumps: [jump({ port: dead })] }))).toMatchObject({
        problem: { kind: 'jump-failed', hop: '127.0.0.1', because: expect.stringContaining('refused') },
      });
      expect(await way.open(host(sshd, { port: dead, jumps: [jump()] }))).toMatchObject({
        problem: { kind: 'jump-failed', because: expect.stringContaining(`cannot reach 127.0.0.1 port ${dead}`) },
      });
    });
  });

  describe('a line that breaks', () => {
    it('is noticed when the other end goes away in the middle of an answer', async () => {
      const cable = await startCable(sshd.port);
      appendFileSync(knownHosts(sshd), known(sshd, `[127.0.0.1]:${cable.port}`));
      const one = await session(way, host(sshd, { port: cable.port }));
      const running = one.run(command('echo begun; sleep 20; echo done'));
      setTimeout(cable.cut, 500);
      expect(await running).toMatchObject({ problem: { kind: 'connection-lost', address: '127.0.0.1' } });
      expect(await one.run(command('true'))).toMatchObject({ problem: { kind: 'connection-lost' } });
      cable.stop();
    });

    it('is noticed when it only falls silent, long before the deadline', async () => {
      const cable = await startCable(sshd.port);
      appendFileSync(knownHosts(sshd), known(sshd, `[127.0.0.1]:${cable.port}`));
      const one = await session(transport(sshd, { timing: { keepalive: 0.2 } }), host(sshd, { port: cable.port }));
      const running = [one.run(command('sleep 20')), one.run(command('sleep 20'))];
      setTimeout(cable.silence, 500);
      for (const answer of await Promise.all(running))
        expect(answer).toMatchObject({ problem: { kind: 'connection-lost', detail: 'Keepalive timeout' } });
      cable.stop();
    });

    it('leaves nothing open behind', async () => {
      const sockets = (): number => readdirSync('/proc/self/fd').length;
      const round = async (): Promise<void> => {
        const [one, refused] = await Promise.all([way.open(host(sshd)), way.open(host(sshd, { signIn: { by: 'key', path: '/nowhere' } }))]);
        expect([one.ok, refused.ok]).toEqual([true, false]);
        if (!one.ok) return;
        await one.value.run(command('true'));
        one.value.close();
      };
      await round();
      const before = sockets();
      for (let index = 0; index < 10; index++) await round();
      await expect.poll(sockets, { timeout: 5000 }).toBeLessThanOrEqual(before);
    });
  });
});

describe.skipIf(!hasSshd)("whatever the account's login shell does", () => {
  const shells = [
    ['bash', '/bin/bash'], ['dash', '/bin/dash'], ['fish', '/usr/bin/fish'], ['tcsh', '/usr/bin/tcsh'], ['zsh', '/usr/bin/zsh'],
  ] as const; // prettier-ignore

  async function through(login: string, check: (one: Session, sshd: Sshd) => Promise<void>, more: readonly string[] = []): Promise<void> {
    const sshd = await startSshd([`ForceCommand ${login}`, ...more]);
    try {
      writeFileSync(knownHosts(sshd), known(sshd));
      await check(await session(transport(sshd), host(sshd)), sshd);
    } finally {
      await sshd.stop();
    }
  }

  for (const [name, path] of shells) {
    it.skipIf(!existsSync(path))(name, () =>
      through(`${path} -c "$SSH_ORIGINAL_COMMAND"`, async (one) => {
        expect(text(await one.run(command('printf "%s|" "$@"', { args: ["it's", '!!', '\\', '$x'] })))).toEqual({
          exit: 0,
          out: "it's|!!|\\|$x|",
          err: '',
        });
      }),
    );
  }

  it('1 MB of noise before, on both streams, and some after', () =>
    through(
      'head -c 1000000 /dev/zero | tr "\\\\0" x; head -c 1000000 /dev/zero >&2; echo ":begin:0"; /bin/sh -c "$SSH_ORIGINAL_COMMAND"; echo bye',
      async (one) => {
        expect(text(await one.run(command('echo answer; echo error >&2; exit 4')))).toEqual({ exit: 4, out: 'answer\n', err: 'error\n' });
      },
    ));

  it('a banner that ssh2 cannot read is named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-'));
    const banner = join(folder, 'banner');
    writeFileSync(banner, 'x'.repeat(100_000));
    const loud = await startSshd([`Banner ${banner}`]);
    writeFileSync(knownHosts(loud), known(loud));
    expect(await transport(loud).open(host(loud))).toMatchObject({
      problem: { kind: 'unreachable', reason: 'other', detail: expect.stringContaining('shorten the Banner') },
    });
    await loud.stop();
    rmSync(folder, { recursive: true });
  });

  it('an account that may not sign in is quoted', () =>
    through('echo "This account is currently not available."; exit 1', async (one) => {
      expect(await one.run(command('true'))).toMatchObject({
        problem: { kind: 'command-failed', exit: 1, lines: expect.arrayContaining(['This account is currently not available.']) },
      });
    }));

  it('a shell that dies in the middle is a lost connection, not an answer', () =>
    through('/bin/sh -c "$SSH_ORIGINAL_COMMAND"', async (one) => {
      expect(await one.run(command('echo half; kill -9 $PPID; kill -9 $$'))).toMatchObject({ problem: { kind: 'connection-lost' } });
    }));

  it('fewer sessions than usual are waited for', () =>
    through('/bin/sh -c "$SSH_ORIGINAL_COMMAND"', async (one) => {
      const answers = await Promise.all(Array.from({ length: 9 }, () => one.run(command('sleep 0.05; echo ok'))));
      expect(answers.map((answer) => answer.ok)).toEqual(answers.map(() => true));
    }, ['MaxSessions 2'])); // prettier-ignore
});

describe('where no ssh answers', () => {
  const nowhere = (options: SshOptions = {}): Transport =>
    sshTransport(noSecrets, { knownHosts: '/nowhere/known_hosts', systemKnownHosts: [], agent: null, ...options });

  it('names the reason', async () => {
    const port = await freePort();
    expect(await nowhere().open(testHost({ port }))).toMatchObject({
      problem: { kind: 'unreachable', address: '127.0.0.1', port, reason: 'refused' },
    });
    expect(await nowhere().open(testHost({ port, address: 'no-such-host.invalid' }))).toMatchObject({
      problem: { kind: 'unreachable', reason: 'no-name' },
    });
  });

  it.each([
    ['closes at once', (socket: Socket) => socket.end(), 'reset'],
    ['says nothing', () => {}, 'timeout'],
    ['speaks something else', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'reset'],
  ])('a server that %s', async (_, answer, reason) => {
    const server = createServer((socket) => void answer(socket.on('error', () => {}))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await nowhere({ timing: { handshake: 0.5 } }).open(testHost({ port }))).toMatchObject({
      problem: { kind: 'unreachable', port, reason },
    });
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 50);
    if (reason === 'timeout')
      expect(await nowhere().open(testHost({ port }), ending.signal)).toMatchObject({ problem: { kind: 'cancelled' } });
    server.close();
  });
});
