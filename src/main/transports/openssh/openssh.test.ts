import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandOutput } from '../../../shared/domain/command.ts';
import type { Host } from '../../../shared/domain/host.ts';
import type { Result } from '../../../shared/domain/result.ts';
import { command, freePort, hasSshd, startCable, startSshd, testHost, type Sshd } from '../sshd.test-kit.ts';
import type { Seen, Secrets, Session, Transport } from '../transport.ts';
import type { OpensshOptions } from './master.ts';
import { opensshTransport } from './openssh.ts';

// Keys, servers and processes are made for real; on a machine with much else to do that takes its time.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const noSecrets: Secrets = { get: () => null };
const text = (result: Result<CommandOutput>): unknown =>
  result.ok ? { exit: result.value.exit, out: Buffer.from(result.value.stdout).toString() } : result.problem;

describe.skipIf(!hasSshd || !existsSync('/usr/bin/ssh'))("through the system's ssh", () => {
  let sshd: Sshd;
  /** Everything of ours lies in here: what a test leaves behind is seen. */
  let folder: string;
  let config: string;
  let known: string;
  const opened: Session[] = [];

  const transport = (more: OpensshOptions = {}): Transport => opensshTransport(noSecrets, { sshConfigs: [config], ...more });
  const host = (more: Partial<Host> = {}): Host =>
    testHost({ port: sshd.port, transport: 'openssh', signIn: { by: 'key', path: sshd.clientKey }, ...more });
  const knownLine = (key = sshd.hostKey(), port = sshd.port): string => `[127.0.0.1]:${port} ${key}\n`;
  const configure = (...lines: string[]): void => writeFileSync(config, `${lines.join('\n')}\nHost *\nUserKnownHostsFile ${known}\n`);
  async function session(target: Host, way = transport()): Promise<Session> {
    const result = await way.open(target);
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    opened.push(result.value);
    return result.value;
  }
  /** Processes that carry this test's folder in their arguments. */
  const processes = (): string[] =>
    readdirSync('/proc').flatMap((pid) => {
      try {
        const args = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
        return args.includes(folder) ? [args.replaceAll('\0', ' ')] : [];
      } catch {
        return [];
      }
    });
  const nothingLeft = async (): Promise<void> => {
    await expect.poll(() => [...processes(), ...readdirSync(join(folder, 'run'))], { timeout: 10_000 }).toEqual([]);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pb-'));
    mkdirSync(join(folder, 'run'));
    config = join(folder, 'config');
    known = join(folder, 'known_hosts');
    vi.stubEnv('XDG_RUNTIME_DIR', join(folder, 'run'));
    vi.stubEnv('SSH_AUTH_SOCK', '');
    sshd = await startSshd([], ['ed25519', 'rsa']);
  });
  beforeEach(() => {
    configure();
    writeFileSync(known, knownLine());
  });
  afterEach(async () => {
    opened.splice(0).forEach((one) => one.close());
    await nothingLeft();
  });
  afterAll(async () => {
    await sshd?.stop();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it('runs scripts with arguments, many at once, over one connection', async () => {
    const one = await session(host());
    const answer = await one.run(command('printf "%s|" "$@"; cat; exit 7', { args: ['a b', "it's", '', '$HOME'] }));
    expect(text(answer)).toEqual({ exit: 7, out: "a b|it's||$HOME|" });
    const many = await Promise.all(Array.from({ length: 12 }, (_, index) => one.run(command('echo "$1"', { args: [String(index)] }))));
    expect(many.map(text)).toEqual(many.map((_, index) => ({ exit: 0, out: `${index}\n` })));
    expect(sshd.log().match(/Accepted publickey/g)).toHaveLength(1);
  });

  it('stops waiting at the deadline and lets what runs go on', async () => {
    const one = await session(host());
    const proof = join(sshd.folder, 'proof');
    expect(await one.run(command('sleep 2; echo done > "$1"', { args: [proof], deadlineSeconds: 1 }))).toMatchObject({
      problem: { kind: 'deadline' },
    });
    await expect.poll(() => existsSync(proof), { timeout: 8000 }).toBe(true);
    expect(text(await one.run(command('echo here')))).toMatchObject({ out: 'here\n' });
  });

  it('leaves nothing behind when Patchbay is killed', async () => {
    const script = `import { opensshTransport } from ${JSON.stringify(join(import.meta.dirname, 'openssh.ts'))};
      const way = opensshTransport({ get: () => null }, { sshConfigs: [${JSON.stringify(config)}] });
      const opened = await way.open(${JSON.stringify(host())});
      console.log(opened.ok ? 'open' : JSON.stringify(opened));
      process.kill(process.pid, 'SIGKILL');`;
    const said = (() => {
      try {
        return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    })();
    expect(said).toContain('open');
    await expect.poll(processes, { timeout: 10_000 }).toEqual([]);
    // The folder stays where nobody was left to remove it. It holds no secret.
    for (const left of readdirSync(join(folder, 'run'))) {
      expect(readdirSync(join(folder, 'run', left))).toEqual(['config']);
      rmSync(join(folder, 'run', left), { recursive: true });
    }
  });

  describe('what only ssh can do', () => {
    it('a certificate, of the user and of the host', async () => {
      const ca = join(folder, 'ca');
      const id = join(folder, 'id');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', ca]);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', id]);
      execFileSync('ssh-keygen', ['-q', '-s', ca, '-I', 'kim', '-n', host().user, '-V', '+1h', `${id}.pub`]);
      const other = await startSshd(
        [`TrustedUserCAKeys ${ca}.pub`, 'HostCertificate %FOLDER%/host_ed25519-cert.pub'],
        ['ed25519'],
        (made) => execFileSync('ssh-keygen', ['-q', '-s', ca, '-h', '-I', 'host', '-n', '127.0.0.1', join(made, 'host_ed25519.pub')]),
      );
      try {
        writeFileSync(known, `@cert-authority [127.0.0.1]:* ${readFileSync(`${ca}.pub`, 'utf8')}`);
        const one = await session(host({ port: other.port, signIn: { by: 'key', path: id } }));
        expect(text(await one.run(command('echo certified')))).toMatchObject({ out: 'certified\n' });
        rmSync(`${id}-cert.pub`);
        expect(await transport().open(host({ port: other.port, signIn: { by: 'key', path: id } }))).toMatchObject({
          problem: { kind: 'sign-in-refused', user: host().user, offered: expect.arrayContaining(['publickey']) },
        });
      } finally {
        await other.stop();
      }
    });

    it('an alias with ProxyCommand, HostKeyAlias, Match exec and a port of its own', async () => {
      const relay = join(folder, 'relay.mjs');
      writeFileSync(
        relay,
        `import { connect } from 'node:net'; const s = connect(+process.argv[3], process.argv[2]); process.stdin.pipe(s).pipe(process.stdout);`,
      );
      configure(
        'Match originalhost far exec "true"',
        ` HostName 127.0.0.1`,
        ` Port ${sshd.port}`,
        ' HostKeyAlias far.example',
        ` ProxyCommand ${process.execPath} ${relay} %h %p`,
        'Match all',
      );
      const alias = host({ address: 'far', port: 22 });
      const asked = await transport().open(alias);
      const fingerprint = execFileSync('ssh-keygen', ['-lf', join(sshd.folder, 'host_ed25519.pub')], { encoding: 'utf8' }).split(' ')[1];
      expect(asked).toMatchObject({ problem: { kind: 'host-key-unknown', address: 'far.example', keyType: 'ssh-ed25519', fingerprint } });
      expect(await transport().acceptKey?.(alias, 'SHA256:other')).toMatchObject({ problem: { kind: 'host-key-unknown', fingerprint } });
      expect(await transport().acceptKey?.(alias, fingerprint ?? '')).toEqual({ ok: true, value: null });
      expect(await transport().acceptKey?.(alias, fingerprint ?? '')).toEqual({ ok: true, value: null });
      expect(readFileSync(known, 'utf8').split('\n')).toHaveLength(3);
      expect(text(await (await session(alias)).run(command('echo far')))).toMatchObject({ out: 'far\n' });
      configure('ProxyCommand no-such-program %h');
      expect(await transport().open(alias)).toMatchObject({
        problem: { kind: 'ssh-failed', lines: expect.arrayContaining([expect.stringContaining('no-such-program')]) },
      });
    });

    it('a jump host, with its key accepted first and the host behind it next', async () => {
      writeFileSync(known, '');
      const gate = await startSshd();
      writeFileSync(join(gate.folder, 'authorized_keys'), readFileSync(`${sshd.clientKey}.pub`));
      try {
        const target = host({ jumps: [{ address: '127.0.0.1', port: gate.port, user: host().user }] });
        for (const port of [gate.port, sshd.port]) {
          const asked = await transport().open(target);
          expect(asked).toMatchObject({ problem: { kind: 'host-key-unknown', address: `[127.0.0.1]:${port}` } });
          const { fingerprint } = (asked as { problem: { fingerprint: string } }).problem;
          expect(await transport().acceptKey?.(target, fingerprint)).toEqual({ ok: true, value: null });
        }
        expect(text(await (await session(target)).run(command('echo behind')))).toMatchObject({ out: 'behind\n' });
      } finally {
        await gate.stop();
      }
      expect(await transport().open(host({ jumps: [{ address: '127.0.0.1', port: gate.port, user: 'kim' }] }))).toMatchObject({
        problem: { kind: 'jump-failed', hop: '127.0.0.1', because: expect.stringContaining('refused') },
      });
    });
  });

  describe('what goes wrong has the same names', () => {
    it('a changed key, and a revoked one', async () => {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'other')]);
      const key = readFileSync(join(folder, 'other.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
      writeFileSync(known, knownLine(key));
      expect(await transport().open(host())).toMatchObject({
        problem: {
          kind: 'host-key-changed',
          address: `[127.0.0.1]:${sshd.port}`,
          keyType: 'ssh-ed25519',
          fingerprint: expect.stringMatching(/^SHA256:/),
          known: [{ keyType: 'ssh-ed25519', where: `${known}:1` }],
        },
      });
      writeFileSync(known, `@revoked * ${sshd.hostKey()}\n`);
      expect(await transport().open(host())).toMatchObject({ problem: { kind: 'host-key-revoked', keyType: 'ssh-ed25519' } });
      expect(await transport().acceptKey?.(host(), 'SHA256:any')).toMatchObject({ problem: { kind: 'host-key-revoked' } });
    });

    it('a refused sign-in, no agent, and a password that ssh is not given', async () => {
      const stranger = join(folder, 'stranger');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger]);
      expect(await transport().open(host({ signIn: { by: 'key', path: stranger } }))).toMatchObject({
        problem: { kind: 'sign-in-refused', user: host().user, address: '127.0.0.1', offered: expect.arrayContaining(['publickey']) },
      });
      expect(await transport().open(host({ signIn: { by: 'agent' } }))).toMatchObject({ problem: { kind: 'agent-missing' } });
      expect(await transport().open(host({ signIn: { by: 'password' } }))).toMatchObject({
        problem: { kind: 'ssh-failed', lines: [expect.stringContaining('No password')] },
      });
    });

    it('nothing listens, no such name, silence, a broken configuration, no ssh', async () => {
      const dead = await freePort();
      expect(await transport().open(host({ port: dead }))).toMatchObject({
        problem: { kind: 'unreachable', reason: 'refused', port: dead },
      });
      expect(await transport().open(host({ address: 'no-such-host.invalid' }))).toMatchObject({
        problem: { kind: 'unreachable', reason: 'no-name' },
      });
      const cable = await startCable(sshd.port);
      cable.silence();
      expect(await transport({ timing: { connect: 1, handshake: 1 } }).open(host({ port: cable.port }))).toMatchObject({
        problem: { kind: 'unreachable', reason: 'timeout' },
      });
      const ending = new AbortController();
      setTimeout(() => ending.abort(), 300);
      expect(await transport().open(host({ port: cable.port }), ending.signal)).toMatchObject({ problem: { kind: 'cancelled' } });
      cable.stop();
      configure('NoSuchOption yes');
      expect(await transport().open(host())).toMatchObject({
        problem: { kind: 'ssh-failed', lines: expect.arrayContaining([expect.stringContaining('nosuchoption')]) },
      });
      expect(await transport({ sshProgram: '/nowhere/ssh' }).open(host())).toMatchObject({ problem: { kind: 'ssh-failed' } });
    });

    it('a line that is cut, in the middle of an answer', async () => {
      const cable = await startCable(sshd.port);
      writeFileSync(known, knownLine(undefined, cable.port));
      const one = await session(host({ port: cable.port }));
      const running = one.run(command('echo begun; sleep 20'));
      setTimeout(cable.cut, 500);
      expect(await running).toMatchObject({ problem: { kind: 'connection-lost', address: '127.0.0.1' } });
      expect(await one.run(command('true'))).toMatchObject({ problem: { kind: 'connection-lost' } });
      cable.stop();
    });

    it('an account that may not sign in is quoted', async () => {
      const closed = await startSshd(['ForceCommand echo "This account is currently not available."; exit 1']);
      writeFileSync(known, knownLine(closed.hostKey(), closed.port));
      expect(await transport().open(host({ port: closed.port, signIn: { by: 'key', path: closed.clientKey } }))).toMatchObject({
        problem: { kind: 'command-failed', exit: 1 },
      });
      await closed.stop();
    });
  });

  it('fewer sessions than usual are waited for', async () => {
    const narrow = await startSshd(['MaxSessions 3']);
    writeFileSync(known, knownLine(narrow.hostKey(), narrow.port));
    const one = await session(host({ port: narrow.port, signIn: { by: 'key', path: narrow.clientKey } }));
    const answers = await Promise.all(Array.from({ length: 8 }, () => one.run(command('sleep 0.05; echo ok'))));
    expect(answers.map(text)).toEqual(answers.map(() => ({ exit: 0, out: 'ok\n' })));
    await narrow.stop();
  });

  it('tells of each layer on the way', async () => {
    const seen: Seen[] = [];
    const way = await transport().open(host(), undefined, (one) => seen.push(one));
    if (way.ok) opened.push(way.value);
    expect(seen.map((one) => one.layer)).toEqual(['name', 'tcp', 'greeting', 'algorithms', 'host-key', 'sign-in']);
    expect(seen.every((one) => one.hop === `[127.0.0.1]:${sshd.port}`)).toBe(true);
    expect(seen[2]?.text).toMatch(/^SSH-2\.0-OpenSSH/);
  });

  it('has the person’s own configuration beaten only where it would be less safe', async () => {
    writeFileSync(known, '');
    configure('StrictHostKeyChecking no', 'ForwardAgent yes', 'RequestTTY force', `ControlPath ${folder}/theirs`, 'ControlMaster auto');
    expect(await transport().open(host())).toMatchObject({ problem: { kind: 'host-key-unknown' } });
    expect(existsSync(join(folder, 'theirs'))).toBe(false);
    expect(readFileSync(known, 'utf8')).toBe('');
  });
});
