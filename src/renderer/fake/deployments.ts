import type { DeploymentRow } from '../../shared/contract/contract.ts';
import type { DeploymentWithRings } from '../../shared/contract/rings.ts';
import { isFinal, type Check, type Deployment, type Run, type RunState } from '../../shared/domain/deployment.ts';
import { PlanOptions, type HostPlan, type TransactionItem } from '../../shared/domain/plan.ts';
import type { RingDecision } from '../../shared/domain/ring-decision.ts';
import { ringStates } from '../../shared/domain/ring-states.ts';
import { plainRollout, type Rollout } from '../../shared/domain/rollout.ts';
import type { RunMoment } from '../../shared/domain/run-moment.ts';
import { idOf } from './hosts.ts';
import type { FakePlans } from './plans.ts';
import { refuse, type World } from './world.ts';

interface Live {
  deployment: Deployment;
  readonly plans: ReadonlyMap<string, HostPlan>;
  readonly logs: Map<string, string>;
  timer: ReturnType<typeof setInterval> | null;
}

const FAILS = 'files-01';
const LOSES = 'web-03';
/** The seeded deployment began so long ago and took so long for each step, in milliseconds. */
const BEGAN = 26 * 60_000;
const STEP = 38_000;

/** Runs that move by a clock: enough states to look at every one of them. */
export class FakeDeployments {
  private readonly all: Live[] = [];
  private readonly world: World;
  private readonly plans: FakePlans;
  constructor(world: World, plans: FakePlans) {
    this.world = world;
    this.plans = plans;
  }

  private find(id: string): Live {
    return this.all.find((each) => each.deployment.id === id) ?? refuse({ kind: 'not-found', what: 'deployment' });
  }
  get = (id: string): Deployment => this.find(id).deployment;
  withRings = (id: string): DeploymentWithRings => ({ ...this.get(id), ringStates: ringStates(this.get(id), this.world.now()) });
  /** The times that a made-up run knows of itself. */
  moments = (id: string): RunMoment[] =>
    this.get(id).runs.flatMap(({ hostId, startedAt, endedAt, state }) => [
      ...(startedAt ? [{ hostId, at: startedAt, what: 'launched' as const }] : []),
      ...(startedAt && state === 'unreachable' ? [{ hostId, at: new Date().toISOString(), what: 'unreachable' as const }] : []),
      ...(endedAt && (state === 'done' || state === 'failed') ? [{ hostId, at: endedAt, what: state }] : []),
    ]);

  list(): DeploymentRow[] {
    return this.all.toReversed().map(({ deployment: { runs, ...rest } }) => {
      const counts: Partial<Record<RunState, number>> = {};
      for (const run of runs) counts[run.state] = (counts[run.state] ?? 0) + 1;
      return { ...rest, counts, hosts: runs.length };
    });
  }

  seed(finished: boolean): Deployment {
    const options = PlanOptions.parse({ reboot: 'if-required', allowRemovals: ['linux-image-6.1.0-34-amd64'] });
    const planId = this.plans.make(
      { hostIds: this.world.hosts.map((each) => each.host.id), selection: { mode: 'security', exclude: [] }, options },
      true,
    );
    this.world.late = BEGAN;
    const id = this.start({ planId, planHash: this.plans.get(planId).hash ?? '', name: 'November round' });
    const live = this.find(id);
    if (live.timer) clearInterval(live.timer);
    live.timer = null;
    for (let step = 0; step < (finished ? 400 : 19) && live.deployment.state !== 'finished'; step += 1) {
      this.world.late = Math.max(0, this.world.late - STEP);
      this.step(live);
    }
    this.world.late = 0;
    if (!finished) this.run(live);
    return live.deployment;
  }

