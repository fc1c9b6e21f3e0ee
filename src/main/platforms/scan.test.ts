import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostname, totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { HostFacts } from '../../shared/domain/facts.ts';
import { hostScript } from './host-scripts.ts';
import { answer, fixture, hostClock, NONCE, outputOf, readScan, system } from './scan.test-kit.ts';
import { scanQuery } from './scan.ts';

const update = (facts: HostFacts, name: string) => facts.updates.find((item) => item.name === name);

describe('a Debian 12 host, as root', () => {
  const { facts, warnings, refreshProblem } = readScan(fixture('debian-12-root.txt'));

  it('says nothing that is not understood, and fits the contract', () => {
    expect(warnings).toEqual([]);
    expect(refreshProblem).toBeNull();
    expect(HostFacts.parse(facts)).toEqual(facts);
  });

  it('reads the system', () => {
    expect(facts).toMatchObject({ platform: 'apt', hostname: 'web1', rights: 'root', clockSkewSeconds: 0 });
    expect(facts.os).toEqual({ id: 'debian', versionId: '12', codename: 'bookworm', pretty: 'Debian GNU/Linux 12 (bookworm)' });
    expect(facts.kernel).toEqual({ running: '6.18.44-fc-v595', newest: null, machine: 'x86_64' });
    expect(facts.hardware).toMatchObject({ cores: 2, memoryBytes: 24_684_096 * 1024, virtualisation: 'container-other', serial: null });
    expect(facts.hardware.disks).toEqual([{ name: 'vda', bytes: 274_877_906_944, model: '' }]);
    expect(facts.space).toEqual([{ path: '/', totalBytes: 614_400 * 1024, freeBytes: 588_533_760, freeInodes: 3_085_190 }]);
  });

  it('reads packages, their sources and origins', () => {
    expect(facts.packages).toHaveLength(211);
    expect(facts.packages.find((item) => item.name === 'shop-local')).toEqual({
      name: 'shop-local',
      arch: 'all',
      version: '0.9',
      source: 'shop-suite',
      sourceVersion: '1:0.9-3',
      origin: null,
      held: false,
      healthy: true,
    });
    expect(facts.packages.filter((item) => item.origin === null).map((item) => item.name)).toEqual(['shop-local']);
    expect(facts.packages.find((item) => item.name === 'bash')?.origin).toBe('Debian:oldstable');
    expect(facts.packages.find((item) => item.name === 'shop-tools')?.origin).toBe('Shop, Ltd:stable');
    expect(facts.packages.some((item) => item.name === 'shop-old')).toBe(false);
    expect(facts.packages.filter((item) => item.held).map((item) => item.name)).toEqual(['tzdata']);
  });

  it('reads updates with origin, security and state', () => {
    expect(facts.updates).toHaveLength(45);
    expect(facts.updates.filter((item) => item.state === 'ready')).toHaveLength(42);
    expect(update(facts, 'tzdata')).toMatchObject({
      from: '2025b-0+deb12u1',
      to: '2026f-0+deb12u1',
      origin: 'Debian:oldstable-security',
      security: true,
      state: 'held',
    });
    expect(update(facts, 'shop-tools')).toMatchObject({ to: '1.1', origin: 'Shop, Ltd:stable', security: false, state: 'kept-back' });
    expect(update(facts, 'shop-phased')).toMatchObject({ to: '2.0', security: false, state: 'phased' });
    expect(update(facts, 'systemd')).toMatchObject({
      to: '252.39-1~deb12u2',
      origin: 'Debian:oldstable-updates',
      security: false,
      state: 'ready',
    });
    expect(update(facts, 'libssl3')).toBeUndefined();
  });

  it('reads the age of the lists from the repository that was checked longest ago', () =>
    expect(facts.lists).toEqual({ at: '2026-11-21T22:15:37.000Z', refreshed: false }));

  it('reads units, ports, stale processes and the need to reboot', () => {
    expect(facts.failedUnits).toEqual(['broken.service']);
    expect(facts.services.find((item) => item.name === 'ssh.service')).toEqual({
      name: 'ssh.service',
      active: 'active',
      sub: 'running',
      description: 'OpenBSD Secure Shell server',
    });
    expect(facts.listeners).toEqual([
      { protocol: 'udp', address: '127.0.0.1', port: 53, process: 'a "b' },
      { protocol: 'udp', address: '::1', port: 5353, process: 'a "b' },
      { protocol: 'tcp', address: '0.0.0.0', port: 22, process: 'sshd' },
      { protocol: 'tcp', address: '0.0.0.0', port: 80, process: 'nginx' },
      { protocol: 'tcp', address: '::', port: 22, process: 'sshd' },
      { protocol: 'tcp', address: '::', port: 80, process: 'nginx' },
    ]);
    expect(facts.staleProcesses.slice(0, 2)).toEqual([
      { pid: 1, command: 'systemd', unit: 'init.scope', files: ['/usr/lib/x86_64-linux-gnu/libcrypto.so.3'] },
      { pid: 51, command: 'systemd-journal', unit: 'systemd-journald.service', files: ['/usr/lib/x86_64-linux-gnu/libcrypto.so.3'] },
    ]);
    expect(facts.reboot).toEqual({ required: true, reasons: ['libc6 asks for it', 'linux-image-6.1.0-56-amd64 asks for it'] });
  });
});

