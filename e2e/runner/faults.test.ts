import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apt } from '../../src/main/platforms/apt/index.ts';
import { noLab } from '../lab/lab.ts';
import { lab, LabHost, lines, logOf } from './lab-host.ts';

/** Each fault gives a clear reason, and what is on the host stays whole. */
describe.skipIf(noLab() !== undefined)('faults on a host', () => {
  let host: LabHost;
  const HOLD = `setsid perl -e 'open F, ">>", "/var/lib/dpkg/lock-frontend"; require "fcntl.ph" if 0; use Fcntl; my $l = pack("s s l! l! i", F_WRLCK, 0, 0, 0, 0); fcntl(F, F_SETLK, $l) or die; sleep 3600' </dev/null >/dev/null 2>&1 & echo $!`;

  beforeAll(() => {
    lab('up', '0');
    host = LabHost.up('base-11');
  });
  afterAll(() => lab('down'));

  it('waits for a package manager that is at work, and names it', async () => {
    const { transaction } = await host.preview(['tzdata']);
    const holder = host.sh(HOLD).trim();
    expect((await host.preview(['tzdata'])).blocking).toEqual([
      { kind: 'lock-held', lock: '/var/lib/dpkg/lock-frontend', holder: expect.stringContaining(`perl (pid ${holder}`) },
    ]);
    await host.launch('heldlock0001', transaction.items);
    const waiting = await host.until('heldlock0001', (now) => now.phase === 'waiting-lock' && now.progress !== null);
    expect(waiting.progress?.text).toContain(`perl (pid ${holder}`);
    expect(await host.problemOf(apt.reboot('heldlock0001', waiting.bootId))).toMatchObject({ kind: 'lock-held' });
    host.sh(`kill ${holder}`);
    expect(await host.ended('heldlock0001')).toMatchObject({ answer: 'done', exit: 0, attempts: 1 });
  });

  it('stops before any change where the host would now do something else', async () => {
    const { transaction } = await host.preview(['libssl3', 'openssl']);
    host.sh('apt-get -qq -y install openssl >/dev/null 2>&1');
    const before = host.packages();
    await host.launch('differs00001', transaction.items);
    const report = await host.ended('differs00001');
    expect(report).toMatchObject({
      answer: 'done',
      exit: 1,
      problem: { kind: 'plan-differs', added: [], missing: expect.arrayContaining([expect.stringContaining('upgrade openssl:')]) },
    });
    expect(host.packages()).toBe(before);
    expect(host.sh('ls /var/lib/patchbay/kits')).not.toContain('differs00001');
  });

  it('does nothing where the disk is too small, and says how much is missing', async () => {
    host.sh('fallocate -l $(($(df -B1 --output=avail / | tail -1) - 20000000)) /root/ballast');
    const { blocking, transaction } = await host.preview();
    expect(blocking).toEqual([{ kind: 'disk-full', path: '/', freeBytes: expect.any(Number), needBytes: expect.any(Number) }]);
    await host.launch('nospace00001', transaction.items);
    const report = await host.ended('nospace00001');
    expect(report).toMatchObject({
      answer: 'done',
      exit: 1,
      problem: { kind: 'kit-failed', lines: [expect.stringMatching(/^needs \d+ MiB, \d+ MiB are free/)] },
    });
    host.sh('rm /root/ballast');
    expect(host.audit()).toBe('');
  });

  it('says how it ended even where not one block is left, and goes on when there is room again', async () => {
    host.outdated('filler', {}, { scripts: { preinst: 'dd if=/dev/zero of=/root/ballast bs=1M 2>/dev/null; exit 1' } });
    const { transaction } = await host.preview(['filler']);
    await host.launch('fulldisk0001', transaction.items);
    const full = await host.ended('fulldisk0001');
    expect(full).toMatchObject({ answer: 'done', exit: 100 });
    expect(full.problem?.kind).toMatch(/disk-full|package-manager-failed/);
    host.sh('rm /root/ballast');
    host.sh('rm -r /srv/repo /etc/apt/sources.list.d/test.list; apt-get -qq update');
    // dpkg could not write its own journal to the end.
    expect((await host.preview()).blocking[0]?.kind).toBe('packages-broken');
    await host.ask(apt.repair('repair000000'));
    expect(await host.ended('repair000000')).toMatchObject({ answer: 'done', exit: 0 });
    expect(host.audit()).toBe('');
  });

  it('names broken packages, and repairs them on order', async () => {
    host.publish('broken', '1', { scripts: { postinst: 'test -e /root/mended' } });
    expect(() => host.sh('apt-get -qq -y install broken >/dev/null 2>&1')).toThrow();
    expect((await host.preview()).blocking[0]).toMatchObject({ kind: 'packages-broken' });
    await host.ask(apt.repair('repair000001'));
    const stuck = await host.ended('repair000001');
    expect(stuck, logOf(stuck)).toMatchObject({ answer: 'done', exit: 1, problem: { kind: 'packages-broken' } });
    host.sh('touch /root/mended');
    expect(await host.ask(apt.retry('repair000001'))).toBe('resumed');
    expect(await host.ended('repair000001')).toMatchObject({ answer: 'done', exit: 0, problem: null });
    expect(host.audit()).toBe('');
  });

  it('reports a failing package, and takes the same run up again', async () => {
    host.outdated('stubborn', {}, { scripts: { postinst: '[ "$2" != 1 ] || test -e /root/fixed' } });
    const { transaction } = await host.preview(['stubborn']);
    await host.launch('stubborn0001', transaction.items);
    const failed = await host.ended('stubborn0001');
    expect(failed).toMatchObject({ answer: 'done', exit: 100, problem: { kind: 'package-manager-failed', exit: 100 } });
    host.sh('touch /root/fixed');
    expect(await host.ask(apt.retry('stubborn0001'))).toBe('resumed');
    expect(await host.ended('stubborn0001')).toMatchObject({ answer: 'done', exit: 0, problem: null, attempts: 2 });
    expect(await host.ask(apt.retry('stubborn0001'))).toBe('running');
  });

  it('keeps edited config files, and says so before', async () => {
    host.outdated('config', { files: { '/etc/config.conf': 'old\n' } }, { files: { '/etc/config.conf': 'new\n' } });
    host.sh('echo mine >/etc/config.conf');
    const { transaction } = await host.preview(['config']);
    expect(transaction.conffileConflicts).toEqual([{ package: 'config', path: '/etc/config.conf' }]);
    expect(await host.deploy('conffile0001', transaction.items)).toMatchObject({ answer: 'done', exit: 0 });
    expect(host.sh('cat /etc/config.conf')).toBe('mine\n');
  });

  it('leaves out what is held and what is excluded, and says why', async () => {
    host.sh('apt-mark hold sudo');
    const all = await host.ask(apt.preview({ mode: 'everything', exclude: ['libsystemd0'] }, { allowRemovals: [] }));
    expect(all.transaction.leftOut).toEqual(
      expect.arrayContaining([
        { name: 'sudo', why: 'held' },
        { name: 'libsystemd0', why: 'excluded' },
      ]),
    );
    expect(lines(all.transaction.items).join('\n')).not.toMatch(/ (sudo|libsystemd0):/);
    const security = await host.ask(apt.preview({ mode: 'security', exclude: [] }, { allowRemovals: [] }));
    expect(security.transaction.items.length).toBeGreaterThan(0);
    expect(security.transaction.items.filter((item) => !item.security)).toEqual([]);
    expect(security.transaction.items.length).toBeLessThan(all.transaction.items.length);
    host.sh('apt-mark unhold sudo');
  });

  it('does not remove what nobody approved', async () => {
    host.publish('bystander', '1');
    host.outdated('pusher', {}, { control: 'Conflicts: bystander\n' });
    host.sh('apt-get -qq -y install bystander >/dev/null 2>&1');
    const refused = await host.preview(['pusher']);
    expect(refused.blocking).toEqual([{ kind: 'removals-not-approved', packages: ['bystander'] }]);
    const selection = { mode: 'packages' as const, packages: ['pusher'], exclude: [] };
    const allowed = await host.ask(apt.preview(selection, { allowRemovals: ['bystander'] }));
    expect(allowed.blocking).toEqual([]);
    await host.launch('removal00001', allowed.transaction.items, { options: { allowRemovals: ['bystander'], allowWithoutWayBack: false } });
    const report = await host.ended('removal00001');
    expect(report, logOf(report)).toMatchObject({ answer: 'done', exit: 0 });
    expect(host.has(allowed.transaction.items.filter((item) => item.action !== 'remove'))).toBe(true);
  });
});
