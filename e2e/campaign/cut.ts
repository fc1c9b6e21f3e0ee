import type { LabHost } from '../lab/lab.ts';
import type { Deployment } from '../../src/shared/domain/deployment.ts';
import { ended } from '../support/patchbay.ts';
import { dice } from './dice.ts';
import { deploy, each, judge, makePlan, setBack, type Fleet } from './fleet.ts';
import type { Round } from './kill.ts';

/** How a line can go: closed, silent for a while, silent until the other side has given up. */
const CUTS = {
  FIN: (host: LabHost) => host.fault('cut-fin'),
  'silence of 5 s': (host: LabHost) => host.fault('cut-drop', 'on', 5),
  'half-open for 60 s': async (host: LabHost) => {
    await host.fault('half-open');
    await sleep(60_000);
    await host.fault('half-open', 'off');
  },
} as const;
export type Cut = keyof typeof CUTS;

/** Cuts the line to every host once, each at a moment of its own, while Patchbay deploys to all. */
export async function cutPatchbay(fleet: Fleet, cut: Cut, seed: number): Promise<Round> {
  const chance = dice(seed);
  await setBack(fleet);
  const plan = await makePlan(fleet, 'never');
  const child = fleet.laptop.start(deploy(fleet, plan));
  child.stdout!.resume();
  child.stderr!.resume();
  await each(fleet.lab.hosts, async (host) => {
    await visited(host);
    await sleep(chance() * 8000);
    await CUTS[cut](host);
  });
  await ended(child);
  const retried = await retrySkipped(fleet);
  const verdict = await judge(fleet, plan);
  const notes = [...retried.map((name) => `${name}: skipped, its line was down before anything was sent; then retried`), ...verdict.notes];
  return { name: `Patchbay, ${cut}, seed ${seed}`, kills: fleet.lab.hosts.length, hosts: plan.hosts.length, ...verdict, notes };
}

/** Until Patchbay has a line to the host: its ring has begun. At most five minutes. */
const visited = (host: LabHost) => host.exec('for i in $(seq 1500); do pgrep -f "^sshd: [a-z]" >/dev/null && exit 0; sleep 0.2; done');

/** As a person does: a host that could not be reached at the very start was promised nothing. Answers their names. */
async function retrySkipped({ laptop }: Fleet): Promise<string[]> {
  const { runs } = (await laptop.json(['deployments', 'show', 'last'])).value as Deployment;
  const names = runs.filter((run) => run.state === 'skipped').map((run) => run.hostName);
  if (names.length) await laptop.json(['deployments', 'retry', 'last', ...names]);
  return names;
}

/** The same against what people do today: `ssh host apt-get -y install ...`, attached. */
export async function cutPlainSsh(fleet: Fleet, cut: Cut | 'kill -9 of ssh', seed: number): Promise<Round> {
  const chance = dice(seed);
  await setBack(fleet);
  const command = `DEBIAN_FRONTEND=noninteractive apt-get -y -q install ${fleet.packages.join(' ')}`;
  const count = { doneOnce: 0, doubled: 0, broken: 0, unknown: 0 };
  const notes: string[] = [];
  await each(fleet.lab.hosts, async (host) => {
    await host.exec('apt-get -q update');
    const ssh = fleet.lab.run(['ssh', '-F', fleet.lab.sshConfig, '-o', 'BatchMode=yes', host.name, command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await installing(ssh);
    await sleep(chance() * 2000);
    if (cut === 'kill -9 of ssh') ssh.kill('SIGKILL');
    else await CUTS[cut](host);
    const exit = await Promise.race([ended(ssh), sleep(120_000)]);
    await idle(host);
    const truth = await host.truth();
    const pending = (await host.exec(`apt-get -s install ${fleet.packages.join(' ')} 2>&1 | grep -c ^Inst`)).stdout.trim();
    if (truth.broken) count.broken += 1;
    if (exit !== 0) count.unknown += 1;
    if (!truth.broken && exit === 0 && pending === '0') count.doneOnce += 1;
    else
      notes.push(
        `${host.name}: ssh ended with ${String(exit)}, ${pending} of ${fleet.packages.length} left, ${truth.broken ? `broken: ${truth.disorder.join(', ') || truth.audit.slice(0, 100)}` : 'not broken'}`,
      );
  });
  return { name: `plain ssh, ${cut}, seed ${seed}`, kills: fleet.lab.hosts.length, hosts: fleet.lab.hosts.length, ...count, notes };
}

/** Until apt has begun to change packages: before that every way is safe. */
async function installing(ssh: ReturnType<Fleet['lab']['run']>): Promise<void> {
  let seen = '';
  for await (const chunk of ssh.stdout!) {
    seen += String(chunk);
    if (/^(Preparing to unpack|Unpacking|Setting up)/m.test(seen)) break;
  }
  ssh.stdout!.resume();
}

/** Until no package manager works on the host any more, at most two minutes. */
const idle = (host: LabHost) => host.exec('for i in $(seq 240); do pgrep -x "apt-get|dpkg" >/dev/null || exit 0; sleep 0.5; done');

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
