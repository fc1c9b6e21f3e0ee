import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostRow } from '../../src/shared/contract/contract.ts';
import { Lab, noLab } from '../lab/lab.ts';
import { CLI, Laptop } from '../support/patchbay.ts';
import { conclude, measured, median, type Cost } from './measure.ts';

/**
 * npm run bench:scan -- [HOSTS] [ROUNDS] [same-key-exchange]
 * A scan of 20 hosts, 3 rounds: Patchbay, Ansible and a bare loop of ssh.
 *
 * In each round each way runs once, in turn. A ratio is the median of the rounds' ratios, so that a machine whose load
 * changes from round to round still compares like with like.
 */
const [hosts = 20, rounds = 3] = process.argv.slice(2, 4).map(Number);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const SCAN_SCRIPT = here('../../resources/host-scripts/posix/scan.sh');
/**
 * By default Debian's ssh takes a post-quantum key exchange (sntrup761), which costs 0.15 s of CPU on either side; Patchbay's
 * ssh library does not know it. With this third argument the others take Patchbay's, so that only the rest is compared.
 */
const KEY_EXCHANGE = process.argv[4] === 'same-key-exchange' ? '-o KexAlgorithms=curve25519-sha256' : '';
const NONCE = 'bareLoop0123456789abcdef';

interface Way {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Throws where a host was not scanned: half the work would take half the time. */
  readonly check: (cost: Cost, begunAt: string) => void;
}

function patchbay(laptop: Laptop): Way {
  return {
    argv: [process.execPath, CLI, 'scan', '--all', '--no-refresh', '--json'],
    env: laptop.env,
    check: ({ stdout }, begunAt) => {
      const { value } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as { value: HostRow[] };
      const good = value.filter((row) => (row.scan.lastGoodAt ?? '') >= begunAt && row.scan.problem === null && (row.updates ?? 0) > 0);
      if (good.length !== hosts) throw new Error(`Patchbay scanned ${good.length} of ${hosts} hosts: ${stdout.slice(-2000)}`);
    },
  };
}

/** Ansible at its quickest: pipelining, as many forks as hosts, one connection a host for all tasks, no search for Python. */
function ansible(lab: Lab, scratch: string): Way {
  mkdirSync(scratch);
  const inventory = join(scratch, 'inventory');
  writeFileSync(inventory, `${lab.hosts.map((host) => host.name).join('\n')}\n`);
  const env = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: scratch,
    ANSIBLE_PIPELINING: '1',
    ANSIBLE_FORKS: String(hosts),
    ANSIBLE_SSH_ARGS: `-F ${lab.sshConfig} ${KEY_EXCHANGE} -o ControlMaster=auto -o ControlPersist=60s`,
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
    ANSIBLE_REMOTE_USER: 'root',
  };
  const check = ({ exit, stdout }: Cost): void => {
    const good = [...stdout.matchAll(/ok=3 .*unreachable=0 +failed=0 /g)].length;
    if (exit !== 0 || good !== hosts) throw new Error(`Ansible read ${good} of ${hosts} hosts: ${stdout.slice(-2000)}`);
  };
  return { argv: ['ansible-playbook', '-i', inventory, here('ansible.yml')], env, check };
}

/** As a person would write it: the very script that Patchbay sends, to all hosts at once, by the system's ssh. */
function bareLoop(lab: Lab, folder: string): Way {
  mkdirSync(folder);
  const loop = `for host in ${lab.hosts.map((host) => host.name).join(' ')}; do
    ssh -F ${lab.sshConfig} ${KEY_EXCHANGE} -o BatchMode=yes -l root $host sh -s ${NONCE} keep <${SCAN_SCRIPT} >${folder}/$host & done; wait`;
  const check = (): void => {
    const good = readdirSync(folder).filter((name) => readFileSync(join(folder, name), 'utf8').endsWith(`${NONCE} done\n`));
    if (good.length !== hosts) throw new Error(`the bare loop read ${good.length} of ${hosts} hosts`);
  };
  return { argv: ['sh', '-c', loop], env: { PATH: process.env['PATH'] }, check };
}

function needAnsible(): void {
  try {
    execFileSync('ansible-playbook', ['--version'], { stdio: 'ignore' });
  } catch {
    console.log('Installing with apt-get, to compare with it: ansible-core');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['-y', '-qq', 'install', '--no-install-recommends', 'ansible-core'], { stdio: 'inherit', env });
  }
}

type Name = 'patchbay' | 'ansible' | 'bare';

async function compare(lab: Lab, ways: Readonly<Record<Name, Way>>): Promise<Record<Name, Cost[]>> {
  const costs: Record<Name, Cost[]> = { patchbay: [], ansible: [], bare: [] };
  // Round 0 warms up: what each way and each host keeps in a cache is there for all of them.
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of ['patchbay', 'bare', 'ansible'] as const) {
      const begunAt = new Date().toISOString();
      const cost = await measured(lab, ways[name].argv, ways[name].env);
      ways[name].check(cost, begunAt);
      if (round > 0) costs[name].push(cost);
      const figures = `${cost.wallSeconds.toFixed(2)} s, CPU ${cost.cpuSeconds.toFixed(2)} s, ${cost.peakMegabytes.toFixed(0)} MB`;
      console.log(`${round > 0 ? `round ${round}` : 'warm-up'}, ${name}: ${figures} (load of the machine ${loadavg()[0]!.toFixed(1)})`);
    }
  }
  return costs;
}

function figuresOf({ patchbay, ansible, bare }: Record<Name, Cost[]>): Record<string, number> {
  const ratio = (of: Cost[], to: Cost[], by: 'wallSeconds' | 'cpuSeconds'): number =>
    median(of.map((cost, round) => cost[by] / to[round]![by]));
  const each = (name: string, costs: Cost[]): [string, number][] => [
    [`${name}WallSeconds`, median(costs.map((cost) => cost.wallSeconds))],
    [`${name}CpuSeconds`, median(costs.map((cost) => cost.cpuSeconds))],
    [`${name}PeakMegabytes`, Math.max(...costs.map((cost) => cost.peakMegabytes))],
  ];
  return {
    hosts,
    rounds,
    ...Object.fromEntries([...each('patchbay', patchbay), ...each('ansible', ansible), ...each('bare', bare)]),
    wallToAnsible: ratio(patchbay, ansible, 'wallSeconds'),
    wallToBare: ratio(patchbay, bare, 'wallSeconds'),
    cpuToAnsible: ratio(patchbay, ansible, 'cpuSeconds'),
  };
}

const why = noLab();
if (why) {
  console.error(why);
  process.exit(2);
}
needAnsible();
const lab = await Lab.up({ hosts, owner: process.pid, id: `bench-scan-${process.pid}` });
const laptop = new Laptop(lab);
try {
  laptop.writeSshConfig();
  copyFileSync(lab.knownHosts, join(laptop.home, '.ssh', 'known_hosts'));
  await laptop.must(['hosts', 'import', '--yes']);
  await laptop.must(['scan', '--all']);
  const ways = {
    patchbay: patchbay(laptop),
    ansible: ansible(lab, join(laptop.home, 'ansible')),
    bare: bareLoop(lab, join(laptop.home, 'bare')),
  };
  const figures = figuresOf(await compare(lab, ways));
  conclude('scan', figures, { wallToAnsible: 1 / 4, wallToBare: 1.2, cpuToAnsible: 1 / 8, patchbayPeakMegabytes: 150 + 2 * hosts });
} finally {
  laptop.remove();
  await lab.down();
}
