import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { CallInput, CallName, CallOutput, Engine } from '../../shared/contract/contract.ts';
import type { DeploymentWithRings } from '../../shared/contract/rings.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import { fileLock } from '../store/driver-lock.ts';
import { openStore } from '../store/index.ts';
import { ChangeBus } from './change-bus.ts';
import type { Context } from './context.ts';
import { Driver } from './driver.ts';
import type { MayStart } from './driver.ts';
import { createEngine } from './engine.ts';
import { handlers } from './handlers.ts';
import { PlanMaker } from './make-plan.ts';
import { Notices } from './notices.ts';
import { noPress } from './reports/press.test-kit.ts';
import { keepWindows } from './policies/window-of.ts';
import { RehearsalBoard } from './rehearsal-board.ts';
import { ScanBoard } from './scan-board.ts';
import { scheduleParts } from './schedule/schedule.test-kit.ts';
import type { Scheduler } from './schedule/scheduler.ts';
import { SecretKeeper } from './secret-keeper.ts';
import { memoryVault, simulate, SimulatedHost } from './simulated-host.test-kit.ts';
import { FeedBoard } from './vulnerabilities/feed-board.ts';

interface Running {
  readonly engine: Engine;
  readonly driver: Driver;
  readonly context: Context;
  readonly scheduler: Scheduler;
  readonly rehearsals: RehearsalBoard;
}

let ids = 0;

/** Patchbay with all its services over simulated hosts, on a data folder of its own; ended and started as often as wanted. */
export class TestPatchbay {
  readonly folder = mkdtempSync(join(tmpdir(), 'patchbay-services-'));
  readonly hosts: Map<string, SimulatedHost>;
  /** By how much its clock is ahead, in minutes: a day's baking is over in no time. */
  minutesAhead = 0;
  /** Waits between two looks are ended whenever `until` looks. */
  hurried = false;
  /** Asked before a run begins. */
  mayStart: MayStart = () => true;
  /** How often it was asked whether a run may begin. */
  #asked = 0;
  #running: Running;

  constructor(names: readonly string[]) {
    this.hosts = new Map(names.map((name) => [name, new SimulatedHost(name)]));
    this.#running = this.#start();
  }

  get engine(): Engine {
    return this.#running.engine;
  }

  get scheduler(): Scheduler {
    return this.#running.scheduler;
  }

  get context(): Context {
    return this.#running.context;
  }

  host(name: string): SimulatedHost {
    return this.hosts.get(name)!;
  }

  /** Another process on the same folder; answers what ends it. */
  second(): () => Promise<void> {
    const first = this.#running;
    this.#running = this.#start();
    return () => end(first);
  }

  async restart(): Promise<void> {
    await end(this.#running);
    this.#running = this.#start();
  }

  async remove(): Promise<void> {
    await end(this.#running);
    rmSync(this.folder, { recursive: true });
  }

  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    const reply = await this.engine.dispatch(name, input);
    if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.problem)}`);
    return reply.value;
  }

  async problemOf<N extends CallName>(name: N, input: CallInput<N>): Promise<string | null> {
    const reply = await this.engine.dispatch(name, input);
    return reply.ok ? null : reply.problem.kind;
  }

  addHosts(names: readonly string[], ring = 1, tags: readonly string[] = []): Promise<Host[]> {
    const draft = { transport: 'ssh', user: 'root', signIn: { by: 'agent' }, elevation: 'root', ring, tags: [...tags] } as const;
    return Promise.all(names.map((name) => this.call('hosts.add', { ...draft, tags: [...tags], name, address: name })));
  }

  async readyPlan(hostIds: string[], options: CallInput<'plan.make'>['options'] = {}): Promise<Plan> {
    const { planId } = await this.call('plan.make', { hostIds, selection: { mode: 'security' }, options });
    return this.ready(planId);
  }

  ready(planId: string): Promise<Plan> {
    return vi.waitFor(async () => {
      const plan = await this.call('plan.get', { planId });
      expect(plan.state).toBe('ready');
      return plan;
    });
  }

  async deploy(
    hostIds: string[],
    options: CallInput<'plan.make'>['options'] = {},
    more: Partial<CallInput<'deployments.start'>> = {},
  ): Promise<string> {
    const plan = await this.readyPlan(hostIds, options);
    return (await this.call('deployments.start', { planId: plan.id, planHash: plan.hash!, name: 'November', ...more })).deploymentId;
  }

  until(id: string, holds: (one: DeploymentWithRings) => void, timeout = 20_000): Promise<DeploymentWithRings> {
    return vi.waitFor(
      async () => {
        if (this.hurried) this.#running.driver.poke();
        const one = await this.call('deployments.get', { id });
        holds(one);
        return one;
      },
      { timeout, interval: 25 },
    );
  }

  /** Ends when the driver has looked at a waiting host so many times more. */
  async looks(times: number): Promise<void> {
    const until = this.#asked + times;
    await vi.waitFor(
      () => {
        this.#running.driver.poke();
        expect(this.#asked).toBeGreaterThanOrEqual(until);
      },
      { timeout: 20_000, interval: 10 },
    );
  }

  finished(id: string): Promise<DeploymentWithRings> {
    return this.until(id, (one) => expect(one.state).toBe('finished'));
  }

  /** What the history says of a deployment, oldest first. */
  async actions(deploymentId: string): Promise<string[]> {
    return (await this.call('history.list', { deploymentId, limit: 500 })).map((entry) => entry.action).reverse();
  }

  #start(): Running {
    const store = openStore({ file: join(this.folder, 'patchbay.sqlite'), user: 'tester' });
    if (!store.ok) throw new Error(JSON.stringify(store.problem));
    let tick = 0;
    const vault = memoryVault();
    const context: Context = {
      store: store.value,
      ...simulate(this.hosts),
      secrets: new SecretKeeper(vault),
      vault,
      changes: new ChangeBus(),
      now: () => new Date((tick = Math.max(tick + 1, Date.now() + this.minutesAhead * 60_000))).toISOString(),
      newId: () => `id${String((ids += 1)).padStart(10, '0')}`,
    };
    const keepsWindows = keepWindows(context);
    const driver = new Driver(context, fileLock(join(this.folder, 'driver.lock')), (...asked) => {
      this.#asked += 1;
      return keepsWindows(...asked) && this.mayStart(...asked);
    });
    driver.start();
    const rehearsals = new RehearsalBoard(context, fileLock(join(this.folder, 'rehearsals.lock')));
    rehearsals.start();
    const tools = {
      context,
      board: new ScanBoard(context),
      feedBoard: new FeedBoard(context, { dataFolder: this.folder, lock: fileLock(join(this.folder, 'feeds.lock')) }),
      plans: new PlanMaker(context),
      rehearsals,
      driver,
    };
    const schedule = scheduleParts(tools, this.folder);
    const parts = {
      ...tools,
      ...schedule,
      notices: new Notices(context.changes),
      press: noPress(this.folder),
      about: { version: '0', shell: 'cli' as const, dataFolder: this.folder },
    };
    return { engine: createEngine(context, handlers(parts)), driver, context, scheduler: schedule.scheduler, rehearsals };
  }
}

async function end({ driver, context, scheduler, rehearsals }: Running): Promise<void> {
  await scheduler.close();
  await driver.close();
  await rehearsals.close();
  context.store.close();
}
