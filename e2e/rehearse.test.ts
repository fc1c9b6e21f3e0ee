import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apt } from '../src/main/platforms/apt/index.ts';
import { scanQuery } from '../src/main/platforms/scan.ts';
import type { TransactionItem } from '../src/shared/domain/plan.ts';
import { noLab } from './lab/lab.ts';
import { lab, LabHost } from './runner/lab-host.ts';
import { differences, finding, RehearsedHost, specOf } from './rehearse/host.ts';

const why = noLab();
if (why) console.log(`skipped, rehearsals: ${why}`);

/** A host for each matter; they wait for their own rehearsals and not for each other's. */
describe.skipIf(why)('a rehearsal', () => {
  beforeAll(() => lab('up', '0'));
  afterAll(() => lab('down'));

  describe('that passes', () => {
    let on: RehearsedHost;
    let items: readonly TransactionItem[];
    let before: Map<string, string>;

    it('finds what changes, and leaves the host as it was', async () => {
      on = new RehearsedHost(LabHost.up('base-31', '1500m'));
      items = (await on.host.preview(['openssl', 'libssl3', 'tzdata', 'sudo'])).transaction.items;
      expect(items.length).toBeGreaterThan(3);
      before = on.fingerprint();
      const packages = on.host.packages();
      const { outcome, verdict, log } = await on.rehearse(specOf('clean0000001', items));
      expect(verdict, log).toBe('passed');
      expect(outcome!.evidence).toMatchObject({ packages: items.length, wayBack: { proven: true }, upper: 'memory' });
      expect(outcome!.evidence.files.changed).toBeGreaterThan(20);
      expect(outcome!.evidence.bytes.staged).toBeGreaterThan(1_000_000);
      expect(outcome!.evidence.restarts).toContain('ssh.service');
      expect(on.host.packages()).toBe(packages);
      expect(differences(before, on.fingerprint())).toEqual(new Map());
      expect(on.leftovers()).toBe('');
    });

    it('is followed by a deployment with the same result, file by file, that downloads nothing', async () => {
      const told = new Map(
        on.host
          .sh('cat /var/lib/patchbay/runs/clean0000001/files')
          .split('\n')
          .filter(Boolean)
          .map((line) => line.split('\t'))
          .map(([, path = '', sum = '']) => [path, sum] as const),
      );
      on.host.sh('ip route add blackhole 10.77.0.1');
      expect(await on.host.deploy('clean0000002', items)).toMatchObject({ answer: 'done', exit: 0 });
      const done = differences(before, on.fingerprint());
      const unlike = [...new Set([...told.keys(), ...done.keys()])].filter((path) => told.get(path) !== done.get(path));
      expect(unlike.filter((path) => !MADE_ANEW.test(path)).map((path) => `${path}: ${told.get(path)}, ${done.get(path)}`)).toEqual([]);
      expect(done.size).toBeGreaterThan(20);
    });
  });

  describe('that finds something', () => {
    let on: RehearsedHost;
    let packages = '';
    const items = async (packages: string[], allowRemovals: string[] = []): Promise<readonly TransactionItem[]> => {
      const selection = { mode: 'packages' as const, packages, exclude: [] };
      const { blocking, transaction } = await on.host.ask(apt.preview(selection, { allowRemovals }));
      expect(blocking).toEqual([]);
      return transaction.items;
    };

    beforeAll(() => {
      on = new RehearsedHost(LabHost.up('base-32', '2g'));
      const { host } = on;
      // It cannot be run there: it is never asked to, on a clone.
      const grub = { files: { '/usr/sbin/update-grub': 'exit 1\n' } };
      host.publishAll('1', { bystander: {}, keeper: { control: 'Protected: yes\n' } });
      host.sh('apt-get -qq -y install bystander >/dev/null 2>&1');
      host.outdatedAll({
        stubborn: [{}, { scripts: { postinst: 'echo the database is locked; [ "$2" != 1 ] || exit 3' } }],
        talker: [{}, { scripts: { postinst: 'echo Failed to connect to bus: No such file or directory; exit 1' } }],
        config: [{ files: { '/etc/config.conf': 'old\n' } }, { files: { '/etc/config.conf': 'new\n' } }],
        pusher: [{}, { control: 'Conflicts: bystander\n' }],
        loader: [grub, { ...grub, scripts: { postinst: 'update-grub' } }],
        later: [{}, {}],
        needy: [{}, {}],
        oneway: [{}, { control: 'Depends: keeper\n' }],
        bulky: [{}, { files: { '/boot/bulky': 'x'.repeat(60_000) } }],
      });
      host.sh('echo mine >/etc/config.conf');
    });
    beforeEach(() => {
      packages = on.host.packages();
    });
    afterEach(() => {
      expect(on.host.packages()).toBe(packages);
      expect(on.leftovers()).toBe('');
    });

    it('failing scripts with their last words, and those that look for what no clone has', async () => {
      const { outcome, verdict } = await on.rehearse(specOf('scripts00001', await items(['stubborn', 'talker'])));
      expect(verdict).toBe('would-fail');
      const scripts = outcome!.findings.filter((one) => one.kind === 'script-failed');
      expect(scripts).toEqual([
        {
          kind: 'script-failed',
          weight: 'fails',
          package: 'stubborn',
          text: expect.stringContaining('post-installation script returned error exit status 3'),
          lines: ['the database is locked'],
        },
        expect.objectContaining({ weight: 'differs', package: 'talker' }),
      ]);
    });

    it('a config file that was edited and stays, and a package that goes', async () => {
      const planned = await items(['config', 'pusher', 'loader'], ['bystander']);
      const { outcome, verdict } = await on.rehearse(specOf('config000001', planned, { allowRemovals: ['bystander'] }));
      expect(verdict).toBe('passed');
      expect(outcome!.evidence.conffiles).toEqual([{ path: '/etc/config.conf', kept: '/etc/config.conf.dpkg-dist' }]);
      expect(finding(outcome, 'conffile-kept')?.text).toContain('/etc/config.conf was edited here and stays');
      expect(finding(outcome, 'removes')).toMatchObject({ lines: ['bystander'] });
      expect(finding(outcome, 'not-rehearsed')).toMatchObject({ weight: 'note', lines: ['update-grub'] });
    });

    it('a package that would be removed and that nobody approved', async () => {
      const planned = await items(['later']);
      on.host.publish('later', '2', { control: 'Conflicts: bystander\n' });
      const { outcome, verdict } = await on.rehearse(specOf('removal00001', planned));
      expect(verdict).toBe('would-fail');
      expect(finding(outcome, 'update-failed')).toMatchObject({ weight: 'fails', text: expect.stringContaining('Dependencies') });
    });

    it('a dependency that breaks', async () => {
      const planned = await items(['needy']);
      on.host.publish('needy', '2', { control: 'Depends: nowhere\n' });
      const { outcome, verdict } = await on.rehearse(specOf('depends00001', planned));
      expect(verdict).toBe('would-fail');
      expect(finding(outcome, 'update-failed')?.lines.join()).toContain('nowhere');
    });

    it('a way back that does not resolve', async () => {
      const planned = await items(['oneway']);
      const { outcome, verdict } = await on.rehearse(specOf('wayback00001', planned));
      expect(verdict).toBe('would-fail');
      expect(finding(outcome, 'way-back-fails')).toMatchObject({
        weight: 'fails',
        lines: expect.arrayContaining([expect.stringContaining('keeper')]),
      });
    });

    it('too little space on a file system of its own, and on the host', async () => {
      on.host.sh('mount -t tmpfs -o size=32k tmpfs /boot');
      const planned = await items(['bulky']);
      const boot = await on.rehearse(specOf('space0000001', planned));
      expect(finding(boot.outcome, 'no-space')).toMatchObject({ weight: 'fails', text: expect.stringContaining('/boot') });
      expect(boot.outcome!.evidence.bootFiles).toEqual(['/boot/bulky']);
      on.host.sh('umount /boot; fallocate -l $(($(df -B1 --output=avail / | tail -1) - 50000000)) /root/ballast');
      const full = await on.rehearse(specOf('space0000002', planned));
      on.host.sh('rm /root/ballast');
      expect(full.report.problem).toMatchObject({
        kind: 'cannot-rehearse',
        reason: 'no-room',
        lines: [expect.stringMatching(/^needs \d+ MiB, \d+ MiB are free/)],
      });
    });

    it('keeps to its limits, and gives way to who changes packages', async () => {
      const planned = await items(['config']);
      const bounds = { seconds: 600, spaceBytes: 1e9, memoryBytes: 1e9 };
      const slow = await on.rehearse(specOf('limits000001', planned), { ...bounds, seconds: 0 });
      expect(slow.report.problem).toMatchObject({ kind: 'cannot-rehearse', reason: 'time-limit' });
      const small = await on.rehearse(specOf('limits000002', planned), { ...bounds, spaceBytes: 1_200_000 });
      expect(small.report.problem).toMatchObject({ kind: 'cannot-rehearse', reason: 'space-limit' });
      await on.host.ask(apt.rehearse(specOf('limits000003', planned)));
      await on.host.ask(apt.cancelRehearsal('limits000003'));
      expect((await on.until('limits000003', (now) => now.answer !== 'running')).problem).toMatchObject({ kind: 'cancelled' });
      await on.host.ask(apt.rehearse(specOf('limits000004', planned)));
      const second = await on.rehearse(specOf('limits000005', planned));
      expect(second.report.problem).toMatchObject({ kind: 'lock-held', holder: 'another rehearsal of Patchbay' });
      on.host.sh('exec 7>>/var/lib/patchbay/lock; flock 7; sleep 3');
      expect((await on.until('limits000004', (now) => now.answer !== 'running')).problem).toMatchObject({ kind: 'lock-held' });
    });
  });

  describe('that is killed', () => {
    let on: RehearsedHost;
    let items: readonly TransactionItem[];
    let before: Map<string, string>;
    let packages = '';

    beforeAll(async () => {
      on = new RehearsedHost(LabHost.up('base-33'));
      on.giveFileSystems();
      on.host.outdated('small', { files: { '/usr/share/small': 'one' } }, { files: { '/usr/share/small': 'two' } });
      items = (await on.host.preview(['small'])).transaction.items;
      packages = on.host.packages();
      before = on.fingerprint();
    });

    const points = ['cloning', 'staging', 'updating', 'comparing', 'going-back'];
    const victims = { runner: 'runner work$', 'first process': 'runner inside$' };
    const cases = [
      ...points.map((point) => [point, 'runner'] as const),
      ...['staging', 'updating', 'going-back'].map((point) => [point, 'first process'] as const),
    ];
    it.each(cases)('while it is %s, its %s: the host is as it was, and the next look takes away what is left', async (point, victim) => {
      const id = `kill${points.indexOf(point)}${victim.length}0000`;
      on.host.sh(
        `(until grep -qs '^${point}' /var/lib/patchbay/runs/${id}/state; do :; done; kill -9 $(pgrep -of '${victims[victim]}'); touch /run/killed-${id}) </dev/null >/dev/null 2>&1 &`,
      );
      await on.host.ask(apt.rehearse(specOf(id, items)));
      const report = await on.until(id, (now) => now.answer !== 'running');
      on.host.sh(`test -e /run/killed-${id}`);
      expect(report.answer === 'dead' || report.problem?.kind === 'cannot-rehearse').toBe(true);
      await on.host.ask(scanQuery({ refresh: false, nonce: 'a'.repeat(24), sentAt: Date.now() }));
      expect(on.leftovers()).toBe('');
      expect(on.host.packages()).toBe(packages);
    });

    it('has changed nothing, and the next one goes well', async () => {
      expect(differences(before, on.fingerprint())).toEqual(new Map());
      const { verdict, outcome } = await on.rehearse(specOf('afterwards01', items));
      expect([verdict, outcome!.evidence.upper]).toEqual(['passed', 'disk']);
      expect(on.leftovers()).toBe('');
    });
  });
});

/** What holds a time or a count of its own: the databases of dpkg and debconf, and those of apt-mark. */
const MADE_ANEW = /^\/var\/(lib\/(dpkg|apt)|cache\/(debconf|ldconfig)|backups)\//;