  start({
    planId,
    planHash,
    name,
    concurrency,
    hostIds,
    rollout = plainRollout,
  }: {
    planId: string;
    planHash: string;
    name: string;
    concurrency?: number;
    hostIds?: string[];
    rollout?: Rollout;
  }): string {
    const plan = this.plans.get(planId);
    if (plan.hash !== planHash)
      refuse({ kind: 'conflict', detail: 'The plan has changed since it was shown', next: 'Look at the new preview.' });
    const id = idOf('depl', this.all.length + 1);
    const going = plan.hosts
      .filter((each) => each.transaction && each.hash && each.blocking.length === 0 && (!hostIds || hostIds.includes(each.hostId)))
      .sort((a, b) => a.ring - b.ring);
    const runs = going.map((each, position) => newRun(id, each, position));
    const rollsBack = plan.rollsBack?.deploymentId ?? null;
    const deployment: Deployment = {
      id,
      name,
      kind: plan.kind,
      planId,
      planHash,
      createdAt: this.world.now(),
      endedAt: null,
      state: 'running',
      stoppedBecause: null,
      concurrency: concurrency ?? 4,
      reboot: plan.options.reboot,
      rollsBack,
      rollout,
      decisions: [],
      runs,
    };
    const live: Live = { deployment, plans: new Map(going.map((each) => [each.hostId, each])), logs: new Map(), timer: null };
    this.all.push(live);
    this.world.log('deployment.started', `Started ${name} on ${runs.length} hosts`, { deploymentId: id });
    this.run(live);
    this.world.change('deployments', id);
    return id;
  }

  private run(live: Live): void {
    live.timer ??= setInterval(() => this.step(live), this.world.tick);
  }

  private step(live: Live): void {
    const { deployment } = live;
    const runs = deployment.runs.map((run) => ({ ...run }));
    const working = runs.filter((run) => run.state !== 'waiting' && !isFinal(run.state)).length;
    let free = deployment.state === 'running' ? deployment.concurrency - working : 0;
    for (const run of runs) {
      if (run.state === 'waiting' && deployment.state === 'stopping') run.state = 'skipped';
      else if (run.state === 'waiting' && free > 0) {
        free -= 1;
        Object.assign(run, { state: 'running', phase: 'checking-plan', startedAt: this.world.now(), attempts: run.attempts + 1 });
      } else this.advance(live, run);
    }
    const ended = runs.every((run) => isFinal(run.state));
    live.deployment = { ...deployment, runs, ...(ended ? { state: 'finished' as const, endedAt: this.world.now() } : {}) };
    if (ended && live.timer) {
      clearInterval(live.timer);
      live.timer = null;
      this.world.log('deployment.finished', `Finished ${deployment.name}`, { deploymentId: deployment.id });
      if (deployment.rollsBack) this.markBack(deployment);
    }
    this.world.change('deployments', deployment.id);
  }

  private markBack(rollback: Deployment): void {
    const original = this.find(rollback.rollsBack ?? '');
    const back = new Set(rollback.runs.filter((run) => run.state === 'done').map((run) => run.hostId));
    original.deployment = {
      ...original.deployment,
      runs: original.deployment.runs.map((run) => (back.has(run.hostId) ? { ...run, rolledBackBy: rollback.id } : run)),
    };
  }

