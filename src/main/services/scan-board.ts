import type { HostRow } from '../../shared/contract/contract.ts';
import type { Host } from '../../shared/domain/host.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';
import { eachLimited } from './limit.ts';
import { scanHost } from './scan-host.ts';

type Live = { readonly state: 'waiting' | 'scanning' | 'cancelled'; readonly step: string };

/** A scan costs a host about a second and the laptop a few megabytes; more at once gains nothing. */
const SCANS_AT_ONCE = 32;

/** The scans that wait or run now. What they found is in the store; this is only who is at it. */
export class ScanBoard {
  readonly #live = new Map<string, Live>();
  #stop = new AbortController();
  #working: Promise<unknown> = Promise.resolve();
  readonly #context: Context;
  constructor(context: Context) {
    this.#context = context;
  }

  /** Answers at once; the scans go on behind. Hosts that are being scanned already are left alone. */
  start(hosts: readonly Host[], refresh: boolean): number {
    const fresh = hosts.filter((host) => !this.#isBusy(host.id));
    if (!this.#anyBusy()) {
      this.#stop = new AbortController();
      this.#live.clear();
    }
    for (const host of fresh) this.#set(host.id, { state: 'waiting', step: 'waiting' });
    this.#context.store.audit.append({
      action: 'scan.started',
      text: `Scan of ${fresh.length} hosts`,
      details: { hosts: fresh.map((host) => host.name), refresh },
    });
    this.#working = Promise.all([this.#working, this.#work(fresh, refresh, this.#stop.signal)]);
    return fresh.length;
  }

  /** Ends when all that was started until now has ended. */
  async idle(): Promise<void> {
    await this.#working;
  }

  cancel(): void {
    this.#stop.abort();
    for (const [id, live] of this.#live) if (live.state === 'waiting') this.#set(id, { state: 'cancelled', step: 'cancelled' });
  }

  /** What a row shows in place of the stored state, while there is something to show. */
  of(hostId: string): Pick<HostRow['scan'], 'state' | 'step'> | null {
    return this.#live.get(hostId) ?? null;
  }

  async #work(hosts: readonly Host[], refresh: boolean, signal: AbortSignal): Promise<void> {
    let good = 0;
    await eachLimited(hosts, SCANS_AT_ONCE, async (host) => {
      if (signal.aborted) return;
      this.#set(host.id, { state: 'scanning', step: refresh && host.elevation !== 'none' ? 'refreshing lists and reading' : 'reading' });
      const outcome = await scanHost(this.#context, host, { refresh, purpose: 'scan', signal });
      if (outcome.ok) good += 1;
      this.#live.delete(host.id);
      changed(this.#context, 'scan', host.id);
    });
    this.#context.store.audit.append({
      action: signal.aborted ? 'scan.cancelled' : 'scan.finished',
      actor: 'patchbay',
      text: `${good} of ${hosts.length} hosts answered`,
    });
    changed(this.#context, 'scan');
    changed(this.#context, 'history');
  }

  #isBusy(hostId: string): boolean {
    const live = this.#live.get(hostId);
    return live !== undefined && live.state !== 'cancelled';
  }
  #anyBusy(): boolean {
    return [...this.#live.keys()].some((id) => this.#isBusy(id));
  }
  #set(hostId: string, live: Live): void {
    this.#live.set(hostId, live);
    changed(this.#context, 'scan', hostId);
  }
}
