import { join } from 'node:path';
import type { FeedInfo } from '../../../shared/contract/vulnerabilities.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Feed } from '../../feeds/feed.ts';
import { feeds as registry } from '../../feeds/index.ts';
import type { DriverLock } from '../../store/driver-lock.ts';
import { changed, currentUser, type Context } from '../context.ts';
import { feedWay, type FeedWay } from '../feed-way.ts';
import { feedInfos, releasesInUse, wantedFeeds } from './feed-info.ts';
import { fetchFeed } from './fetch-feed.ts';
import { SideThread } from './side-thread.ts';
import { readShipped, shippedFiles } from './shipped-feeds.ts';
import { dueForJudging } from './judge.ts';
import type { FileToRead, ReadFiles } from './read-into-store.ts';
import { soon } from './soon.ts';

interface FeedBoardOptions {
  /** Vendors' files are kept below it; the database lies in it. */
  readonly dataFolder: string;
  /** Held by the one process that renews feeds. */
  readonly lock: DriverLock;
  readonly feeds?: readonly Feed<unknown>[];
  /** Folder of the data that ships with the app; without it, there is none. */
  readonly shipped?: string;
  /** How long a vendor may say nothing, in milliseconds. */
  readonly idleMs?: number;
}

/** Scans end one after the other; judging begins when this many milliseconds have passed since the first. */
const SOON_MS = 500;

