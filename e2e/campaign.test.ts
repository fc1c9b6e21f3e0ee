import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutPatchbay } from './campaign/cut.ts';
import { prepare, type Fleet } from './campaign/fleet.ts';
import { killAtPoint, killAtRandom, type Round } from './campaign/kill.ts';
import { Lab, noLab } from './lab/lab.ts';

const why = noLab();
if (why) console.log(`skipped, samples of the campaigns: ${why}`);

/** A seeded sample of `npm run campaign -- kill` and `-- cut`, on two hosts: one is the pilot, one stands in ring 1. */
describe.skipIf(why)('whatever is cut, every host is done exactly once', () => {
  let lab: Lab;
  let fleet: Fleet;
  beforeAll(async () => {
    lab = await Lab.up({ hosts: ['web-01', 'files-01'], owner: process.pid, id: `campaign-test-${process.pid}` });
    fleet = await prepare(lab);
  });
  afterAll(async () => {
    fleet?.laptop.remove();
    await lab?.down();
  });

  const once = (round: Round): void => {
    expect(round.notes).toEqual([]);
    expect([round.kills > 0, round.doneOnce, round.broken, round.unknown]).toEqual([true, 2, 0, 0]);
  };

  it("kill -9 between two looks of the pilot's gate", async () => once(await killAtPoint(fleet, 'run.looked')));
  it('kill -9 when the launch was sent to ring 1 and its answer not kept', async () => once(await killAtPoint(fleet, 'run.sent:2')));
  it('kill -9 at random moments', async () => once(await killAtRandom(fleet, 3, 42)));
  it('every line is closed in the middle', async () => once(await cutPatchbay(fleet, 'FIN', 42)));
});
