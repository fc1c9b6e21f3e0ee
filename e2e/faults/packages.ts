import { expect } from 'vitest';
import { told, went, type Case } from './case.ts';

const TEST = 'patchbay test HOST';
const DEPLOY = 'patchbay deploy PLAN';
const UNTOUCHED = /Nothing was changed on the host/;

export const packages: readonly Case[] = [
  {
    fault: 'hold',
    when: 'with kept-back and phased',
    meet: async (stage) => {
      const kinds = { hold: 'openssl', 'kept-back': 'patchbay-lab-kept', phased: 'patchbay-lab-phased' };
      for (const fault of Object.keys(kinds)) await stage.host.fault(fault);
      const { exit, host } = await stage.preview(['--everything']);
      const kept = await stage.preview(['--packages', 'patchbay-lab-kept']);
      const text = await stage.laptop.cli(['plan', kept.plan.id]);
      for (const fault of Object.keys(kinds)) await stage.host.fault(fault, 'off');
      expect([exit, host.blocking]).toEqual([0, []]);
      const left = new Map(host.transaction!.leftOut.map((one) => [one.name, one.why]));
      expect(Object.values(kinds).map((name) => left.get(name))).toEqual(['held', 'kept-back', 'phased']);
      const names = host.transaction!.items.map((item) => item.name);
      expect(names.filter((name) => Object.values(kinds).includes(name))).toEqual([]);
      const asked = `${TEST} --everything`;
      expect(text.stdout + text.stderr).toContain('Dependencies do not allow');
      const next = 'Nothing, or end it on the host.';
      return [
        went(
          'hold',
          asked,
          'left out, held: openssl',
          'Respects the hold; everything else goes.',
          'Nothing, or "apt-mark unhold" on the host.',
        ),
        went('kept-back', asked, 'left out, kept-back: patchbay-lab-kept', 'Leaves the update out; everything else goes.', next),
        told('kept-back', `${TEST} --packages patchbay-lab-kept`, kept.exit, kept.host.blocking[0], {
          exit: 1,
          kind: 'dependencies',
          title: /Dependencies do not allow/,
          did: UNTOUCHED,
          next: /Choose other packages, or release a hold/,
          detail: /patchbay-lab-kept : Depends: /,
        }),
        went(
          'phased',
          asked,
          'left out, phased: patchbay-lab-phased',
          'Leaves out what is not for this host yet. It is no failure.',
          'Nothing: its turn comes.',
        ),
      ];
    },
  },
  {
    fault: 'removes',
    meet: async (stage) => {
      await stage.host.fault('removes');
      const { exit, host } = await stage.preview(['--packages', 'patchbay-lab-new']);
      const row = told('removes', TEST, exit, host.blocking[0], {
        exit: 1,
        kind: 'removals-not-approved',
        title: /Would remove patchbay-lab-old/,
        did: UNTOUCHED,
        next: /Tick the removals/,
      });
      const ticked = await stage.preview(['--packages', 'patchbay-lab-new', '--allow-removals', 'patchbay-lab-old']);
      const done = await stage.deploy(ticked.plan);
      expect([done.exit, done.run.state]).toEqual([0, 'done']);
      expect((await stage.host.truth()).packages.has('patchbay-lab-old')).toBe(false);
      await stage.isDoneOnce('patchbay-lab-new');
      await stage.host.fault('removes', 'off');
      return row;
    },
  },
  {
    fault: 'conffile',
    meet: async (stage) => {
      await stage.host.fault('conffile');
      const { plan, host } = await stage.preview(['--packages', 'patchbay-lab-conf']);
      expect(host.transaction!.conffileConflicts).toEqual([{ package: 'patchbay-lab-conf', path: '/etc/patchbay-lab.conf' }]);
      const { exit, run } = await stage.deploy(plan);
      const files = await stage.host.exec('cat /etc/patchbay-lab.conf; ls /etc/patchbay-lab.conf.dpkg-dist');
      await stage.host.fault('conffile', 'off');
      expect([exit, run.state]).toEqual([0, 'done']);
      expect(run.checks.find((one) => one.name === 'Config files')).toMatchObject({
        outcome: 'differs',
        detail: expect.stringContaining('/etc/patchbay-lab.conf.dpkg-dist') as string,
      });
      expect(files.stdout).toMatch(/# edited by hand[^]*dpkg-dist/);
      expect(await stage.log()).toContain('Keeping old config file as default');
      return went(
        'conffile',
        DEPLOY,
        'The preview names /etc/patchbay-lab.conf as edited here and new in the update; the deployment is done',
        'Kept the edited file; the new one lies beside it as /etc/patchbay-lab.conf.dpkg-dist.',
        'Compare the two when convenient.',
      );
    },
  },
  {
    fault: 'loud',
    meet: async (stage) => {
      await stage.host.fault('loud');
      const { plan } = await stage.preview(['--packages', 'patchbay-lab-loud']);
      const { exit, run } = await stage.deploy(plan);
      expect([exit, run.state]).toEqual([0, 'done']);
      await stage.isDoneOnce('patchbay-lab-loud');
      const log = await stage.log();
      const shown = (await stage.laptop.cli(['deployments', 'log', 'last', stage.host.name])).stdout;
      await stage.host.fault('loud', 'off');
      expect([log.length > 4_000_000, log.includes('finished with 0'), shown.includes('\u001b')]).toEqual([true, true, false]);
      return went(
        'loud',
        'patchbay deployments log last HOST',
        'All of the log, as text',
        'Read it in parts; escape sequences and broken bytes are not passed on.',
      );
    },
  },
  {
    fault: 'fail-postinst',
    meet: async (stage) => {
      await stage.host.fault('fail-postinst');
      const { plan } = await stage.preview(['--packages', 'patchbay-lab-fail']);
      const { exit, run } = await stage.deploy(plan);
      expect(run.state).toBe('failed');
      const row = told('fail-postinst', DEPLOY, exit, run.problem, {
        exit: 1,
        kind: 'package-manager-failed',
        title: /apt ended with 100/,
        did: /rollback kit was saved before; the whole log is kept/,
        next: /Retry repairs and continues, or roll this host back/,
        detail: /error processing package patchbay-lab-fail/,
      });
      await stage.host.exec('rm /etc/patchbay-lab-fail');
      const retried = await stage.retry();
      expect([retried.exit, retried.run.state]).toEqual([0, 'done']);
      await stage.isDoneOnce('patchbay-lab-fail');
      await stage.host.fault('fail-postinst', 'off');
      return row;
    },
  },
  {
    fault: 'dpkg-broken',
    meet: async (stage) => {
      await stage.host.fault('dpkg-broken');
      const scanned = await stage.scan();
      const { exit, host } = await stage.preview(['--security']);
      expect(scanned.told?.kind).toBe('packages-broken');
      const row = told('dpkg-broken', TEST, exit, host.blocking[0], {
        exit: 1,
        kind: 'packages-broken',
        title: /only half installed/,
        did: UNTOUCHED,
        next: /Repair the host first/,
        detail: /patchbay-lab-slow/,
      });
      const repair = await stage.laptop.json(['repair', stage.host.name, '--yes']);
      expect([repair.exit, (await stage.host.truth()).broken, (await stage.scan()).told]).toEqual([0, false, null]);
      await stage.host.fault('dpkg-broken', 'off');
      return [
        row,
        went(
          'dpkg-broken',
          'patchbay repair HOST',
          'Done',
          'Finished what dpkg had begun: detached, on record, verified like a deployment.',
        ),
      ];
    },
  },
  {
    fault: 'lock',
    meet: async (stage) => {
      await stage.host.fault('fail-postinst');
      await stage.host.exec('rm /etc/patchbay-lab-fail');
      const before = await stage.times('patchbay-lab-fail');
      const { plan } = await stage.preview(['--packages', 'patchbay-lab-fail']);
      await stage.host.fault('lock');
      const met = await stage.preview(['--packages', 'patchbay-lab-fail']);
      const row = told('lock', TEST, met.exit, met.host.blocking[0], {
        exit: 1,
        kind: 'lock-held',
        title: /is busy: python3 \(pid \d+, lab-lock\.service\)/,
        did: /was left alone/,
        next: /Never delete the lock file/,
      });
      // Approved before somebody took the lock: the run waits its turn.
      const done = await stage.deployUntil(plan, '"phase":"waiting-lock"', () => stage.host.fault('lock', 'off'));
      await stage.isDoneOnce('patchbay-lab-fail', before);
      expect(done.run.attempts).toBe(1);
      expect(done.run.checks.filter((check) => check.outcome === 'failed').map((check) => check.name)).toEqual([
        'Units that ran still run',
      ]);
      await stage.host.fault('fail-postinst', 'off');
      // The holder here is a service, which ran before and has ended since: the health gate says so, as it must of any service.
      const gate = told('lock', `${DEPLOY} (waits for the lock, then installs)`, done.exit, done.run.problem, {
        exit: 1,
        kind: 'health',
        title: /Units that ran still run: lab-lock\.service was active, now (gone|inactive)/,
        did: /The update is installed/,
        next: /Read the checks/,
      });
      return [row, gate];
    },
  },
];
