import type { HostRow } from '../../shared/contract/contract.ts';
import type { HostFacts, Package, PendingUpdate } from '../../shared/domain/facts.ts';
import { HostDraft, type Host, type HostDraftInput } from '../../shared/domain/host.ts';
import type { Problem } from '../../shared/domain/problem.ts';

/** Made-up hosts, for the tests of the pages and for working on them. Names, serials and addresses belong to nobody. */
export interface FakeHost {
  host: Host;
  row: HostRow;
  /** What its next scan will meet; null is a scan that answers. */
  trouble: Problem | null;
  facts: HostFacts | null;
  removed: boolean;
}

export const idOf = (prefix: string, n: number): string => `${prefix}${String(n).padStart(6, '0')}`;
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

interface Seed {
  readonly name: string;
  readonly tags: readonly string[];
  readonly ring: number;
  readonly trouble?: Problem;
  readonly profile?: 'plain' | 'current' | 'kernel' | 'never';
  readonly elevation?: HostDraft['elevation'];
}

const fingerprint = (seed: string): string =>
  `SHA256:${[...'7kQmD0xJr5yHbUeS1fGpLzV8wNcKtA2oI4hXvE9sRlM'].map((char, index) => (index % 5 === seed.length % 5 ? (seed[index % seed.length] ?? char) : char)).join('')}`;

const seeds: readonly Seed[] = [
  {
    name: 'backup-01',
    tags: ['backup'],
    ring: 2,
    trouble: {
      kind: 'host-key-changed',
      address: 'backup-01.example.org',
      keyType: 'ED25519',
      fingerprint: fingerprint('backup'),
      known: [{ keyType: 'ED25519', fingerprint: fingerprint('old') }],
    },
  },
  {
    name: 'mon-01',
    tags: ['monitoring'],
    ring: 1,
    trouble: { kind: 'secret-needed', secret: 'sudo-password', forWhat: 'refresh of the package lists' },
  },
  {
    name: 'lab-03',
    tags: ['lab'],
    ring: 0,
    trouble: { kind: 'unreachable', address: 'lab-03.example.org', port: 22, reason: 'timeout', detail: '', seconds: 10 },
  },
  {
    name: 'files-02',
    tags: ['files'],
    ring: 2,
    trouble: { kind: 'sign-in-refused', user: 'patch', address: 'files-02.example.org', tried: ['agent'], offered: ['publickey'] },
  },
  {
    name: 'new-01',
    tags: ['web'],
    ring: 1,
    profile: 'never',
    trouble: { kind: 'host-key-unknown', address: 'new-01.example.org', keyType: 'ED25519', fingerprint: fingerprint('new-1') },
  },
  {
    name: 'new-02',
    tags: ['web'],
    ring: 1,
    profile: 'never',
    trouble: { kind: 'host-key-unknown', address: 'new-02.example.org', keyType: 'ED25519', fingerprint: fingerprint('new-two') },
  },
  { name: 'web-01', tags: ['web', 'pci'], ring: 1, profile: 'kernel' },
  { name: 'web-02', tags: ['web', 'pci'], ring: 1 },
  { name: 'web-03', tags: ['web'], ring: 1 },
  { name: 'web-04', tags: ['web'], ring: 0 },
  { name: 'app-01', tags: ['erp'], ring: 1, profile: 'kernel' },
  { name: 'app-02', tags: ['erp'], ring: 0 },
  { name: 'db-01', tags: ['db', 'erp', 'pci'], ring: 2, profile: 'kernel' },
  { name: 'db-02', tags: ['db', 'erp', 'pci'], ring: 2 },
  { name: 'mail-01', tags: ['mail'], ring: 1 },
  { name: 'dns-01', tags: ['network'], ring: 1 },
  { name: 'dns-02', tags: ['network'], ring: 2, profile: 'current' },
  { name: 'proxy-01', tags: ['network'], ring: 1 },
  { name: 'ci-01', tags: ['build'], ring: 0 },
  { name: 'wiki-01', tags: ['office'], ring: 1 },
  { name: 'files-01', tags: ['files'], ring: 1, profile: 'kernel' },
  { name: 'print-01', tags: ['office'], ring: 1, profile: 'current' },
  { name: 'legacy-02', tags: ['legacy'], ring: 2, elevation: 'none' },
  { name: 'This computer', tags: [], ring: 1, profile: 'current' },
];

