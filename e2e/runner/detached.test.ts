import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apt } from '../../src/main/platforms/apt/index.ts';
import type { TransactionItem } from '../../src/shared/domain/plan.ts';
import { noLab } from '../lab/lab.ts';
import { lab, LabHost, logOf, sleep } from './lab-host.ts';

/** The promise: nothing is left half done, whatever dies. Real hosts, real packages (docs: reliability of a run). */
describe.skipIf(noLab() !== undefined)('a detached run', () => {
  let host: LabHost;
  let items: readonly TransactionItem[];
  const KILL = "kill -9 $(pgrep -o -f 'runner work$')";

  beforeAll(() => lab('up', '0'));
  afterAll(() => lab('down'));

  it('does everything once, and tells how far it is', async () => {
    host = LabHost.up('base-01');
    const preview = await host.preview();
    items = preview.transaction.items;
    expect(preview.blocking).toEqual([]);
    expect(items.length).toBeGreaterThan(20);
    expect(await host.launch('everything01', items)).toBe('launched');
    expect(await host.launch('everything01', items)).toBe('exists');
    const seen = new Set<string>();
    let furthest = 0;
    const report = await host.until('everything01', (now) => {
      seen.add(now.phase ?? '');
      furthest = Math.max(furthest, now.answer === 'running' ? (now.progress?.packagesDone ?? 0) : 0);
      return now.answer !== 'running';
    });
    expect(report).toMatchObject({ answer: 'done', exit: 0, problem: null, attempts: 1, phase: 'finished' });
    expect(report.progress).toMatchObject({ packagesDone: items.length, packagesTotal: items.length });
    expect([...seen]).toEqual(expect.arrayContaining(['installing', 'finished']));
    expect(furthest).toBeGreaterThan(3);
    expect(host.has(items)).toBe(true);
    expect([...host.upgrades().values()].every((count) => count === 1)).toBe(true);
    expect((await host.preview()).blocking).toEqual([{ kind: 'nothing-to-do' }]);
    host.kill();
  });

  it('survives its runner: apt goes on, the next runner waits for it and finishes', async () => {
    host = LabHost.up('base-02');
    items = (await host.preview()).transaction.items;
    await host.launch('killed000001', items);
    await host.until('killed000001', (now) => now.phase === 'installing' && (now.progress?.packagesDone ?? 0) > 1);
    host.sh(KILL);
    expect((await host.status('killed000001')).answer).toBe('dead');
    expect(host.sh('pgrep -c apt-get').trim()).toBe('1');
    expect(await host.ask(apt.resume('killed000001'))).toBe('resumed');
    expect(await host.ask(apt.resume('killed000001'))).toBe('running');
    const report = await host.ended('killed000001');
    expect(report).toMatchObject({ answer: 'done', exit: 0, attempts: 2 });
    expect(logOf(report)).toContain('waiting-lock');
    expect(host.has(items)).toBe(true);
    expect([...host.upgrades().values()].every((count) => count === 1)).toBe(true);
    host.kill();
  });

  it('is repaired and resumed after a power cut', async () => {
    host = LabHost.up('base-03');
    items = (await host.preview()).transaction.items;
    await host.launch('powercut0001', items);
    await host.until('powercut0001', (now) => now.phase === 'installing' && (now.progress?.packagesDone ?? 0) > 2);
    const before = (await host.status('powercut0001')).bootId;
    host.kill();
    host.start();
    const cut = await host.status('powercut0001');
    expect(cut.answer).toBe('rebooted');
    expect(cut.bootId).not.toBe(before);
    expect(host.audit() + host.sh('ls /var/lib/dpkg/updates')).not.toBe('');
    expect(await host.ask(apt.resume('powercut0001'))).toBe('resumed');
    const report = await host.ended('powercut0001');
    expect(report).toMatchObject({ answer: 'done', exit: 0, attempts: 2 });
    expect(logOf(report)).toContain('== repairing');
    expect(host.has(items)).toBe(true);
    expect(host.audit()).toBe('');
    host.kill();
  });

  it('is claimed anew where a launch was cut off before its plan was on the disk', async () => {
    host = LabHost.up('base-04');
    items = (await host.preview(['openssl'])).transaction.items;
    host.sh('mkdir -p /var/lib/patchbay/runs/halfway00001; echo half >/var/lib/patchbay/runs/halfway00001/spec.tmp');
    expect((await host.status('halfway00001')).answer).toBe('absent');
    expect(await host.launch('halfway00001', items)).toBe('launched');
    expect(await host.ended('halfway00001')).toMatchObject({ answer: 'done', exit: 0 });
    // One whose plan got there and whose runner never began is dead, not lost.
    host.sh(
      'cd /var/lib/patchbay/runs; mkdir never0000001; cp halfway00001/spec halfway00001/runner halfway00001/boot never0000001; echo 0 >never0000001/attempts',
    );
    expect((await host.status('never0000001')).answer).toBe('dead');
  });

  it('waits for its turn: two runs on one host, one after the other', async () => {
    const all = (await host.preview()).transaction.items;
    const of = (name: string) => host.preview([name]).then((preview) => preview.transaction.items);
    const [one, two] = await Promise.all([of('tzdata'), of('sudo')]);
    expect(all.length).toBeGreaterThan(2);
    await Promise.all([host.launch('turn00000001', one), host.launch('turn00000002', two)]);
    for (const id of ['turn00000001', 'turn00000002']) expect(await host.ended(id)).toMatchObject({ answer: 'done', exit: 0 });
    expect(host.has([...one, ...two])).toBe(true);
  });

  it('goes on where a postinst kills the runner, and nothing is run twice', async () => {
    host.outdated(
      'killer',
      {},
      { scripts: { postinst: 'echo ran >>/root/killer; [ "$2" != 1 ] || kill -9 $(pgrep -o -f "runner work$"); sleep 2' } },
    );
    const { transaction } = await host.preview(['killer']);
    await host.launch('postinst0001', transaction.items);
    expect((await host.ended('postinst0001')).answer).toBe('dead');
    await host.ask(apt.resume('postinst0001'));
    expect(await host.ended('postinst0001')).toMatchObject({ answer: 'done', exit: 0, attempts: 2 });
    expect(host.sh('cat /root/killer')).toBe('ran\n');
  });

  it('reboots once for an order, and proves it by a new boot id', async () => {
    const { bootId } = await host.status('turn00000001');
    expect(await host.ask(apt.reboot('turn00000001', bootId))).toBe('ordered');
    expect(await host.ask(apt.reboot('turn00000001', bootId))).toBe('ordered-before');
    let now = bootId;
    for (const end = Date.now() + 60_000; now === bootId && Date.now() < end; await sleep(300)) {
      now = await host.status('turn00000001').then(
        (report) => report.bootId,
        () => bootId,
      );
    }
    expect(now).not.toBe(bootId);
    expect(await host.ask(apt.reboot('turn00000001', bootId))).toBe('ordered-before');
    await sleep(3000);
    expect((await host.status('turn00000001')).bootId).toBe(now);
  });
});
