import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { TransactionItem } from '../../../shared/domain/plan.ts';
import { usualRollout, type Rollout } from '../../../shared/domain/rollout.ts';
import { sampleHost, sampleHostPlan, samplePlan } from '../../store/store.test-kit.ts';
import { playbookFiles, type HandOver } from './playbook.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'patchbay-playbook-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const item = (change: Partial<TransactionItem> = {}): TransactionItem => ({
  action: 'upgrade', name: 'openssl', arch: 'amd64', from: '3.0.17-1', to: '3.0.18-1', origin: 'Debian', security: true, downloadBytes: 10, ...change,
}); // prettier-ignore
const hostPlan = (n: number, ring: number, items: readonly TransactionItem[]) => ({
  ...sampleHostPlan(n),
  ring,
  transaction: { items: [...items], downloadBytes: 0, installedBytes: 0, conffileConflicts: [], restarts: [], space: [], reboot: { expected: false, reasons: [] }, leftOut: [] },
}); // prettier-ignore
const NASTY = `echo "{{ lookup('pipe', 'touch /tmp/owned') }}" '%}' # no`;
const rollout: Rollout = {
  ...usualRollout,
  checks: [
    { by: 'http', name: 'Shop', url: 'http://{address}:8080/health?a="b"', status: 200 },
    { by: 'tcp', name: 'Port', port: 5432 },
    { by: 'command', name: 'Own', command: NASTY },
  ],
};
const over = (change: Partial<HandOver> = {}): HandOver => ({
  plan: samplePlan([], {
    hosts: [
      hostPlan(1, 0, [item()]),
      hostPlan(2, 1, [
        item(),
        item({ action: 'install', name: 'libnew', from: null, to: '1' }),
        item({ action: 'remove', name: 'old', to: null }),
      ]),
      hostPlan(3, 1, [item()]),
      hostPlan(4, 1, []),
    ],
  }),
  hosts: [1, 2, 3, 4].map((n) => sampleHost(n, { ring: n === 1 ? 0 : 1, tags: ['peers:db'], jumps: [], signIn: { by: 'agent' } })),
  rollout,
  before: [{ name: 'Drain', command: NASTY }],
  after: [],
  ...change,
});
const made = (change: Partial<HandOver> = {}) => new Map(playbookFiles(over(change)).files.map((file) => [file.name, file.text]));
interface Play {
  readonly name: string;
  readonly hosts: string;
  readonly serial?: number;
  readonly any_errors_fatal?: boolean;
  readonly tasks: readonly Record<string, unknown>[];
}
const plays = (change: Partial<HandOver> = {}): Play[] =>
  parse(made(change).get('site.yml')!, { customTags: [{ tag: '!unsafe', resolve: (text: string) => text }] }) as Play[];

it('rings are plays in order, with their bake and approval between them, and a failure ends it', () => {
  const rings = [{ ring: 0, bakeMinutes: 1440, approval: true }];
  const all = plays({ rollout: { ...rollout, rings } });
  expect(all.map((play) => [play.name, play.hosts, play.serial, play.any_errors_fatal])).toEqual([
    ['Ring 0, the pilot', 'patchbay_ring_0', 1, true],
    ['After ring 0', 'localhost', undefined, undefined],
    ['Ring 1', 'patchbay_ring_1', 1, true],
  ]);
  expect(all[1]!.tasks.map((task) => task['ansible.builtin.pause'])).toEqual([
    { minutes: 1440 },
    { prompt: expect.stringContaining('Ring 0') as string },
  ]);
});

it("a batch is the stop rule's budget; peers go one by one", () => {
  const many = Array.from({ length: 20 }, (_, n) => n + 1);
  const plan = samplePlan([], { hosts: many.map((n) => hostPlan(n, 1, [item()])) });
  const hosts = many.map((n) => sampleHost(n, { tags: [`peers:${n}`] }));
  expect(plays({ plan, hosts })[0]!.serial).toBe(3);
  expect(plays({ plan, hosts: many.map((n) => sampleHost(n, { tags: ['peers:db'] })) })[0]!.serial).toBe(1);
});

it('each host has exactly its part of the plan; what has nothing to do is left out and said', () => {
  const { all } = parse(made().get('inventory/plan.yml')!) as {
    all: { children: Record<string, { hosts: Record<string, Record<string, unknown>> }> };
  };
  expect(Object.keys(all.children['patchbay_ring_1']!.hosts)).toEqual(['host-2', 'host-3']);
  expect(all.children['patchbay_ring_1']!.hosts['host-2']).toMatchObject({
    patchbay_words: ['openssl:amd64=3.0.18-1', 'libnew:amd64=1', 'old:amd64-'],
    patchbay_expected: ['Inst libnew', 'Inst openssl', 'Remv old'],
    patchbay_removes: [],
  });
  expect(all.children['patchbay_ring_1']!.hosts['host-3']!['patchbay_removes']).toEqual(['--no-remove']);
  expect(playbookFiles(over()).notes.join(' ')).toContain('1 hosts of the plan');
});

it('commands of the shop are text and no templates', () => {
  const site = made().get('site.yml')!;
  expect(site).toContain(`!unsafe ${JSON.stringify(NASTY)}`);
  expect(made().get('tasks/checks.yml')).toContain('!unsafe "echo');
});

it.runIf(existsSync('/usr/bin/ansible-playbook'))('Ansible reads it, and sees the hosts of each ring', { timeout: 120_000 }, () => {
  for (const [name, text] of made()) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const ansible = (...args: string[]) =>
    execFileSync('ansible-playbook', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, ANSIBLE_HOME: folder } });
  expect(ansible('-i', 'inventory', 'site.yml', '--syntax-check')).toContain('playbook: site.yml');
  const hosts = ansible('-i', 'inventory', 'site.yml', '--list-hosts');
  expect([...hosts.matchAll(/^ {6}(\S+)$/gm)].map((one) => one[1]).sort()).toEqual(['host-1', 'host-2', 'host-3', 'localhost']);
});