  private advance(live: Live, run: Run): void {
    const { progress } = run;
    if (run.state === 'unreachable' || run.state === 'waiting' || isFinal(run.state) || !progress) {
      if (run.state === 'unreachable' && run.attempts < 2) Object.assign(run, { attempts: run.attempts + 1 });
      else if (run.state === 'unreachable') Object.assign(run, { state: 'running', problem: null });
      return;
    }
    if (run.state === 'rebooting') return void Object.assign(run, { state: 'verifying', rebooted: true });
    if (run.state === 'verifying') return this.end(run, live.deployment.kind);
    const say = (text: string): void =>
      void live.logs.set(run.hostId, `${live.logs.get(run.hostId) ?? ''}${this.world.now().slice(11, 19)} ${text}\n`);
    const item = live.plans.get(run.hostId)?.transaction?.items[progress.packagesDone];
    switch (run.phase) {
      case 'checking-plan':
        say('patchbay: the transaction is the approved one');
        return void (run.phase = 'saving-kit');
      case 'saving-kit':
        say('patchbay: rollback kit saved');
        return void (run.phase = 'downloading');
      case 'downloading': {
        const bytesDone = Math.min(progress.bytesTotal, progress.bytesDone + Math.max(4_000_000, progress.bytesTotal / 4));
        say(`Get: ${Math.round(bytesDone / 1000)} kB of ${Math.round(progress.bytesTotal / 1000)} kB`);
        run.progress = { ...progress, bytesDone, text: 'Retrieving files' };
        if (bytesDone >= progress.bytesTotal) run.phase = 'installing';
        return;
      }
      default:
        return this.install(live, run, item, say);
    }
  }

  private install(live: Live, run: Run, item: TransactionItem | undefined, say: (text: string) => void): void {
    const { progress } = run;
    if (!progress) return;
    if (item) {
      say(`Setting up ${item.name} (${item.to ?? item.from}) ...`);
      run.progress = { ...progress, packagesDone: progress.packagesDone + 1, text: `Setting up ${item.name}` };
      if (run.hostName === LOSES && run.attempts === 1 && live.deployment.kind === 'deploy')
        Object.assign(run, {
          state: 'unreachable',
          problem: { kind: 'connection-lost', address: 'web-03.example.org', detail: 'read ECONNRESET' },
        });
      return;
    }
    say('exit 0');
    Object.assign(run, {
      exit: 0,
      phase: 'finished',
      state: live.deployment.reboot === 'if-required' && run.packages > 8 ? 'rebooting' : 'verifying',
    });
  }

  private end(run: Run, kind: Deployment['kind']): void {
    const fails = run.hostName === FAILS && run.attempts < 2 && kind === 'deploy';
    run.checks = checksOf(run, fails);
    Object.assign(run, {
      endedAt: this.world.now(),
      state: fails ? 'failed' : 'done',
      problem: fails ? { kind: 'health', failed: ['stunnel4.service was active, now failed', '993/tcp was listening, now closed'] } : null,
    });
    this.world.log(fails ? 'run.failed' : 'run.done', fails ? 'Worse than before' : `Patched, ${run.packages} packages`, {
      hostId: run.hostId,
      deploymentId: run.deploymentId,
    });
  }

  setState(id: string, state: Deployment['state']): object {
    const live = this.find(id);
    live.deployment = { ...live.deployment, state };
    this.world.change('deployments', id);
    return {};
  }

  approveRing = ({ id, ring, name, note }: { id: string; ring: number; name: string; note: string }): object =>
    this.decide(id, { what: 'approved', ring, at: this.world.now(), by: 'ada', name, note });
  endBake = ({ id, ring, reason }: { id: string; ring: number; reason: string }): object =>
    this.decide(id, { what: 'bake-ended', ring, at: this.world.now(), by: 'ada', reason });
  private decide(id: string, decision: RingDecision): object {
    const live = this.find(id);
    live.deployment = { ...live.deployment, decisions: [...live.deployment.decisions, decision] };
    this.world.change('deployments', id);
    return {};
  }

  retry({ id, hostIds }: { id: string; hostIds: string[] }): object {
    const live = this.find(id);
    const runs = live.deployment.runs.map((run) =>
      hostIds.includes(run.hostId) && ['failed', 'skipped', 'lost'].includes(run.state)
        ? {
            ...run,
            state: 'waiting' as const,
            problem: null,
            phase: null,
            checks: [],
            endedAt: null,
            progress: run.progress && { ...run.progress, packagesDone: 0 },
          }
        : run,
    );
    live.deployment = { ...live.deployment, runs, state: 'running', endedAt: null };
    this.run(live);
    this.world.change('deployments', id);
    return {};
  }