describe('the same host, as a user without rights', () => {
  const { facts, warnings, refreshProblem } = readScan(fixture('debian-12-user.txt'), { refresh: true });
  const root = readScan(fixture('debian-12-root.txt')).facts;

  it('knows the same packages and updates', () => {
    expect(warnings).toEqual([]);
    expect(facts.packages).toEqual(root.packages);
    expect(facts.updates).toEqual(root.updates);
  });

  it('says what it cannot see, and that the lists were not refreshed', () => {
    expect(refreshProblem).toEqual({ kind: 'rights-needed', forWhat: 'refreshing the package lists' });
    expect(facts.lists.refreshed).toBe(false);
    expect(facts.rights).toBe('none');
    expect(facts.listeners.map((item) => item.process)).toEqual([null, null, null, null, null, null]);
    expect(facts.unseen.join('\n')).toMatch(/process names of other users' ports: needs administrator rights\nother users' processes/);
  });
});

describe('other hosts', () => {
  it('without systemd, ss and package lists', () => {
    const { facts, warnings } = readScan(fixture('debian-12-sshd-root.txt'));
    expect(warnings).toEqual([{ kind: 'lists-missing' }]);
    expect(facts.lists.at).toBeNull();
    expect(facts.updates).toEqual([]);
    expect(facts.packages.length).toBeGreaterThan(200);
    expect(facts.listeners).toContainEqual({ protocol: 'tcp', address: '::1', port: 8080, process: null });
    expect(facts.listeners).toContainEqual({ protocol: 'udp', address: '127.0.0.1', port: 53, process: null });
    expect(facts.unseen).toContain('services and failed units: systemd does not run on this host');
  });

  it('with nothing but busybox', () => {
    const { facts, warnings } = readScan(fixture('busybox-root.txt'));
    expect(warnings).toEqual([{ kind: 'unsupported-host', os: 'Alpine Linux v3.20' }]);
    expect(facts).toMatchObject({ platform: 'unsupported', hostname: 'bb1', packages: [], uptimeSeconds: 3141.21 });
    expect(facts.hardware.virtualisation).toBe('virtual machine');
  });

  it('with 847 packages and the whole archive in its lists', () => {
    const { facts, warnings } = readScan(fixture('debian-12-development-root.txt.gz'));
    expect(warnings).toEqual([]);
    expect(facts.packages).toHaveLength(847);
    expect(facts.updates).toHaveLength(116);
    expect(HostFacts.safeParse(facts).success).toBe(true);
  });
});

