import { describe, expect, it } from 'vitest';
import type { HostFacts } from './facts.ts';
import { compareHealth } from './health.ts';

const before: HostFacts = {
  platform: 'apt',
  os: { id: 'debian', versionId: '12', codename: 'bookworm', pretty: 'Debian GNU/Linux 12 (bookworm)' },
  hostname: 'web-01',
  kernel: { running: '6.1.0-50-amd64', newest: null, machine: 'x86_64' },
  bootId: 'aaaaaaaa-0000',
  uptimeSeconds: 100,
  clockSkewSeconds: 0,
  hardware: { vendor: '', model: '', serial: null, cpu: '', cores: 2, memoryBytes: 1e9, disks: [], virtualisation: null },
  packages: [
    {
      name: 'openssl',
      arch: 'amd64',
      version: '3.0.17-1',
      source: 'openssl',
      sourceVersion: '3.0.17-1',
      origin: null,
      held: false,
      healthy: true,
    },
  ],
  updates: [],
  lists: { at: null, refreshed: false },
  services: [
    { name: 'nginx.service', active: 'active', sub: 'running', description: '' },
    { name: 'user@0.service', active: 'active', sub: 'running', description: '' },
    { name: 'run-u42.service', active: 'active', sub: 'running', description: '' },
    { name: 'networking.service', active: 'active', sub: 'exited', description: '' },
  ],
  failedUnits: ['old.service'],
  listeners: [
    { protocol: 'tcp', address: '0.0.0.0', port: 443, process: 'nginx' },
    { protocol: 'udp', address: '0.0.0.0', port: 41_000, process: 'named' },
  ],
  reboot: { required: false, reasons: [] },
  staleProcesses: [],
  space: [{ path: '/', totalBytes: 1e9, freeBytes: 5e8, freeInodes: 1000 }],
  packageState: { interrupted: false, audit: [] },
  configsAside: [],
  rights: 'root',
  unseen: [],
};
const item = { action: 'upgrade', name: 'openssl', arch: 'amd64', to: '3.0.22-1' } as const;
const upgraded = { ...before, packages: [{ ...before.packages[0]!, version: '3.0.22-1' }] };
const judge = (after: HostFacts, rebooted = false) =>
  Object.fromEntries(
    compareHealth(before, after, { items: [item], rebooted })
      .filter((one) => one.outcome !== 'passed')
      .map((one) => [one.name, `${one.outcome}: ${one.detail}`]),
  );

