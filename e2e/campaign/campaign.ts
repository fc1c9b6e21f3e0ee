import { Lab, noLab } from '../lab/lab.ts';
import { cutPatchbay, cutPlainSsh, type Cut } from './cut.ts';
import { prepare, type Fleet } from './fleet.ts';
import { feedsCampaign } from './feeds.ts';
import { importsCampaign } from './imports.ts';
import { killAtPoint, killAtRandom, points, type Round } from './kill.ts';
import { keep } from './table.ts';
import { versions } from './versions.ts';
import { winrmCampaign } from './winrm.ts';

/**
 * npm run campaign -- kill [ROUNDS]    every named point, then ROUNDS (10) deployments with 5 random kills each
 * npm run campaign -- imports [FILES]  FILES (20000) malformed files of hosts; needs no lab
 * npm run campaign -- cut [ROUNDS]     ROUNDS (9) deployments with a cut of every host's line, and the same against plain ssh
 * npm run campaign -- feeds [INPUTS]   INPUTS (100000) mangled ones for each parser of feeds and lists; needs no lab
 * npm run campaign -- winrm [INPUTS]   INPUTS (100000) mangled answers for each parser of what Windows hosts send; needs no lab
 * npm run campaign -- versions [PAIRS]  PAIRS (100000) versions each against dpkg, rpm and vercmp; needs no lab
 */
const [name = '', count] = process.argv.slice(2);

const CAMPAIGNS: Readonly<Record<string, (fleet: Fleet, rounds: number) => Promise<void>>> = {
  kill: async (fleet, rounds) => {
    const groups = new Map<string, Round[]>([
      ['Patchbay, kill -9 at each named point', []],
      ['Patchbay, kill -9 at random moments', []],
      ['plain ssh, kill -9 of the client', []],
    ]);
    const [named, random, plain] = [...groups.values()] as [Round[], Round[], Round[]];
    for (const point of points) named.push(said(await killAtPoint(fleet, point)));
    for (let seed = 1; seed <= rounds; seed += 1) random.push(said(await killAtRandom(fleet, 5, seed)));
    for (let seed = 1; seed <= 2; seed += 1) plain.push(said(await cutPlainSsh(fleet, 'kill -9 of ssh', seed)));
    keep('kill', 'kill -9 in the middle of a deployment to six hosts in two rings', `npm run campaign -- kill ${rounds}`, groups);
  },
  cut: async (fleet, rounds) => {
    const cuts: readonly Cut[] = ['FIN', 'silence of 5 s', 'half-open for 60 s'];
    const groups = new Map<string, Round[]>();
    for (const cut of cuts) {
      const [ours, plain]: [Round[], Round[]] = [[], []];
      groups.set(`Patchbay, ${cut}`, ours).set(`plain ssh, ${cut}`, plain);
      for (let seed = 1; seed <= Math.ceil(rounds / cuts.length); seed += 1) ours.push(said(await cutPatchbay(fleet, cut, seed)));
      plain.push(said(await cutPlainSsh(fleet, cut, 1)));
    }
    keep('cut', 'The line is cut in the middle of a deployment to six hosts in two rings', `npm run campaign -- cut ${rounds}`, groups);
  },
};

function said(round: Round): Round {
  console.log(
    `${round.name}: ${round.kills} cuts, ${round.doneOnce} of ${round.hosts} done exactly once, ${round.broken} broken, ${round.unknown} unknown`,
  );
  for (const note of round.notes) console.log(`  ${note}`);
  return round;
}

if (name === 'feeds') process.exit(feedsCampaign(Number(count ?? 100_000)));
if (name === 'winrm') process.exit(winrmCampaign(Number(count ?? 100_000)));
if (name === 'versions') process.exit(versions(Number(count ?? 100_000)));
if (name === 'imports') {
  await importsCampaign(Number(count ?? 20_000));
  process.exit();
}
const campaign = CAMPAIGNS[name];
const why = noLab();
if (!campaign || why) {
  console.error(
    why ?? `There is no campaign "${name}"; there are ${[...Object.keys(CAMPAIGNS), 'imports', 'feeds', 'versions', 'winrm'].join(', ')}.`,
  );
  process.exit(2);
}
const lab = await Lab.up({ owner: process.pid, id: `campaign-${process.pid}` });
try {
  const fleet = await prepare(lab);
  try {
    await campaign(fleet, Number(count ?? (name === 'kill' ? 10 : 9)));
  } finally {
    fleet.laptop.remove();
  }
} finally {
  await lab.down();
}
