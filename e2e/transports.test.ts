import { execFileSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Command } from '../src/shared/domain/command.ts';
import { Host } from '../src/shared/domain/host.ts';
import { linesFor, parseKnownHosts } from '../src/main/transports/known-hosts.ts';
import { Lab, noLab, type LabHost } from './lab/lab.ts';
import type { Job } from './transports.in-lab.ts';

// The transports against real hosts: accounts, sudo in every variant, jump hosts, faults of the line.

const PASSWORD = 'lab';
const folder = mkdtempSync(join(tmpdir(), 'patchbay-'));
const knownHosts = join(folder, 'known_hosts');
const why = noLab();

let lab: Lab;
let web: LabHost;
let inLab: ChildProcess;
const waiting = new Map<number, (answer: never) => void>();

/** On web-01 as its root, without ssh. */
async function onHost(script: string, input?: string): Promise<string> {
  return (await web.exec(script, input === undefined ? {} : { input })).stdout;
}

beforeAll(async () => {
  if (why) return;
  lab = await Lab.up({ hosts: ['web-01', 'jump-01', 'inner-01'], id: `transports-${process.pid}`, owner: process.pid });
  web = lab.host('web-01');
  writeFileSync(knownHosts, readFileSync(lab.knownHosts));
  inLab = lab.run([process.execPath, 'e2e/transports.in-lab.ts'], { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface({ input: inLab.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    const { id, answer } = JSON.parse(line) as { id: number; answer: never };
    waiting.get(id)?.(answer);
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  inLab?.stdin?.end();
  await lab?.down();
});
afterEach(async () => {
  if (!why) await web.heal();
});

interface Answer {
  readonly ok: boolean;
  readonly problem?: { readonly kind: string; readonly detail?: string };
  readonly asked?: readonly { readonly kind: string; readonly prompts: readonly { readonly text: string; readonly echo: boolean }[] }[];
  readonly value?: { readonly exit: number; readonly rights: string; readonly stdout: string; readonly stderr: string };
}
type Asked = Partial<Host> & {
  readonly secrets?: Record<string, string>;
  readonly command?: Partial<Command> | null;
  readonly name?: string;
  readonly agent?: string;
  readonly answers?: readonly (readonly string[])[];
};

let lastId = 0;
function ask({ secrets = {}, command = {}, agent, answers, name = 'web-01', ...more }: Asked): Promise<Answer> {
  const host = Host.parse({
    id: 'labhost00001', name, transport: 'ssh', address: lab.host(name).ip, user: 'root', signIn: { by: 'key', path: lab.key }, elevation: 'root',
    createdAt: '2026-01-01T00:00:00Z', ...more,
  }); // prettier-ignore
  const id = ++lastId;
  const whole = command && {
    what: 'test',
    script: 'id -un',
    args: [],
    rights: 'best' as const,
    deadlineSeconds: 90,
    maxBytes: 1e6,
    ...command,
  };
  const job: Job = { id, host, knownHosts, agent: agent ?? null, secrets, command: whole, ...(answers && { answers }) };
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    inLab.stdin?.write(`${JSON.stringify(job)}\n`);
  });
}
const sudoWord = (word: string): Record<string, string> => ({ 'sudo-password labhost00001': word });
const signInWord = (word: string): Record<string, string> => ({ 'password labhost00001': word });
const failures = async (unit: string, pattern: string): Promise<number> =>
  Number(await onHost(`journalctl -q --no-pager ${unit} | grep -c '${pattern}' || :`));

describe.skipIf(why)('signing in', () => {
  it('by key as root', async () => {
    expect(await ask({})).toMatchObject({ ok: true, value: { exit: 0, rights: 'root', stdout: 'root\n' } });
  });

  it('by password, and asks for it where there is none', async () => {
    const admin: Asked = { user: 'admin', signIn: { by: 'password' }, elevation: 'none' };
    expect(await ask(admin)).toEqual({ ok: false, problem: { kind: 'secret-needed', secret: 'password', forWhat: `admin on ${web.ip}` } });
    expect(await ask({ ...admin, secrets: signInWord(PASSWORD) })).toMatchObject({
      ok: true,
      value: { rights: 'user', stdout: 'admin\n' },
    });
  });

  it('tries a wrong password once and no more', async () => {
    const before = await failures('-u ssh', 'Failed password for admin');
    const answer = await ask({ user: 'admin', signIn: { by: 'password' }, elevation: 'none', secrets: signInWord('wrong') });
    expect(answer).toMatchObject({
      problem: { kind: 'sign-in-refused', user: 'admin', tried: ['password'], offered: ['publickey', 'password'] },
    });
    expect(await failures('-u ssh', 'Failed password for admin')).toBe(before + 1);
  });

  it('answers the one hidden question of keyboard-interactive', async () => {
    await onHost(
      "printf 'PasswordAuthentication no\\nKbdInteractiveAuthentication yes\\n' > /etc/ssh/sshd_config.d/00-test.conf; systemctl reload ssh",
    );
    try {
      const admin: Asked = { user: 'admin', signIn: { by: 'password' }, elevation: 'none' };
      await expect
        .poll(() => ask({ ...admin, secrets: signInWord(PASSWORD) }), { timeout: 10_000 })
        .toMatchObject({ ok: true, value: { stdout: 'admin\n' } });
      expect(await ask({ ...admin, secrets: signInWord('wrong') })).toMatchObject({
        problem: { kind: 'sign-in-refused', tried: ['keyboard-interactive'] },
      });
    } finally {
      await onHost('rm /etc/ssh/sshd_config.d/00-test.conf; systemctl reload ssh');
    }
  });

  it('reaches a host behind a jump host', async () => {
    const jumps = [{ address: lab.host('jump-01').ip, port: 22, user: 'ops' }];
    expect(await ask({ name: 'inner-01', jumps, command: { script: 'hostname' } })).toMatchObject({
      ok: true,
      value: { stdout: 'inner-01\n' },
    });
  });
});

describe.skipIf(why)('sudo', () => {
  const asRoot = { rights: 'root' as const, script: 'id -u; tty; true' };

  it('without a password', async () => {
    expect(await ask({ user: 'ops', elevation: 'sudo', command: asRoot })).toMatchObject({
      ok: true,
      value: { rights: 'root', stdout: '0\nnot a tty\n', stderr: '' },
    });
  });

  it('with a password, once: asked for, right, wrong', async () => {
    const admin: Asked = { user: 'admin', elevation: 'sudo', command: asRoot };
    const needed = { ok: false, problem: { kind: 'secret-needed', secret: 'sudo-password', forWhat: `admin on ${web.ip}` } };
    expect(await ask(admin)).toEqual(needed);
    expect(await ask({ ...admin, command: { rights: 'best' } })).toEqual(needed);
    expect(await ask({ ...admin, secrets: sudoWord(PASSWORD) })).toMatchObject({
      ok: true,
      value: { exit: 0, rights: 'root', stdout: '0\nnot a tty\n', stderr: '' },
    });
    const before = await failures('', 'pam_unix(sudo:auth): authentication failure.*user=admin');
    expect(await ask({ ...admin, secrets: sudoWord('wrong') })).toEqual({
      ok: false,
      problem: { kind: 'sudo-password-wrong', user: 'admin' },
    });
    expect(await ask({ ...admin, command: { rights: 'best' }, secrets: sudoWord('wrong') })).toEqual({
      ok: false,
      problem: { kind: 'sudo-password-wrong', user: 'admin' },
    });
    expect(await failures('', 'pam_unix(sudo:auth): authentication failure.*user=admin')).toBe(before + 2);
  });

  it('says at one try only as well', async () => {
    await onHost("echo 'Defaults passwd_tries=1' > /etc/sudoers.d/tries");
    const answer = await ask({ user: 'admin', elevation: 'sudo', command: { rights: 'best' }, secrets: sudoWord('wrong') });
    await onHost('rm /etc/sudoers.d/tries');
    expect(answer).toMatchObject({ problem: { kind: 'sudo-password-wrong' } });
  });

  it('does not allow everybody: refused where root is a must, else as the user', async () => {
    const viewer: Asked = { user: 'viewer', elevation: 'sudo', secrets: sudoWord(PASSWORD) };
    expect(await ask({ ...viewer, command: asRoot })).toMatchObject({
      problem: { kind: 'sudo-refused', user: 'viewer', detail: expect.stringContaining('not in the sudoers file') },
    });
    expect(await ask(viewer)).toMatchObject({ ok: true, value: { rights: 'user', stdout: 'viewer\n' } });
  });

  it('lectures and wants a terminal', async () => {
    await web.fault('sudo-tty');
    expect(await ask({ user: 'ops', elevation: 'sudo', command: asRoot })).toMatchObject({
      problem: { kind: 'sudo-refused', detail: expect.stringContaining('tty') },
    });
    await onHost("echo 'Defaults lecture=always' > /etc/sudoers.d/lab");
    expect(await ask({ user: 'admin', elevation: 'sudo', command: asRoot, secrets: sudoWord(PASSWORD) })).toMatchObject({
      ok: true,
      value: { rights: 'root', stderr: '' },
    });
  });

  it('is not there', async () => {
    await onHost('mv /usr/bin/sudo /usr/bin/sudo-away');
    try {
      expect(await ask({ user: 'ops', elevation: 'sudo', command: asRoot })).toMatchObject({
        problem: { kind: 'sudo-refused', detail: 'sudo is not installed' },
      });
      expect(await ask({ user: 'ops', elevation: 'sudo' })).toMatchObject({ ok: true, value: { rights: 'user' } });
      expect(await ask({ elevation: 'sudo' })).toMatchObject({ ok: true, value: { rights: 'root' } });
    } finally {
      await onHost('mv /usr/bin/sudo-away /usr/bin/sudo');
    }
  });

  it('speaks German, in a noisy account, with a password full of signs', async () => {
    const word = `it's "\\ $x \`id\` ü%s`;
    await web.fault('locale');
    await onHost('chpasswd', `admin:${word}\n`);
    await onHost(
      "cp ~admin/.bashrc /root/bashrc; { echo 'echo welcome; echo oops >&2; export LANG=de_DE.UTF-8 PYTHONPATH=/tmp'; cat /root/bashrc; } > ~admin/.bashrc",
    );
    try {
      const answer = await ask({
        user: 'admin',
        elevation: 'sudo',
        secrets: sudoWord(word),
        command: { rights: 'root', script: 'id -u; env | grep -E "PYTHON|LANG|LC_|PATH"' },
      });
      expect(answer).toMatchObject({ ok: true, value: { rights: 'root', stderr: '' } });
      expect(answer.value?.stdout.split('\n').toSorted().filter(Boolean)).toEqual([
        '0',
        'LC_ALL=C.UTF-8',
        'PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin',
      ]);
    } finally {
      await onHost(`echo admin:${PASSWORD} | chpasswd; cp /root/bashrc ~admin/.bashrc`);
    }
  });
});

it.skipIf(why)('no password is seen on the host or on our side, in arguments, environments or logs', async () => {
  const word = 'Canary-7f3a-hunter2';
  await onHost(`echo admin:${word} | chpasswd`);
  try {
    const running = ask({
      user: 'admin',
      signIn: { by: 'password' },
      elevation: 'sudo',
      secrets: { ...signInWord(word), ...sudoWord(word) },
      command: { rights: 'root', script: 'echo > /run/canary-runs; sleep 6; echo done' },
    });
    await expect.poll(() => onHost('ls /run/canary-runs 2>/dev/null || :'), { timeout: 20_000 }).toContain('canary-runs');
    const processes = 'for f in /proc/[0-9]*/cmdline /proc/[0-9]*/environ; do cat $f 2>/dev/null; done; echo; echo read';
    const logs =
      'journalctl -q --no-pager; cat /var/log/*.log /var/log/syslog 2>/dev/null; cat ~admin/.bash_history 2>/dev/null; echo read';
    for (const everything of [
      await onHost(processes),
      execFileSync('/bin/sh', ['-c', processes], { encoding: 'utf8', maxBuffer: 64e6 }),
      await onHost(logs),
    ]) {
      expect(everything).toMatch(/read\s*$/);
      expect(everything.includes(word)).toBe(false);
    }
    expect(await running).toMatchObject({ ok: true, value: { stdout: 'done\n' } });
    for (const refused of [
      await ask({ user: 'admin', elevation: 'sudo', secrets: sudoWord(`${word}x`) }),
      await ask({ user: 'admin', signIn: { by: 'password' }, secrets: signInWord(`${word}x`) }),
    ]) {
      expect(refused.ok).toBe(false);
      expect(JSON.stringify(refused)).not.toContain(word);
    }
  } finally {
    await onHost(`echo admin:${PASSWORD} | chpasswd; rm -f /run/canary-runs`);
  }
});

describe.skipIf(why)('faults', () => {
  const slow: Asked = { command: { script: 'echo begun; sleep 80; echo done', deadlineSeconds: 85 } };

  it('no sshd', async () => {
    await web.fault('sshd-dead');
    expect(await ask({})).toMatchObject({ problem: { kind: 'unreachable', reason: 'refused' } });
  });

  it('another host key, and a key that is not known at all', async () => {
    await web.fault('host-key');
    await expect.poll(() => ask({}), { timeout: 10_000 }).toMatchObject({ problem: { kind: 'host-key-changed', address: web.ip } });
    const all = readFileSync(knownHosts, 'utf8');
    const own = linesFor(parseKnownHosts(all), web.ip, 22).map((line) => line.key);
    expect(own.length).toBeGreaterThan(0);
    writeFileSync(knownHosts, all.split('\n').filter((line) => !own.some((known) => line.includes(known))).join('\n')); // prettier-ignore
    try {
      expect(await ask({})).toMatchObject({
        problem: { kind: 'host-key-unknown', keyType: 'ssh-ed25519', fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/) },
      });
    } finally {
      writeFileSync(knownHosts, all);
    }
  });

  it('a connection that is ended in the middle', async () => {
    const running = ask(slow);
    await expect.poll(() => onHost('pgrep -x sleep || :'), { timeout: 20_000 }).not.toBe('');
    await web.fault('cut-fin');
    expect(await running).toMatchObject({ problem: { kind: 'connection-lost' } });
    await onHost('pkill -x sleep || :');
  });

  it('a connection that falls silent: known within 60 s, and connecting anew within 10 s', async () => {
    const running = ask(slow);
    await expect.poll(() => onHost('pgrep -x sleep || :'), { timeout: 20_000 }).not.toBe('');
    await web.fault('half-open');
    const since = Date.now();
    expect(await ask({})).toMatchObject({ problem: { kind: 'unreachable', reason: 'timeout', seconds: 10 } });
    expect(Date.now() - since).toBeLessThan(13_000);
    expect(await running).toMatchObject({ problem: { kind: 'connection-lost', detail: 'Keepalive timeout' } });
    expect(Date.now() - since).toBeLessThan(65_000);
  });
});
