import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { Lab, LabHost } from '../lab/lab.ts';

/** What a command cost this machine: itself and all that it started here, never what ran on the lab's hosts. */
export interface Cost {
  readonly exit: number;
  readonly stdout: string;
  readonly wallSeconds: number;
  /** User and system time. */
  readonly cpuSeconds: number;
  /** The most that all its processes held at once (sum of their resident pages, looked at every 50 ms). */
  readonly peakMegabytes: number;
}

const LOOK_EVERY_MS = 50;
const PAGE_BYTES = 4096;
const FIRST_LINE = 'in its group\n';

/**
 * Runs a command in the lab's network, in a control group of its own. The kernel's account of the group holds what no
 * parent waits for, too: Ansible's shared ssh connections live on as daemons. The hosts are in other groups.
 * The clock starts after the way into the lab and ends with the command; what it leaves behind is ended then.
 */
export async function measured(lab: Lab, argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Cost> {
  const group = join(cgroups(), `patchbay-bench-${process.pid}`);
  mkdirSync(group);
  const enter = `echo $$ >${group}/cgroup.procs && printf '${FIRST_LINE.trim()}\\n' && read -r go && exec "$@"`;
  const child = lab.run(['sh', '-c', enter, 'sh', ...argv], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const stdout: Buffer[] = [];
    child.stdout!.on('data', (chunk: Buffer) => stdout.push(chunk));
    const ended = once(child, 'exit');
    const silent = once(child, 'close');
    while (!String(stdout[0] ?? '').startsWith(FIRST_LINE)) {
      if (child.exitCode !== null) throw new Error(`${argv[0]} could not be started in a control group`);
      await setTimeout(1);
    }
    const cpuBefore = cpuSeconds(group);
    const start = performance.now();
    child.stdin!.end('go\n');
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, residentBytes(group))), LOOK_EVERY_MS);
    const [exit] = (await ended) as [number | null];
    clearInterval(watch);
    const wallSeconds = (performance.now() - start) / 1000;
    const cost = { wallSeconds, cpuSeconds: cpuSeconds(group) - cpuBefore, peakMegabytes: peak / 1e6 };
    end(group);
    await silent;
    return { exit: exit ?? -1, stdout: Buffer.concat(stdout).toString('utf8').slice(FIRST_LINE.length), ...cost };
  } finally {
    await remove(group);
  }
}

function cgroups(): string {
  const mount = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .find((line) => line.split(' ')[2] === 'cgroup2');
  if (!mount) throw new Error('the CPU time of a tree of processes is counted by cgroup2, and it is not mounted here');
  return mount.split(' ')[1]!;
}

const members = (group: string): string[] => readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);

/** CPU time of one of the lab's hosts since it was started; takes no notice of how busy the machine is with other things. */
export const hostCpuSeconds = (lab: Lab, host: LabHost): number => cpuSeconds(join(cgroups(), `patchbay-lab-${lab.id}`, host.name));

/** cpu.stat is there without any controller (Linux, Documentation/admin-guide/cgroup-v2.rst). */
function cpuSeconds(group: string): number {
  const usage = /^usage_usec (\d+)$/m.exec(readFileSync(join(group, 'cpu.stat'), 'utf8'));
  return Number(usage?.[1]) / 1e6;
}

function residentBytes(group: string): number {
  let pages = 0;
  for (const pid of members(group)) {
    try {
      pages += Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    } catch {
      // ended meanwhile
    }
  }
  return pages * PAGE_BYTES;
}

const end = (group: string): void => writeFileSync(join(group, 'cgroup.kill'), '1');

/** An ended process stays a member until it is waited for. */
async function remove(group: string): Promise<void> {
  end(group);
  for (let tries = 0; members(group).length && tries < 100; tries += 1) await setTimeout(20);
  rmdirSync(group);
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** One line of JSON, the last; exit code 0 only where every target holds. Targets are upper bounds. */
export function conclude(name: string, figures: Readonly<Record<string, number>>, targets: Readonly<Record<string, number>>): void {
  const rounded = Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, Math.round(value * 1000) / 1000]));
  const passed = Object.entries(targets).every(([key, most]) => figures[key]! <= most);
  console.log(JSON.stringify({ name, figures: rounded, targets, ok: passed }));
  process.exitCode = passed ? 0 : 1;
}
