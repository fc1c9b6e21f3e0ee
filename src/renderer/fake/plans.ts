import {
  transactionLines,
  type HostPlan,
  type Plan,
  type PlanOptions,
  type Selection,
  type Transaction,
  type TransactionItem,
} from '../../shared/domain/plan.ts';
import { idOf, type FakeHost } from './hosts.ts';
import { refuse, type World } from './world.ts';

/** 64 hexadecimal digits that depend on the text; no cryptography is needed for made-up hosts. */
export function fakeHash(text: string): string {
  let state = 0x811c9dc5;
  let out = '';
  for (let index = 0; out.length < 64; index += 1) {
    state = Math.imul(state ^ (text.charCodeAt(index % text.length) + index), 0x01000193) >>> 0;
    out += state.toString(16).padStart(8, '0');
  }
  return out.slice(0, 64);
}

export class FakePlans {
  private readonly plans = new Map<string, Plan>();
  private readonly world: World;
  constructor(world: World) {
    this.world = world;
  }

  get(id: string): Plan {
    return this.plans.get(id) ?? refuse({ kind: 'not-found', what: 'plan' });
  }

  make({ hostIds, selection, options }: { hostIds: string[]; selection: Selection; options: PlanOptions }, atOnce = false): string {
    return this.ask(
      { kind: 'deploy', selection, rollsBack: null, options },
      hostIds,
      (fake, index) => planHost(fake, selection, options, index),
      atOnce,
    );
  }

  makeRollback(
    deploymentId: string,
    packages: string[] | null,
    options: PlanOptions,
    hosts: readonly { hostId: string; items: readonly TransactionItem[] }[],
  ): string {
    const byHost = new Map(hosts.map((each) => [each.hostId, each.items]));
    return this.ask(
      { kind: 'rollback', selection: null, rollsBack: { deploymentId, packages }, options },
      [...byHost.keys()],
      (fake) =>
        planBack(
          fake,
          (byHost.get(fake.host.id) ?? []).filter((item) => !packages || packages.includes(item.name)),
        ),
      false,
    );
  }

  cancel(id: string): object {
    this.plans.set(id, { ...this.get(id), state: 'cancelled', pending: [] });
    this.world.change('plan', id);
    return {};
  }

  private ask(
    head: Pick<Plan, 'kind' | 'selection' | 'rollsBack' | 'options'>,
    hostIds: readonly string[],
    answer: (fake: FakeHost, index: number) => HostPlan,
    atOnce: boolean,
  ): string {
    const id = idOf('plan', this.plans.size + 1);
    this.plans.set(id, { id, createdAt: new Date().toISOString(), ...head, state: 'making', hosts: [], pending: [...hostIds], hash: null });
    const step = (): void => {
      const plan = this.get(id);
      const [next, ...pending] = plan.pending;
      if (plan.state !== 'making' || next === undefined) return;
      const hosts = [...plan.hosts, answer(this.world.host(next), this.world.hosts.indexOf(this.world.host(next)))];
      const ready = pending.length === 0;
      this.plans.set(id, {
        ...plan,
        hosts,
        pending,
        state: ready ? 'ready' : 'making',
        hash: ready ? fakeHash(hosts.map((each) => each.hash ?? '').join()) : null,
      });
      this.world.change('plan', id);
      if (!ready && !atOnce) setTimeout(step, this.world.tick / 2);
      if (!ready && atOnce) step();
    };
    if (atOnce) step();
    else setTimeout(step, this.world.tick);
    return id;
  }
}

const size = (name: string): number => 120_000 + name.length * 310_000;