describe('an answer that is not what it should be', () => {
  const parse = (bytes: Uint8Array, exit = 0) => scanQuery({ nonce: NONCE, refresh: false, sentAt: 0 }).parse(outputOf(bytes, 0, exit));
  const text = fixture('busybox-root.txt').toString();

  it.each([
    ['cut off', text.slice(0, -`${NONCE} done\n`.length)],
    ['text outside of its sections', `noise\n${text}`],
    ['frame out of order', `${text}${NONCE} os\n`],
    ['frame out of order', text.replace('end system 0', 'end space 0')],
  ])('%s', (why, broken) =>
    expect(parse(new TextEncoder().encode(broken))).toMatchObject({ ok: false, problem: { kind: 'cannot-parse', what: `scan: ${why}` } }),
  );

  it('a script that could not run is a failed command', () =>
    expect(parse(new Uint8Array(), 73)).toMatchObject({ ok: false, problem: { kind: 'command-failed', exit: 73 } }));

  it('quotes what it does not know, cleaned, and goes on', () => {
    const { facts, warnings } = readScan(
      answer({
        packages: 'Bad Name\tall\t1\t\t\tinstall ok installed\nok\tall\t1\t\t\tinstall ok installed',
        listeners: 'tcp \u001b[31mwhat\u202e',
      }),
    );
    expect(facts.packages.map((item) => item.name)).toEqual(['ok']);
    expect(warnings).toContainEqual({ kind: 'cannot-parse', what: 'scan: dpkg-query', line: 'Bad Name all 1 install ok installed' });
    expect(warnings).toContainEqual({ kind: 'cannot-parse', what: 'scan: ss', line: 'tcp what' });
  });

  it('lists the config files that lie beside the edited ones', () => {
    const configs = '/etc/ssh/sshd_config.ucf-dist\n/etc/apt/x.dpkg-dist\nfind: hm\n';
    expect(readScan(answer({ configs })).facts.configsAside).toEqual(['/etc/apt/x.dpkg-dist', '/etc/ssh/sshd_config.ucf-dist']);
  });

  it('takes the lines of a description for what they are', () => {
    const units = 'a.service loaded active running python3 -c\nimport time\ntime.sleep(9)\nb.service loaded failed failed B\n';
    const { facts, warnings } = readScan(answer({ units }));
    expect(warnings.filter((one) => one.kind === 'cannot-parse' && one.what.includes('systemctl'))).toEqual([]);
    expect(facts.services.map((unit) => [unit.name, unit.active])).toEqual([
      ['a.service', 'active'],
      ['b.service', 'failed'],
    ]);
    expect(readScan(answer({ units: 'what is this' })).warnings).toContainEqual({
      kind: 'cannot-parse',
      what: 'scan: systemctl',
      line: 'what is this',
    });
  });

  it('cannot be framed by what a host contains', () => {
    const units = `x.service loaded active running ${NONCE} end units 0`;
    expect(readScan(answer({ units })).facts.services[0]?.description).toBe(`${NONCE} end units 0`);
  });

  it('survives bytes that are no UTF-8 and lines of a megabyte', () => {
    const { facts, warnings } = readScan(
      Buffer.concat([
        answer({ units: 'r\u00fcde.service loaded active running M\u00fcll' }).subarray(0, -`${NONCE} done\n`.length),
        Buffer.from(`${NONCE} extra\n`),
        Buffer.alloc(1 << 20, 0xfc),
        Buffer.from(`\n${NONCE} end extra 0\n${NONCE} done\n`),
      ]),
    );
    expect(facts.services).toHaveLength(1);
    expect(warnings).toContainEqual({ kind: 'cannot-parse', what: 'scan: section', line: 'extra' });
  });

  it('says when a tool failed, with its words', () => {
    const { warnings } = readScan(answer({ packages: { text: '', exit: 2 }, 'packages.err': 'dpkg-query: error: parsing file' }));
    expect(warnings).toContainEqual({
      kind: 'command-failed',
      what: 'scan: packages',
      exit: 2,
      lines: ['dpkg-query: error: parsing file'],
    });
  });
});