interface Pending {
  readonly names: readonly string[];
  readonly source: string;
  readonly from: string;
  readonly to: string;
  readonly security: boolean;
  readonly state?: PendingUpdate['state'];
  readonly on: (n: number, seed: Seed) => boolean;
}

/** Debian 12's own versions where a fixed one is known; the rest is made up in its style. */
const pendings: readonly Pending[] = [
  { names: ['openssl', 'libssl3'], source: 'openssl', from: '3.0.15-1~deb12u1', to: '3.0.17-1~deb12u2', security: true, on: () => true },
  { names: ['libexpat1'], source: 'expat', from: '2.5.0-1+deb12u1', to: '2.5.0-1+deb12u2', security: true, on: (n) => n % 2 === 0 },
  { names: ['sudo'], source: 'sudo', from: '1.9.13p3-1+deb12u1', to: '1.9.13p3-1+deb12u2', security: true, on: (n) => n % 3 !== 0 },
  {
    names: ['openssh-server', 'openssh-client', 'openssh-sftp-server'],
    source: 'openssh',
    from: '1:9.2p1-2+deb12u5',
    to: '1:9.2p1-2+deb12u7',
    security: true,
    on: (n) => n % 3 === 1,
  },
  {
    names: ['nginx', 'nginx-common'],
    source: 'nginx',
    from: '1.22.1-9+deb12u1',
    to: '1.22.1-9+deb12u3',
    security: true,
    on: (_, seed) => seed.tags.includes('web'),
  },
  {
    names: ['linux-image-amd64'],
    source: 'linux-signed-amd64',
    from: '6.1.140-1',
    to: '6.1.158-1',
    security: true,
    state: 'kept-back',
    on: (_, seed) => seed.profile === 'kernel',
  },
  {
    names: ['postgresql-15', 'postgresql-client-15'],
    source: 'postgresql-15',
    from: '15.12-0+deb12u2',
    to: '15.14-0+deb12u1',
    security: true,
    state: 'held',
    on: (_, seed) => seed.tags.includes('db'),
  },
  { names: ['base-files'], source: 'base-files', from: '12.4+deb12u10', to: '12.4+deb12u12', security: false, on: () => true },
  {
    names: ['systemd', 'libsystemd0', 'udev'],
    source: 'systemd',
    from: '252.36-1~deb12u1',
    to: '252.39-1~deb12u1',
    security: false,
    on: (n) => n % 2 === 1,
  },
  { names: ['tzdata'], source: 'tzdata', from: '2025a-0+deb12u1', to: '2025b-0+deb12u2', security: false, on: (n) => n % 4 !== 0 },
  {
    names: ['distro-info-data'],
    source: 'distro-info-data',
    from: '0.58+deb12u4',
    to: '0.58+deb12u5',
    security: false,
    state: 'phased',
    on: (n) => n % 5 === 0,
  },
];

const origin = (security: boolean): string => (security ? 'Debian-Security:12/oldstable-security' : 'Debian:12.12/oldstable');

function updatesFor(n: number, seed: Seed): PendingUpdate[] {
  if (seed.profile === 'current') return [];
  return pendings
    .filter((pending) => pending.on(n, seed))
    .flatMap((pending) =>
      pending.names.map((name) => ({
        name,
        arch: 'amd64',
        from: pending.from,
        to: pending.to,
        source: pending.source,
        origin: origin(pending.security),
        security: pending.security,
        state: pending.state ?? ('ready' as const),
      })),
    );
}

