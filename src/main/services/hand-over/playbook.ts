import { Document, Scalar, stringify, visit } from 'yaml';
import type { Host } from '../../../shared/domain/host.ts';
import type { HostPlan, Plan } from '../../../shared/domain/plan.ts';
import type { HostCommand } from '../../../shared/domain/policy/policy.ts';
import { ruleOf, type CustomCheck, type Rollout } from '../../../shared/domain/rollout.ts';
import { readResource } from '../../resources.ts';
import { inventoryNames, writeYaml } from '../host-files/ansible/write.ts';

export interface HandOver {
  readonly plan: Plan;
  /** Those of the plan, as they are in the inventory now. */
  readonly hosts: readonly Host[];
  readonly rollout: Rollout;
  readonly before: readonly HostCommand[];
  readonly after: readonly HostCommand[];
}
export interface HandOverFile {
  readonly name: string;
  readonly text: string;
}

/** As Patchbay's own runner has them: the list that was approved and nothing beside it; config files that were edited stay. */
const APT = [
  'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=600', '-o', 'APT::Install-Recommends=false', '-o', 'APT::Install-Suggests=false', '-o', 'APT::Get::AutomaticRemove=false',
  '-o', 'APT::Get::Upgrade-By-Source-Package=false', '-o', 'Dpkg::Options::=--force-confdef', '-o', 'Dpkg::Options::=--force-confold',
]; // prettier-ignore
const ENVIRONMENT = {
  DEBIAN_FRONTEND: 'noninteractive',
  LC_ALL: 'C.UTF-8',
  APT_LISTCHANGES_FRONTEND: 'none',
  APT_LISTBUGS_FRONTEND: 'none',
  NEEDRESTART_SUSPEND: '1',
};
const RESOURCES = ['host.yml', 'state.yml', 'gate.yml'] as const;
/** The share of a ring that may fail, as the stop rule has it; Ansible stops at the first failure in any case. */
const SHARE = 0.1;

/** An Ansible inventory and playbook that do what the plan does: rings as plays, gates as tasks. Pure but for the shipped task files. */
export function playbookFiles(over: HandOver): { readonly files: HandOverFile[]; readonly notes: string[] } {
  const going = over.plan.hosts.filter((host) => host.hash !== null && host.transaction?.items.length);
  const hosts = over.hosts.filter((host) => going.some((one) => one.hostId === host.id));
  const inventory = writeYaml(hosts);
  const names = inventoryNames(hosts);
  const rings = [...Map.groupBy(going, (host) => host.ring)].sort(([a], [b]) => a - b);
  const left = over.plan.hosts.length - going.length;
  return {
    files: [
      { name: 'inventory/hosts.yml', text: inventory.text },
      { name: 'inventory/plan.yml', text: planText(rings, names) },
      { name: 'site.yml', text: siteText(over, rings, hosts) },
      { name: 'tasks/checks.yml', text: checksText(over.rollout.checks) },
      ...RESOURCES.map((name) => ({ name: `tasks/${name}`, text: readResource(`ansible/${name}`) })),
    ],
    notes: [
      ...inventory.notes,
      ...(left ? [`${left} hosts of the plan have nothing to do or cannot go, and are not in it.`] : []),
      'Windows, freezes and the way back are not in it: start it when you may, and keep the old packages yourself.',
    ],
  };
}

type Rings = readonly (readonly [ring: number, hosts: readonly HostPlan[]])[];

function planText(rings: Rings, names: ReadonlyMap<string, string>): string {
  const children = rings.map(([ring, hosts]) => {
    const entries = hosts.flatMap((host) => (names.has(host.hostId) ? [[names.get(host.hostId)!, hostVariables(host)] as const] : []));
    return [`patchbay_ring_${ring}`, { hosts: Object.fromEntries(entries) }] as const;
  });
  return text({ all: { children: Object.fromEntries(children) } });
}

function hostVariables({ transaction, hash }: HostPlan): object {
  const items = transaction!.items;
  const words = items.map((item) => (item.action === 'remove' ? `${item.name}:${item.arch}-` : `${item.name}:${item.arch}=${item.to}`));
  const expected = new Set(items.map((item) => `${item.action === 'remove' ? 'Remv' : 'Inst'} ${item.name}`));
  return {
    patchbay_hash: hash,
    patchbay_items: items.map(({ action, name, arch, from, to }) => ({ action, name: `${name}:${arch}`, short: name, from, to })),
    patchbay_words: words,
    patchbay_expected: [...expected].sort(),
    patchbay_removes: items.some((item) => item.action === 'remove') ? [] : ['--no-remove'],
  };
}

