import { isFinal } from '../../shared/domain/deployment.ts';
import type { Deployment, Run, RunProgress } from '../../shared/domain/deployment.ts';
import { nextStep } from '../../shared/domain/order.ts';
import type { Surroundings } from '../../shared/domain/order.ts';
import { assertNever } from '../../shared/domain/result.ts';
import { owesWayBack } from '../../shared/domain/way-back-rule.ts';
import type { DriverLock } from '../store/driver-lock.ts';
import { carryOut } from './carry-out.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';
import { HostLink } from './host-link.ts';
import { pause } from './limit.ts';
import { rollBackByRule } from './roll-back-by-rule.ts';
import { enter } from './run-log.ts';
import { Waker } from './waker.ts';

const LOOK_EVERY_MS = 1000;

/** Whether a run may begin now; outside of a maintenance window it may not. `now` is ISO 8601 in UTC. */
export type MayStart = (deployment: Deployment, run: Run, now: string) => boolean;

/** What this process does for one run at the moment. */
interface Active {
  readonly deploymentId: string;
  readonly hostId: string;
  readonly waker: Waker;
  readonly done: Promise<void>;
}

/**
 * Drives every deployment that is not finished, whoever started it and however the last process ended.
 * All it knows is in the store: it re-attaches by doing what it always does.
 */
export class Driver {
  readonly #context: Context;
  readonly #lock: DriverLock;
  readonly #mayStart: MayStart;
  readonly #stop = new AbortController();
  readonly #active = new Map<string, Active>();
  readonly #progress = new Map<string, RunProgress>();
  readonly #waker = new Waker(this.#stop.signal);
  #loop: Promise<void> | null = null;

  constructor(context: Context, lock: DriverLock, mayStart: MayStart = () => true) {
    this.#context = context;
    this.#lock = lock;
    this.#mayStart = mayStart;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Something was decided or entered: look now, also at the host that waited for it. */
  poke(hostId?: string): void {
    this.#waker.wake();
    for (const one of this.#active.values()) if (hostId === undefined || one.hostId === hostId) one.waker.wake();
  }

  /** What a run does at this moment, by its own count. */
  progress(runId: string): RunProgress | null {
    return this.#progress.get(runId) ?? null;
  }

  /** Ends the watching. Runs go on on their hosts. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await Promise.all([...this.#active.values()].map((one) => one.done));
    this.#lock.release();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted && !this.#lock.tryTake()) await pause(LOOK_EVERY_MS * 2, this.#stop.signal);
    while (!this.#stop.signal.aborted) {
      const open = this.#context.store.deployments.open();
      for (const deployment of open) this.#drive(deployment, open);
      await this.#waker.wait(LOOK_EVERY_MS);
    }
  }

  #drive(deployment: Deployment, open: readonly Deployment[]): void {
    for (const run of deployment.runs) if (!isFinal(run.state) && run.state !== 'waiting') this.#take(deployment, run);
    for (const run of deployment.runs) if (owesWayBack(deployment, run)) this.#takeBack(deployment, run);
    if (deployment.state === 'stopping') this.#skipWaiting(deployment);
    const next = nextStep(this.#context.store.deployments.get(deployment.id)!, this.#around(deployment, open));
    switch (next.do) {
      case 'start':
        for (const run of next.runs) this.#take(deployment, run);
        return;
      case 'hold':
        return this.#update(deployment, { state: 'paused', stoppedBecause: next.because }, 'deployment.held', next.because);
      case 'finish':
        return this.#finish(deployment);
      case 'wait':
        return;
      default:
        assertNever(next);
    }
  }

  #take(deployment: Deployment, run: Run): void {
    if (this.#active.has(run.id) || this.#stop.signal.aborted) return;
    const host = this.#context.store.hosts.get(run.hostId);
    if (!host) return; // removed: its runs stay on record until it is restored or set aside as lost
    const waker = new Waker(this.#stop.signal);
    const drive = {
      context: this.#context,
      deployment,
      link: new HostLink(this.#context, host),
      waker,
      signal: this.#stop.signal,
      onProgress: (progress: RunProgress | null) => this.#show(run, progress),
    };
    this.#watch(run.id, run, waker, carryOut(drive, run.id));
  }

  /** Under a key of its own: the run itself has ended. */
  #takeBack(deployment: Deployment, run: Run): void {
    const key = `${run.id} back`;
    if (this.#active.has(key) || this.#stop.signal.aborted) return;
    this.#watch(key, run, new Waker(this.#stop.signal), rollBackByRule(this.#context, deployment, run.id, this.#stop.signal));
  }

  #watch(key: string, { hostId, deploymentId }: Run, waker: Waker, work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)))
      .finally(() => {
        this.#active.delete(key);
        this.#waker.wake();
      });
    this.#active.set(key, { deploymentId, hostId, waker, done });
  }

  #around(deployment: Deployment, open: readonly Deployment[]): Surroundings {
    const now = this.#context.now();
    const tagsOf = (hostId: string) => this.#context.store.hosts.get(hostId)?.tags ?? [];
    const others = open.filter((one) => one.id !== deployment.id).flatMap((one) => one.runs.filter(isAtWork));
    const elsewhere = [...others, ...[...this.#active.values()].filter((one) => one.deploymentId !== deployment.id)];
    return {
      now,
      begun: new Set(this.#active.keys()),
      tagsOf,
      tagsElsewhere: new Set([...new Set(elsewhere.map((one) => one.hostId))].flatMap(tagsOf)),
      mayStart: (run) => this.#mayStart(deployment, run, now),
    };
  }

  #show(run: Run, progress: RunProgress | null): void {
    if (progress) this.#progress.set(run.id, progress);
    else this.#progress.delete(run.id);
    changed(this.#context, 'deployments', run.deploymentId);
  }

  #skipWaiting(deployment: Deployment): void {
    const problem = { kind: 'cancelled', what: 'the deployment was stopped before this host began' } as const;
    for (const run of deployment.runs) {
      if (run.state === 'waiting' && !this.#active.has(run.id))
        enter(this.#context, run, { state: 'skipped', problem, endedAt: this.#context.now() }, 'run.skipped');
    }
  }

  #finish(deployment: Deployment): void {
    const runs = this.#context.store.deployments.get(deployment.id)!.runs;
    const count = (state: Run['state']) => runs.filter((run) => run.state === state).length;
    const text = `${count('done')} done, ${count('failed')} failed, ${count('skipped')} skipped, ${count('lost')} lost`;
    this.#update(deployment, { state: 'finished', endedAt: this.#context.now() }, 'deployment.finished', text);
  }

  #update(deployment: Deployment, next: Partial<Deployment>, action: string, text: string): void {
    const { runs: _, ...rest } = { ...deployment, ...next };
    this.#context.store.transaction(() => {
      this.#context.store.deployments.update(rest);
      this.#context.store.audit.append({ action, actor: 'patchbay', deploymentId: deployment.id, text });
    });
    changed(this.#context, 'deployments', deployment.id);
    changed(this.#context, 'history');
  }
}

const isAtWork = (run: Run): boolean => run.state !== 'waiting' && !isFinal(run.state);
