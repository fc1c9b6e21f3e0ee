import { z } from 'zod';

/** Everything in here was said by a host: bounded text, validated, never trusted. */
const Text = z.string().max(1024);
const Bytes = z.number().int().min(0);

/** Debian Policy 5.6.1 and 5.6.12; the grammar is what may travel to a host as an argument. */
export const PackageName = z.string().regex(/^[a-z0-9][a-z0-9+.-]{0,127}$/);
export const PackageVersion = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+:~-]{0,127}$/);
export const Architecture = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);

const DebPackage = z.object({
  name: PackageName,
  arch: Architecture,
  version: PackageVersion,
  /** The Debian source package it was built from, with that source's version. */
  source: Text,
  sourceVersion: Text,
  /** Where the installed version can be had from, "Debian:oldstable-security" for instance; null when no source lists it. */
  origin: Text.nullable(),
  held: z.boolean(),
  /** False where dpkg does not hold it to be fully installed. */
  healthy: z.boolean(),
});
/** On a Windows host: the system, an update ("KB5034441") or a program. Its name is the vendor's own words and travels to no host. */
const WindowsPackage = DebPackage.extend({
  name: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^\p{C}]+$/u),
  arch: z.enum(['win-x64', 'win-x86', 'win-arm64', 'win-all']),
  version: Text,
});
export const Package = z.union([DebPackage, WindowsPackage]);
export type Package = z.infer<typeof Package>;

export const PendingUpdate = z.object({
  name: PackageName,
  arch: Architecture,
  from: PackageVersion,
  to: PackageVersion,
  source: Text,
  origin: Text,
  security: z.boolean(),
  /** "ready" goes with a plain upgrade; "kept-back" needs new packages or removals; "phased" is not for this host yet. */
  state: z.enum(['ready', 'kept-back', 'phased', 'held']),
});
export type PendingUpdate = z.infer<typeof PendingUpdate>;

export const Service = z.object({ name: Text, active: Text, sub: Text, description: Text });
export type Service = z.infer<typeof Service>;
export const Listener = z.object({
  protocol: z.enum(['tcp', 'udp']),
  address: Text,
  port: z.int().min(0).max(65_535),
  process: Text.nullable(),
});
export type Listener = z.infer<typeof Listener>;
export const StaleProcess = z.object({ pid: z.int().min(1), command: Text, unit: Text.nullable(), files: z.array(Text).max(64) });
export const Space = z.object({ path: Text, totalBytes: Bytes, freeBytes: Bytes, freeInodes: Bytes });
export type Space = z.infer<typeof Space>;

export const HostFacts = z.object({
  /** Which package manager's adapter reads and changes this host. */
  platform: z.enum(['apt', 'windows', 'unsupported']),
  os: z.object({ id: Text, versionId: Text, codename: Text, pretty: Text }),
  hostname: Text,
  kernel: z.object({ running: Text, newest: Text.nullable(), machine: Text }),
  bootId: z.string().max(64),
  uptimeSeconds: z.number().min(0),
  /** The host's clock minus ours at the time of the scan, in seconds. */
  clockSkewSeconds: z.number(),
  hardware: z.object({
    vendor: Text,
    model: Text,
    serial: Text.nullable(),
    cpu: Text,
    cores: z.int().min(0),
    memoryBytes: Bytes,
    disks: z.array(z.object({ name: Text, bytes: Bytes, model: Text })).max(256),
    /** null on bare metal. */
    virtualisation: Text.nullable(),
  }),
  packages: z.array(Package).max(50_000),
  updates: z.array(PendingUpdate).max(50_000),
  /** Age of the package lists; null when there are none. */
  lists: z.object({ at: z.iso.datetime().nullable(), refreshed: z.boolean() }),
  services: z.array(Service).max(5000),
  failedUnits: z.array(Text).max(1000),
  listeners: z.array(Listener).max(5000),
  reboot: z.object({ required: z.boolean(), reasons: z.array(Text).max(500) }),
  staleProcesses: z.array(StaleProcess).max(2000),
  space: z.array(Space).max(64),
  packageState: z.object({ interrupted: z.boolean(), audit: z.array(Text).max(500) }),
  /** Config files of a package that lie beside the host's own, which was kept: "/etc/x.dpkg-dist". */
  configsAside: z.array(Text).max(500).default([]),
  /** The rights this scan really had. */
  rights: z.enum(['root', 'none']),
  /** What could not be seen, in words, and why. Empty with full rights. */
  unseen: z.array(Text).max(32),
  /** What only a Windows host has. */
  windows: z
    .object({
      /** "ServerDatacenter" */
      edition: Text,
      /** "Server Core", "Client" */
      installation: Text,
      /** Where it has its updates from: "Windows Update", or the address of a WSUS server. */
      updateSource: Text.nullable(),
      /** Signatures of Defender, apart from updates of the system. */
      defender: z.object({ signatures: Text, at: z.iso.datetime().nullable() }).nullable(),
    })
    .optional(),
});
export type HostFacts = z.infer<typeof HostFacts>;
