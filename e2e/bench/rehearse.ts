import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { RehearsalEvidence } from '../../src/shared/domain/rehearsal.ts';
import type { TransactionItem } from '../../src/shared/domain/plan.ts';
import { Lab, noLab, type LabHost } from '../lab/lab.ts';
import { RehearsedHost, specOf } from '../rehearse/host.ts';
import { LabHost as Asked, logOf } from '../runner/lab-host.ts';
import { conclude, hostCpuSeconds, median } from './measure.ts';

/**
 * npm run bench:rehearse -- [ROUNDS]    all updates of one host, 1 round unless said, each from the same disk:
 *
 * a bare `apt-get upgrade`; a rehearsal, which goes there and back; then the real run of it, with what was staged, and the
 * same run without. The repository is as near as can be: over a
 * real line each staged megabyte shortens the window further.
 * CPU is the host's own account and does not depend on how busy the machine is; the rehearsal runs with the lowest
 * priority, so its wall time does more than anything.
 */
const rounds = Number(process.argv[2] ?? 1);
const START = 'outdated';
const BARE =
  'DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none UCF_FORCE_CONFFOLD=1 NEEDRESTART_SUSPEND=1 apt-get -y -q upgrade ' +
  '-o APT::Install-Recommends=false -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold';

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}
interface Round {
  readonly bare: Cost;
  readonly rehearsal: Cost;
  readonly evidence: RehearsalEvidence;
  readonly staged: Cost;
  readonly unstaged: Cost;
}

async function fresh(host: LabHost): Promise<void> {
  await host.kill();
  await host.restore(START);
  await host.start();
  await host.exec('systemctl is-system-running --wait');
}

async function timed(lab: Lab, host: LabHost, work: () => Promise<unknown>): Promise<Cost> {
  const [cpu, start] = [hostCpuSeconds(lab, host), performance.now()];
  await work();
  return { wall: (performance.now() - start) / 1000, cpu: hostCpuSeconds(lab, host) - cpu };
}

/** As a unit of the host, or its CPU time would not be in the host's account. */
async function bare(host: LabHost): Promise<void> {
  const { code, stderr } = await host.exec(['systemd-run', '--quiet', '--wait', '--collect', '/bin/sh', '-c', BARE]);
  if (code !== 0) throw new Error(stderr.slice(-2000));
}

async function deploy(asked: Asked, id: string, items: readonly TransactionItem[]): Promise<void> {
  const report = await asked.deploy(id, items);
  if (report.exit !== 0) throw new Error(logOf(report).slice(-2000));
}

async function round(lab: Lab, host: LabHost, n: number): Promise<Round> {
  const on = new RehearsedHost(new Asked(host.name));
  await fresh(host);
  const bareCost = await timed(lab, host, () => bare(host));
  await fresh(host);
  const { items } = (await on.host.preview()).transaction;
  const unstaged = await timed(lab, host, () => deploy(on.host, `unstaged0${n}`, items));
  await fresh(host);
  let evidence: RehearsalEvidence | null = null;
  const rehearsal = await timed(lab, host, async () => {
    const { outcome, verdict, log } = await on.rehearse(specOf(`rehearsed0${n}`, items));
    if (verdict !== 'passed') throw new Error(log.slice(-2000));
    evidence = outcome!.evidence;
  });
  const staged = await timed(lab, host, () => deploy(on.host, `staged000${n}`, items));
  const of = ({ wall, cpu }: Cost): string => `${wall.toFixed(1)} s (CPU ${cpu.toFixed(1)} s)`;
  console.log(
    `${items.length} updates: bare ${of(bareCost)}, rehearsal ${of(rehearsal)}, run without what was staged ${of(unstaged)}, with it ${of(staged)}` +
      `; load of the machine ${loadavg()[0]!.toFixed(1)}`,
  );
  return { bare: bareCost, rehearsal, evidence: evidence!, staged, unstaged };
}

const why = noLab();
if (why) {
  console.error(why);
  process.exit(2);
}
const lab = await Lab.up({ hosts: ['base-01'], owner: process.pid, id: `runner-${process.pid}`, size: '1500m' });
try {
  const host = lab.host('base-01');
  await host.exec('apt-get -qq update');
  await host.stop();
  await host.snap(START);
  await host.start();
  const all: Round[] = [];
  for (let n = 0; n < rounds; n += 1) all.push(await round(lab, host, n));
  const of = (figure: (one: Round) => number): number => median(all.map(figure));
  const figures = {
    rounds,
    bareSeconds: of(({ bare }) => bare.wall),
    bareHostCpuSeconds: of(({ bare }) => bare.cpu),
    rehearsalSeconds: of(({ rehearsal }) => rehearsal.wall),
    rehearsalHostCpuSeconds: of(({ rehearsal }) => rehearsal.cpu),
    rehearsalCpuOverBare: of(({ rehearsal, bare }) => rehearsal.cpu / bare.cpu),
    rehearsalSpaceMegabytes: of(({ evidence }) => evidence.bytes.peak / 1e6),
    rehearsalMemoryMegabytes: of(({ evidence }) => evidence.memoryBytes / 1e6),
    stagedMegabytes: of(({ evidence }) => evidence.bytes.staged / 1e6),
    windowSeconds: of(({ unstaged }) => unstaged.wall),
    windowStagedSeconds: of(({ staged }) => staged.wall),
    windowShare: of(({ staged, unstaged }) => staged.wall / unstaged.wall),
  };
  conclude('rehearse', figures, { rehearsalCpuOverBare: 4, rehearsalMemoryMegabytes: 512, windowShare: 1 });
} finally {
  await lab.down();
}
