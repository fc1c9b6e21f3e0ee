import { z } from 'zod';
import { Criticality, Elevation, CredentialId, HostDraft, HostId, Label, Tag, UserName } from '../domain/host.ts';
import { call } from './call.ts';

/** The calls that bring hosts in and out, and change many at once. */

const Text = z.string().max(4000);
const HostIds = z.array(HostId).min(1).max(20_000);

/** What hosts are read from and written to. An Ansible inventory comes as INI or as YAML. */
export const FileKind = z.enum(['ssh-config', 'ansible-ini', 'ansible-yaml', 'csv']);
export type FileKind = z.infer<typeof FileKind>;

/** A field of a host, before and after, as it is: the window and the command line know how to show each. */
export const FieldChange = z.object({ field: HostDraft.keyof(), before: z.unknown(), after: z.unknown() });
export type FieldChange = z.infer<typeof FieldChange>;

export const ImportRow = z.object({
  /** Where it stands in the file, from 1 on. */
  line: z.int(),
  alias: Text,
  draft: HostDraft.nullable(),
  /** Why it cannot be taken, or what was read differently from what the file's own program would do. */
  notes: z.array(Text),
  alreadyThere: z.boolean(),
  /** The host of the inventory that it is: the one of the same name, else the one at the same address, port and user. */
  sameAs: z.object({ id: HostId, name: Text, by: z.enum(['name', 'address']) }).nullable(),
  /** What an update of that host would change: the fields that the file states and that differ. */
  changes: z.array(FieldChange),
});
export type ImportRow = z.infer<typeof ImportRow>;

/** A file on this computer, or text that was pasted or dropped. Neither: ~/.ssh/config. */
const Source = z.object({
  path: z.string().max(4096).nullable(),
  text: z
    .string()
    .max(4 * 1024 * 1024)
    .optional(),
  /** Found out where it is not given. */
  kind: FileKind.optional(),
});
export const ImportSource = Source;
export type ImportSource = z.infer<typeof ImportSource>;

export const ImportPreview = z.object({
  path: Text,
  kind: FileKind,
  encoding: Text,
  rows: z.array(ImportRow),
  /** What holds for the file as a whole: columns that nobody knows, files beside it that were not read. */
  notes: z.array(Text),
  /** Of what was read; `hosts.import` refuses where the file has become another one since. */
  digest: z.string(),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

/** What is to be the same on all of the hosts; what is left out stays as it is on each. */
export const HostChange = z
  .object({
    site: Label,
    group: Label,
    owner: Label,
    exposed: z.boolean().nullable(),
    criticality: Criticality.nullable(),
    ring: HostDraft.shape.ring.unwrap(),
    addTags: z.array(Tag).max(20),
    removeTags: z.array(Tag).max(20),
    notes: HostDraft.shape.notes.unwrap(),
    credentialId: CredentialId.nullable(),
    elevation: Elevation,
  })
  .partial();
export type HostChange = z.infer<typeof HostChange>;

export const HostEdit = z.object({ id: HostId, name: Text, changes: z.array(FieldChange) });
export type HostEdit = z.infer<typeof HostEdit>;

export const inventoryCalls = {
  'hosts.importPreview': call(Source, ImportPreview),
  'hosts.import': call(
    Source.extend({
      aliases: z.array(Text).min(1).max(5000),
      /** Whether hosts that are there already take over what the file states. */
      update: z.boolean().default(false),
      digest: z.string().max(100).optional(),
    }),
    z.object({ added: z.int(), updated: z.int() }),
  ),
  'hosts.export': call(
    z.object({ ids: HostIds, kind: FileKind }),
    z.object({ text: z.string(), fileName: Text, /** What this kind of file cannot say, by host. */ notes: z.array(Text) }),
  ),
  'hosts.editMany': call(z.object({ ids: HostIds, change: HostChange }), z.object({ edits: z.array(HostEdit) })),
  /** Takes an edit back: each field that is still as the edit left it. What somebody has changed since stays. */
  'hosts.undoEdits': call(
    z.object({ edits: z.array(HostEdit).min(1).max(20_000) }),
    z.object({ restored: z.int(), left: z.array(z.object({ id: HostId, name: Text, fields: z.array(Text) })) }),
  ),
  /** Looks who answers as an SSH server; only ever started by a person. The text is a CSV of the rows, for `hosts.import`. */
  'hosts.discover': call(
    z.object({ cidr: z.string().trim().max(50), user: UserName.optional() }),
    ImportPreview.extend({ text: z.string(), addresses: z.int(), looked: z.int() }),
  ),
  'hosts.stopDiscovery': call(z.object({}), z.object({})),
} as const;
