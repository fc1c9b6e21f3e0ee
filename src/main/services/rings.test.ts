import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rollout } from '../../shared/domain/rollout.ts';
import { plainRollout } from '../../shared/domain/rollout.ts';
import { TestPatchbay } from './patchbay.test-kit.ts';

let patchbay: TestPatchbay;
beforeEach(() => {
  patchbay = new TestPatchbay(['a', 'b', 'c']);
  patchbay.hurried = true;
});
afterEach(() => patchbay.remove());

const rollout = (more: Partial<Rollout>): Rollout => ({ ...plainRollout, ...more });
const pilot = (bakeMinutes: number, approval: boolean) => [{ ring: 0, bakeMinutes, approval }];

/** a is the pilot; b, and c behind it. */
async function begin(more: Partial<Rollout>): Promise<string> {
  const [a] = await patchbay.addHosts(['a'], 0);
  const [b] = await patchbay.addHosts(['b'], 1);
  const [c] = await patchbay.addHosts(['c'], 2);
  return patchbay.deploy([a!.id, b!.id, c!.id], {}, { rollout: rollout(more) });
}
const ringOf = (states: readonly { ring: number; state: string }[]) => states.map((one) => one.state);
const inRing = (id: string, states: string[]) => patchbay.until(id, (one) => expect(ringOf(one.ringStates)).toEqual(states));

describe('rings', () => {
  it('bake by the clock, wait for a named person, and tell the history both', async () => {
    const id = await begin({ rings: pilot(24 * 60, true) });
    const baking = await inRing(id, ['baking', 'waiting', 'waiting']);
    expect(baking.ringStates[0]?.bakesUntil).toBe(new Date(Date.parse(baking.runs[0]!.endedAt!) + 86_400_000).toISOString());
    patchbay.minutesAhead = 24 * 60 + 1;
    await inRing(id, ['approval', 'waiting', 'waiting']);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(patchbay.host('b').launches).toBe(0);
    await patchbay.call('deployments.approveRing', { id, ring: 0, name: 'Ada Byron', note: 'tills tested' });
    await patchbay.finished(id);
    const told = await patchbay.call('history.list', { deploymentId: id, search: 'Ada' });
    expect(told.map((entry) => [entry.action, entry.text])).toEqual([['ring.approved', 'Ring 0 approved by Ada Byron: tills tested']]);
  });

  it('end their baking early only with a reason, and refuse what does not fit', async () => {
    const id = await begin({ rings: pilot(60, false) });
    await inRing(id, ['baking', 'waiting', 'waiting']);
    expect(await patchbay.problemOf('deployments.endBake', { id, ring: 0, reason: '  ' })).toBe('invalid-input');
    expect(await patchbay.problemOf('deployments.endBake', { id, ring: 1, reason: 'x' })).toBe('conflict');
    expect(await patchbay.problemOf('deployments.endBake', { id, ring: 7, reason: 'x' })).toBe('not-found');
    expect(await patchbay.problemOf('deployments.approveRing', { id, ring: 0, name: 'Ada' })).toBe('conflict');
    await patchbay.call('deployments.endBake', { id, ring: 0, reason: 'exploited now' });
    expect((await patchbay.finished(id)).runs.map((run) => run.state)).toEqual(['done', 'done', 'done']);
    expect(await patchbay.actions(id)).toContain('ring.bake-ended');
    expect(await patchbay.problemOf('deployments.endBake', { id, ring: 0, reason: 'again' })).toBe('conflict');
  });

  it('wait through a new start of Patchbay', async () => {
    const id = await begin({ rings: pilot(60, false) });
    await inRing(id, ['baking', 'waiting', 'waiting']);
    await patchbay.restart();
    expect((await inRing(id, ['baking', 'waiting', 'waiting'])).rollout.rings).toEqual(pilot(60, false));
    patchbay.minutesAhead = 61;
    await patchbay.finished(id);
  });

  it('start nothing that may not start now', async () => {
    let open = false;
    patchbay.mayStart = (_, run) => open || run.hostName === 'a';
    const id = await begin({});
    await inRing(id, ['passed', 'waiting', 'waiting']);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(patchbay.host('b').launches).toBe(0);
    open = true;
    await patchbay.finished(id);
  });

  it('never work on two peers at once, also of two deployments', async () => {
    const peers = await patchbay.addHosts(['a', 'b', 'c'], 1, ['peers:db']);
    let [working, most] = [new Set<string>(), 0];
    for (const host of patchbay.hosts.values()) {
      host.patience = 3;
      host.onCommand = (what) => {
        if (what === 'launch') working.add(host.name);
        most = Math.max(most, [...working].length);
        return true;
      };
      const status = host.status.bind(host);
      host.status = (id) => {
        const report = status(id);
        if (report.answer === 'done') working = new Set([...working].filter((name) => name !== host.name));
        return report;
      };
    }
    const first = await patchbay.deploy([peers[0]!.id, peers[1]!.id]);
    const second = await patchbay.deploy([peers[2]!.id]);
    await Promise.all([patchbay.finished(first), patchbay.finished(second)]);
    expect([most, [...patchbay.hosts.values()].map((host) => host.installs)]).toEqual([1, [1, 1, 1]]);
  });
});