  setLost({ id, hostId, reason }: { id: string; hostId: string; reason: string }): object {
    const live = this.find(id);
    live.deployment = {
      ...live.deployment,
      runs: live.deployment.runs.map((run) => (run.hostId === hostId ? { ...run, state: 'lost' as const } : run)),
    };
    this.world.log('run.lost', `Set aside: ${reason}`, { hostId, deploymentId: id });
    this.world.change('deployments', id);
    return {};
  }

  verify({ id, hostIds }: { id: string; hostIds: string[] }): { hostId: string; checks: Check[] }[] {
    const live = this.find(id);
    const looked = live.deployment.runs.filter((run) => run.state === 'done' && (hostIds.length === 0 || hostIds.includes(run.hostId)));
    this.world.log('deployment.verified', `Looked again at ${looked.length} hosts`, { deploymentId: id });
    return looked.map((run) => ({ hostId: run.hostId, checks: checksOf(run, false) }));
  }

  readLog({ id, hostId, from }: { id: string; hostId: string; from: number }): { text: string; next: number; size: number } {
    const text = this.find(id).logs.get(hostId) ?? '';
    return { text: text.slice(from), next: text.length, size: text.length };
  }

  planRollback({
    deploymentId,
    hostIds,
    packages,
    options,
  }: {
    deploymentId: string;
    hostIds: string[];
    packages: string[] | null;
    options: PlanOptions;
  }): string {
    const live = this.find(deploymentId);
    const runs = live.deployment.runs.filter((run) => hostIds.length === 0 || hostIds.includes(run.hostId));
    return this.plans.makeRollback(
      deploymentId,
      packages,
      options,
      runs.map((run) => ({ hostId: run.hostId, items: live.plans.get(run.hostId)?.transaction?.items ?? [] })),
    );
  }
}

const newRun = (deploymentId: string, plan: HostPlan, position: number): Run => ({
  id: `${deploymentId}${idOf('run', position)}`,
  deploymentId,
  hostId: plan.hostId,
  hostName: plan.hostName,
  ring: plan.ring,
  position,
  state: 'waiting',
  phase: null,
  progress: {
    packagesDone: 0,
    packagesTotal: plan.transaction?.items.length ?? 0,
    bytesDone: 0,
    bytesTotal: plan.transaction?.downloadBytes ?? 0,
    text: '',
  },
  problem: null,
  exit: null,
  attempts: 0,
  startedAt: null,
  endedAt: null,
  bootIdBefore: null,
  rebooted: false,
  checks: [],
  planHash: plan.hash ?? '',
  packages: plan.transaction?.items.length ?? 0,
  downloadBytes: plan.transaction?.downloadBytes ?? 0,
  rolledBackBy: null,
  gate: null,
  unreachableSince: null,
});

const checksOf = (run: Run, worse: boolean): Check[] => [
  { name: 'New connection', outcome: 'passed', detail: 'signed in anew' },
  { name: 'Versions as planned', outcome: 'passed', detail: `${run.packages} of ${run.packages} packages` },
  { name: 'dpkg --audit', outcome: 'passed', detail: 'nothing half installed' },
  {
    name: 'Services that were active',
    outcome: worse ? 'failed' : 'passed',
    detail: worse ? 'stunnel4.service: active -> failed' : '31 active before, 31 after',
  },
  {
    name: 'Listening ports',
    outcome: worse ? 'failed' : run.position % 6 === 2 ? 'differs' : 'passed',
    detail: worse ? '993/tcp stunnel4: listening -> closed' : run.position % 6 === 2 ? 'new: 8080/tcp nginx' : 'the same 6',
  },
  { name: 'Failed units', outcome: 'passed', detail: 'none new' },
  { name: 'Reboot', outcome: run.rebooted ? 'passed' : 'not-checked', detail: run.rebooted ? 'new boot id' : 'not asked for' },
];