const others =
  'adduser apt bash bind9-libs ca-certificates coreutils cron curl dash debconf debianutils diffutils dpkg e2fsprogs findutils gpgv grep gzip hostname init iproute2 kmod less libc6 libc-bin libgcc-s1 libpam0g libpcre2-8-0 libzstd1 login lsb-base mawk mount nano ncurses-base netbase passwd perl-base procps python3 rsyslog sed ssl-cert sysvinit-utils tar util-linux vim-common vim-tiny wget xz-utils zlib1g'.split(
    ' ',
  );

function packagesFor(updates: readonly PendingUpdate[], n: number): Package[] {
  const base = others.map((name, index) => ({
    name,
    arch: 'amd64',
    version: `${1 + (index % 7)}.${index % 10}-${1 + (n % 3)}`,
    source: name,
    sourceVersion: `${1 + (index % 7)}.${index % 10}-1`,
    origin: 'Debian:12.12/oldstable',
    held: false,
    healthy: true,
  }));
  const pending = updates.map((update) => ({
    name: update.name,
    arch: update.arch,
    version: update.from,
    source: update.source,
    sourceVersion: update.from,
    origin: update.origin,
    held: update.state === 'held',
    healthy: true,
  }));
  return [
    ...base,
    ...pending,
    {
      name: 'erp-agent',
      arch: 'amd64',
      version: '4.2.1',
      source: 'erp-agent',
      sourceVersion: '4.2.1',
      origin: null,
      held: false,
      healthy: true,
    },
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function factsFor(n: number, seed: Seed): HostFacts {
  const updates = updatesFor(n, seed);
  const rights = seed.elevation === 'none' ? 'none' : 'root';
  const reboot = n % 7 === 0;
  return {
    platform: 'apt',
    os: { id: 'debian', versionId: '12', codename: 'bookworm', pretty: 'Debian GNU/Linux 12 (bookworm)' },
    hostname: seed.name,
    kernel: { running: '6.1.0-37-amd64', newest: reboot ? '6.1.0-38-amd64' : '6.1.0-37-amd64', machine: 'x86_64' },
    bootId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    uptimeSeconds: 86_400 * (3 + (n % 40)),
    clockSkewSeconds: 0.2,
    hardware: {
      vendor: 'QEMU',
      model: 'Standard PC (Q35 + ICH9, 2009)',
      serial: null,
      cpu: 'EPYC 7302',
      cores: 2 + (n % 3) * 2,
      memoryBytes: 8_000_000_000,
      disks: [{ name: 'vda', bytes: 40_000_000_000, model: '' }],
      virtualisation: 'kvm',
    },
    packages: packagesFor(updates, n),
    updates,
    lists: { at: ago(20), refreshed: rights === 'root' },
    services: [
      'ssh.service',
      'cron.service',
      'rsyslog.service',
      'systemd-journald.service',
      ...(seed.tags.includes('web') ? ['nginx.service'] : []),
      ...(seed.tags.includes('db') ? ['postgresql@15-main.service'] : []),
    ].map((name) => ({ name, active: 'active', sub: 'running', description: `Service ${name.replace('.service', '')}` })),
    failedUnits: n % 9 === 0 ? ['logrotate.service'] : [],
    listeners: [
      { protocol: 'tcp', address: '0.0.0.0', port: 22, process: rights === 'root' ? 'sshd' : null },
      ...(seed.tags.includes('web') ? [{ protocol: 'tcp' as const, address: '0.0.0.0', port: 443, process: 'nginx' }] : []),
    ],
    reboot: { required: reboot, reasons: reboot ? ['linux-image-6.1.0-38-amd64'] : [] },
    staleProcesses:
      n % 4 === 0 ? [{ pid: 812, command: 'nginx', unit: 'nginx.service', files: ['/usr/lib/x86_64-linux-gnu/libssl.so.3'] }] : [],
    space: [
      { path: '/', totalBytes: 40_000_000_000, freeBytes: n % 6 === 0 ? 2_100_000_000 : 18_000_000_000 + n * 1e8, freeInodes: 2_000_000 },
      { path: '/boot', totalBytes: 480_000_000, freeBytes: n % 8 === 0 ? 38_000_000 : 220_000_000, freeInodes: 90_000 },
    ],
    packageState: { interrupted: false, audit: [] },
    configsAside: [],
    rights,
    unseen: rights === 'none' ? ['Processes of other users on old libraries', 'Which process listens on a port'] : [],
  };
}

function rowFor(host: Host, facts: HostFacts | null, problem: Problem | null, n: number): HostRow {
  return {
    host,
    scan: {
      state: facts ? (problem ? 'failed' : 'scanned') : problem ? 'failed' : 'never',
      step: null,
      lastGoodAt: facts ? ago(problem ? 60 * 26 : 18 + n) : null,
      triedAt: ago(18),
      seconds: facts ? 2.8 + (n % 30) / 10 : null,
      problem,
      warnings: n % 13 === 0 ? [{ kind: 'clock-skew', seconds: 93 }] : [],
    },
    system: facts ? 'Debian 12' : null,
    packages: facts?.packages.length ?? null,
    updates: facts?.updates.length ?? null,
    security: facts?.updates.filter((update) => update.security).length ?? null,
    rebootRequired: facts?.reboot.required ?? null,
    failedUnits: facts?.failedUnits.length ?? null,
    listsAt: facts?.lists.at ?? null,
    busyWith: null,
  };
}

export function makeHost(draft: HostDraftInput, n: number): FakeHost {
  const host: Host = { ...HostDraft.parse(draft), id: idOf('host', n), createdAt: ago(60 * 24 * 30) };
  return { host, row: rowFor(host, null, null, n), trouble: null, facts: null, removed: false };
}

/** What a scan that answers finds out. */
export function learn(fake: FakeHost, n: number): void {
  fake.facts ??= factsFor(n, { name: fake.host.name, tags: fake.host.tags, ring: fake.host.ring, elevation: fake.host.elevation });
  fake.row = { ...rowFor(fake.host, fake.facts, null, n), busyWith: fake.row.busyWith };
  fake.row.scan = { ...fake.row.scan, lastGoodAt: new Date().toISOString(), triedAt: new Date().toISOString() };
}

/** Past the first of each kind a host shares its facts with that one: ten thousand would fill the memory. */
const known = new Map<string, HostFacts>();
function factsOnce(n: number, seed: Seed, kind: string): HostFacts {
  const facts = known.get(kind) ?? factsFor(n, seed);
  known.set(kind, facts);
  return facts;
}

function seeded(seed: Seed, n: number, kind: string): FakeHost {
  const local = kind === 'This computer';
  const fake = makeHost(
    {
      name: seed.name,
      transport: local ? 'local' : 'ssh',
      address: local ? 'localhost' : `${seed.name}.example.org`,
      user: 'patch',
      signIn: { by: 'agent' },
      elevation: seed.elevation ?? 'sudo',
      tags: [...seed.tags],
      site: local ? '' : seed.ring === 2 ? 'Branch' : 'Head office',
      group: seed.tags[0] ?? '',
      ring: seed.ring,
    },
    n,
  );
  fake.facts = seed.profile === 'never' ? null : factsOnce(n, seed, kind);
  fake.trouble = seed.trouble ?? null;
  fake.row = rowFor(fake.host, fake.facts, fake.trouble, n);
  return fake;
}

export const seededHosts = (many = seeds.length): FakeHost[] =>
  Array.from({ length: many }, (_, n) => {
    const seed = seeds[n % seeds.length] as Seed;
    return seeded(n < seeds.length ? seed : { ...seed, name: `${seed.name}-${Math.floor(n / seeds.length)}` }, n, seed.name);
  });
