import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apt } from '../../src/main/platforms/apt/index.ts';
import type { TransactionItem } from '../../src/shared/domain/plan.ts';
import { noLab } from '../lab/lab.ts';
import { lab, LabHost, logOf } from './lab-host.ts';

describe.skipIf(noLab() !== undefined)('the way back', () => {
  let host: LabHost;
  const none = { allowRemovals: [] };

  beforeAll(() => {
    lab('up', '0');
    host = LabHost.up('base-21', '1500m');
  });
  afterAll(() => lab('down'));

  const back = async (runId: string, kitOf: string, items: readonly TransactionItem[]) => {
    await host.launch(runId, items, { kind: 'rollback', kitOf });
    return host.ended(runId);
  };

  it('brings back all updates of a host, package list and marks as before, without the network', async () => {
    const before = host.packages();
    const { transaction, reversibility } = await host.preview();
    expect(reversibility).toMatchObject({
      verdict: 'reversible',
      why: `All ${transaction.items.length} go back: ${transaction.items.length} from the archive`,
    });
    expect(await host.deploy('forward00001', transaction.items)).toMatchObject({ answer: 'done', exit: 0 });
    expect(host.packages()).not.toBe(before);

    // Newer ssh needs the newer libssl3: alone it would take sshd away, and the host with it.
    const alone = await host.ask(apt.previewRollback('forward00001', ['libssl3'], none));
    expect(alone.blocking).toEqual([{ kind: 'removals-not-approved', packages: expect.arrayContaining(['openssh-server']) }]);

    host.sh('mv /etc/apt/sources.list /root/; mkdir -p /root/d; mv /etc/apt/sources.list.d/* /root/d/ 2>/dev/null || true');
    const all = await host.ask(apt.previewRollback('forward00001', null, none));
    expect(all.blocking).toEqual([]);
    expect(all.transaction.items.map((item) => item.action)).toEqual(transaction.items.map(() => 'downgrade'));
    expect(all.transaction.downloadBytes).toBe(0);
    const report = await back('backward0001', 'forward00001', all.transaction.items);
    expect(report, logOf(report)).toMatchObject({ answer: 'done', exit: 0 });
    expect(host.packages()).toBe(before);
    expect(host.audit()).toBe('');
    host.sh('mv /root/sources.list /etc/apt/; mv /root/d/* /etc/apt/sources.list.d/ 2>/dev/null || true; apt-get -qq update');
  });

  it('is taken up again after a power cut in its middle', async () => {
    const before = host.packages();
    const { transaction } = await host.preview([
      'perl-base',
      'perl',
      'libperl5.36',
      'perl-modules-5.36',
      'sudo',
      'tzdata',
      'openssl',
      'libssl3',
    ]);
    expect(await host.deploy('forward00002', transaction.items)).toMatchObject({ answer: 'done', exit: 0 });
    const all = await host.ask(apt.previewRollback('forward00002', null, none));
    await host.launch('backward0002', all.transaction.items, { kind: 'rollback', kitOf: 'forward00002' });
    await host.until('backward0002', (now) => now.phase === 'installing' && (now.progress?.text ?? '').startsWith('Unpacking'));
    host.kill();
    host.start();
    expect((await host.status('backward0002')).answer).toBe('rebooted');
    await host.ask(apt.resume('backward0002'));
    const report = await host.ended('backward0002');
    expect(report, logOf(report)).toMatchObject({ answer: 'done', exit: 0, attempts: 2 });
    expect(host.packages()).toBe(before);
  });

  it('repacks what no archive has, takes new packages away again, and puts config files back', async () => {
    host.publish('helper', '2');
    host.outdated(
      'orphan',
      { files: { '/usr/lib/orphan/a file': 'one\n', '/etc/orphan.conf': 'one\n', '/etc/orphan-gone.conf': 'mine\n' } },
      {
        control: 'Depends: helper\n',
        files: { '/usr/lib/orphan/a file': 'two\n', '/etc/orphan.conf': 'two\n' },
        scripts: { postinst: 'rm -f /etc/orphan-gone.conf' },
      },
    );
    host.sh(
      'ln -s "a file" /usr/lib/orphan/unowned; rm /srv/repo/orphan_1_all.deb /var/cache/apt/archives/*.deb; sed -i "/orphan_1_all/d" /srv/repo/Packages; apt-get -qq update; apt-mark auto orphan',
    );
    host.publish('helper', '2');
    const before = host.packages();
    const { transaction, reversibility } = await host.preview(['orphan']);
    expect(reversibility).toMatchObject({ verdict: 'reversible', why: 'All 2 go back: 1 repacked from the disk, 1 removed again' });
    expect(await host.deploy('forward00003', transaction.items)).toMatchObject({ answer: 'done', exit: 0 });
    expect(host.sh('cat /etc/orphan.conf "/usr/lib/orphan/a file"; apt-mark showauto helper orphan')).toBe('two\ntwo\nhelper\norphan\n');
    const all = await host.ask(apt.previewRollback('forward00003', null, none));
    expect(all.blocking).toEqual([]);
    expect(all.transaction.items.map((item) => `${item.action} ${item.name}`)).toEqual(
      expect.arrayContaining(['remove helper', 'downgrade orphan']),
    );
    const report = await back('backward0003', 'forward00003', all.transaction.items);
    expect(report, logOf(report)).toMatchObject({ answer: 'done', exit: 0 });
    expect(host.packages()).toBe(before);
    expect(host.sh('cat /etc/orphan.conf "/usr/lib/orphan/a file"; cat /etc/orphan-gone.conf')).toBe('one\none\nmine\n');
  });

  it('says so where there is no kit, and removes kits by rule', async () => {
    expect((await host.ask(apt.previewRollback('nothing00001', null, none))).blocking).toEqual([
      { kind: 'kit-missing', detail: '/var/lib/patchbay/kits/nothing00001' },
    ]);
    const all = await host.ask(apt.expireKits({ keepDays: 30, keepAtLeast: 1, maxBytes: 1e12 }));
    expect(all.removed).toEqual([]);
    const cut = await host.ask(apt.expireKits({ keepDays: 30, keepAtLeast: 1, maxBytes: 1 }));
    expect(cut.removed).toContain('forward00002');
    expect(cut.removed).not.toContain('forward00003');
    expect(cut.keptBytes).toBeLessThan(all.keptBytes);
    expect((await host.ask(apt.expireKits({ keepDays: 30, keepAtLeast: 0, maxBytes: 0 }))).removed).toEqual(['forward00003']);
  });
});
