import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HostFacts, Package, PendingUpdate } from '../../shared/domain/facts.ts';
import { canonical } from './json.ts';
import {
  hostId,
  manyPackages,
  minute,
  opened,
  sampleFacts,
  sampleHost,
  samplePackage,
  sampleScan,
  sampleUpdate,
  temporary,
} from './store.test-kit.ts';
import type { Store } from './store.ts';

/** Few names and versions, so that histories come back to where they were; any text else. */
const text = fc.oneof(fc.constantFrom('', 'a', 'a\u0000b', '{"x":1}'), fc.string({ unit: 'grapheme', maxLength: 6 }));
const arch = fc.constantFrom('amd64', 'all');
const version = fc.constantFrom('1.0-1', '1.0-2', '1:2.0~rc1+dfsg-3');
const name = fc.constantFrom('bash', 'openssl', 'zlib1g');
const packages: fc.Arbitrary<Package[]> = fc.array(
  fc.record({
    name,
    arch,
    version,
    source: text,
    sourceVersion: version,
    origin: fc.option(text),
    held: fc.boolean(),
    healthy: fc.boolean(),
  }),
  { maxLength: 5 },
);
const state = fc.constantFrom('ready' as const, 'held' as const, 'phased' as const);
const updates: fc.Arbitrary<PendingUpdate[]> = fc.array(
  fc.record({ name, arch, from: version, to: version, source: fc.constantFrom('x', 'y'), origin: text, security: fc.boolean(), state }),
  { maxLength: 4 },
);
const whole = fc.nat(9e9);
const number = fc.double({ min: -1e6, max: 1e9, noNaN: true }).map((n) => n + 0);
const facts: fc.Arbitrary<HostFacts> = fc
  .record({
    packages,
    updates,
    hostname: text,
    bootId: fc.constantFrom('a', 'b'),
    uptimeSeconds: number.map(Math.abs),
    clockSkewSeconds: number,
    lists: fc.record({ at: fc.option(fc.constantFrom(minute(1), minute(2))), refreshed: fc.boolean() }),
    failedUnits: fc.array(text, { maxLength: 2 }),
    listeners: fc.array(
      fc.record({
        protocol: fc.constantFrom('tcp' as const, 'udp' as const),
        address: text,
        port: fc.nat(65535),
        process: fc.option(text),
      }),
      { maxLength: 2 },
    ),
    space: fc.array(fc.record({ path: text, totalBytes: whole, freeBytes: whole, freeInodes: whole }), { maxLength: 3 }),
    staleProcesses: fc.array(
      fc.record({ pid: fc.integer({ min: 1, max: 4e6 }), command: text, unit: fc.option(text), files: fc.array(text, { maxLength: 2 }) }),
      { maxLength: 2 },
    ),
    rights: fc.constantFrom('root' as const, 'none' as const),
  })
  .map(sampleFacts);
const history = fc.array(fc.record({ host: fc.constantFrom(1, 2), facts: fc.option(facts, { freq: 4 }) }), { minLength: 1, maxLength: 8 });

/** Facts with their two sets written as sets. */
const asSets = (one: HostFacts): string => {
  const set = (items: readonly object[]) => [...new Set(items.map(canonical))].sort();
  return canonical({ ...one, packages: set(one.packages), updates: set(one.updates) });
};

/** Runs a property over histories in one store; every history has two new hosts of its own. */
function overHistories(
  check: (store: Store, steps: { host: string; facts: HostFacts | null; at: number }[], hosts: string[]) => void,
): void {
  using place = temporary();
  const store = opened(place.file);
  let count = 0;
  fc.assert(
    fc.property(history, (steps) => {
      const numbers = [++count, ++count];
      for (const n of numbers) store.hosts.add(sampleHost(n));
      const hosts = numbers.map(hostId);
      check(
        store,
        steps.map((step, i) => ({ facts: step.facts, host: hosts[step.host - 1]!, at: i * 10 })),
        hosts,
      );
    }),
    { numRuns: 25 },
  );
  store.close();
}

