import { copyFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Deployment } from '../../src/shared/domain/deployment.ts';
import type { Plan } from '../../src/shared/domain/plan.ts';
import { Lab, noLab, type LabHost } from '../lab/lab.ts';
import { CLI, Laptop } from '../support/patchbay.ts';
import { conclude, hostCpuSeconds, measured, median } from './measure.ts';

/**
 * npm run bench:deploy -- [ROUNDS]    all updates of one host, 3 rounds: Patchbay and a bare `apt-get upgrade`
 *
 * Both begin with the same disk, package lists included, and a host that was just started. Ours is the whole command
 * `deploy PLAN --yes`: the program's start, a scan before, the plan checked again on the host, the rollback kit, the
 * updates, restarts, a scan after over a new connection. The overhead is the median of the rounds' differences.
 */
const rounds = Number(process.argv[2] ?? 3);
const START = 'outdated';
// What a run of Patchbay tells apt, too (resources/host-scripts/posix/apt-common.sh and run.sh).
const APT = [
  'DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none UCF_FORCE_CONFFOLD=1 apt-get -y -q upgrade',
  '-o APT::Install-Recommends=false -o APT::Color=0 -o DPkg::Progress-Fancy=0 -o Dpkg::Use-Pty=0',
  '-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold',
].join(' ');

/** All in seconds; `cpu` is the host's, which does not depend on how busy the machine is with other things. */
interface Way {
  readonly wall: number;
  readonly cpu: number;
}
interface Round {
  readonly bare: Way;
  readonly ours: Way;
  readonly kit: number;
}

async function fresh(host: LabHost): Promise<void> {
  await host.kill();
  await host.restore(START);
  await host.start();
  await host.exec('systemctl is-system-running --wait');
}

/** Both ways must end with the same packages, or they did not do the same work. */
const packagesOf = async (host: LabHost): Promise<string> => JSON.stringify([...(await host.truth()).packages].sort());

async function timed(lab: Lab, host: LabHost, argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Way> {
  const before = hostCpuSeconds(lab, host);
  const cost = await measured(lab, argv, env);
  if (cost.exit !== 0) throw new Error(`${argv.join(' ')} ended with ${cost.exit}: ${cost.stdout.slice(-3000)}`);
  return { wall: cost.wallSeconds, cpu: hostCpuSeconds(lab, host) - before };
}

const bareUpgrade = (lab: Lab, host: LabHost): Promise<Way> =>
  timed(lab, host, ['ssh', '-F', lab.sshConfig, '-o', 'BatchMode=yes', '-l', 'root', host.name, `${APT} 2>&1`], {
    PATH: process.env['PATH'],
  });

async function ourDeployment(lab: Lab, laptop: Laptop, host: LabHost): Promise<Way> {
  await laptop.must(['scan', host.name, '--no-refresh']);
  const plan = await laptop.must<Plan>(['test', host.name, '--everything']);
  return timed(lab, host, [process.execPath, CLI, 'deploy', plan.id, '--yes', '--hash', plan.hash!, '--json'], laptop.env);
}

/** How long the kit took, by the host's files: its folder appears in "kits", and "complete" is the last that is written. */
async function kitSeconds(host: LabHost): Promise<number> {
  const { stdout } = await host.exec('stat -c %.Y /var/lib/patchbay/kits /var/lib/patchbay/kits/*/complete');
  const [begun, complete] = stdout.split('\n').map(Number);
  return complete! - begun!;
}

/** The host's own words about its phases, with its own clock. */
async function phases(laptop: Laptop, host: LabHost): Promise<string> {
  const run = (await laptop.must<Deployment>(['deployments', 'show', 'last'])).runs[0]!;
  const log = (await host.exec(`cat /var/lib/patchbay/runs/${run.id}/log`)).stdout;
  const lines = [...log.matchAll(/^(\d\d:\d\d:\d\d)Z == (\S+)/gm)].map(([, at, name]) => `${name} ${at}`);
  return [`command ${run.startedAt?.slice(11, 23)}`, ...lines, `done ${run.endedAt?.slice(11, 23)}`].join(', ');
}

async function round(lab: Lab, laptop: Laptop, host: LabHost): Promise<Round> {
  await fresh(host);
  const bare = await bareUpgrade(lab, host);
  const wanted = await packagesOf(host);
  await fresh(host);
  const ours = await ourDeployment(lab, laptop, host);
  if ((await packagesOf(host)) !== wanted) throw new Error('Patchbay and apt-get upgrade did not end with the same packages');
  const kit = await kitSeconds(host);
  console.log(
    `bare ${bare.wall.toFixed(2)} s, Patchbay ${ours.wall.toFixed(2)} s of which the kit ${kit.toFixed(2)} s; CPU of the host ` +
      `${bare.cpu.toFixed(2)} s and ${ours.cpu.toFixed(2)} s (load of the machine ${loadavg()[0]!.toFixed(1)})\n  ${await phases(laptop, host)}`,
  );
  return { bare, ours, kit };
}

const why = noLab();
if (why) {
  console.error(why);
  process.exit(2);
}
const lab = await Lab.up({ hosts: ['web-01'], owner: process.pid, id: `bench-deploy-${process.pid}` });
const laptop = new Laptop(lab);
try {
  laptop.writeSshConfig();
  copyFileSync(lab.knownHosts, join(laptop.home, '.ssh', 'known_hosts'));
  await laptop.must(['hosts', 'import', '--yes']);
  await laptop.must(['scan', '--all']);
  const host = lab.host('web-01');
  await host.stop();
  await host.snap(START);
  await host.start();
  const all: Round[] = [];
  for (let n = 0; n < rounds; n += 1) all.push(await round(lab, laptop, host));
  const bareSeconds = median(all.map(({ bare }) => bare.wall));
  const figures = {
    rounds,
    bareSeconds,
    patchbaySeconds: median(all.map(({ ours }) => ours.wall)),
    overheadSeconds: median(all.map(({ ours, bare }) => ours.wall - bare.wall)),
    kitSeconds: median(all.map(({ kit }) => kit)),
    overheadWithoutKitSeconds: median(all.map(({ ours, bare, kit }) => ours.wall - bare.wall - kit)),
    bareHostCpuSeconds: median(all.map(({ bare }) => bare.cpu)),
    patchbayHostCpuSeconds: median(all.map(({ ours }) => ours.cpu)),
  };
  conclude('deploy', figures, { overheadSeconds: 0.05 * bareSeconds + 2 });
} finally {
  laptop.remove();
  await lab.down();
}
