import { expect } from 'vitest';
import type { Deployment } from '../../src/shared/domain/deployment.ts';
import { told, went, type Case } from './case.ts';

const SCAN = 'patchbay scan HOST';
const TEST = 'patchbay test HOST';
const DEPLOY = 'patchbay deploy PLAN';

export const machine: readonly Case[] = [
  {
    fault: 'disk-full',
    meet: async (stage) => {
      await stage.host.fault('disk-full');
      const { exit, plan, host } = await stage.preview(['--security']);
      const refused = await stage.laptop.json(['deploy', plan.id, '--yes']);
      await stage.host.fault('disk-full', 'off');
      expect([refused.exit, refused.problem?.kind]).toEqual([2, 'conflict']);
      expect((await stage.preview(['--security'])).host.blocking).toEqual([]);
      return told('disk-full', TEST, exit, host.blocking[0], {
        exit: 1,
        kind: 'disk-full',
        title: /Too little space on \/: \d\.\d\d GB free, \d\.\d\d GB needed/,
        did: /Nothing was changed on the host/,
        next: /Free space on \//,
      });
    },
  },
  {
    fault: 'boot-full',
    meet: async (stage) => {
      await stage.host.fault('boot-full');
      const facts = (await stage.scan()).exit;
      const shown = (await stage.laptop.cli(['hosts', 'show', stage.host.name])).stdout;
      const { exit, host } = await stage.preview(['--security']);
      await stage.host.fault('boot-full', 'off');
      expect([facts, exit, host.blocking]).toEqual([0, 0, []]);
      expect(shown).toMatch(/free space .*\/boot 0 B of/);
      return went(
        'boot-full',
        TEST,
        'Can go: no kernel is among the updates',
        'Shows what is left on /boot; only a kernel needs room there.',
        'Free /boot before a kernel comes.',
      );
    },
  },
  {
    fault: 'clock',
    meet: async (stage) => {
      await stage.host.fault('clock', 'on', '-400d');
      const { exit, row } = await stage.scan();
      await stage.host.fault('clock', 'off');
      const problem = (kind: string) => row.scan.warnings.find((one) => one.kind === kind);
      expect((await stage.scan()).told).toBeNull();
      return [
        told('clock', SCAN, exit, problem('clock-skew'), {
          exit: 1,
          kind: 'clock-skew',
          title: /Clock is 400 days behind/,
          did: /ordered by our own clock/,
          next: /time synchronisation/,
        }),
        told('clock', SCAN, exit, problem('repository-expired'), {
          exit: 1,
          kind: 'repository-expired',
          title: /is not valid yet: http/,
          did: /old lists were kept/,
          next: /the host's clock is wrong/,
        }),
      ];
    },
  },
  {
    fault: 'unit-fails',
    meet: async (stage) => {
      await stage.host.fault('unit-fails');
      await stage.host.fault('slow-postinst', 'on', 0);
      const before = await stage.times('patchbay-lab-slow');
      const { plan } = await stage.preview(['--packages', 'patchbay-lab-slow']);
      const { exit, run } = await stage.deploy(plan);
      await stage.isDoneOnce('patchbay-lab-slow', before);
      const failed = run.checks.filter((check) => check.outcome === 'failed').map((check) => check.name);
      expect(failed).toContain('No new failed unit');
      await stage.host.fault('unit-fails', 'off');
      const back = await stage.laptop.json(['rollback', 'last', '--yes']);
      expect([back.exit, (back.value as Deployment).runs.map((one) => one.state)]).toEqual([0, ['done']]);
      const truth = await stage.host.truth();
      expect([truth.packages.get('patchbay-lab-slow'), truth.broken]).toEqual(['1', false]);
      await stage.host.fault('slow-postinst', 'off');
      return [
        told('unit-fails', DEPLOY, exit, run.problem, {
          exit: 1,
          kind: 'health',
          title: /Worse than before: .*lab-canary\.service/,
          did: /rollback kit is kept/,
          next: /Mend it on the host, or roll this host back/,
        }),
        went(
          'unit-fails',
          'patchbay rollback last',
          'Done; the versions before are back',
          "Went back by the kit that the run had saved, ordered by the host's own apt.",
        ),
      ];
    },
  },
  {
    fault: 'reboot-needed',
    meet: async (stage) => {
      await stage.host.fault('reboot-needed');
      const scanned = await stage.scan();
      await stage.host.fault('slow-postinst', 'on', 0);
      const { plan, host } = await stage.preview(['--packages', 'patchbay-lab-slow', '--reboot', 'if-required']);
      const before = await stage.host.truth();
      const { exit, run } = await stage.deploy(plan);
      expect([scanned.row.rebootRequired, host.transaction!.reboot.expected]).toEqual([true, true]);
      expect([exit, run.state, run.rebooted]).toEqual([0, 'done', true]);
      expect((await stage.host.truth()).bootId).not.toBe(before.bootId);
      expect((await stage.scan()).row.rebootRequired).toBe(false);
      await stage.host.heal();
      return went(
        'reboot-needed',
        `${DEPLOY} (reboot if required)`,
        'Done, rebooted',
        'Rebooted once, proved it by a new boot id, then verified over a new connection.',
      );
    },
  },
];
