import type { CallOutput } from '../../../shared/contract/contract.ts';
import { explain } from '../../../shared/domain/problem.ts';
import { ok, type Result } from '../../../shared/domain/result.ts';
import { dueOf, type Schedule, type ScheduleRun } from '../../../shared/domain/schedule.ts';
import { StoreError } from '../../store/errors.ts';
import type { DriverLock } from '../../store/driver-lock.ts';
import { changed } from '../context.ts';
import { pause } from '../limit.ts';
import { doWork, scheduledKinds, type Outcome, type Tools } from './kinds.ts';

const TICK_MS = 30_000;

/**
 * Does what schedules ask for, each time once. Two things hold that: the lock, which one process of a data folder has while it is
 * at it and which the system gives back when that process dies; and the row of each time, whose key is the claim. A row that still
 * runs while the lock is ours belongs to a process that died: it is reported, and not done again by itself.
 */
export class Scheduler {
  readonly #tools: Tools;
  readonly #lock: DriverLock;
  readonly #stop = new AbortController();
  #loop: Promise<void> | null = null;
  #working: Promise<unknown> = Promise.resolve();

  constructor(tools: Tools, lock: DriverLock) {
    this.#tools = tools;
    this.#lock = lock;
  }

  /** Looks every half a minute, for as long as the app runs. */
  start(): void {
    this.#loop ??= this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await this.#working;
  }

  /** `busy`: another process on this data folder, or another call, is at it. */
  async runDue(): Promise<Result<CallOutput<'schedules.runDue'>>> {
    if (this.#stop.signal.aborted || !this.#lock.tryTake()) return ok({ busy: true, runs: [] });
    const work = this.#all().finally(() => this.#lock.release());
    this.#working = work.catch(() => undefined);
    return ok({ busy: false, runs: await work });
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.runDue().catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)));
      await pause(TICK_MS, this.#stop.signal);
    }
  }

  async #all(): Promise<ScheduleRun[]> {
    const { store, now } = this.#tools.context;
    store.schedules.interrupt(now());
    const order = scheduledKinds();
    const due = store.schedules.list().sort((a, b) => order.indexOf(a.work.kind) - order.indexOf(b.work.kind));
    const runs: ScheduleRun[] = [];
    for (const schedule of due) {
      if (this.#stop.signal.aborted) break;
      runs.push(...(await this.#settle(schedule)));
    }
    return runs;
  }

  async #settle(schedule: Schedule): Promise<ScheduleRun[]> {
    const { store, now } = this.#tools.context;
    const { missed, claimed } = store.transaction(() => this.#claim(schedule));
    if (!claimed) return missed;
    this.#tell(schedule);
    const outcome = await this.#outcomeOf(schedule);
    const run: ScheduleRun = {
      ...claimed,
      problem: null,
      planId: null,
      deploymentId: null,
      ...outcome,
      text: outcome.text.slice(0, 1000),
      endedAt: now(),
    };
    store.transaction(() => {
      store.schedules.settle(run);
      const text = `Schedule ${schedule.name}: ${run.text}`;
      store.audit.append({
        action: `schedule.${run.state}`,
        actor: 'patchbay',
        text,
        deploymentId: run.deploymentId,
        details: { schedule: schedule.id, dueAt: run.dueAt, plan: run.planId },
      });
    });
    this.#tell(schedule);
    return [...missed, run];
  }

  /** In one transaction: what was due before is on record, and the newest time is ours or somebody else's. */
  #claim(schedule: Schedule): { missed: ScheduleRun[]; claimed: ScheduleRun | null } {
    const { store, now } = this.#tools.context;
    const at = now();
    const { missed, due } = dueOf(schedule, store.schedules.lastRun(schedule.id)?.dueAt ?? null, at);
    const blank = { scheduleId: schedule.id, problem: null, planId: null, deploymentId: null };
    const rows = missed.map((dueAt): ScheduleRun => ({
      ...blank,
      dueAt,
      startedAt: null,
      endedAt: at,
      state: 'missed',
      text: 'Patchbay did not run then',
    }));
    const kept = rows.filter((row) => store.schedules.claim(row));
    if (kept.length)
      store.audit.append({
        action: 'schedule.missed',
        actor: 'patchbay',
        text: `Schedule ${schedule.name}: ${kept.length} times missed, the last one ${kept.at(-1)!.dueAt}`,
        details: { schedule: schedule.id },
      });
    if (due === null) return { missed: kept, claimed: null };
    const run: ScheduleRun = { ...blank, dueAt: due, startedAt: at, endedAt: null, state: 'running', text: '' };
    return { missed: kept, claimed: store.schedules.claim(run) ? run : null };
  }

  /** Whatever happens, its time is settled; a bug is what its text says then. */
  async #outcomeOf({ work, name }: Schedule): Promise<Outcome> {
    const { signal } = this.#stop;
    const ended = new Promise<Outcome>((resolve) => {
      signal.addEventListener('abort', () => resolve({ state: 'interrupted', text: 'Patchbay was ended in the middle' }), { once: true });
    });
    const done = doWork(this.#tools, work, { name, signal }).catch((error: unknown): Outcome => {
      const problem = error instanceof StoreError ? error.problem : ({ kind: 'bug', detail: String(error).slice(0, 1000) } as const);
      return { state: 'failed', text: explain(problem).title, problem };
    });
    return Promise.race([done, ended]);
  }

  #tell(schedule: Schedule): void {
    changed(this.#tools.context, 'schedules', schedule.id);
    changed(this.#tools.context, 'history');
  }
}
