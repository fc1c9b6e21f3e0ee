import type { Run } from '../../../shared/domain/deployment.ts';
import type { HostFacts } from '../../../shared/domain/facts.ts';
import type { HostPlan, TransactionItem } from '../../../shared/domain/plan.ts';
import type { FindingItem, Store } from '../../store/store.ts';
import { hostId, opened, sampleDeployment, sampleFacts, sampleHost, sampleHostPlan, samplePackage, samplePlan, sampleRun } from '../../store/store.test-kit.ts'; // prettier-ignore
import { placeOfCve } from '../vulnerabilities/places.ts';
import { feeds } from '../../feeds/index.ts';
import { snapshotOf } from './snapshots.ts';

const DAY = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Mulberry32: the same history each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface HistoryPlan {
  readonly hosts: number;
  readonly months: number;
  /** Updates that appear each month. */
  readonly updates: number;
  /** The last moment. */
  readonly end: string;
  readonly names?: readonly string[];
  readonly seed?: number;
}

interface Update {
  readonly source: string;
  readonly n: number;
  readonly day: number;
  readonly severity: string;
  readonly cves: readonly string[];
}
interface Patch extends Update {
  readonly seen: number;
  readonly patched: number;
}

const SOURCES = ['openssl', 'glibc', 'curl', 'linux', 'postgresql-15', 'nginx', 'libxml2', 'sudo', 'systemd', 'bind9', 'git', 'rsync', 'openssh', 'php8.2', 'vim', 'krb5', 'gnutls28', 'samba', 'expat', 'python3.11']; // prettier-ignore
const ROLES = ['web', 'db', 'app', 'mail', 'dns', 'log', 'ci', 'file', 'vpn', 'cache'];
const SITES = ['Data centre', 'Head office', 'Warehouse'];
const SEVERITY: readonly (readonly [upTo: number, word: string, days: number])[] = [
  [0.12, 'critical', 9],
  [0.45, 'high', 14],
  [0.8, 'medium', 24],
  [1, 'low', 30],
];

/** A shop's history as its store would have it: scans, findings, weekly deployments, failures, a rollback, exceptions, snapshots, hosts that are not known. */
export async function history(file: string, plan: HistoryPlan): Promise<Store> {
  const end = Date.parse(plan.end);
  const clock = { now: end - plan.months * 30.4 * DAY };
  const store = opened(file, { now: () => new Date(clock.now), user: 'kim' });
  const roll = dice(plan.seed ?? 6);
  const begin = clock.now;
  fill(store, plan, begin, end);
  const updates = updatesOf(plan, begin, end, roll);
  const patches = Array.from({ length: plan.hosts }, (_, index) => patchesOf(updates, index, end, roll));
  const events = [...eventsOf(store, plan, patches, begin, end)].sort((a, b) => a.at - b.at);
  store.transaction(() => {
    for (const { at, act } of events) {
      clock.now = at;
      act();
    }
  });
  for (let month = plan.months - 1; month > 0; month -= 1) {
    if (month === 3) continue; // nobody looked
    const at = iso(end - month * 30.4 * DAY);
    store.snapshots.save(await snapshotOf(store, Object.values(feeds), at));
  }
  clock.now = end + 3 * DAY;
  return store;
}

function fill(store: Store, plan: HistoryPlan, begin: number, end: number): void {
  store.transaction(() => {
    for (let n = 1; n <= plan.hosts; n += 1) {
      const role = ROLES[n % ROLES.length] ?? 'web';
      const exposed = n % 4 === 0 ? true : n % 7 === 0 ? null : false;
      const name = plan.names?.[n - 1] ?? `${role}-${String(n).padStart(2, '0')}`;
      const criticality = (['high', 'medium', 'low', null] as const)[n % 4] ?? null;
      store.hosts.add(sampleHost(n, { name, createdAt: iso(begin), site: SITES[n % 3] ?? '', owner: 'Infrastructure', exposed, criticality, ring: n % 9 === 0 ? 0 : n % 5 === 0 ? 2 : 1 }));
    } // prettier-ignore
  });
  const date = iso(end).slice(0, 10);
  for (const id of ['debian-tracker', 'kev', 'epss', 'endoflife'] as const) {
    const feed = feeds[id];
    const name = feed.files[0]?.name ?? '';
    const edition = store.feeds.begin(id, name);
    if (id === 'kev') for (const cve of ['CVE-2026-90001', 'CVE-2026-90077']) edition.add(placeOfCve(cve), { cve, name: `Known ${cve}`, added: iso(end - 40 * DAY).slice(0, 10), due: null, ransomware: false });
    if (id === 'endoflife') edition.add({ release: '', key: 'debian' }, { product: 'debian', title: 'Debian', cycle: '12', securityUntil: '2026-06-10', extendedUntil: '2028-06-30' });
    if (id === 'endoflife') edition.add({ release: '', key: 'debian' }, { product: 'debian', title: 'Debian', cycle: '10', securityUntil: '2022-09-10', extendedUntil: '2024-06-30' });
    edition.end();
    const kept = { etag: null, lastModified: null };
    store.feeds.use([{ feed: id, file: name, url: feed.files[0]?.url ?? '', edition: edition.edition, releases: ['debian:12', 'debian:10'], version: null, date, kept, entries: 2, bytes: 1000 }], iso(end));
  } // prettier-ignore
}

