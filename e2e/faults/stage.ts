import { once } from 'node:events';
import { expect } from 'vitest';
import type { HistoryEntry, HostRow } from '../../src/shared/contract/contract.ts';
import type { Deployment, Run } from '../../src/shared/domain/deployment.ts';
import type { HostPlan, Plan } from '../../src/shared/domain/plan.ts';
import type { Problem } from '../../src/shared/domain/problem.ts';
import type { Lab, LabHost } from '../lab/lab.ts';
import { ended, Laptop, type CliOutcome } from '../support/patchbay.ts';

export interface Scanned {
  readonly exit: number;
  readonly row: HostRow;
  /** The problem, else the first warning. */
  readonly told: Problem | null;
}

/** One host of the lab under all its users, a laptop that knows it, and what a technician does with it. */
export class Stage {
  readonly lab: Lab;
  readonly host: LabHost;
  readonly laptop: Laptop;

  constructor(lab: Lab) {
    this.lab = lab;
    this.host = lab.hosts[0]!;
    this.laptop = new Laptop(lab);
  }

  async open(): Promise<void> {
    await this.laptop.meetHosts();
    for (const user of ['ops', 'admin'])
      await this.laptop.must(['hosts', 'add', user, '--address', this.host.ip, '--user', user, '--key', this.lab.key]);
    await this.laptop.must(['scan', this.host.name]);
  }

  async scan(name = this.host.name, options: { stdin?: string; flags?: readonly string[] } = {}): Promise<Scanned> {
    const flags = [...(options.flags ?? []), ...(options.stdin ? ['--secrets-stdin'] : [])];
    const outcome = await this.laptop.json(['scan', name, ...flags], options);
    const row = (outcome.value as HostRow[] | null)?.[0];
    if (!row) throw new Error(`scan of ${name}: exit ${outcome.exit}, ${JSON.stringify(outcome.problem)} ${outcome.stderr.slice(-1000)}`);
    return { exit: outcome.exit, row, told: row.scan.problem ?? row.scan.warnings[0] ?? null };
  }

  async preview(wanted: readonly string[], name = this.host.name, stdin?: string): Promise<{ exit: number; plan: Plan; host: HostPlan }> {
    const outcome = await this.laptop.json(['test', name, ...wanted, ...(stdin ? ['--secrets-stdin'] : [])], stdin ? { stdin } : {});
    const plan = outcome.value as Plan | null;
    const host = plan?.hosts[0];
    if (!plan || !host) throw new Error(`preview: exit ${outcome.exit}, ${JSON.stringify(outcome.problem)} ${outcome.stderr.slice(-1000)}`);
    return { exit: outcome.exit, plan, host };
  }

  async deploy(plan: Plan): Promise<{ exit: number; run: Run }> {
    return deployed(await this.laptop.json(deployArgs(plan)));
  }

  /** Deploys, and once this is on the technician's screen, does that. `shows` waits for a state of the run on the screen. */
  async deployUntil(
    plan: Plan,
    moment: string,
    disturb: (shows: (state: string) => Promise<void>) => Promise<void>,
  ): Promise<{ exit: number; run: Run }> {
    const child = this.laptop.start([...deployArgs(plan), '--json']);
    child.stdin!.end();
    child.stderr!.resume();
    let screen = '';
    child.stdout!.on('data', (chunk: Buffer) => (screen += chunk.toString('utf8')));
    const over = ended(child);
    const shows = async (what: string): Promise<void> => {
      const read = async (): Promise<void> => {
        while (!screen.includes(what)) await once(child.stdout!, 'data');
      };
      const first = await Promise.race([read(), over]);
      if (first !== undefined && !screen.includes(what))
        throw new Error(`ended with ${first}, ${what} was never shown: ${screen.slice(-2000)}`);
    };
    await shows(moment);
    await disturb((state) => shows(`"state":"${state}"`));
    const exit = await over;
    return { ...(await this.last()), exit };
  }

  async last(): Promise<{ exit: number; run: Run }> {
    return deployed(await this.laptop.json(['deployments', 'show', 'last']));
  }

  async retry(): Promise<{ exit: number; run: Run }> {
    return deployed(await this.laptop.json(['deployments', 'retry', 'last']));
  }

  async log(): Promise<string> {
    return (await this.laptop.must<{ text: string }>(['deployments', 'log', 'last', this.host.name])).text;
  }

  /** What the history keeps of the last deployment, oldest first. */
  async story(): Promise<HistoryEntry[]> {
    const { run } = await this.last();
    return (await this.laptop.must<HistoryEntry[]>(['history', '--deployment', run.deploymentId, '--limit', '200'])).toReversed();
  }

  /** How often dpkg has configured version 2 of a package of the lab, by its own record. */
  async times(name: string): Promise<number> {
    return (await this.host.truth()).configured(name, '2');
  }

  /** By dpkg's own record: version 2 is there, nothing is half done, and it was configured exactly once more than `before`. */
  async isDoneOnce(name: string, before = 0): Promise<void> {
    const truth = await this.host.truth();
    expect({ version: truth.packages.get(name), times: truth.configured(name, '2') - before, broken: truth.broken }).toEqual({
      version: '2',
      times: 1,
      broken: false,
    });
  }
}

const deployArgs = (plan: Plan): string[] => ['deploy', plan.id, '--yes', '--hash', plan.hash ?? ''];

function deployed(outcome: CliOutcome): { exit: number; run: Run } {
  const run = (outcome.value as Deployment | null)?.runs[0];
  if (!run) throw new Error(`exit ${outcome.exit}, ${JSON.stringify(outcome.problem)} ${outcome.stderr.slice(-1000)}`);
  return { exit: outcome.exit, run };
}
