import type { Check } from '../../shared/domain/check.ts';
import type { Command, CommandOutput, Query } from '../../shared/domain/command.ts';
import type { HostFacts } from '../../shared/domain/facts.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { TransactionItem } from '../../shared/domain/plan.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { Platform, Preview, RunReport, RunSpec } from '../platforms/platform.ts';
import type { CommandWay } from '../platforms/gate.ts';
import type { Session, Transport } from '../transports/transport.ts';
import { Vault } from '../vault/index.ts';
import type { Context } from './context.ts';

/**
 * For the tests of the services alone: a host in memory that keeps the promises of the status protocol, so that
 * every order of events can be played. The real runner is tested on real hosts, in e2e/.
 */
export class SimulatedHost {
  version = '1.0';
  boot = 1;
  reachable = true;
  hasLists = true;
  /** Whether sudo is granted: else a preview is made with the user's own rights. */
  givesRights = true;
  /** Refuses the next connections with this. */
  refusal: Problem | null = null;
  rebootRequired = false;
  /** How often the package manager really did the work. */
  installs = 0;
  launches = 0;
  exitCode = 0;
  /** Units that fail as soon as the new version is there. */
  breaks: readonly string[] = [];
  /** Whether going back would remove a package. */
  backRemoves = false;
  /** How the shop's own check on the host ends. */
  checkPasses = (): boolean => true;
  /** The policy's commands that came, with the launches before them; those of these names fail. */
  commands: string[] = [];
  failing: readonly string[] = [];
  /** Status questions that a run takes until it is done. */
  patience = 2;
  runs = new Map<string, { spec: RunSpec; left: number; exit: number | null; boot: number; rebootOrdered: boolean; alive: boolean }>();
  /** Called before each command; may change the host, or break the connection by answering false. */
  onCommand: (what: string) => boolean = () => true;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }

  facts(): HostFacts {
    return {
      platform: 'apt', os: { id: 'debian', versionId: '12', codename: 'bookworm', pretty: 'Debian 12' }, hostname: this.name, kernel: { running: '6.1', newest: null, machine: 'x86_64' },
      bootId: `boot-${this.boot}`, uptimeSeconds: 1, clockSkewSeconds: 0,
      hardware: { vendor: '', model: '', serial: null, cpu: '', cores: 1, memoryBytes: 1, disks: [], virtualisation: null },
      packages: [{ name: 'openssl', arch: 'amd64', version: this.version, source: 'openssl', sourceVersion: this.version, origin: 'Debian', held: false, healthy: true }],
      updates: this.version === '1.0' ? [{ name: 'openssl', arch: 'amd64', from: '1.0', to: '2.0', source: 'openssl', origin: 'Debian-Security', security: true, state: 'ready' }] : [],
      lists: { at: this.hasLists ? '2026-11-21T00:00:00.000Z' : null, refreshed: this.hasLists }, services: [], failedUnits: this.version === '1.0' ? [] : [...this.breaks], listeners: [], reboot: { required: this.rebootRequired, reasons: this.rebootRequired ? ['openssl'] : [] },
      staleProcesses: [], space: [], packageState: { interrupted: false, audit: [] }, configsAside: [], rights: 'root', unseen: [],
    }; // prettier-ignore
  }

  answer(what: string, args: readonly string[]): unknown {
    const run = this.runs.get(args[0] ?? '');
    switch (what) {
      case 'scan':
        return { facts: this.facts(), warnings: [], refreshProblem: null };
      case 'gate':
        return [{ name: 'Default route', outcome: 'passed', detail: 'IPv4 by eth0' }];
      case 'check':
        return { name: args[0], outcome: this.checkPasses() ? 'passed' : 'failed', detail: 'exit' };
      case 'command':
        this.commands.push(`${args[0]} at ${this.installs}`);
        return { name: args[0], outcome: this.failing.includes(args[0]!) ? 'failed' : 'passed', detail: 'exit 7' };
      case 'preview':
        return this.preview(args[0] === 'rollback');
      case 'launch':
        this.launches += 1;
        if (run) return 'exists';
        this.runs.set(args[0]!, {
          spec: JSON.parse(args[1]!) as RunSpec,
          left: this.patience,
          exit: null,
          boot: this.boot,
          rebootOrdered: false,
          alive: true,
        });
        return 'launched';
      case 'resume':
      case 'retry':
        Object.assign(run!, { alive: true, boot: this.boot, exit: null });
        return 'resumed';
      case 'reboot':
        if (run!.rebootOrdered) return 'ordered-before';
        run!.rebootOrdered = true;
        this.boot += 1;
        this.rebootRequired = false;
        return 'ordered';
      default:
        return this.status(args[0]!);
    }
  }

  powerCut(): void {
    this.boot += 1;
    for (const run of this.runs.values()) run.alive = false;
  }

  status(id: string): Omit<RunReport, 'log'> {
    const run = this.runs.get(id);
    const report = { phase: 'installing' as const, exit: null, problem: null, bootId: `boot-${this.boot}`, attempts: 1, progress: null };
    if (!run) return { ...report, phase: null, answer: 'absent' };
    if (run.exit !== null) return { ...report, phase: 'finished', answer: 'done', exit: run.exit };
    if (!run.alive) return { ...report, answer: run.boot === this.boot ? 'dead' : 'rebooted' };
    if (run.left-- > 0) return { ...report, answer: 'running' };
    run.exit = this.exitCode;
    if (this.exitCode === 0) {
      this.installs += 1;
      this.version = run.spec.items[0]!.to!;
    }
    return { ...report, phase: 'finished', answer: 'done', exit: run.exit };
  }

  private preview(isRollback: boolean): Preview {
    const item: TransactionItem = {
      action: !isRollback ? 'upgrade' : this.backRemoves ? 'remove' : 'downgrade',
      name: 'openssl',
      arch: 'amd64',
      from: this.version,
      to: isRollback ? '1.0' : '2.0',
      origin: 'Debian',
      security: true,
      downloadBytes: 10,
    };
    return {
      transaction: {
        items: [item],
        downloadBytes: 10,
        installedBytes: 0,
        conffileConflicts: [],
        restarts: [],
        space: [],
        reboot: { expected: false, reasons: [] },
        leftOut: [],
      },
      reversibility: { verdict: 'reversible', why: 'all 1 go back', items: [{ name: 'openssl', back: true, from: 'archive', note: '' }] },
      blocking: [],
      warnings: this.givesRights ? [] : [{ kind: 'rights-needed', forWhat: 'to see all' }],
    };
  }
}

