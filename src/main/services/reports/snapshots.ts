import type { Snapshot, SnapshotHost } from '../../../shared/domain/compliance/trend.ts';
import { DUE_RULES } from '../../../shared/domain/ranking/rules.ts';
import type { Feed } from '../../feeds/feed.ts';
import type { Reader } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { soon } from '../vulnerabilities/soon.ts';
import { coursesOf } from './courses.ts';
import { hostDrafts } from './hosts.ts';
import { itemsOf, judged } from './items.ts';
import { exceptionsOf, heldAt } from './registers.ts';

/** After how many days without a good scan a host is unknown, where nobody says otherwise. */
export const FRESHNESS_DAYS = 14;
/** Hosts are judged one after the other: the day is written down once it has been quiet for this many milliseconds. */
const QUIET_MS = 20_000;
const RULES: ReadonlySet<string> = new Set(['bod-26-04', ...DUE_RULES.map((rule) => rule.id)]);

/** The inventory as it is known now: by each rule what is overdue, so that any set of rules can count it later. */
export async function snapshotOf(store: Reader, feeds: readonly Feed<unknown>[], now: string): Promise<Snapshot> {
  const hosts = store.evidence.hostsAt(now);
  const drafts = await hostDrafts(store, feeds, { hosts, asOf: now, freshnessDays: FRESHNESS_DAYS });
  const held = exceptionsOf(store, now, now).filter((one) => heldAt(one, now));
  const courses = coursesOf(store.evidence, now, now).filter((one) => one.ended === null);
  const { all } = await judged(store, new Map(hosts.map((host) => [host.id, host])), courses, held, now);
  const items = Map.groupBy(itemsOf(all, RULES, now), (one) => one.host);
  return {
    day: now.slice(0, 10),
    at: now,
    rules: ['bod-26-04', ...store.dueRules.get()],
    hosts: drafts.map(({ id, site, group, knowledge, unsupported }): SnapshotHost => {
      const mine = items.get(id) ?? [];
      const open = mine.filter((one) => one.exception === null);
      const late = [...RULES].map((rule) => [rule, open.filter((one) => (one.dates[rule] ?? '9') < now).length] as const);
      const overdue = Object.fromEntries(late.filter(([, count]) => count > 0));
      return { id, site, group, knowledge, unsupported, open: open.length, excepted: mine.length - open.length, overdue };
    }),
  };
}

/** Keeps one snapshot a day, the newest of it: when hosts were judged, and when the engine starts on a day that has none. */
export class SnapshotKeeper {
  readonly #context: Context;
  readonly #feeds: readonly Feed<unknown>[];
  readonly #later: ReturnType<typeof soon>;
  #forget: () => void = () => undefined;

  constructor(context: Context, feeds: readonly Feed<unknown>[], quietMs = QUIET_MS) {
    this.#context = context;
    this.#feeds = feeds;
    this.#later = soon(() => this.take(), quietMs);
  }

  start(): void {
    this.#forget = this.#context.changes.on(({ topic }) => (topic === 'findings' ? this.#later.call() : undefined));
    if (this.#context.store.snapshots.newestDay() !== this.#context.now().slice(0, 10)) this.#later.call();
  }

  async take(): Promise<void> {
    const { store, now } = this.#context;
    const snapshot = await snapshotOf(store, this.#feeds, now());
    if (snapshot.hosts.length) store.snapshots.save(snapshot);
  }

  close(): void {
    this.#forget();
    this.#later.end();
  }
}