test('every scan of any history comes back exactly as it was recorded', { timeout: 60_000 }, () => {
  overHistories((store, steps, hosts) => {
    for (const { host, facts, at } of steps) store.scans.record(sampleScan(facts, at, { hostId: host }));
    for (const host of hosts) {
      let last: { facts: HostFacts; at: string } | null = null;
      for (const step of steps) {
        if (step.host === host && step.facts) last = { facts: step.facts, at: minute(step.at + 1) };
        const found = store.scans.facts(host, minute(step.at + 9));
        expect(found && { at: found.at, facts: asSets(found.facts) }).toEqual(last && { at: last.at, facts: asSets(last.facts) });
      }
      expect(store.scans.facts(host)).toEqual(store.scans.facts(host, minute(1000)));
    }
  });
});

test('an update is outstanding since the first scan of an unbroken run, for any history', { timeout: 60_000 }, () => {
  const target = (host: string, one: PendingUpdate) => `${host} ${one.name} ${one.arch} ${one.to}`;
  overHistories((store, steps, hosts) => {
    const since = new Map<string, string>();
    for (const { host, facts, at } of steps) {
      store.scans.record(sampleScan(facts, at, { hostId: host }));
      if (!facts) continue;
      const now = new Set(facts.updates.map((one) => target(host, one)));
      for (const key of since.keys()) if (key.startsWith(host) && !now.has(key)) since.delete(key);
      for (const key of now) if (!since.has(key)) since.set(key, minute(at + 1));
    }
    const found = store.scans.outstanding(hosts);
    expect(new Map(found.map((one) => [target(one.hostId, one.update), one.since]))).toEqual(since);
    expect(store.scans.outstanding([])).toEqual([]);
  });
});

test('a hundred scans that find nothing new write a hundred short rows and nothing else', () => {
  using place = temporary();
  const store = opened(place.file);
  store.hosts.add(sampleHost());
  const base = sampleFacts({ packages: manyPackages(600), updates: manyPackages(40).map((one) => sampleUpdate(one.name)) });
  store.scans.record(sampleScan(base, 0));
  const before = measure(place.file);
  for (let n = 1; n <= 100; n++) {
    const volatile = { uptimeSeconds: 3600 * n + 0.37, clockSkewSeconds: n / 1000, lists: { at: minute(n * 60), refreshed: true } };
    const space = base.space.map((one) => ({ ...one, freeBytes: one.freeBytes - n * 4096, freeInodes: one.freeInodes - n }));
    const staleProcesses = base.staleProcesses.map((one) => ({ ...one, pid: one.pid + n }));
    store.scans.record(sampleScan({ ...base, ...volatile, space, staleProcesses }, n * 60));
  }
  const after = measure(place.file);
  expect(after.rows).toEqual({ ...before.rows, scan: 101 });
  expect((after.bytes - before.bytes) / 100).toBeLessThan(300);
  store.close();
});

test('the summary tells of the newest try and of the last answer', () => {
  using place = temporary();
  const store = opened(place.file);
  for (const n of [1, 2, 3]) store.hosts.add(sampleHost(n));
  const updates = [sampleUpdate('openssl'), sampleUpdate('bash', '5.3', { security: false })];
  const warning = { kind: 'clock-skew', seconds: 90 } as const;
  store.scans.record(
    sampleScan(sampleFacts({ updates, failedUnits: ['a.service'], reboot: { required: true, reasons: ['kernel'] } }), 0, {
      warnings: [warning],
    }),
  );
  store.scans.record(sampleScan(null, 10));
  store.scans.record(sampleScan(null, 5, { hostId: hostId(2) }));
  const problem = { kind: 'unreachable', address: '10.0.0.1', port: 22, reason: 'timeout', detail: '', seconds: 10 };
  const nothing = {
    lastGoodAt: null,
    system: null,
    packages: null,
    updates: null,
    security: null,
    rebootRequired: null,
    failedUnits: null,
    listsAt: null,
  };
  expect(store.scans.summaries()).toEqual([
    {
      hostId: hostId(1),
      triedAt: minute(11),
      lastGoodAt: minute(1),
      seconds: 60,
      problem,
      warnings: [],
      system: 'Debian GNU/Linux 12 (bookworm)',
      packages: 2,
      updates: 2,
      security: 1,
      rebootRequired: true,
      failedUnits: 1,
      listsAt: minute(0),
    },
    { hostId: hostId(2), triedAt: minute(6), seconds: 60, problem, warnings: [], ...nothing },
  ]);
  store.scans.record(sampleScan(sampleFacts(), 20, { warnings: [warning] }));
  expect(store.scans.summaries()[0]).toMatchObject({
    triedAt: minute(21),
    problem: null,
    warnings: [warning],
    updates: 0,
    rebootRequired: false,
    failedUnits: 0,
  });
  store.close();
});

