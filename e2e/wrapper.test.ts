import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostRow } from '../src/shared/contract/contract.ts';
import type { Deployment } from '../src/shared/domain/deployment.ts';
import type { Plan } from '../src/shared/domain/plan.ts';
import type { Rehearsal } from '../src/shared/domain/rehearsal.ts';
import { apt } from '../src/main/platforms/apt/index.ts';
import { scanQuery } from '../src/main/platforms/scan.ts';
import { WRAPPER, wrapperPayload } from '../src/main/transports/wrapper.ts';
import { Lab, noLab, type Outcome } from './lab/lab.ts';
import { Laptop } from './support/patchbay.ts';

// The least-privilege sudoers file on a real host: enough for the whole journey, and for nothing else.

const why = noLab();
if (why) console.log(`skipped, sudoers file: ${why}`);

describe.skipIf(why)('the least-privilege sudoers file', () => {
  let lab: Lab;
  let laptop: Laptop;
  let deployed = '';
  const host = () => lab.host('web-01');

  beforeAll(async () => {
    lab = await Lab.up({ hosts: ['web-01'], owner: process.pid, id: `ssh-${process.pid}` });
    laptop = new Laptop(lab);
    await laptop.meetHosts('viewer');
    const key = ['--key', lab.key];
    await laptop.must(['hosts', 'edit', 'web-01', '--elevation', 'wrapper', ...key]);
  });
  afterAll(async () => {
    laptop?.remove();
    await lab?.down();
  });

  it('is missed before it is there, in sudo’s own words', async () => {
    const tested = await laptop.json(['hosts', 'test', 'web-01']);
    expect(tested.exit).toBe(3);
    const [{ layers }] = tested.value as [{ layers: { layer: string; state: string; problem: { kind: string; why: string } | null }[] }];
    expect(layers.find((one) => one.layer === 'rights')).toMatchObject({
      state: 'fail',
      problem: { kind: 'wrapper-refused', why: expect.stringMatching(/sudo:/) },
    });
    expect(layers.filter((one) => one.layer !== 'rights').map((one) => one.state)).toEqual(
      Array.from({ length: layers.length - 1 }, () => 'ok'),
    );
  });

  it('is installed by its script, and visudo agrees', async () => {
    const path = join(laptop.home, 'sudoers.sh');
    await laptop.must(['hosts', 'sudoers', 'web-01', '--output', path]);
    const installed = await host().exec(
      'cat >/root/sudoers.sh; sh /root/sudoers.sh && visudo -c && stat -c "%a %U" /etc/sudoers.d/patchbay-viewer ' + WRAPPER,
      {
        input: readFileSync(path, 'utf8'),
      },
    );
    expect(installed.stderr).toBe('');
    expect(installed.stdout).toContain('440 root\n755 root\n');
  });

  it('is enough for a scan, a preview, a run, its verification and the way back', async () => {
    expect((await laptop.json(['hosts', 'test', 'web-01'])).exit).toBe(0);
    const rows = await laptop.must<HostRow[]>(['scan', 'web-01']);
    expect(rows[0]?.scan).toMatchObject({ state: 'scanned', problem: null, warnings: [] });
    const plan = await laptop.must<Plan>(['test', 'web-01', '--security']);
    expect(plan.hosts[0]?.blocking).toEqual([]);
    const rehearsed = await laptop.must<Rehearsal[]>(['rehearse', plan.id]);
    expect(rehearsed.map((one) => one.verdict)).toEqual(['passed']);
    const done = await laptop.must<Deployment>(['deploy', plan.id, '--yes', '--hash', plan.hash ?? '', '--name', 'By list']);
    deployed = done.id;
    expect(done.runs.map((run) => run.state)).toEqual(['done']);
    await laptop.must(['verify', deployed]);
    const back = await laptop.must<Deployment>(['rollback', deployed, '--yes']);
    expect(back.runs.map((run) => run.state)).toEqual(['done']);
  });

  /** As the account's owner could, past Patchbay. */
  const send = (text: string): Promise<Outcome> =>
    host().exec(['su', 'viewer', '-s', '/bin/sh', '-c', `sudo -n ${WRAPPER}`], { input: text });
  const token = `patchbay-${'0'.repeat(32)}`;
  const ordered = (script: string, args: readonly string[]): Promise<Outcome> =>
    send(wrapperPayload({ what: '', script, args, rights: 'root', deadlineSeconds: 9, maxBytes: 9 }, token));
  const scan = scanQuery({ refresh: false, nonce: 'a'.repeat(16), sentAt: 0 }).command;
  const launch = apt.repair('a'.repeat(12)).command;
  const status = apt.status('a'.repeat(12), 0).command;
  const resume = apt.resume('a'.repeat(12)).command;
  const plan = (line: string): string =>
    `run aaaaaaaaaaaa\nkind deploy\nkit-of -\nwithout-way-back yes\npatience 1\nbytes 0\n${line}\nend\n`;
  const launched = (line: string): readonly string[] => [...launch.args.slice(0, 3), plan(line)];

  it('runs what is on the list, as root', async () => {
    const done = await ordered(scan.script, scan.args);
    expect(done.stdout).toMatch(/:begin:0\n[^]*:end:0\n/);
  });

  it.each<[string, string, readonly string[]]>([
    ['a script of their own', 'id', []],
    ['a script that begins like ours', `${scan.script}\nid`, scan.args],
    ['a run’s folder elsewhere', status.script, ['../../../tmp/x', '0', '1', '0']],
    ['a runner in a folder of theirs', resume.script, ['../../../tmp/evil', 'resume']],
    ['an argument too few', status.script, ['aaaaaaaaaaaa', '0', '1']],
    ['an argument too many', status.script, [...status.args, '1']],
    ['a word that is no number', status.script, ['aaaaaaaaaaaa', '0', '1', '$(id)']],
    ['a runner of their own', launch.script, ['aaaaaaaaaaaa', 'id >/tmp/pwned', ...launch.args.slice(2)]],
    ['an option among the packages', launch.script, launched('item install -oDPkg::Pre-Invoke::=id:amd64 - 1.0')],
    ['an option in a version', launch.script, launched('item install openssl:amd64 - -o=x')],
    ['a kit of their own', launch.script, launched('kit-of ../../../tmp/kit')],
    ['a second line where one belongs', launch.script, launched('kind rollback')],
    ['a line of no form', launch.script, launched('source http://192.0.2.1')],
    [
      'packages that are options',
      apt.preview({ mode: 'security', exclude: [] }, { allowRemovals: [] }).command.script,
      ['t', 'packages', '-o x', '', ''],
    ],
    [
      'lines in packages',
      apt.preview({ mode: 'security', exclude: [] }, { allowRemovals: [] }).command.script,
      ['t', 'packages', 'a\n-o', '', ''],
    ],
  ])('refuses %s', async (_, script, args) => {
    const said = await ordered(script, args);
    expect(said.stdout).toContain(`${token}:end:refused`);
    expect(said.stdout + said.stderr).not.toContain('uid=');
  });

  it('refuses arguments, other programs and noise', async () => {
    const as = (command: string): Promise<Outcome> => host().exec(['su', 'viewer', '-s', '/bin/sh', '-c', command], { input: '' });
    for (const command of [`sudo -n ${WRAPPER} x`, 'sudo -n sh -c id', 'sudo -n id', 'sudo -n apt-get update'])
      expect(await as(command)).toMatchObject({ code: 1, stderr: expect.stringMatching(/password is required|not allowed/) });
    for (const noise of ['', 'id\n', `${token}\n1\n`, `${token}\nx\n`, `${token}\n0\n!!!\n`, `${token}\n99999999999999999999\n\n`]) {
      const said = await send(noise);
      expect(said.stdout + said.stderr).not.toContain('uid=');
    }
    expect((await host().exec('test -e /tmp/pwned')).code).toBe(1);
    // As root of the host, they cannot be changed by the account.
    expect((await as(`echo x >>/usr/local/lib/patchbay/scripts`)).code).not.toBe(0);
  });
});