/** Renews feeds and judges hosts by them, in the background: transfers here, everything that takes a processor in a thread of its own. */
export class FeedBoard {
  readonly feeds: readonly Feed<unknown>[];
  /** Where vendors' files are kept as they came. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly #context: Context;
  readonly #options: FeedBoardOptions;
  readonly #thread: SideThread;
  readonly #steps = new Map<string, string>();
  #stop = new AbortController();
  #updating: Promise<void> | null = null;
  #judging: Promise<void> | null = null;
  #shipped: Promise<void> | null = null;
  #end: (() => void) | null = null;

  constructor(context: Context, options: FeedBoardOptions) {
    this.#context = context;
    this.#options = options;
    this.feeds = options.feeds ?? Object.values(registry);
    this.dataFolder = options.dataFolder;
    this.folder = join(options.dataFolder, 'feeds');
    this.#thread = new SideThread({ file: join(options.dataFolder, 'patchbay.sqlite'), user: currentUser() });
  }

  /** Judges hosts as soon as they were scanned, and what another process left unjudged. */
  start(): void {
    const later = soon(() => this.judge(), SOON_MS);
    const forget = this.#context.changes.on(({ topic }) => (topic === 'scan' ? later.call() : undefined));
    this.#end = () => {
      forget();
      later.end();
    };
    later.call();
  }

  list(): FeedInfo[] {
    return feedInfos(this.#context.store, this.feeds, this.#steps, this.#context.now());
  }

  /** Answers when it has begun; the update goes on behind. Feeds that no host needs are left out unless they are named. */
  async update(only: readonly string[]): Promise<Result<{ feeds: number }>> {
    const wanted = wantedFeeds(this.#context.store, this.feeds, only);
    if (!wanted.ok) return wanted;
    const { feedProxy, feedCa } = this.#context.store.settings.get();
    const way = feedWay(feedProxy, feedCa);
    if (!way.ok) return way;
    await this.#shipped;
    const begun = this.#begin();
    if (!begun.ok) return begun;
    const releases = releasesInUse(this.#context.store);
    for (const feed of wanted.value) this.#say(feed.id, 'waiting');
    void this.#run(async () => {
      for (const feed of wanted.value) await this.#updateOne(feed, [...releases.keys()], way.value);
    });
    return ok({ feeds: wanted.value.length });
  }

  /** Reads files that did not come from a vendor; ends when hosts are judged by them. */
  async take(files: ReadonlyMap<Feed<unknown>, readonly FileToRead[]>): Promise<Result<null>> {
    await this.#shipped;
    const begun = this.#begin();
    if (!begun.ok) return begun;
    const releases = [...releasesInUse(this.#context.store).keys()];
    let outcome: Result<null> = ok(null);
    await this.#run(async () => {
      for (const [feed, some] of files) {
        const read = await this.#read(feed, some, releases);
        const problem = read.ok ? read.value.unreadable[0]?.problem : read.problem;
        if (problem) outcome = fail(problem);
      }
    });
    return outcome;
  }

  /** What has come stays as it is, and is continued the next time. */
  cancel(): void {
    this.#stop.abort();
  }

  /** Ends when no update goes on. */
  async idle(): Promise<void> {
    await this.#updating;
  }

  /** Ends when the data that ships with the app is in use, where nothing was ever read of its feed. Damaged, it is the feed's problem. */
  ship(): Promise<void> {
    return (this.#shipped ??= this.#ship());
  }

  /** Judges the hosts whose scan, data or day is another one than they were judged by. Ends when no host is left to judge. */
  async judge(): Promise<void> {
    await this.ship();
    await this.#judgeDue();
  }

  async #judgeDue(): Promise<void> {
    await this.#judging;
    const now = this.#context.now();
    if (!dueForJudging(this.#context.store, this.feeds, now.slice(0, 10)).length) return;
    this.#judging ??= this.#judgeNow(now).finally(() => (this.#judging = null));
    await this.#judging;
  }

  async close(): Promise<void> {
    this.#end?.();
    this.cancel();
    await this.#updating;
    await this.#judging;
    await this.#thread.close();
  }

  #begin(): Result<null> {
    const busy = { kind: 'conflict', detail: 'Feeds are being updated already', next: 'Wait until that has ended, or cancel it.' } as const;
    if (this.#updating || !this.#options.lock.tryTake()) return fail(busy);
    this.#stop = new AbortController();
    return ok(null);
  }

  #run(work: () => Promise<void>): Promise<void> {
    this.#updating = work()
      .then(() => this.#judgeDue())
      .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)))
      .finally(() => {
        this.#steps.clear();
        this.#options.lock.release();
        this.#updating = null;
        changed(this.#context, 'feeds');
      });
    return this.#updating;
  }

  async #ship(): Promise<void> {
    const { shipped } = this.#options;
    const { store, now } = this.#context;
    // Whoever holds the lock brings something better.
    if (shipped === undefined || !shippedFiles(store, this.feeds).length || !this.#begin().ok) return;
    const releases = [...releasesInUse(store).keys()];
    const options = { store, feeds: this.feeds, from: shipped, folder: this.folder, now: now() };
    await this.#run(() => readShipped(options, (feed, file) => this.#read(feed, [file], releases)));
  }

  async #updateOne(feed: Feed<unknown>, releases: readonly string[], way: FeedWay): Promise<void> {
    const { store } = this.#context;
    const now = this.#context.now();
    if (this.#stop.signal.aborted) return;
    this.#say(feed.id, 'fetching');
    const { idleMs } = this.#options;
    const options = { folder: this.folder, releases, records: store.feeds.files(), now, way, signal: this.#stop.signal };
    const { toRead, tried } = await fetchFeed(feed, { ...options, ...(idleMs !== undefined && { idleMs }) });
    for (const { file, problem } of tried) store.feeds.tried({ feed: feed.id, file: file.name, url: file.url, problem }, now);
    if (toRead.length) await this.#read(feed, toRead, releases);
    this.#steps.delete(feed.id);
    changed(this.#context, 'feeds', feed.id);
  }

  async #read(feed: Feed<unknown>, files: readonly FileToRead[], releases: readonly string[]): Promise<Result<ReadFiles>> {
    this.#say(feed.id, 'reading');
    const now = this.#context.now();
    const job = { kind: 'read', feed: feed.id, files, releases, now } as const;
    const read = await this.#thread.run<ReadFiles>(job, () => undefined, this.#stop.signal);
    if (!read.ok)
      for (const { name, url } of files) this.#context.store.feeds.tried({ feed: feed.id, file: name, url, problem: read.problem }, now);
    return read;
  }

  async #judgeNow(now: string): Promise<void> {
    const judged = await this.#thread.run<{ hosts: number; news: number }>({ kind: 'judge', now }, () =>
      changed(this.#context, 'findings'),
    );
    if (!judged.ok) process.emitWarning(`Hosts were not judged: ${JSON.stringify(judged.problem)}`);
    changed(this.#context, 'findings');
  }

  #say(feed: string, step: string): void {
    this.#steps.set(feed, step);
    changed(this.#context, 'feeds', feed);
  }
}