const query = <T>(what: string, args: readonly string[]): Query<T> => ({
  command: { what, args, script: '', rights: 'root', deadlineSeconds: 1, maxBytes: 1e6 },
  parse: (output) => ok(JSON.parse(new TextDecoder().decode(output.stdout)) as T),
});

/** The platform and transport of simulated hosts; a host is found by the name it has in the inventory. */
export function simulate(hosts: ReadonlyMap<string, SimulatedHost>): Pick<Context, 'transports' | 'platforms' | 'scanQuery' | 'gate'> {
  const apt: Platform = {
    id: 'apt',
    preview: () => query('preview', ['deploy']),
    previewRollback: () => query('preview', ['rollback']),
    launch: (spec) => query('launch', [spec.runId, JSON.stringify(spec)]),
    status: (runId, from) => ({
      ...query<RunReport>('status', [runId]),
      parse: (output) =>
        ok({ ...(JSON.parse(new TextDecoder().decode(output.stdout)) as RunReport), log: { from, size: from, bytes: new Uint8Array() } }),
    }),
    resume: (runId) => query('resume', [runId]),
    retry: (runId) => query('retry', [runId]),
    reboot: (runId) => query('reboot', [runId]),
    repair: (runId) => query('launch', [runId]),
    expireKits: () => ({ ...query('expire', []), parse: () => ok({ removed: [], keptBytes: 0 }) }),
  };
  const gate = {
    surroundings: () => query<Check[]>('gate', []),
    command: (name: string, _: string, how?: CommandWay) => query<Check>(how ? 'command' : 'check', [name]),
  };
  const open = async (host: Host): Promise<Result<Session>> => {
    const simulated = hosts.get(host.name)!;
    if (simulated.refusal) return fail(simulated.refusal);
    return simulated.reachable
      ? ok(sessionOf(simulated, host))
      : fail({ kind: 'unreachable', address: host.address, port: host.port, reason: 'timeout', detail: '' });
  };
  const transport: Transport = { open };
  return {
    transports: { ssh: transport, openssh: transport, local: transport },
    platforms: { apt },
    scanQuery: () => query('scan', []),
    gate,
  };
}

const sessionOf = (simulated: SimulatedHost, host: Host): Session => ({
  close: () => undefined,
  run: async (command: Command): Promise<Result<CommandOutput>> => {
    const lost = fail({ kind: 'connection-lost', address: host.address, detail: '' });
    if (!simulated.reachable || !simulated.onCommand(command.what)) return lost;
    const stdout = new TextEncoder().encode(JSON.stringify(simulated.answer(command.what, command.args)));
    // The work may be done and the answer lost all the same.
    return simulated.reachable ? ok({ exit: 0, stdout, stderr: new Uint8Array(), rights: 'root', firstByteAt: Date.now() }) : lost;
  },
});

/** Where nobody chose a vault: nothing is written. */
export const memoryVault = (): Vault =>
  new Vault({
    path: '/nonexistent/vault.json',
    lock: { tryTake: () => true, release: () => undefined },
    stores: [],
    autoLockMinutes: () => 0,
  });
