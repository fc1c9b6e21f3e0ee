import { expect } from 'vitest';
import { explain, type Problem } from '../../src/shared/domain/problem.ts';
import { told, went, type Case } from './case.ts';
import type { Row } from './book.ts';
import type { Stage } from './stage.ts';

const DEPLOY = 'patchbay deploy PLAN';
const SLOW = 'patchbay-lab-slow';
const lost = {
  exit: 0,
  kind: 'connection-lost',
  title: /Connection lost to/,
  did: /goes on there. Patchbay re-attaches by itself/,
  next: /Nothing to do while the host works/,
} as const;

/** A deployment with its package manager at work, and this happens: it ends done, each package configured once. */
async function during(stage: Stage, seconds: number, disturb: (shows: (state: string) => Promise<void>) => Promise<void>) {
  await stage.host.fault('slow-postinst', 'on', seconds);
  const before = await stage.times(SLOW);
  const { plan } = await stage.preview(['--packages', SLOW]);
  const { exit, run } = await stage.deployUntil(plan, '"phase":"installing"', disturb);
  expect([exit, run.state, run.problem]).toEqual([0, 'done', null]);
  await stage.isDoneOnce(SLOW, before);
  const story = await stage.story();
  await stage.host.fault('slow-postinst', 'off');
  const gone = story.find((entry) => entry.action === 'run.unreachable')?.details['problem'] as Problem | undefined;
  return { exit, run, gone, actions: story.map((entry) => entry.action), texts: story.map((entry) => entry.text) };
}

async function cut(
  stage: Stage,
  fault: string,
  seconds: number,
  disturb: (shows: (state: string) => Promise<void>) => Promise<void>,
): Promise<Row> {
  const { exit, run, gone, actions } = await during(stage, seconds, disturb);
  expect([run.attempts, actions.includes('run.reattached'), actions.includes('run.resumed')]).toEqual([1, true, false]);
  return told(fault, `${DEPLOY} (in the middle)`, exit, gone, lost);
}

export const inFlight: readonly Case[] = [
  { fault: 'cut-fin', meet: (stage) => cut(stage, 'cut-fin', 6, () => stage.host.fault('cut-fin')) },
  {
    fault: 'sshd-dead',
    when: 'in the middle of a run',
    meet: (stage) =>
      cut(stage, 'sshd-dead', 4, async (shows) => {
        await stage.host.fault('sshd-dead');
        await stage.host.fault('cut-fin');
        await shows('unreachable');
        await stage.host.fault('sshd-dead', 'off');
      }),
  },
  {
    fault: 'half-open',
    when: 'in the middle of a run',
    meet: async (stage) => {
      const { run, gone, actions } = await during(stage, 4, async (shows) => {
        await stage.host.fault('half-open');
        await shows('unreachable');
        await stage.host.fault('half-open', 'off');
      });
      // Whichever gives up first, the question or the connection under it.
      expect(['deadline', 'connection-lost']).toContain(gone?.kind);
      expect(explain(gone!).did).toMatch(/Nothing on the host was interrupted|goes on there/);
      expect([run.attempts, actions.includes('run.reattached'), actions.includes('run.resumed')]).toEqual([1, true, false]);
      return went(
        'half-open',
        `${DEPLOY} (in the middle)`,
        'Unreachable; host works on; then Done',
        'Gave the silent connection up, opened a new one as soon as the host answered, and re-attached to the same run.',
      );
    },
  },
  {
    fault: 'cut-drop',
    when: 'with a slow postinst',
    meet: async (stage) => {
      const { run, actions } = await during(stage, 12, () => stage.host.fault('cut-drop', 'on', 8));
      expect([run.attempts, actions.includes('run.resumed')]).toEqual([1, false]);
      await stage.host.fault('cut-drop', 'off');
      return [
        went(
          'cut-drop',
          `${DEPLOY} (in the middle)`,
          'Done; seconds of silence are not even noticed',
          'The run belongs to the host, not to the connection.',
        ),
        went(
          'slow-postinst',
          DEPLOY,
          'Installing, with the package that is at work, then Done',
          'Watches for as long as it takes. No time limit ends a package manager.',
        ),
      ];
    },
  },
  {
    fault: 'power',
    when: 'in the middle of a run, with a slow dpkg',
    meet: async (stage) => {
      const boot = (await stage.host.truth()).bootId;
      await stage.host.fault('slow-dpkg', 'on', 1);
      const { run, actions, texts } = await during(stage, 5, async () => {
        await stage.host.kill();
        await stage.host.start();
      });
      await stage.host.fault('slow-dpkg', 'off');
      expect((await stage.host.truth()).bootId).not.toBe(boot);
      expect([run.attempts, run.rebooted, actions.includes('run.resumed')]).toEqual([2, false, true]);
      expect(texts).toContain('The host restarted in the middle; repaired and resumed');
      return [
        went(
          'power',
          `${DEPLOY} (in the middle)`,
          'Unreachable, then Running, then Done',
          'Saw the new boot, repaired what dpkg had begun, went on with the same run: "The host restarted in the middle; repaired and resumed".',
        ),
        went('slow-dpkg', DEPLOY, 'Installing, with packages done, then Done', 'Watches for as long as it takes.'),
      ];
    },
  },
];
