import type { RunProgress } from '../../shared/domain/deployment.ts';
import { isOver } from '../../shared/domain/rehearsal.ts';
import type { Rehearsal } from '../../shared/domain/rehearsal.ts';
import type { DriverLock } from '../store/driver-lock.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';
import { busyHosts } from './host-rows.ts';
import { pause } from './limit.ts';
import { rehearseHost } from './rehearse-host.ts';
import { Waker } from './waker.ts';

const LOOK_EVERY_MS = 1000;
/** Hosts do the work, each its own; this bounds the connections that one laptop keeps for it. */
const AT_ONCE = 16;

/**
 * Sees every rehearsal through that is not over, whoever asked for it and however the last process ended: all that it
 * knows is in the store. One process of a data folder does, and one rehearsal goes on on a host.
 */
export class RehearsalBoard {
  readonly #context: Context;
  readonly #lock: DriverLock;
  readonly #stop = new AbortController();
  readonly #active = new Map<string, { done: Promise<void>; hostId: string; waker: Waker }>();
  readonly #progress = new Map<string, RunProgress>();
  readonly #waker = new Waker(this.#stop.signal);
  #loop: Promise<void> | null = null;

  constructor(context: Context, lock: DriverLock) {
    this.#context = context;
    this.#lock = lock;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  poke(hostId?: string): void {
    this.#waker.wake();
    for (const one of this.#active.values()) if (hostId === undefined || one.hostId === hostId) one.waker.wake();
  }

  progress(id: string): RunProgress | null {
    return this.#progress.get(id) ?? null;
  }

  /** Ends the watching. Rehearsals go on on their hosts. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await Promise.all([...this.#active.values()].map((one) => one.done));
    this.#lock.release();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted && !this.#lock.tryTake()) await pause(LOOK_EVERY_MS * 2, this.#stop.signal);
    while (!this.#stop.signal.aborted) {
      const open = this.#context.store.rehearsals.open();
      const busy = open.some((one) => one.state === 'waiting') ? busyHosts(this.#context) : new Map();
      for (const one of open) if (one.state !== 'waiting' || !busy.has(one.hostId)) this.#take(one);
      await this.#waker.wait(LOOK_EVERY_MS);
    }
  }

  #take(rehearsal: Rehearsal): void {
    const { id, hostId } = rehearsal;
    const atIt = [...this.#active.values()].some((one) => one.hostId === hostId);
    const host = this.#context.store.hosts.get(hostId);
    if (atIt || !host || isOver(rehearsal) || this.#active.size >= AT_ONCE || this.#stop.signal.aborted) return;
    const waker = new Waker(this.#stop.signal);
    const done = rehearseHost(
      {
        context: this.#context,
        host,
        waker,
        signal: this.#stop.signal,
        onProgress: (progress) => this.#show(rehearsal, progress),
      },
      id,
    )
      .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)))
      .finally(() => {
        this.#active.delete(id);
        this.#waker.wake();
      });
    this.#active.set(id, { done, hostId, waker });
  }

  #show({ id, planId }: Rehearsal, progress: RunProgress | null): void {
    if (progress) this.#progress.set(id, progress);
    else this.#progress.delete(id);
    changed(this.#context, 'rehearsals', planId);
  }
}
