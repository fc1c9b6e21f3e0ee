import { expect } from 'vitest';
import type { Summary } from '../../src/shared/contract/contract.ts';
import { told, went, type Case, type Wanted } from './case.ts';
import type { Stage } from './stage.ts';

const DEPLOY = 'patchbay deploy PLAN';

/** What a scan says of lists that cannot be refreshed: the facts are kept, and nobody takes the host for up to date. */
async function refresh(stage: Stage, fault: string, wanted: Wanted) {
  const before = (await stage.scan()).row;
  await stage.host.fault(fault);
  const met = await stage.scan();
  const { summary } = await stage.laptop.must<{ summary: Summary }>(['status']);
  await stage.host.fault(fault, 'off');
  expect([met.row.scan.state, met.row.updates]).toEqual(['scanned', before.updates]);
  // By the host's clock, told in ours: the difference of the two is measured anew each time, to the second.
  expect(Math.abs(Date.parse(met.row.listsAt!) - Date.parse(before.listsAt!))).toBeLessThan(3000);
  expect([summary.unknown > 0, summary.current]).toEqual([true, 0]);
  const after = await stage.scan();
  expect([after.exit, after.told]).toEqual([0, null]);
  return told(fault, 'patchbay scan HOST', met.exit, met.told, wanted);
}

const signature: Omit<Wanted, 'detail'> = {
  exit: 1,
  kind: 'repository-signature',
  title: /signature is not valid: http/,
  did: /Nothing from it is trusted or installed/,
  next: /Never turn signature checks off/,
};
const unreachable: Omit<Wanted, 'detail'> = {
  exit: 1,
  kind: 'repository-unreachable',
  title: /cannot be reached: http/,
  did: /cannot be known; it is not counted as up to date/,
  next: /network, proxy and sources.list/,
};

export const repository: readonly Case[] = [
  { fault: 'repo-down', meet: (stage) => refresh(stage, 'repo-down', { ...unreachable, detail: /Connection refused/ }) },
  { fault: 'repo-404', meet: (stage) => refresh(stage, 'repo-404', { ...unreachable, detail: /no longer has a Release file/ }) },
  {
    fault: 'repo-expired',
    meet: (stage) =>
      refresh(stage, 'repo-expired', {
        exit: 1,
        kind: 'repository-expired',
        title: /has expired: http/,
        did: /old lists were kept/,
        next: /mirror is stale or the host's clock is wrong/,
        detail: /is expired \(invalid since/,
      }),
  },
  { fault: 'repo-badsig', meet: (stage) => refresh(stage, 'repo-badsig', { ...signature, detail: /NO_PUBKEY/ }) },
  { fault: 'repo-tampered', meet: (stage) => refresh(stage, 'repo-tampered', { ...signature, detail: /BADSIG/ }) },
  {
    fault: 'repo-down',
    when: 'in a deployment, of an update that asks a question',
    meet: async (stage) => {
      await stage.host.fault('question');
      const { plan } = await stage.preview(['--packages', 'patchbay-lab-ask']);
      await stage.host.fault('repo-down');
      const { exit, run } = await stage.deploy(plan);
      const unchanged = (await stage.host.truth()).packages.get('patchbay-lab-ask');
      expect(await stage.log()).toContain('the repository does not answer; asked again in 30 s');
      await stage.host.fault('repo-down', 'off');
      expect([run.state, unchanged]).toEqual(['failed', '1']);
      const retried = await stage.retry();
      expect([retried.exit, retried.run.state]).toEqual([0, 'done']);
      await stage.isDoneOnce('patchbay-lab-ask');
      expect(await stage.log()).not.toContain('Configuring patchbay-lab-ask');
      await stage.host.fault('question', 'off');
      return [
        told('repo-down', DEPLOY, exit, run.problem, unreachable),
        went('question', DEPLOY, 'Done', 'debconf takes its default answer and asks nobody; standard input is closed.'),
      ];
    },
  },
];