function updatesOf(plan: HistoryPlan, begin: number, end: number, roll: () => number): Update[] {
  const total = plan.months * plan.updates;
  const made = new Map<string, number>();
  return Array.from({ length: total }, (_, index) => {
    const source = SOURCES[Math.floor(roll() * SOURCES.length)] ?? 'curl';
    const n = (made.get(source) ?? 0) + 1;
    made.set(source, n);
    const word = roll();
    const severity = SEVERITY.find(([upTo]) => word <= upTo)?.[1] ?? 'low';
    const count = 1 + Math.floor(roll() * 3);
    const cves = Array.from({ length: count }, (__, k) => `CVE-2026-${90_001 + index * 4 + k}`);
    return { source, n, severity, cves, day: begin + ((index + 0.5) / total) * (end - begin - 2 * DAY) };
  });
}

/** Each host has half of the packages; a later update of a package brings the earlier one with it. */
function patchesOf(updates: readonly Update[], index: number, end: number, roll: () => number): Patch[] {
  const mine = updates.filter(({ source }) => (SOURCES.indexOf(source) + index) % 2 === 0);
  const all = mine.map((one): Patch => {
    const days = SEVERITY.find(([, word]) => word === one.severity)?.[2] ?? 20;
    const late = roll() < 0.04 ? 400 : roll() < 0.08 ? days * 4 : days * (0.4 + roll());
    const wish = one.day + late * DAY;
    const week = Math.ceil(wish / (7 * DAY)) * 7 * DAY + 22 * 3_600_000;
    return { ...one, seen: one.day + (1 + roll()) * 3_600_000 * 12, patched: week > end ? Infinity : week };
  });
  return all.map((one) => ({ ...one, patched: Math.min(...all.filter((other) => other.source === one.source && other.n >= one.n).map((other) => other.patched)) })); // prettier-ignore
}

interface Event {
  readonly at: number;
  readonly act: () => void;
}

const versionOf = (n: number): string => `1.${n}-1+deb12u1`;

function* eventsOf(store: Store, plan: HistoryPlan, patches: readonly (readonly Patch[])[], begin: number, end: number): Generator<Event> {
  const weeks = new Map<number, { index: number; some: readonly Patch[] }[]>();
  for (const [index, mine] of patches.entries()) {
    if (index % 29 === 28) continue; // never scanned
    const quits = index % 23 === 22 ? end - 30 * DAY : end; // stale after that
    const times = new Set([
      begin + index * 1000,
      ...mine.flatMap(({ seen, patched }) => [seen, patched + 3_600_000]),
      end - DAY + index * 1000,
    ]);
    for (const at of times) if (at <= quits) yield { at, act: () => look(store, plan, index, mine, at) };
    if (index % 31 === 30) yield { at: end - 2000, act: () => miss(store, index, end - 2000) };
    for (const [week, some] of Map.groupBy(mine, ({ patched }) => patched)) {
      if (week > quits) continue;
      weeks.set(week, [...(weeks.get(week) ?? []), { index, some }]);
    }
  }
  for (const [week, hosts] of weeks) if (week < end) yield { at: week - 3_600_000, act: () => deploy(store, week - 3_600_000, hosts) };
  yield { at: begin + DAY, act: () => store.dueRules.set(['pci-dss-high']) };
  yield { at: end - 20 * DAY, act: () => except(store, end) };
}

function factsAt(index: number, mine: readonly Patch[], at: number): HostFacts {
  const packages = [...new Set(mine.map((one) => one.source))].map((source) => {
    const n = Math.max(0, ...mine.filter((one) => one.source === source && one.patched < at).map((one) => one.n));
    return samplePackage(source, versionOf(n), { origin: 'Debian:bookworm' });
  });
  const old = index % 37 === 36;
  const os = { id: 'debian', versionId: old ? '10' : '12', codename: old ? 'buster' : 'bookworm', pretty: `Debian GNU/Linux ${old ? '10 (buster)' : '12 (bookworm)'}` }; // prettier-ignore
  return sampleFacts({ packages, os, reboot: { required: index % 11 === 0, reasons: [] } });
}