function siteText({ plan, rollout, before, after }: HandOver, rings: Rings, hosts: readonly Host[]): string {
  const waits = rollout.looksAtMinutes.map((minutes, at, all) => minutes - (all[at - 1] ?? 0));
  const vars = {
    patchbay_apt: APT,
    patchbay_environment: ENVIRONMENT,
    patchbay_reboot: plan.options.reboot,
    patchbay_before: before.map((one) => unsafe(one.command)),
    patchbay_after: after.map((one) => unsafe(one.command)),
    patchbay_waits: waits,
  };
  const plays = rings.flatMap(([ring, some], at) => {
    const play = {
      name: `Ring ${ring}${ring === 0 ? ', the pilot' : ''}`,
      hosts: `patchbay_ring_${ring}`,
      serial: hasPeers(rollout, some, hosts) || ring === 0 ? 1 : Math.floor(some.length * SHARE) + 1,
      any_errors_fatal: true,
      gather_facts: true,
      vars,
      tasks: [{ name: 'The host', 'ansible.builtin.import_tasks': 'tasks/host.yml' }],
    };
    return at === rings.length - 1 ? [play] : [play, ...between(rollout, ring)];
  });
  return `# Plan ${plan.id}, hash ${plan.hash ?? ''}, made by Patchbay on ${plan.createdAt}.\n# ansible-playbook -i inventory site.yml\n${text(plays)}`;
}

/** What ends a ring: its bake time, and a person where the rule wants one. */
function between(rollout: Rollout, ring: number): object[] {
  const { bakeMinutes, approval } = ruleOf(rollout, ring);
  const tasks = [
    ...(bakeMinutes ? [{ name: `Ring ${ring} bakes`, 'ansible.builtin.pause': { minutes: bakeMinutes } }] : []),
    ...(approval ? [{ name: `Approval after ring ${ring}`, 'ansible.builtin.pause': { prompt: `Ring ${ring} is done. Enter to go on, Ctrl-C and A to stop` } }] : []), // prettier-ignore
  ];
  return tasks.length ? [{ name: `After ring ${ring}`, hosts: 'localhost', connection: 'local', gather_facts: false, tasks }] : [];
}

/** Peers are never worked on together: with two in a ring, one host at a time. */
function hasPeers({ peersTag }: Rollout, some: readonly HostPlan[], hosts: readonly Host[]): boolean {
  if (peersTag === null) return false;
  const tags = hosts.filter((host) => some.some((one) => one.hostId === host.id)).flatMap((host) => host.tags);
  const peers = tags.filter((tag) => tag.startsWith(`${peersTag}:`));
  return new Set(peers).size < peers.length;
}

function checksText(checks: readonly CustomCheck[]): string {
  return checks.length ? text(checks.map((check, at) => ({ name: `Own check ${at + 1}`, ...checkTask(check) }))) : '[]\n';
}

function checkTask(check: CustomCheck): object {
  const retried = { register: 'patchbay_check', retries: 5, delay: 3, changed_when: false };
  if (check.by === 'tcp')
    return { 'ansible.builtin.wait_for': { host: "{{ ansible_host | default(inventory_hostname) }}", port: check.port, timeout: 15 }, delegate_to: 'localhost', become: false }; // prettier-ignore
  if (check.by === 'command')
    return { 'ansible.builtin.command': { argv: ['timeout', '30', 'sh', '-c', unsafe(check.command)] }, become: false, until: 'patchbay_check.rc == 0', ...retried }; // prettier-ignore
  const [head = '', ...rest] = check.url.split('{address}');
  const url = rest.length ? `{{ ${[head, ...rest].map((part) => JSON.stringify(part)).join(' ~ ansible_host ~ ')} }}` : unsafe(check.url);
  return { 'ansible.builtin.uri': { url, status_code: check.status }, delegate_to: 'localhost', become: false, until: 'patchbay_check is succeeded', ...retried }; // prettier-ignore
}

/** Text of the shop's that Ansible must not take for a template. */
function unsafe(words: string): Scalar {
  const scalar = new Scalar(words);
  scalar.tag = '!unsafe';
  scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}

/** YAML 1.1, which Ansible reads: strings are quoted, so that "no" stays a word. */
function text(value: unknown): string {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (key, node) => {
      if (key !== 'key' && typeof node.value === 'string' && !node.tag) node.type = 'QUOTE_DOUBLE';
    },
  });
  return stringify(document, { lineWidth: 0 });
}
