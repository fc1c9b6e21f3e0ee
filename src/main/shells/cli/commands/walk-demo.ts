import type { Deployment } from '../../../../shared/domain/deployment.ts';
import type { Plan } from '../../../../shared/domain/plan.ts';
import { fail, ok } from '../../../../shared/domain/result.ts';
import type { Problem } from '../../../../shared/domain/problem.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { EXIT, worst } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { detachedLines, followDeployment } from '../follow-deployment.ts';
import { bytes, duration, plural } from '../format.ts';
import { makePlan } from '../make-plan.ts';
import { selectHosts } from '../select.ts';
import { deploymentExit, deploymentLines } from '../views/deployment.ts';
import { hostTable, scanProblems } from '../views/hosts.ts';
import { planLines, readyHosts } from '../views/plan.ts';
import { start } from './deploy.ts';
import { planRollback } from './rollback.ts';
import { scanExit, scanHosts } from './scan.ts';
import { verifyDeployment } from './verify.ts';

interface DemoFlags {
  readonly refresh: boolean;
  readonly yes?: boolean;
}
type Step = { readonly step: string; readonly seconds: number; readonly value: unknown };

/** Only hosts with this tag are ever patched by the demo, whatever else the inventory holds. */
const LAB = 'tag:lab';

/** The whole journey, told as it goes. It ends early where a step leaves nothing for the next. */
export async function walkDemo(cli: Cli, flags: DemoFlags): Promise<Result<Done>> {
  const story = new Story(cli);
  const rows = await cli.call('hosts.list', {});
  if (!rows.ok) return rows;
  const lab = selectHosts(rows.value, [LAB]);
  if (!lab.ok)
    return fail({
      kind: 'conflict',
      detail: 'No host of the inventory is tagged "lab"',
      next: '"npm start -- --demo" brings the lab up and puts its hosts in.',
    });

  const scanned = await story.tell('1  Scan: one connection and one round trip a host', () =>
    scanHosts(
      cli,
      lab.value.map((row) => row.host.id),
      flags.refresh,
    ),
  );
  if (!scanned.ok) return scanned;
  story.show([...hostTable(cli, scanned.value), ...scanProblems(cli, scanned.value)], scanExit(scanned.value));

  const hostIds = scanned.value.filter((row) => !row.scan.problem).map((row) => row.host.id);
  if (!hostIds.length) return story.end();
  const plan = await story.tell('2  Test: the exact transaction of the security updates on each host', () =>
    makePlan(cli, scanned.value, () => cli.call('plan.make', { hostIds, selection: { mode: 'security' }, options: {} })),
  );
  if (!plan.ok) return plan;
  story.show(shortPlan(cli, plan.value));
  if (!readyHosts(plan.value).length) return story.end();

  const deployed = await carryOut(
    cli,
    story,
    plan.value,
    '3  Deploy: detached on each host',
    '4  Verify: a fresh scan over new connections is the judge',
    flags,
  );
  if (!deployed.ok) return ended(story, deployed.problem);
  const back = await story.tell('5  Roll back: the way back, simulated first', () =>
    planRollback(cli, deployed.value, { reboot: 'never' }),
  );
  if (!back.ok) return back;
  story.show(shortPlan(cli, back.value));
  if (!readyHosts(back.value).length) return story.end();
  const returned = await carryOut(
    cli,
    story,
    back.value,
    '6  Roll back: detached on each host',
    '7  Verify: the old state, by a fresh scan',
    flags,
  );
  return returned.ok ? story.end() : ended(story, returned.problem);
}

async function carryOut(
  cli: Cli,
  story: Story,
  plan: Plan,
  deploying: string,
  verifying: string,
  flags: DemoFlags,
): Promise<Result<Deployment>> {
  const id = await start(cli, plan, {
    ...(flags.yes ? { yes: true } : {}),
    name: plan.kind === 'rollback' ? 'Demo: roll back' : 'Demo: security updates',
  });
  if (!id.ok) return id;
  const followed = await story.tell(deploying, () => followDeployment(cli, id.value));
  if (!followed.ok) return followed;
  const { last, ended: how } = followed.value;
  story.show(deploymentLines(cli, last), deploymentExit(last));
  if (how !== 'done') {
    story.show(detachedLines(last));
    return fail({ kind: 'cancelled', what: 'demo' });
  }
  const verified = await story.tell(verifying, () => verifyDeployment(cli, last));
  if (!verified.ok) return verified;
  story.show(verified.value.lines, verified.value.exit);
  return ok(last);
}

/** A demo that was left early still says what is going on; any other problem is the outcome. */
const ended = async (story: Story, problem: Problem): Promise<Result<Done>> =>
  problem.kind === 'cancelled' && problem.what === 'demo' ? story.end(EXIT.interrupted) : fail(problem);

function shortPlan(cli: Cli, plan: Plan): string[] {
  const items = plan.hosts.flatMap((host) => host.transaction?.items ?? []);
  const download = plan.hosts.reduce((sum, host) => sum + (host.transaction?.downloadBytes ?? 0), 0);
  const table = planLines(cli.style, plan).slice(0, plan.hosts.length + 1);
  const kept = plan.hosts.filter((host) => host.blocking.some((problem) => problem.kind !== 'nothing-to-do')).map((host) => host.hostName);
  return [
    ...table,
    `${plural(items.length, 'change')}, ${bytes(download)} to download. In full: patchbay plan ${plan.id}`,
    ...(kept.length ? [cli.style.cell(`Kept out: ${kept.join(', ')}. Why: patchbay plan ${plan.id}`)] : []),
  ];
}

/** Tells each step as it begins and keeps what it ended with. */
class Story {
  readonly #cli: Cli;
  readonly #steps: Step[] = [];
  readonly #exits: ExitCode[] = [];
  constructor(cli: Cli) {
    this.#cli = cli;
  }

  async tell<T>(step: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
    this.#cli.note('', step);
    const began = performance.now();
    const outcome = await work();
    const seconds = Math.round(performance.now() - began) / 1000;
    if (outcome.ok) this.#steps.push({ step, seconds, value: outcome.value });
    this.#cli.note(`   ${duration(seconds)}`);
    return outcome;
  }

  show(lines: readonly string[], exit: ExitCode = EXIT.ok): void {
    this.#cli.sayToPeople(lines);
    this.#exits.push(exit);
  }

  async end(exit: ExitCode = worst(this.#exits)): Promise<Result<Done>> {
    const audit = await this.#cli.call('audit.verify', {});
    if (!audit.ok) return audit;
    const chain = audit.value.intact
      ? `The history of it: patchbay history (${audit.value.entries} entries, chain intact)`
      : `The audit chain is broken at entry ${audit.value.brokenAt}`;
    return done(
      { steps: this.#steps, audit: audit.value },
      ['', chain, 'Try it yourself: patchbay --help'],
      audit.value.intact ? exit : EXIT.database,
    );
  }
}