function planHost(fake: FakeHost, selection: Selection, options: PlanOptions, index: number): HostPlan {
  const head = { hostId: fake.host.id, hostName: fake.host.name, ring: fake.host.ring };
  const kept = { ...head, transaction: null, reversibility: null, hash: null };
  if (fake.trouble) return { ...kept, blocking: [fake.trouble], warnings: [] };
  if (fake.host.elevation === 'none')
    return { ...kept, blocking: [{ kind: 'rights-needed', forWhat: 'installing updates' }], warnings: [] };
  const updates = fake.facts?.updates ?? [];
  const asked = updates.filter((update) =>
    selection.mode === 'packages' ? selection.packages.includes(update.name) : selection.mode === 'everything' || update.security,
  );
  const leftOut = asked.flatMap((update): Transaction['leftOut'] =>
    selection.exclude.includes(update.name)
      ? [{ name: update.name, why: 'excluded' as const }]
      : update.state === 'held' || update.state === 'phased'
        ? [{ name: update.name, why: update.state }]
        : [],
  );
  const going = asked.filter((update) => !leftOut.some((out) => out.name === update.name));
  if (going.length === 0) return { ...kept, blocking: [{ kind: 'nothing-to-do' }], warnings: [] };
  const items: TransactionItem[] = going.map((update) => ({
    action: 'upgrade',
    name: update.name,
    arch: update.arch,
    from: update.from,
    to: update.to,
    origin: update.origin,
    security: update.security,
    downloadBytes: size(update.name),
  }));
  const kernel = going.some((update) => update.name === 'linux-image-amd64');
  if (kernel) {
    items.push({
      action: 'install',
      name: 'linux-image-6.1.0-40-amd64',
      arch: 'amd64',
      from: null,
      to: '6.1.158-1',
      origin: 'Debian-Security:12/oldstable-security',
      security: true,
      downloadBytes: 66_200_000,
    });
    items.push({
      action: 'remove',
      name: 'linux-image-6.1.0-34-amd64',
      arch: 'amd64',
      from: '6.1.135-1',
      to: null,
      origin: '',
      security: false,
      downloadBytes: 0,
    });
  }
  const removals = items.filter((item) => item.action === 'remove' && !options.allowRemovals.includes(item.name)).map((item) => item.name);
  const reversible = (item: TransactionItem): boolean => item.action !== 'remove' && !(index % 10 === 3 && item.name === 'sudo');
  const back = items.filter(reversible).length;
  const blocking =
    removals.length > 0
      ? [{ kind: 'removals-not-approved' as const, packages: removals }]
      : index % 12 === 7
        ? [{ kind: 'lock-held' as const, lock: '/var/lib/dpkg/lock-frontend', holder: 'unattended-upgr (pid 812)' }]
        : [];
  return {
    ...head,
    transaction: {
      items,
      downloadBytes: items.reduce((sum, item) => sum + item.downloadBytes, 0),
      installedBytes: kernel ? 380_000_000 : 420_000,
      conffileConflicts: going.some((update) => update.name === 'nginx-common')
        ? [{ path: '/etc/nginx/nginx.conf', package: 'nginx-common' }]
        : [],
      restarts: ['ssh.service', ...(fake.host.tags.includes('web') ? ['nginx.service'] : [])],
      space: [
        { path: '/', freeBytes: 18_000_000_000, needBytes: 500_000_000 },
        { path: '/boot', freeBytes: 184_000_000, needBytes: kernel ? 61_000_000 : 0 },
      ],
      reboot: { expected: kernel, reasons: kernel ? ['new kernel 6.1.0-40-amd64'] : [] },
      leftOut,
    },
    reversibility: {
      verdict: back === items.length ? 'reversible' : back === 0 ? 'not' : 'partly',
      why:
        back === items.length
          ? 'Every old version is saved in the rollback kit first.'
          : `${items.length - back} of ${items.length} cannot be had again.`,
      items: items.map((item) => ({
        name: item.name,
        back: reversible(item),
        from:
          item.action === 'install'
            ? item.name.startsWith('linux-image-6')
              ? 'boot-previous'
              : 'purge'
            : reversible(item)
              ? 'archive'
              : 'nowhere',
        note: reversible(item) ? '' : 'no longer in the archive',
      })),
    },
    hash: fakeHash(`${fake.host.id}${transactionLines(items).join()}${options.reboot}`),
    blocking,
    warnings: fake.row.scan.warnings,
  };
}

function planBack(fake: FakeHost, done: readonly TransactionItem[]): HostPlan {
  const items: TransactionItem[] = done
    .filter((item) => item.action === 'upgrade')
    .map((item) => ({ ...item, action: 'downgrade', from: item.to, to: item.from }));
  return {
    hostId: fake.host.id,
    hostName: fake.host.name,
    ring: fake.host.ring,
    transaction: {
      items,
      downloadBytes: 0,
      installedBytes: -420_000,
      conffileConflicts: [],
      restarts: ['ssh.service'],
      space: [{ path: '/', freeBytes: 18_000_000_000, needBytes: 40_000_000 }],
      reboot: { expected: false, reasons: [] },
      leftOut: [],
    },
    reversibility: {
      verdict: 'reversible',
      why: 'From the rollback kit on the host.',
      items: items.map((item) => ({ name: item.name, back: true, from: 'cache', note: '' })),
    },
    hash: fakeHash(`${fake.host.id}${transactionLines(items).join()}`),
    blocking: items.length === 0 ? [{ kind: 'nothing-to-do' }] : [],
    warnings: [],
  };
}