describe('time', () => {
  const skewOf = (host: string, sentAt: number, firstByteAt: number): number => {
    const result = scanQuery({ nonce: NONCE, refresh: false, sentAt }).parse(outputOf(answer({ clock: host }), firstByteAt));
    return result.ok ? result.value.facts.clockSkewSeconds : NaN;
  };
  it('a slow way to the host is no skew', () => expect(skewOf('1000.5', 990_000, 1_001_000)).toBe(0));
  it('ahead', () => expect(skewOf('1100.5', 1_000_000, 1_001_000)).toBeCloseTo(99.5));
  it('behind, without a fraction as busybox prints it', () => expect(skewOf('900.%N', 1_000_000, 1_001_000)).toBeCloseTo(-99));
  it('above a minute is a warning', () => {
    const bytes = answer({});
    const result = scanQuery({ nonce: NONCE, refresh: false, sentAt: 0 }).parse(outputOf(bytes, hostClock(bytes) - 100_000));
    expect(result.ok && result.value.warnings.map((problem) => problem.kind)).toContain('clock-skew');
  });
});

describe('kernel and reboot', () => {
  const packages = (...names: string[]): string =>
    names.map((name) => `${name}\tamd64\t6.1.192-2\tlinux-signed-amd64\t6.1.192+2\tinstall ok installed`).join('\n');

  it('9 is older than 10, and another flavour does not count', () => {
    const { facts } = readScan(
      answer({
        system: system([], '6.1.0-9-amd64'),
        packages: packages('linux-image-6.1.0-9-amd64', 'linux-image-6.1.0-10-amd64', 'linux-image-6.5.0-1-cloud-amd64'),
      }),
    );
    expect(facts.kernel.newest).toBe('6.1.0-10-amd64');
    expect(facts.reboot.reasons).toContain('kernel 6.1.0-10-amd64 is installed, 6.1.0-9-amd64 is running');
  });

  it('an update under the same name is seen by its version', () => {
    const { facts } = readScan(answer({ packages: packages('linux-image-6.1.0-50-amd64') }));
    expect(facts.reboot).toEqual({
      required: true,
      reasons: ['kernel 6.1.0-50-amd64 is installed in version 6.1.192-2, 6.1.176-1 is running'],
    });
  });

  it('a container runs no kernel of its own', () => {
    const { facts } = readScan(answer({ system: system(['virt\tlxc', 'image\t6.99.0-1-amd64']) }));
    expect(facts.kernel.newest).toBeNull();
    expect(facts.reboot.required).toBe(false);
  });

  it("a kernel of one's own is found in /boot", () =>
    expect(readScan(answer({ system: system(['image\t6.12.1-amd64']) })).facts.kernel.newest).toBe('6.12.1-amd64'));
});

describe.skipIf(!existsSync('/proc/meminfo'))('the script itself, on this computer', () => {
  it('is accepted by shellcheck where that is installed', () => {
    const check = spawnSync('shellcheck', ['-s', 'sh', '-'], { input: hostScript('posix/scan.sh'), encoding: 'utf8' });
    if (!check.error) expect(check.stdout).toBe('');
  });

  it('tells the truth, and leaves nothing behind', { timeout: 120_000 }, () => {
    const query = scanQuery({ nonce: NONCE, refresh: false, sentAt: Date.now() });
    const left = (): string =>
      spawnSync('sh', ['-c', 'ls -d /dev/shm/patchbay-scan.* /run/patchbay-scan.* /tmp/patchbay-scan.* 2>/dev/null'], { encoding: 'utf8' })
        .stdout;
    const before = left();
    const run = spawnSync('sh', ['-s', ...query.command.args], {
      input: query.command.script,
      env: { LC_ALL: 'C.UTF-8' },
      maxBuffer: query.command.maxBytes,
    });
    const result = query.parse(outputOf(run.stdout, Date.now()));
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    expect(left()).toBe(before);
    const { facts, warnings } = result.value;
    expect(warnings.filter((problem) => problem.kind === 'cannot-parse')).toEqual([]);
    expect(facts.hostname).toBe(hostname());
    expect(facts.hardware.memoryBytes).toBe(totalmem());
    expect(facts.rights).toBe(process.getuid?.() === 0 ? 'root' : 'none');
    expect(HostFacts.safeParse(facts).success).toBe(true);
    if (facts.platform !== 'apt') return;
    const dpkg = spawnSync('sh', ['-c', "dpkg-query -W -f '${db:Status-Status}\\n' | grep -cv -e not-installed -e config-files"], {
      encoding: 'utf8',
    });
    expect(facts.packages).toHaveLength(Number(dpkg.stdout));
  });
});
