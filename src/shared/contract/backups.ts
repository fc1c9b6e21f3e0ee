import { z } from 'zod';
import { call } from './call.ts';
import { NewPassphrase, Passphrase } from './credentials.ts';

const FilePath = z.string().min(1).max(4096);

/** What a backup of the database holds, looked at after it was unpacked. */
export const BackupContents = z.object({
  path: z.string(),
  bytes: z.int(),
  /** When the newest entry of its history was made; null in an empty one. */
  newestEntryAt: z.iso.datetime().nullable(),
  entries: z.int(),
  /** Hash of the newest entry of its audit chain. */
  head: z.string(),
  hosts: z.int(),
});
export type BackupContents = z.infer<typeof BackupContents>;

/** What went because it is older than the settings keep it, or what would. */
export const Pruned = z.object({
  logs: z.int(),
  scans: z.int(),
  deployments: z.int(),
  findings: z.int(),
  /** Of the history, the oldest. */
  entries: z.int(),
});
export type Pruned = z.infer<typeof Pruned>;

export const backupCalls = {
  /** The database as it is now, packed and sealed by a passphrase, in the format of age. Secrets of credentials are not in it. */
  'backup.make': call(z.object({ path: FilePath, passphrase: NewPassphrase }), BackupContents),
  /** Unpacks it and looks whether it could take the database's place. Plain daily backups want no passphrase. */
  'backup.check': call(z.object({ path: FilePath, passphrase: Passphrase.nullable().default(null) }), BackupContents),
  /** The daily ones, the newest first. */
  'backup.list': call(z.object({}), z.array(z.object({ path: z.string(), at: z.iso.datetime(), bytes: z.int() }))),
  /** Checks it and lays it ready: it takes the database's place at the next start. The database before it is kept. */
  'backup.restore': call(z.object({ path: FilePath, passphrase: Passphrase.nullable().default(null) }), BackupContents),

  /** Removes what the settings no longer keep, which the engine does by itself once a day; `dryRun` only counts it. */
  'retention.apply': call(z.object({ dryRun: z.boolean().default(false) }), Pruned),
} as const;