function look(store: Store, plan: HistoryPlan, index: number, mine: readonly Patch[], at: number): void {
  const id = hostId(index + 1);
  store.scans.record({ hostId: id, startedAt: iso(at - 4000), endedAt: iso(at), facts: factsAt(index, mine, at), problem: null, warnings: [], purpose: 'scan' });
  const open = mine.filter((one) => one.seen <= at && one.patched >= at - 1);
  const findings = open.flatMap((one) => one.cves.map((cve): FindingItem => {
    const n = Math.max(0, ...mine.filter((other) => other.source === one.source && other.patched < at).map((other) => other.n));
    const compared = { installed: versionOf(n), order: '<', with: versionOf(one.n) } as const;
    const why = { rule: 'fixed-version', feed: 'Debian security tracker', record: [one.source, cve], compared, words: [] };
    return { cve, source: one.source, status: 'fixed-available', fixed: versionOf(one.n), severity: one.severity, packages: [{ name: one.source, installed: versionOf(n) }], why };
  }));
  const bare: FindingItem = { cve: 'CVE-2025-70000', source: 'coreutils', status: 'affected-no-fix', fixed: null, severity: 'low', packages: [{ name: 'coreutils', installed: '9.1-1' }], why: { rule: 'open', feed: 'Debian security tracker', record: ['coreutils'], compared: null, words: [] } };
  store.findings.record(id, () => ({ release: 'debian:12', basis: `${plan.end} ${index} ${at}`, packages: 10, findings: index % 5 === 0 ? [...findings, bare] : findings, unjudged: [] }), iso(at));
} // prettier-ignore

const miss = (store: Store, index: number, at: number): void =>
  store.scans.record({
    hostId: hostId(index + 1),
    startedAt: iso(at - 10_000),
    endedAt: iso(at),
    facts: null,
    problem: { kind: 'unreachable', address: '10.0.0.1', port: 22, reason: 'timeout', detail: '', seconds: 10 },
    warnings: [],
    purpose: 'scan',
  });

function deploy(store: Store, at: number, hosts: readonly { index: number; some: readonly Patch[] }[]): void {
  const week = String(Math.round(at / DAY));
  const [planId, id] = [`plan${week.padStart(8, '0')}`, `deploy${week.padStart(6, '0')}`];
  const items = (some: readonly Patch[]): TransactionItem[] => some.map((one) => ({ action: 'upgrade', name: one.source, arch: 'amd64', from: versionOf(one.n - 1), to: versionOf(one.n), origin: 'Debian-Security:12', security: true, downloadBytes: 1000 })); // prettier-ignore
  const plans = hosts.map(({ index, some }): HostPlan => ({
    ...sampleHostPlan(index + 1),
    warnings: [],
    transaction: { items: items(some), downloadBytes: 1000, installedBytes: 0, conffileConflicts: [], restarts: [], space: [], reboot: { expected: false, reasons: [] }, leftOut: [] },
  })); // prettier-ignore
  store.plans.save({ ...samplePlan([], { id: planId, createdAt: iso(at - DAY) }), hosts: plans });
  const failing = Number(week) % 5 === 0 ? hosts.at(-1)?.index : undefined;
  const runs = hosts.map(({ index, some }, position): Run => ({
    ...sampleRun(index + 1, { id: `run${week}x${String(index).padStart(4, '0')}`, deploymentId: id, hostName: store.hosts.get(hostId(index + 1))?.name ?? '', position, packages: some.length }),
    ring: store.hosts.get(hostId(index + 1))?.ring ?? 1,
    state: index === failing ? 'failed' : 'done',
    problem: index === failing ? { kind: 'disk-full', path: '/', freeBytes: 3e9, needBytes: 8e9 } : null,
    startedAt: iso(at),
    endedAt: iso(at + 1_800_000),
    checks: [{ name: 'versions', outcome: 'passed', detail: '' }],
  })); // prettier-ignore
  store.deployments.add({
    ...sampleDeployment([], {
      id,
      planId,
      name: `Security updates, week of ${iso(at).slice(0, 10)}`,
      createdAt: iso(at),
      endedAt: iso(at + 3_600_000),
      state: 'finished',
    }),
    runs,
  });
  store.audit.append({ action: 'deployment.started', deploymentId: id, text: 'approved' });
  store.audit.append({ action: 'deployment.finished', actor: 'patchbay', deploymentId: id, text: 'finished' });
}

function except(store: Store, end: number): void {
  const createdAt = iso(end - 20 * DAY);
  const base = { hostIds: [] as string[], kind: 'deferred' as const, owner: 'Warehouse lead', compensatingControl: 'Reachable from the site network only', createdAt, originalDue: null, endedAt: null };
  store.exceptions.save({ ...base, id: 'exc0000001', cve: null, source: 'krb5', reason: 'The application is certified on this version only', expiresOn: iso(end + 20 * DAY).slice(0, 10), renewals: 1 });
  store.exceptions.save({ ...base, id: 'exc0000002', cve: null, source: 'samba', compensatingControl: null, reason: 'Month-end run', expiresOn: iso(end - 5 * DAY).slice(0, 10), renewals: 0 });
  store.audit.append({ action: 'exception.added', text: 'Deferred' });
} // prettier-ignore