test('a package that many hosts have is written once, also where no source lists it', () => {
  using place = temporary();
  const store = opened(place.file);
  const facts = sampleFacts({
    packages: [samplePackage('local', '1', { origin: null }), samplePackage('bash')],
    updates: [sampleUpdate('bash')],
  });
  for (const n of [1, 2, 3]) {
    store.hosts.add(sampleHost(n));
    store.scans.record(sampleScan(facts, n, { hostId: hostId(n) }));
  }
  expect(measure(place.file).rows).toMatchObject({ package: 2, host_package: 6, pending: 1, host_pending: 3 });
  store.close();
});

test('a section that changed is current in its new form only', () => {
  using place = temporary();
  const store = opened(place.file);
  store.hosts.add(sampleHost());
  const system = (pretty: string) => sampleFacts({ os: { ...sampleFacts().os, pretty } });
  ['Debian 12', 'Debian 13', 'Debian 12', 'Debian 14'].forEach((pretty, n) => store.scans.record(sampleScan(system(pretty), n)));
  const raw = new Database(place.file, { readonly: true });
  expect(raw.prepare(`select body ->> 'pretty' from host_section where name = 'os' and to_scan is null`).pluck().all()).toEqual([
    'Debian 14',
  ]);
  raw.close();
  expect(store.scans.summaries()[0]?.system).toBe('Debian 14');
  store.close();
});

test('packages are found by a part of their name or of their source, as they are now', () => {
  using place = temporary();
  const store = opened(place.file);
  store.hosts.add(sampleHost());
  store.scans.record(
    sampleScan(sampleFacts({ packages: [samplePackage('libssl3', '1', { source: 'openssl' }), samplePackage('openssl', '1')] }), 0),
  );
  const now = [samplePackage('libssl3', '2', { source: 'openssl' }), samplePackage('bash'), samplePackage('100%_x')];
  store.scans.record(sampleScan(sampleFacts({ packages: now }), 10));
  const names = (search: string) => store.scans.packages(hostId(1), search).map((one) => `${one.name} ${one.version}`);
  expect(names('')).toEqual(['100%_x 1.0-1', 'bash 1.0-1', 'libssl3 2']);
  expect(names(' OpenSSL ')).toEqual(['libssl3 2']);
  expect(names('%')).toEqual(['100%_x 1.0-1']);
  expect(store.scans.packages('nosuchhost', '')).toEqual([]);
  store.close();
});

test('a scan of a host that is not there is a bug, and leaves nothing', () => {
  using place = temporary();
  const store = opened(place.file);
  expect(() => store.scans.record(sampleScan(sampleFacts(), 0))).toThrow('no host');
  expect(measure(place.file).rows.scan).toBe(0);
  store.close();
});

test('facts that their own schema would not take back are refused before anything is written', () => {
  using place = temporary();
  const store = opened(place.file);
  store.hosts.add(sampleHost());
  for (const change of [{ hostname: 'x'.repeat(2000) }, { uptimeSeconds: Number.NaN }, { failedUnits: [7 as unknown as string] }]) {
    expect(() => store.scans.record(sampleScan(sampleFacts(change), 0))).toThrow('expected');
  }
  expect(measure(place.file).rows.scan).toBe(0);
  store.close();
});

/** What the tables of the scans hold and how many bytes their cells take. */
function measure(file: string): { rows: Record<string, number>; bytes: number } {
  const raw = new Database(file, { readonly: true });
  const tables = ['scan', 'package', 'host_package', 'pending', 'host_pending', 'host_section'];
  const rows = Object.fromEntries(tables.map((table) => [table, raw.prepare(`select count(*) from ${table}`).pluck().get() as number]));
  const bytes = raw.prepare('select sum(pgsize - unused) from dbstat').pluck().get() as number;
  raw.close();
  return { rows, bytes };
}
