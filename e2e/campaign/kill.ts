import { ended, type Laptop } from '../support/patchbay.ts';
import { crashPoints } from '../../src/main/services/crash-points.ts';
import type { DeploymentRow } from '../../src/shared/contract/contract.ts';
import type { Plan } from '../../src/shared/domain/plan.ts';
import { dice } from './dice.ts';
import { deploy, judge, makePlan, setBack, type Fleet, type Verdict } from './fleet.ts';

export interface Round extends Verdict {
  readonly name: string;
  readonly kills: number;
  readonly hosts: number;
}

/** Kills Patchbay at one named point of a deployment with a reboot, then lets it finish. */
export async function killAtPoint(fleet: Fleet, point: string): Promise<Round> {
  await setBack(fleet);
  const plan = await makePlan(fleet, point.includes('reboot') || point === 'run.back' ? 'always' : 'never');
  const first = fleet.laptop.start(deploy(fleet, plan), { PATCHBAY_CRASH_AT: point });
  await ended(first);
  const kills = first.signalCode === 'SIGKILL' ? 1 : 0;
  await finish(fleet, plan);
  const verdict = await judge(fleet, plan);
  return {
    name: `at ${point}`,
    kills,
    hosts: plan.hosts.length,
    ...verdict,
    notes: kills ? verdict.notes : [...verdict.notes, 'the point was never passed'],
  };
}

/** Kills Patchbay again and again at random moments of one deployment, then lets it finish. */
export async function killAtRandom(fleet: Fleet, kills: number, seed: number): Promise<Round> {
  const chance = dice(seed);
  await setBack(fleet);
  const plan = await makePlan(fleet, 'never');
  let killed = 0;
  while (killed < kills) {
    const child = fleet.laptop.start((await isStarted(fleet.laptop, plan)) ? WATCH : deploy(fleet, plan));
    const before = await Promise.race([ended(child).then(() => 'ended'), sleep(300 + chance() * 4000)]);
    if (before === 'ended') break; // nothing is left to be killed in this deployment
    child.kill('SIGKILL');
    await ended(child);
    killed += 1;
  }
  await finish(fleet, plan);
  return { name: `${killed} at random, seed ${seed}`, kills: killed, hosts: plan.hosts.length, ...(await judge(fleet, plan)) };
}

export const points: readonly string[] = crashPoints;

const WATCH = ['deployments', 'watch', 'last', '--json'];

/** Until the deployment has ended: started if the kill came before its decision was on record, else taken up again. */
async function finish(fleet: Fleet, plan: Plan): Promise<void> {
  const { laptop } = fleet;
  if (await isStarted(laptop, plan)) await laptop.cli(WATCH);
  else await laptop.cli(deploy(fleet, plan));
}

async function isStarted(laptop: Laptop, plan: Plan): Promise<boolean> {
  const list = await laptop.must<DeploymentRow[]>(['deployments', 'list']);
  return list.some((one) => one.planId === plan.id);
}

const sleep = (ms: number): Promise<'slept'> => new Promise((resolve) => setTimeout(() => resolve('slept'), ms));
