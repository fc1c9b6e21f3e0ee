import { z } from 'zod';

/** What resources/host-scripts/windows/scan.ps1 prints. Everything in it is the host's word: bounded here, cleaned where it is read. */
const Text = z.string().max(4096);
const Whole = z.int().min(0);
const list = <T extends z.ZodType>(item: T) => z.array(item).max(100_000);

export const ScanForm = z.strictObject({
  form: z.literal(1),
  powershell: Text,
  clock: z.iso.datetime(),
  system: z.strictObject({
    caption: Text,
    version: z.string().regex(/^\d{1,3}\.\d{1,3}\.\d{1,6}$/),
    revision: Whole.max(999_999).nullable(),
    displayVersion: Text,
    releaseId: Text,
    edition: Text,
    installation: Text,
    productType: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    servicePack: Whole.max(9),
    architecture: Text,
    hostname: Text,
    bootedAt: z.iso.datetime(),
    uptimeSeconds: Whole,
  }),
  hardware: z
    .strictObject({
      vendor: Text,
      model: Text,
      serial: Text,
      cpu: Text,
      cores: Whole,
      memoryBytes: Whole,
      hypervisor: z.boolean(),
      disks: list(z.strictObject({ name: Text, bytes: Whole, model: Text })),
    })
    .nullable(),
  space: list(z.strictObject({ path: Text, totalBytes: Whole, freeBytes: Whole })),
  programs: list(z.strictObject({ name: Text, version: Text, publisher: Text, bits: z.union([z.literal(32), z.literal(64)]) })),
  listed: list(Text),
  servicing: list(Text),
  history: list(z.strictObject({ kb: Text, at: z.iso.datetime().nullable(), operation: Whole, result: Whole })),
  services: list(z.strictObject({ name: Text, state: Text, start: Text, title: Text, exit: Whole })),
  listeners: list(
    z.strictObject({ protocol: z.enum(['tcp', 'udp']), address: Text, port: z.int().min(0).max(65_535), process: Text.nullable() }),
  ),
  reboot: list(Text),
  source: Text.nullable(),
  defender: z.strictObject({ signatures: Text, at: z.iso.datetime().nullable() }).nullable(),
  problems: list(z.strictObject({ part: Text, text: Text })),
});
export type ScanForm = z.infer<typeof ScanForm>;