describe('health before and after a run', () => {
  it('passes where nothing but the plan happened', () => {
    expect(judge(upgraded)).toEqual({});
  });
  it('holds the versions against the plan', () => {
    expect(judge(before)).toEqual({ 'Versions as planned': 'failed: openssl is 3.0.17-1, planned 3.0.22-1' });
    expect(
      compareHealth(before, before, { items: [{ ...item, action: 'remove', to: null }], rebooted: false }).find(
        (one) => one.name === 'Versions as planned',
      )?.outcome,
    ).toBe('failed');
  });
  it('finds a unit that stopped and one that failed anew, and forgives what comes and goes', () => {
    const after = {
      ...upgraded,
      services: [{ ...before.services[0]!, active: 'failed', sub: 'failed' }],
      failedUnits: ['old.service', 'nginx.service'],
    };
    expect(judge(after)).toEqual({
      'Units that ran still run': 'failed: nginx.service was active, now failed',
      'No new failed unit': 'failed: nginx.service',
    });
  });
  it('finds a closed port; a new one only differs; ephemeral ones say nothing', () => {
    const after = { ...upgraded, listeners: [{ protocol: 'tcp' as const, address: '::', port: 8080, process: null }] };
    expect(judge(after)).toEqual({
      'Same listeners': 'failed: closed: 443/tcp on 0.0.0.0 (nginx)',
      'No new listener': 'differs: new: 8080/tcp on ::',
    });
  });
  it('names what an update laid beside an edited config file, and not what lay there before', () => {
    const old = { ...before, configsAside: ['/etc/old.dpkg-dist'] };
    const after = { ...upgraded, configsAside: ['/etc/old.dpkg-dist', '/etc/nginx/nginx.conf.dpkg-dist'] };
    const found = compareHealth(old, after, { items: [], rebooted: false }).find((one) => one.name === 'Config files');
    expect(found).toEqual({
      name: 'Config files',
      outcome: 'differs',
      detail: "the update's version lies in /etc/nginx/nginx.conf.dpkg-dist",
    });
  });
  it('wants a new boot id if and only if a reboot was ordered', () => {
    expect(judge(upgraded, true)).toEqual({ Rebooted: 'failed: the boot id is the same as before' });
    expect(judge({ ...upgraded, bootId: 'bbbbbbbb-1111' }, true)).toEqual({});
    expect(judge({ ...upgraded, bootId: 'bbbbbbbb-1111' })).toEqual({
      'Not rebooted': 'differs: the host rebooted by itself, the boot id is new',
    });
  });
  it('says what is still to do: a reboot, a broken database, little room', () => {
    const after = {
      ...upgraded,
      reboot: { required: true, reasons: ['libc6'] },
      packageState: { interrupted: true, audit: ['nginx: half-configured'] },
      space: [{ ...before.space[0]!, freeBytes: 1e7 }],
    };
    expect(judge(after)).toEqual({
      'No reboot pending': 'differs: still needed: libc6',
      'Package database sound': 'failed: dpkg was interrupted; nginx: half-configured',
      'Room on its disks': 'differs: / has 10 MB left',
    });
  });
  it('reports what comes and goes by itself, and does not fail on it', () => {
    const after = { ...upgraded, services: before.services.slice(1), failedUnits: ['old.service', 'sync.service'], listeners: [] };
    const flapping = ['unit nginx.service', 'failed unit sync.service'];
    const found = compareHealth(before, after, { items: [item], rebooted: false, flapping });
    expect(found.filter((one) => one.outcome !== 'passed').map((one) => [one.name, one.outcome, one.detail])).toEqual([
      ['Units that ran still run', 'differs', 'nginx.service was active, now gone (comes and goes by itself)'],
      ['No new failed unit', 'differs', 'sync.service (comes and goes by itself)'],
      ['Same listeners', 'failed', 'closed: 443/tcp on 0.0.0.0 (nginx)'],
    ]);
  });
  it('fails where a disk has become full, not where it was', () => {
    const full = { ...upgraded, space: [{ ...before.space[0]!, freeBytes: 1e6 }] };
    expect(judge(full)).toEqual({ 'Room on its disks': 'failed: / has 1 MB left' });
    const always = compareHealth({ ...before, space: full.space }, full, { items: [item], rebooted: false });
    expect(always.find((one) => one.name === 'Room on its disks')?.outcome).toBe('differs');
  });
  it('wants the kernel that the run brought, once it rebooted', () => {
    const kernel = { running: '6.1.0-50-amd64', newest: '6.1.0-51-amd64', machine: 'x86_64' };
    const rebooted = { ...upgraded, kernel, bootId: 'bbbbbbbb-1111' };
    expect(judge(rebooted, true)).toEqual({ 'Newest kernel runs': 'failed: runs 6.1.0-50-amd64, installed is 6.1.0-51-amd64' });
    expect(judge({ ...upgraded, kernel })).toEqual({ 'Newest kernel runs': 'differs: runs 6.1.0-50-amd64, installed is 6.1.0-51-amd64' });
    expect(judge({ ...rebooted, kernel: { ...kernel, running: '6.1.0-51-amd64' } }, true)).toEqual({});
    // A kernel that lay there before, or one that was gone back from, is no failure of this run.
    const then = compareHealth({ ...before, kernel }, rebooted, { items: [item], rebooted: true });
    expect(then.find((one) => one.name === 'Newest kernel runs')?.outcome).toBe('differs');
  });
});
