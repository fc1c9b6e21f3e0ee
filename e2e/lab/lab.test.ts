// The lab itself: its hosts are real, and every fault can be seen, and is gone after off.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lab, type LabHost, noLab } from './lab.ts';
import { parseTruth } from './truth.ts';

const APT = 'DEBIAN_FRONTEND=noninteractive apt-get -y -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold';
const reason = noLab();
if (reason) console.log(`the lab's tests are skipped: ${reason}`);

describe.skipIf(reason !== undefined)('the lab', () => {
  let lab: Lab;
  let web: LabHost, app: LabHost;

  beforeAll(async () => {
    const t0 = Date.now();
    lab = await Lab.up({ hosts: ['web-01', 'db-01', 'dns-01', 'app-01', 'files-01', 'jump-01', 'inner-01'], owner: process.pid });
    console.log(`lab up: ${((Date.now() - t0) / 1000).toFixed(1)} s`);
    web = lab.host('web-01');
    app = lab.host('app-01');
  });
  afterAll(() => lab?.down());

  const text = async (h: LabHost, command: string): Promise<string> => {
    const r = await h.exec(command);
    return (r.stdout + r.stderr).trim();
  };

  it('has real hosts with services and outstanding updates of both kinds', async () => {
    const services: Record<string, string> = {
      'web-01': 'nginx',
      'db-01': 'postgresql@15-main',
      'dns-01': 'named',
      'app-01': 'haproxy',
      'files-01': 'rsync',
    };
    const updates = new Map(lab.updates().map((u) => [u.name, u]));
    await Promise.all(
      Object.entries(services).map(async ([name, service]) => {
        const h = lab.host(name);
        await h.exec('timeout 60 systemctl is-system-running --wait'); // sshd answers before the last service is up
        expect(await text(h, `systemctl is-active ${service}`), name).toBe('active');
        const out = await text(h, 'apt-get -qq update; apt-get -s dist-upgrade | grep ^Inst');
        const inst = [...out.matchAll(/^Inst (\S+) \[(\S+)\] \((\S+) (.*?) /gm)];
        expect(inst.filter((m) => m[4]?.startsWith('Debian-Security')).length, name).toBeGreaterThan(5);
        expect(inst.filter((m) => !m[4]?.startsWith('Debian-Security')).length, name).toBeGreaterThan(5);
        for (const [, pkg = '', old, next] of inst) expect([old, next], pkg).toEqual([updates.get(pkg)?.old, updates.get(pkg)?.new]);
      }),
    );
  });

  it('installs one update, and dpkg counts it once', async () => {
    const u = lab.updates().find((x) => x.name === 'tzdata') ?? lab.updates()[0]!;
    expect((await app.exec(`apt-get -qq update && ${APT} install ${u.name}`)).code).toBe(0);
    const t = await app.truth();
    expect(t.packages.get(u.name)).toBe(u.new);
    expect(t.configured(u.name, u.new)).toBe(1);
    expect(t.configured(u.name, u.old)).toBe(0);
    expect([...t.doubled]).toEqual([]);
    expect(t.broken).toBe(false);
  });

  it('is reached by ssh from the lab network, and only from there', async () => {
    expect((await web.ssh('hostname')).stdout).toBe('web-01\n');
    const out = await new Promise<number | null>((done) => {
      lab.run(['bash', '-c', `exec 3<>/dev/tcp/${web.ip}/22 && read -r l <&3 && [[ $l == SSH* ]]`]).on('exit', done);
    });
    expect(out).toBe(0);
  });

  it('has four kinds of account', async () => {
    const sudo = "echo lab | sudo -S -k -p '' id -un";
    expect((await web.ssh('sudo -n id -un', { user: 'ops' })).stdout).toBe('root\n');
    expect((await web.ssh('sudo -n id -un', { user: 'admin' })).code).not.toBe(0);
    expect((await web.ssh(sudo, { user: 'admin' })).stdout).toBe('root\n');
    expect((await web.ssh(sudo, { user: 'viewer' })).stderr).toMatch(/not in the sudoers/);
  });

  it('has a host behind a jump host', async () => {
    const inner = lab.host('inner-01');
    expect(inner.via).toBe('jump-01');
    expect((await inner.ssh('hostname')).stdout).toBe('inner-01\n');
    expect((await inner.ssh('true', { options: ['-o', 'ProxyJump=none'] })).code).not.toBe(0);
    expect((await inner.exec('apt-get -qq update && apt-get -s upgrade | grep -c ^Inst')).stdout.trim()).toMatch(/^[1-9]\d+$/);
  });

  it('snapshots and restores a disk', async () => {
    const h = lab.host('files-01');
    await h.snap('before');
    await h.exec('touch /srv/files/new; sync');
    await h.stop();
    await h.restore('before');
    await h.start();
    expect((await h.exec('ls /srv/files/new')).code).not.toBe(0);
  });

  it('cuts the power: silence, then a new boot', async () => {
    const h = lab.host('dns-01');
    const before = (await h.truth()).bootId;
    const session = lab.run(['ssh', '-F', lab.sshConfig, 'dns-01', 'echo up; sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((go) => session.stdout?.once('data', go));
    await h.kill();
    await new Promise((go) => setTimeout(go, 500));
    expect(session.exitCode, 'nobody told the client').toBe(null);
    session.kill('SIGKILL');
    await h.start();
    expect((await h.truth()).bootId).not.toBe(before);
  });

  // kind, arguments, what is looked at, how it looks while it is on; and must not look afterwards
  type Look = (h: LabHost) => Promise<string>;
  const look =
    (command: string): Look =>
    (h) =>
      text(h, command);
  const ssh =
    (command: string, user = 'root', options: string[] = []): Look =>
    async (h) => {
      const r = await h.ssh(command, { user, options: ['-o', 'ConnectTimeout=2', ...options], timeout: 20_000 });
      return `${r.code} ${r.stdout}${r.stderr}`;
    };
  const update = look('rm -rf /var/lib/apt/lists/*; apt-get update');
  const faults: [string, (string | number)[], Look, RegExp][] = [
    ['half-open', [], ssh('true'), /^255 .*timed out/],
    ['sshd-dead', [], ssh('true'), /^255 .*refused/],
    ['host-key', [], ssh('true'), /^255 [^]*has changed/],
    ['no-key', [], ssh('true'), /^255 .*Permission denied/],
    ['sudo-password', [], ssh('sudo -n true', 'ops'), /^1 .*password is required/],
    ['sudo-none', [], ssh("echo lab | sudo -S -k -p '' true", 'admin'), /^1 .*not in the sudoers/],
    ['sudo-tty', [], ssh('sudo -n true', 'ops'), /^1 .*must have a tty/],
    ['noisy', [], ssh('true', 'ops', ['-o', 'LogLevel=info']), /WELCOME[^]*and an error/],
    ['locale', [], ssh('locale | head -1; apt-get -s install bash', 'root'), /LANG=de_DE.UTF-8[^]*Paketlisten/],
    ['lock', [], look('apt-get -y install --reinstall bash'), /Could not get lock/],
    ['dpkg-broken', [], look('dpkg --audit'), /patchbay-lab-slow/],
    [
      'conffile',
      [],
      look('apt-get -s install patchbay-lab-conf; tail -1 /etc/patchbay-lab.conf'),
      /Inst patchbay-lab-conf \[1\][^]*edited by hand/,
    ],
    [
      'slow-postinst',
      [2],
      look('apt-get -s install patchbay-lab-slow; cat /etc/patchbay-lab-slow'),
      /Inst patchbay-lab-slow \[1\][^]*2\.0/,
    ],
    ['fail-postinst', [], look(`${APT} install --only-upgrade patchbay-lab-fail`), /lab: cannot configure/],
    ['question', [], look('apt-get -s install patchbay-lab-ask'), /Inst patchbay-lab-ask \[1\]/],
    ['loud', [], look(`${APT} install --only-upgrade patchbay-lab-loud | wc -c`), /^8\d{6}/m],
    ['removes', [], look('apt-get -s dist-upgrade'), /^Remv patchbay-lab-old/m],
    ['kept-back', [], look('apt-get -s dist-upgrade'), /kept back:\n {2}patchbay-lab-kept/],
    ['phased', [], look('apt-get -s dist-upgrade'), /kept back:\n {2}patchbay-lab-phased/],
    ['hold', ['openssl'], look('apt-mark showhold'), /^openssl$/],
    ['unit-fails', [], look(`${APT} install --reinstall netbase; systemctl --failed`), /lab-canary/],
    ['slow-dpkg', [1], look('grep -l "^# lab" /var/lib/dpkg/info/*.prerm'), /openssl\.prerm/],
    ['repo-down', [], update, /Connection refused/],
    ['repo-expired', [], update, /expired/],
    ['repo-badsig', [], update, /NO_PUBKEY/],
    ['repo-tampered', [], update, /BADSIG/],
    ['repo-404', [], update, /does not have a Release file/],
    ['disk-full', [], look('head -c 20m /dev/zero > /var/tmp/x; rm /var/tmp/x'), /No space left/],
    ['boot-full', [], look('head -c 9m /dev/zero > /boot/x && rm /boot/x'), /No space left/],
    ['clock', ['-400d'], update, /not valid yet/],
    ['reboot-needed', [], look('cat /run/reboot-required.pkgs'), /linux-base/],
  ];

  // two hosts at a time: the faults of one are no business of the other
  const half = Math.ceil(faults.length / 2);
  const halves = [faults.slice(0, half), faults.slice(half)];
  it('has faults that can be seen, and are gone after off', async () => {
    const wrong: string[] = [];
    await Promise.all(
      halves.map(async (list, i) => {
        const h = i === 0 ? web : app;
        for (const [kind, args, see, seen] of list) {
          await h.fault(kind, 'on', ...args);
          const on = await see(h);
          if (!seen.test(on)) wrong.push(`${kind}: not seen: ${on.slice(-300)}`);
          await h.fault(kind, 'off');
          if (seen.test(await see(h))) wrong.push(`${kind}: still seen after off`);
        }
        const t = await h.truth();
        if (t.broken) wrong.push(`${h.name} is left broken: ${t.audit}${t.disorder.join(' ')}`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('slows a line down, and heals it', async () => {
    const took = async (): Promise<number> => {
      const t0 = Date.now();
      expect((await web.ssh('head -c 60000 /dev/zero | wc -c; head -c 60000 /dev/zero')).code).toBe(0);
      return Date.now() - t0;
    };
    const fast = await took();
    await web.fault('slow', 'on', 60, 1000);
    const slow = await took();
    await web.fault('slow', 'off');
    // ten round trips of 120 ms and 60 kB at 1 Mbit/s are over a second more
    expect(slow).toBeGreaterThan(fast + 1000);
    expect(await took()).toBeLessThan(slow - 500);
  });

  it('cuts sessions by FIN, and by silence that ends', async () => {
    const session = lab.run(['ssh', '-F', lab.sshConfig, 'web-01', 'echo up; sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((go) => session.stdout?.once('data', go));
    const ended = new Promise<number | null>((go) => session.once('exit', go));
    await web.fault('cut-fin');
    expect(await ended).toBe(255);
    await web.fault('cut-drop', 'on', 8);
    expect((await web.ssh('true', { options: ['-o', 'ConnectTimeout=2'] })).code).toBe(255);
    expect((await web.ssh('true', { options: ['-o', 'ConnectTimeout=30'] })).code).toBe(0);
  });
});

describe('the truth', () => {
  it('counts configurations, and sees disorder', () => {
    const log = [
      '2026-11-21 10:00:00 upgrade openssl:amd64 3.0.1 3.0.2',
      '2026-11-21 10:00:01 status half-configured openssl:amd64 3.0.1',
      '2026-11-21 10:00:02 configure openssl:amd64 3.0.2 <none>',
      '2026-11-21 10:00:03 status installed openssl:amd64 3.0.2',
      '2026-11-21 10:00:04 trigproc openssl:amd64 3.0.2 <none>',
      '2026-11-21 10:00:05 status installed openssl:amd64 3.0.2',
      '2026-11-21 10:00:06 configure curl:amd64 8 <none>',
      '2026-11-21 10:00:07 status half-configured curl:amd64 8',
      '2026-11-21 10:00:08 configure curl:amd64 8 <none>',
      '2026-11-21 10:00:09 status installed curl:amd64 8',
      '2026-11-21 10:00:10 configure curl:amd64 8 <none>',
      '2026-11-21 10:00:11 status installed curl:amd64 8',
    ].join('\n');
    const t = parseTruth('b', 'ii \topenssl\t3.0.2\niF \tcurl:amd64\t8\nrc \told\t1\nhi \theld\t2\n', '', '', log);
    expect(t.configured('openssl', '3.0.2')).toBe(1);
    expect([...t.doubled]).toEqual([['curl 8', 2]]);
    expect(t.disorder).toEqual(['iF curl:amd64']);
    expect([...t.packages.keys()]).toEqual(['openssl', 'held']);
    expect(t.broken).toBe(true);
    expect(parseTruth('b', 'ii \ta\t1\n', '', '0001\ntmp.i\n', '').broken).toBe(true);
    expect(parseTruth('b', 'ii \ta\t1\n', '', 'tmp.i\n', '').broken).toBe(false);
  });
});
