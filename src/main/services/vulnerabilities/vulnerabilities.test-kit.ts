import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse, IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallInput, CallName, CallOutput } from '../../../shared/contract/contract.ts';
import type { HostFacts, Package, PendingUpdate } from '../../../shared/domain/facts.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Feed } from '../../feeds/feed.ts';
import { feeds } from '../../feeds/index.ts';
import { vendor, type Vendor } from '../../feeds/vendor.test-kit.ts';
import { fileLock } from '../../store/driver-lock.ts';
import { hostId, opened, sampleFacts, sampleHost, samplePackage } from '../../store/store.test-kit.ts';
import { ChangeBus } from '../change-bus.ts';
import type { Context } from '../context.ts';
import { Driver } from '../driver.ts';
import { createEngine } from '../engine.ts';
import { handlers } from '../handlers.ts';
import { PlanMaker } from '../make-plan.ts';
import { Notices } from '../notices.ts';
import { ScanBoard } from '../scan-board.ts';
import { scheduleParts } from '../schedule/schedule.test-kit.ts';
import { SecretKeeper } from '../secret-keeper.ts';
import { memoryVault, simulate } from '../simulated-host.test-kit.ts';
import { FeedBoard } from './feed-board.ts';

/** A tracker of these entries, all of bookworm: source, CVE, and what the tracker says of it. */
export type Entry = readonly [source: string, cve: string, release: Readonly<Record<string, unknown>>];
export const tracker = (...entries: readonly Entry[]): string => {
  const all: Record<string, Record<string, unknown>> = {};
  for (const [source, cve, bookworm] of entries) (all[source] ??= {})[cve] = { releases: { bookworm } };
  return JSON.stringify(all);
};
export const resolved = (fixed: string, urgency = 'high') => ({ status: 'resolved', fixed_version: fixed, urgency });
export const open = (change: object = {}) => ({ status: 'open', urgency: 'medium', ...change });

export const kevFile = (...cves: readonly string[]): string =>
  JSON.stringify({
    catalogVersion: '2026.11.20',
    dateReleased: '2026-11-20T00:00:00Z',
    count: cves.length,
    vulnerabilities: cves.map((cveID) => ({
      cveID,
      vulnerabilityName: `Known ${cveID}`,
      dateAdded: '2026-11-20',
      dueDate: '2026-12-11',
      knownRansomwareCampaignUse: 'Unknown',
    })),
  });
export const epssFile = (...lines: readonly string[]): string =>
  ['#model_version:v2026.06.15,score_date:2026-11-21T00:00:00+0000', 'cve,epss,percentile', ...lines, ''].join('\n');
export const endoflifeFile = (...products: readonly object[]): string =>
  JSON.stringify({ last_modified: '2026-11-01T00:00:00+00:00', result: products });

type Answer = string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void);

export interface World {
  readonly folder: string;
  readonly context: Context;
  readonly board: FeedBoard;
  readonly vendor: Vendor;
  /** What the vendor has, by file; what it does not have is a 404. */
  readonly says: Map<string, Answer>;
  /** Moves the clock. */
  at(time: string): void;
  scan(n: number, facts?: Partial<HostFacts>): void;
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  ask<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>>;
  update(...only: readonly string[]): Promise<void>;
  end(): Promise<void>;
}

export const installed = (name: string, version: string, change: Partial<Package> = {}): Package =>
  samplePackage(name, version, { origin: 'Debian:bookworm', ...change });
export const pending = (name: string, from: string, to: string, source = name): PendingUpdate => ({
  name,
  arch: 'amd64',
  from,
  to,
  source,
  origin: 'Debian-Security:12',
  security: true,
  state: 'ready',
});

/** An engine with hosts, and a vendor of all feeds on this computer, who may be `at` another address. */
export async function world(hosts = 1, change: { idleMs?: number; folder?: string; shipped?: string; at?: string } = {}): Promise<World> {
  const folder = change.folder ?? mkdtempSync(join(tmpdir(), 'patchbay-vulnerabilities-'));
  const says = new Map<string, Answer>();
  const server = await vendor((request, response) => answer(says.get((request.url ?? '').slice('/f/'.length)), request, response));
  const local: readonly Feed<unknown>[] = Object.values(feeds).map((feed) => ({
    ...feed,
    files: feed.files.map((file) => ({ ...file, url: `${change.at ?? server.url}/${file.name}` })),
  }));
  const store = opened(join(folder, 'patchbay.sqlite'));
  for (let n = 1; n <= hosts; n += 1) if (!store.hosts.get(hostId(n))) store.hosts.add(sampleHost(n));
  const vault = memoryVault();
  const clock = { now: '2026-11-22T10:00:00.000Z' };
  let ids = 0;
  const context: Context = {
    store,
    ...simulate(new Map()),
    secrets: new SecretKeeper(vault),
    vault,
    changes: new ChangeBus(),
    now: () => clock.now,
    newId: () => `id${String((ids += 1)).padStart(10, '0')}`,
  };
  const options = { dataFolder: folder, lock: fileLock(join(folder, 'feeds.lock')), feeds: local };
  const { idleMs, shipped } = change;
  const board = new FeedBoard(context, { ...options, ...(idleMs !== undefined && { idleMs }), ...(shipped !== undefined && { shipped }) });
  const tools = {
    context,
    board: new ScanBoard(context),
    feedBoard: board,
    plans: new PlanMaker(context),
    driver: new Driver(context, fileLock(join(folder, 'driver.lock'))),
  };
  const parts = {
    ...tools,
    ...scheduleParts(tools, folder),
    notices: new Notices(context.changes),
    about: { version: '0', shell: 'cli' as const, dataFolder: folder },
  };
  const engine = createEngine(context, handlers(parts));
  const call: World['call'] = async (name, input) => {
    const reply = await engine.dispatch(name, input);
    if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.problem)}`);
    return reply.value;
  };
  return {
    folder,
    context,
    board,
    vendor: server,
    says,
    at: (time) => void (clock.now = time),
    scan: (n, facts = {}) =>
      store.scans.record({
        hostId: hostId(n),
        startedAt: clock.now,
        endedAt: clock.now,
        facts: sampleFacts(facts),
        problem: null,
        warnings: [],
        purpose: 'scan',
      }),
    call,
    ask: (name, input) => engine.dispatch(name, input),
    update: async (...only) => {
      await call('feeds.update', { only: [...only] });
      await board.idle();
    },
    end: async () => {
      await board.close();
      await server.close();
      store.close();
      if (change.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answer(said: Answer | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (said === undefined) return void response.writeHead(404).end();
  if (typeof said === 'function') return said(request, response);
  const etag = `"${createHash('sha1').update(said).digest('hex')}"`;
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
  response.setHeader('etag', etag).end(said);
}
