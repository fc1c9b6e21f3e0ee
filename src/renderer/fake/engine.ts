import {
  calls,
  isCallName,
  type Api,
  type CallInput,
  type CallName,
  type CallOutput,
  type Change,
  type FixRow,
  type HistoryEntry,
  type Reply,
  type Round,
  type Settings,
} from '../../shared/contract/contract.ts';
import type { TableView, Views } from '../../shared/contract/views.ts';
import type { HostDraft } from '../../shared/domain/host.ts';
import { PlanOptions } from '../../shared/domain/plan.ts';
import { credentialAnswers, FakeCredentials } from './credentials.ts';
import { FakeDeployments } from './deployments.ts';
import { learn, makeHost, seededHosts, type FakeHost } from './hosts.ts';
import { fakeInventory } from './inventory.ts';
import { FakePlans } from './plans.ts';
import { fakeVulnerabilities } from './vulnerabilities.ts';
import { fakeWayIn } from './way-in.ts';
import { refuse, Refused, type World } from './world.ts';

export type Scenario = 'fleet' | 'empty' | 'large' | 'running' | 'finished' | 'altered-vault' | 'forty' | 'no-feeds';

type Answers = { [N in CallName]: (input: never) => unknown };
/** An engine over made-up hosts: the contract's own schemas check every question and every answer. */
export function fakeApi(scenario: Scenario, speed = 1): Api {
  const listeners = new Set<(change: Change) => void>();
  const entries: HistoryEntry[] = [];
  const hosts = scenario === 'empty' ? [] : seededHosts({ large: 10_000, forty: 40 }[scenario as string] ?? 24);
  const world: World = {
    hosts,
    tick: 200 / speed,
    late: 3 * 86_400_000,
    now: () => new Date(Date.now() - world.late).toISOString(),
    change: (topic, id) => queueMicrotask(() => listeners.forEach((listener) => listener({ topic, id: id ?? null }))),
    log(action, text, about = {}) {
      entries.unshift({
        seq: entries.length + 1,
        at: world.now(),
        actor: 'kim',
        action,
        hostId: about.hostId ?? null,
        hostName: about.hostId ? world.host(about.hostId).host.name : null,
        deploymentId: about.deploymentId ?? null,
        text,
        details: {},
      });
      world.change('history');
    },
    host: (id) => hosts.find((each) => each.host.id === id) ?? refuse({ kind: 'not-found', what: 'host' }),
  };
  const plans = new FakePlans(world);
  const deployments = new FakeDeployments(world, plans);
  let views: Views = {};
  let settings: Settings = {
    theme: 'system',
    concurrency: 8,
    kitKeepDays: 30,
    kitMaxBytes: 2_000_000_000,
    logKeepDays: 365,
    evidenceKeepYears: 6,
    updates: 'ask',
    autoLockMinutes: 15,
    feedProxy: null,
    feedCa: null,
  };
  let round: Round = { step: 'scan', hostIds: [], selection: null, options: PlanOptions.parse({}), planId: null, deploymentId: null };
  for (const fake of hosts.slice(0, 24)) world.log('host.added', `Added ${fake.host.name}`, { hostId: fake.host.id });
  world.late = 0;
  if (scenario === 'running' || scenario === 'finished') {
    const started = deployments.seed(scenario === 'finished');
    const plan = plans.get(started.planId);
    round = {
      ...round,
      hostIds: hosts.map((each) => each.host.id),
      selection: plan.selection,
      options: plan.options,
      planId: started.planId,
      deploymentId: started.id,
      step: scenario === 'finished' ? 'verify' : 'deploy',
    };
  }
  const credentials = new FakeCredentials(world, () => settings.autoLockMinutes, scenario === 'altered-vault');
  const scanning = new Map<string, ReturnType<typeof setInterval>>();
  const present = (): FakeHost[] => hosts.filter((each) => !each.removed);

  function scanOne(fake: FakeHost, wait: number): void {
    const steps = ['connecting', 'refreshing package lists', 'reading packages', 'asking for updates', 'reading services'];
    let at = -1 - wait;
    fake.row.scan = { ...fake.row.scan, state: 'waiting', step: null, problem: null, triedAt: new Date().toISOString() };
    clearInterval(scanning.get(fake.host.id));
    scanning.set(
      fake.host.id,
      setInterval(() => {
        at += 1;
        if (at < 0) return;
        const step = steps[at];
        if (step && !(fake.trouble && at > 1)) fake.row.scan = { ...fake.row.scan, state: 'scanning', step, seconds: at * 0.8 };
        else endScan(fake);
        world.change('scan', fake.host.id);
      }, world.tick),
    );
  }
  function endScan(fake: FakeHost): void {
    clearInterval(scanning.get(fake.host.id));
    scanning.delete(fake.host.id);
    if (fake.trouble) fake.row.scan = { ...fake.row.scan, state: 'failed', step: null, problem: fake.trouble };
    else learn(fake, hosts.indexOf(fake));
    world.log('scan.finished', fake.trouble ? `Scan failed: ${fake.trouble.kind}` : `Scan: ${fake.row.updates} updates`, {
      hostId: fake.host.id,
    });
  }

  const answers = {
    ...credentialAnswers(credentials),
    'app.info': () => ({ version: '0.1.0', shell: 'chromium', dataFolder: '~/.local/share/patchbay', user: 'kim', isRoot: false }),
    'app.summary': () => {
      const rows = present().map((each) => each.row);
      const known = rows.filter((row) => row.scan.state === 'scanned');
      const security = known.filter((row) => (row.security ?? 0) > 0).length;
      const current = known.filter((row) => row.updates === 0).length;
      return {
        hosts: rows.length,
        scanned: known.length,
        unknown: rows.length - known.length,
        current,
        outstanding: known.length - current,
        securityOutstanding: security,
        rebootPending: known.filter((row) => row.rebootRequired).length,
      };
    },
    'app.notices': () => [],
    'settings.get': () => settings,
    'settings.set': (part: Partial<Settings>) => {
      settings = { ...settings, ...part };
      world.change('settings');
      return settings;
    },
    'hosts.list': () => present().map((each) => each.row),
    'hosts.get': ({ id }: { id: string }) => {
      const fake = world.host(id);
      if (!fake.facts) return { row: fake.row, facts: null, factsAt: null, unseen: [] };
      const { packages: _packages, ...facts } = fake.facts;
      return { row: fake.row, facts, factsAt: fake.row.scan.lastGoodAt, unseen: facts.unseen };
    },
    'hosts.packages': ({ id, search }: { id: string; search: string }) =>
      (world.host(id).facts?.packages ?? []).filter((pack) => pack.name.includes(search)),
    'hosts.history': ({ id }: { id: string }) =>
      entries.filter((entry) => entry.hostId === id).map((entry) => ({ at: entry.at, text: entry.text })),
    'hosts.add': (draft: HostDraft) => {
      if (present().some((each) => each.host.name === draft.name))
        refuse({ kind: 'conflict', detail: `There is a host named ${draft.name} already`, next: 'Choose another name.' });
      const fake = makeHost(draft, hosts.length);
      hosts.push(fake);
      world.log('host.added', `Added ${draft.name}`, { hostId: fake.host.id });
      world.change('hosts');
      return fake.host;
    },
    'hosts.edit': ({ id, draft }: { id: string; draft: HostDraft }) => {
      const fake = world.host(id);
      fake.host = { ...fake.host, ...draft };
      fake.row = { ...fake.row, host: fake.host };
      world.change('hosts', id);
      return fake.host;
    },
    'hosts.remove': ({ ids }: { ids: string[] }) => {
      for (const id of ids) world.host(id).removed = true;
      world.change('hosts');
      return { removed: ids.length };
    },
    'hosts.restore': ({ ids }: { ids: string[] }) => {
      for (const id of ids) world.host(id).removed = false;
      world.change('hosts');
      return { restored: ids.length };
    },
    ...fakeInventory(world, hosts),
    'hosts.acceptKey': ({ id, fingerprint }: { id: string; fingerprint: string }) => {
      const fake = world.host(id);
      if (fake.trouble?.kind !== 'host-key-unknown' || fake.trouble.fingerprint !== fingerprint)
        refuse({ kind: 'conflict', detail: 'The host now shows another key', next: 'Scan again and compare.' });
      fake.trouble = null;
      world.log('key.accepted', `Accepted the key of ${fake.host.name}`, { hostId: id });
      return {};
    },
    'hosts.enterSecret': ({ id, alsoFor }: { id: string; alsoFor: string[] }) => {
      for (const each of [id, ...alsoFor]) world.host(each).trouble = null;
      return {};
    },
    ...fakeVulnerabilities(world, scenario, fixList),
    ...fakeWayIn(world),
    'scan.start': ({ hostIds }: { hostIds: string[] }) => {
      hostIds.forEach((id, index) => scanOne(world.host(id), Math.floor(index / 4) * 3));
      world.change('scan');
      return { hosts: hostIds.length };
    },
    'scan.cancel': () => {
      for (const [id, timer] of scanning) {
        clearInterval(timer);
        const fake = world.host(id);
        fake.row.scan = { ...fake.row.scan, state: 'cancelled', step: null, problem: { kind: 'cancelled', what: 'scan' } };
      }
      scanning.clear();
      world.change('scan');
      return {};
    },
    'fixList.get': ({ hostIds }: { hostIds: string[] }) =>
      fixList(present().filter((each) => each.facts && (hostIds.length === 0 || hostIds.includes(each.host.id)))),
    'plan.make': (input: never) => ({ planId: plans.make(input) }),
    'plan.makeRollback': (input: never) => ({ planId: deployments.planRollback(input) }),
    'plan.get': ({ planId }: { planId: string }) => plans.get(planId),
    'plan.cancel': ({ planId }: { planId: string }) => plans.cancel(planId),
    'deployments.start': (input: never) => ({ deploymentId: deployments.start(input) }),
    'deployments.list': () => deployments.list(),
    'deployments.get': ({ id }: { id: string }) => deployments.withRings(id),
    'deployments.approveRing': (input: never) => deployments.approveRing(input),
    'deployments.endBake': (input: never) => deployments.endBake(input),
    'deployments.moments': ({ id }: { id: string }) => deployments.moments(id),
    'deployments.log': (input: never) => deployments.readLog(input),
    'deployments.pause': ({ id }: { id: string }) => deployments.setState(id, 'paused'),
    'deployments.resume': ({ id }: { id: string }) => deployments.setState(id, 'running'),
    'deployments.stop': ({ id }: { id: string }) => deployments.setState(id, 'stopping'),
    'deployments.retry': (input: never) => deployments.retry(input),
    'deployments.setLost': (input: never) => deployments.setLost(input),
    'deployments.verify': (input: never) => deployments.verify(input),
    'round.get': () => round,
    'round.save': (part: Partial<Round>) => {
      round = { ...round, ...part };
      world.change('round');
      return round;
    },
    'views.get': () => views,
    'views.save': ({ table, view }: { table: string; view: TableView }) => (views = { ...views, [table]: view }),
    'history.list': ({
      before,
      limit,
      hostId,
      deploymentId,
      search,
    }: {
      before: number | null;
      limit: number;
      hostId: string | null;
      deploymentId: string | null;
      search: string;
    }) =>
      entries
        .filter(
          (entry) =>
            (before === null || entry.seq < before) &&
            (!hostId || entry.hostId === hostId) &&
            (!deploymentId || entry.deploymentId === deploymentId) &&
            `${entry.text} ${entry.hostName} ${entry.action}`.toLowerCase().includes(search.toLowerCase()),
        )
        .slice(0, limit),
    'audit.verify': () => ({
      intact: true,
      entries: entries.length,
      removed: 0,
      head: 'c0ffee'.repeat(10).slice(0, 64),
      brokenAt: null,
      why: null,
    }),
  } as unknown as Answers;

  async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<Reply<N>> {
    if (!isCallName(name)) throw new Error(`no such call: ${String(name)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    try {
      const asked = calls[name].input.parse(input);
      // A copy, as over a border: nobody holds the engine's own objects.
      const value = structuredClone(calls[name].output.parse(answers[name](asked as never)));
      return { ok: true, value: value as CallOutput<N> };
    } catch (error) {
      if (error instanceof Refused) return { ok: false, problem: error.problem };
      throw error;
    }
  }
  return {
    call,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function fixList(hosts: readonly FakeHost[]): FixRow[] {
  const rows = new Map<string, FixRow>();
  for (const fake of hosts) {
    for (const update of fake.facts?.updates ?? []) {
      const key = `${update.source} ${update.to}`;
      const since = new Date(Date.now() - 86_400_000 * (2 + (update.source.length % 9))).toISOString();
      const row = rows.get(key) ?? {
        source: update.source,
        to: update.to,
        security: update.security,
        origin: update.origin,
        hosts: [],
        packages: [],
        since,
        state: update.state,
      };
      rows.set(key, row);
      if (!row.packages.includes(update.name)) row.packages.push(update.name);
      const host = row.hosts.find((each) => each.hostId === fake.host.id);
      const pack = { name: update.name, from: update.from, to: update.to, state: update.state };
      if (host) host.packages.push(pack);
      else row.hosts.push({ hostId: fake.host.id, hostName: fake.host.name, packages: [pack], since });
    }
  }
  return [...rows.values()];
}