describe('the gate of a run', () => {
  it('looks as often as the rollout says, by the clock, and goes on where it was after a new start', async () => {
    const [a] = await patchbay.addHosts(['a'], 0);
    const id = await patchbay.deploy([a!.id], {}, { rollout: rollout({ looksAtMinutes: [0, 2, 10] }) });
    const looked = (looks: number) =>
      patchbay.until(id, (one) => expect([one.runs[0]!.state, one.runs[0]!.gate?.looks]).toEqual(['verifying', looks]));
    const first = await looked(1);
    expect(ringOf(first.ringStates)).toEqual(['gate']);
    patchbay.minutesAhead = 3;
    await patchbay.restart();
    await looked(2);
    patchbay.minutesAhead = 11;
    await patchbay.restart();
    const end = await patchbay.finished(id);
    expect(end.runs[0]!.state).toBe('done');
    expect((await patchbay.actions(id)).filter((action) => action === 'run.looked')).toHaveLength(2);
    expect(patchbay.host('a').installs).toBe(1);
  });

  it('fails at a later look, and stops the ring', async () => {
    const id = await begin({ looksAtMinutes: [0, 2] });
    await patchbay.until(id, (one) => expect(one.runs[0]!.gate?.looks).toBe(1));
    patchbay.host('a').breaks = ['app.service'];
    patchbay.minutesAhead = 3;
    await patchbay.restart();
    const held = await patchbay.until(id, (one) => expect(one.state).toBe('paused'));
    expect(held.runs[0]!.problem).toEqual({ kind: 'health', failed: ['No new failed unit: app.service'] });
    expect(ringOf(held.ringStates)).toEqual(['stopped', 'waiting', 'waiting']);
  });

  it("asks the shop's own check before and after: what had failed before is no failure of the update", async () => {
    const checks = [{ by: 'command' as const, name: 'Tills', command: 'tills-ok' }];
    const [a, b] = await patchbay.addHosts(['a', 'b'], 1);
    patchbay.host('a').checkPasses = () => false;
    patchbay.host('b').checkPasses = () => patchbay.host('b').version === '1.0';
    const id = await patchbay.deploy([a!.id, b!.id], {}, { rollout: rollout({ checks }) });
    const end = await patchbay.until(id, (one) => expect(one.state).toBe('finished'));
    const tills = end.runs.map((run) => run.checks.find((check) => check.name === 'Tills'));
    expect(tills).toEqual([
      { name: 'Tills', outcome: 'differs', detail: 'failed before the run, too: exit' },
      { name: 'Tills', outcome: 'failed', detail: 'exit; before: exit' },
    ]);
    expect(end.runs.map((run) => run.state)).toEqual(['done', 'failed']);
  });
});

describe('a failed gate', () => {
  it('takes the host back by rule, on record, and only that host', async () => {
    patchbay.host('a').breaks = ['app.service'];
    const id = await begin({ onFailedGate: 'roll-back' });
    const held = await patchbay.until(id, (one) => expect([one.state, one.runs[0]!.rolledBackBy !== null]).toEqual(['paused', true]));
    const back = await patchbay.call('deployments.get', { id: held.runs[0]!.rolledBackBy! });
    expect([back.kind, back.rollsBack, back.state, patchbay.host('a').version]).toEqual(['rollback', id, 'finished', '1.0']);
    const [began] = (await patchbay.call('history.list', { deploymentId: back.id, limit: 500 })).filter(
      (one) => one.action === 'deployment.started',
    );
    expect(began?.actor).toBe('patchbay');
    expect(held.runs[0]!.gate?.back).toEqual({ outcome: 'started', why: `deployment ${back.id}` });
    expect([patchbay.host('b').launches, patchbay.host('c').launches]).toEqual([0, 0]);
  });

  it('is only said where the rollout says stop, and offered where the rules do not allow the way back', async () => {
    patchbay.host('a').breaks = ['app.service'];
    const id = await begin({});
    const held = await patchbay.until(id, (one) => expect(one.state).toBe('paused'));
    expect([held.runs[0]!.gate?.back, patchbay.host('a').version]).toEqual([null, '2.0']);
    await patchbay.call('deployments.stop', { id });
    await patchbay.finished(id);

    patchbay.host('b').breaks = ['app.service'];
    patchbay.host('b').backRemoves = true;
    const [b] = (await patchbay.call('hosts.list', {})).filter((row) => row.host.name === 'b');
    const again = await patchbay.deploy([b!.host.id], {}, { rollout: rollout({ onFailedGate: 'roll-back' }) });
    const end = await patchbay.until(again, (one) => expect(one.state).toBe('finished'));
    expect(end.runs[0]!.gate?.back).toEqual({ outcome: 'offered', why: 'its way back would remove openssl' });
    expect(await patchbay.actions(again)).toContain('run.back-offered');
  });

  it('is decided on by the next start where Patchbay ended before', async () => {
    patchbay.host('a').breaks = ['app.service'];
    const answer = patchbay.host('a').answer.bind(patchbay.host('a'));
    let previews = 0;
    patchbay.host('a').answer = (what, args) => {
      if (what === 'preview' && args[0] === 'rollback') previews += 1;
      return answer(what, args);
    };
    patchbay.host('a').onCommand = (what) =>
      !(what === 'preview' && patchbay.host('a').version === '2.0' && previews === 0 && (previews += 1) > 0);
    const id = await begin({ onFailedGate: 'roll-back' });
    await patchbay.until(id, () => expect(previews).toBe(1));
    await patchbay.restart();
    await patchbay.until(id, (one) => expect(one.runs[0]!.rolledBackBy).not.toBeNull());
    expect((await patchbay.call('deployments.list', {})).filter((one) => one.kind === 'rollback')).toHaveLength(1);
  });
});
